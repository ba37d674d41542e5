// `npm run try:slack`: a Slack on this machine with Resync in it, and a prompt at which you are Ana, who administers.
//
// The Slack is `emulate`, with what it lacks added on the wire (tests/adapters/slack/slack-world.ts); Resync is the product as
// `npm start` opens it, with the simulated HWA, in a data directory that is removed at the end.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { compose } from "#compose";
import { readConfig } from "#config";
import { createLog } from "#log";
import { forwardTo } from "../adapters/slack/forward-to.ts";
import { channel, peopleAt, users } from "../adapters/slack/people.ts";
import { type Part, see } from "../adapters/slack/seen.ts";
import { botToken, openSlackWorld, signingSecret, team } from "../adapters/slack/slack-world.ts";
import { ending } from "../support/ending.ts";

const help = `You are in #incidents as Ana.
  any text           asks @resync in the channel, or goes on in the thread you are in
  /resync …          the slash command: only you see the answer
  press LABEL        presses the newest button of that label; a dialog asks for its fields here
  new                leaves the thread: the next text begins another one
  as rui, as ana     speaks as somebody else; Rui is not linked to anybody
  exit`;

type Who = keyof typeof users;

await using parts = new AsyncDisposableStack();
const dataDir = await mkdtemp(join(tmpdir(), "resync-try-"));
parts.defer(() => rm(dataDir, { recursive: true, force: true }));
const world = parts.use(await openSlackWorld({ channel, users }));
const config = readConfig(
  {
    PORT: "0",
    RESYNC_DATA_DIR: dataDir,
    RESYNC_ADMINS: "email:ana@example.com",
    HWA_ALLOW_ACTIONS: "true",
    HWA_POLL_SECONDS: "2",
    SLACK_BOT_TOKEN: botToken,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: world.apiUrl,
    ONCALL_CHANNEL: `slack:${channel}`,
    LOG_LEVEL: process.env.LOG_LEVEL ?? "error",
  },
  false,
);
const house = parts.use(await compose(config, createLog(config.log)));
world.deliverTo([forwardTo(`${house.url}/slack/events`)]);

const people = peopleAt(world);
const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: "slack> " });
let who: Who = "ana";
let thread = `${team}/${channel}`;
const printed = new Map<string, string>();
const watching = watch();
// At a terminal Ctrl-C is a key, not a signal.
lines.on("SIGINT", () => lines.close());
void ending.told.then(() => {
  watching.stop();
  lines.close();
});
if (ending.why === null) {
  console.log(`${help}\n`);
  lines.prompt();
  for await (const line of lines) {
    const text = line.trim();
    if (text === "exit") break;
    try {
      await take(text);
    } catch (error) {
      console.log(error instanceof Error ? error.message : error);
    }
    if (ending.why !== null) break;
    lines.prompt();
  }
}
watching.stop();
lines.close();

async function take(text: string): Promise<void> {
  if (text === "") return;
  if (text === "help") return console.log(help);
  const other = /^as (ana|rui)$/.exec(text)?.[1] as Who | undefined;
  if (other) who = other;
  else if (text === "new") thread = `${team}/${channel}`;
  else if (text.startsWith("press ")) await press(text.slice("press ".length).trim());
  else if (text.startsWith("/resync"))
    await people.writes(who, "command", text.slice("/resync".length).trim());
  else if (thread === `${team}/${channel}`) await people.writes(who, "mention", text);
  else await people.writes(who, { thread }, text);
}

async function press(label: string): Promise<void> {
  await people.presses(who, thread, label).catch(() => people.presses(who, `${team}/${channel}`, label));
  await sleep(300);
  const dialog = await people.dialog(who);
  if (!dialog) return;
  console.log(`\n┌ ${dialog.title}\n${dialog.text.replaceAll(/^/gm, "│ ")}`);
  const filled: Record<string, string> = {};
  for (const { label: name, value, options } of dialog.fields) {
    const choice = options.length > 0 ? ` (${options.join(", ")})` : "";
    const typed = (await lines.question(`│ ${name}${choice}${value ? ` [${value}]` : ""}: `)).trim();
    if (typed !== "") filled[name] = typed;
  }
  await people.fills(who, filled);
}

/** Prints what Resync posts and edits, as it comes. */
function watch(): { stop(): void } {
  const timer = setInterval(() => {
    for (const [table, alone] of [
      ["messages", false],
      ["ephemeralMessages", true],
    ] as const)
      for (const message of world.rows(table) as readonly Part[]) {
        if (message.user !== world.botUser) continue;
        const { text, buttons } = see((message.blocks ?? []) as readonly Part[], String(message.text));
        const shown = `${text}${buttons.map(({ label }) => ` [${label}]`).join("")}`;
        const key = `${table} ${String(message.channel_id)} ${String(message.ts)}`;
        if (printed.get(key) === shown) continue;
        const edited = printed.has(key) ? " (edited)" : "";
        printed.set(key, shown);
        const root = String(message.thread_ts ?? message.ts);
        if (!alone && message.channel_id === channel && message.thread_ts)
          thread = `${team}/${channel}/${root}`;
        const where = alone ? "only you see this" : message.channel_id === channel ? "#incidents" : "direct";
        console.log(`\n— resync, ${where}${edited}\n${shown}`);
        lines.prompt(true);
      }
  }, 300);
  return { stop: () => clearInterval(timer) };
}
