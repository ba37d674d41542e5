// Microsoft's Agents Playground as a test server: Teams as its makers imitate it, driven by the calls its own page makes. They
// are documented nowhere, so its version is pinned. Nothing of it reaches the network: no browser is opened, no telemetry sent.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { playgroundConfig } from "./people.ts";

const named = z.looseObject({ id: z.string(), name: z.string() });
const configSchema = z.looseObject({
  config: z.looseObject({
    bot: named,
    currentUser: named,
    personalChat: named,
    groupChats: z.tuple([named], named),
    teams: z.tuple([z.looseObject({ channels: z.array(named).min(2) })]),
  }),
});

export type PlaygroundIds = z.output<typeof configSchema>["config"];

/** What the playground told its page, as it came. */
export type Frame = Readonly<Record<string, unknown>>;

export interface Playground extends AsyncDisposable {
  readonly url: string;
  readonly ids: PlaygroundIds;
  readonly frames: readonly Frame[];
  /** Adds the app to a conversation. */
  install(conversation: string): Promise<void>;
  /** Writes as the current user, or as `who`; in groups and channels the bot hears only what mentions it. */
  say(conversation: string, text: string, who?: string): Promise<void>;
  /** Presses an Action.Execute of a message. Resolves with what the bot answered. */
  press(conversation: string, message: string, action: object, who?: string): Promise<unknown>;
  /** Presses an Action.Submit. */
  submit(conversation: string, message: string, value: object): Promise<void>;
  /** Sends any activity, for what the page has no button for. Resolves with the status. */
  send(activity: object): Promise<number>;
  /** The first frame from that number on that fits. */
  see(what: string, fits: (text: string, frame: Frame) => boolean, from?: number): Promise<Frame>;
}

const patienceMs = 15_000;

/** A sentence when it cannot start, such as where it is not installed. */
export async function openPlayground(botUrl: string): Promise<Playground | string> {
  const cli = findCli();
  if (cli === null) return "Microsoft's Agents Playground is not installed, so Teams is not imitated here.";
  const port = await freePort();
  // It writes a log where it is started.
  const folder = await mkdtemp(join(tmpdir(), "resync-playground-"));
  const configPath = join(folder, ".m365agentsplayground.yml");
  await writeFile(configPath, JSON.stringify(playgroundConfig));
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    process.execPath,
    [
      cli,
      "start",
      "--app-endpoint",
      botUrl,
      "--channel-id",
      "msteams",
      "--port",
      String(port),
      "--disable-telemetry",
    ],
    {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        TEAMSAPPTESTER_BROWSER: "none",
        M365_AGENTS_PLAYGROUND_CONFIG_PATH: configPath,
      },
      cwd: folder,
      stdio: "ignore",
    },
  );
  const ids = await untilReady(child, url);
  if (ids === null) {
    await stop(child, folder);
    return "Microsoft's Agents Playground did not start within 30 s, so Teams is not imitated here.";
  }
  const frames: Frame[] = [];
  const socket = new WebSocket(`${url.replace("http", "ws")}/_ws_conversation/v1/conversations/stream`);
  socket.addEventListener("message", ({ data }) => {
    const parsed: unknown = JSON.parse(String(data));
    if (typeof parsed === "object" && parsed !== null) frames.push({ ...parsed });
  });
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener("open", () => resolve());
    socket.addEventListener("error", () => reject(new Error("The playground's stream cannot be heard.")));
  });

  async function call(path: string, body: object): Promise<Response> {
    const response = await fetch(`${url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(patienceMs),
    });
    if (response.ok) return response;
    throw new Error(`The playground answered ${path} with ${response.status}: ${await response.text()}`);
  }

  const from = { id: ids.currentUser.id };
  return {
    url,
    ids,
    frames,
    async install(conversation) {
      await call(`/_debug/conversation/${encodeURIComponent(conversation)}/installation`, {});
    },
    async say(conversation, text, who = ids.currentUser.id) {
      const tag = `<at>${ids.bot.name}</at>`;
      const alone = conversation === ids.personalChat.id;
      await call(`/_conversation/v1/conversations/${encodeURIComponent(conversation)}/messages`, {
        type: "text",
        text: alone ? text : `${tag} ${text}`,
        textFormat: alone ? "plain" : "xml",
        from: { id: who },
        mentions: alone ? [] : [{ mentioned: { id: ids.bot.id }, text: tag }],
      });
    },
    async press(conversation, message, action, who = ids.currentUser.id) {
      const response = await call("/_conversation/v1/invoke", {
        name: "adaptiveCard/action",
        value: { action, trigger: "manual" },
        from: { id: who },
        conversation: { id: conversation },
        replyToId: message,
      });
      return await response.json();
    },
    async submit(conversation, message, value) {
      await call("/_conversation/v1/submit", {
        conversation: { id: conversation },
        from,
        replyToId: message,
        value,
      });
    },
    async send(activity) {
      return (await call("/_internal/v1/customActivities", activity)).status;
    },
    async see(what, fits, start = 0) {
      for (const until = Date.now() + patienceMs; Date.now() < until; await pause(20)) {
        const found = frames.slice(start).find((frame) => fits(JSON.stringify(frame), frame));
        if (found) return found;
      }
      const last = frames.slice(-3).map((frame) => JSON.stringify(frame).slice(0, 300));
      throw new Error(`The playground never showed ${what}. It showed last:\n${last.join("\n")}`);
    },
    async [Symbol.asyncDispose]() {
      socket.close();
      await stop(child, folder);
    },
  };
}

function findCli(): string | null {
  try {
    const manifest = createRequire(import.meta.url).resolve("@microsoft/m365agentsplayground/package.json");
    return join(dirname(manifest), "cli.js");
  } catch {
    return null;
  }
}

async function untilReady(child: ChildProcess, url: string): Promise<PlaygroundIds | null> {
  for (const until = Date.now() + 30_000; Date.now() < until && child.exitCode === null; await pause(100)) {
    try {
      const response = await fetch(`${url}/_internal/v1/testConfig`, { signal: AbortSignal.timeout(2_000) });
      if (response.ok) return configSchema.parse(await response.json()).config;
    } catch (error) {
      if (error instanceof z.ZodError) throw error;
    }
  }
  return null;
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }
  await rm(folder, { recursive: true, force: true });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
