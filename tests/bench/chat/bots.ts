// The three that answer, each in a process of its own, as their own guides start them: Resync as `npm start` opens it, a bare
// Bolt app, and Vercel's Chat SDK.

import { join } from "node:path";
import { peers } from "../install-peers.ts";
import { startedWith, startHwa, startResync, stopped } from "../running-resync.ts";
import { type SlackHere, slackEnvironment, startSlackHere } from "./slack-here.ts";
import { people, signingSecret } from "./traffic.ts";

export interface Bot {
  readonly name: string;
  /** Where Slack sends what people write. */
  readonly eventsUrl: string;
  readonly pid: number;
  /** The Slack it answers to. */
  readonly slack: SlackHere;
}

export interface ResyncBot extends Bot {
  readonly url: string;
  readonly token: string;
  readonly dataDir: string;
  readonly hwaUrl: string;
}

/** With a Slack and an HWA of its own; both are closed with `parts`. */
export async function startResyncBot(
  parts: AsyncDisposableStack,
  env: Readonly<Record<string, string>> = {},
  plan: { readonly jobs: number; readonly speed: number } = { jobs: 245, speed: 0 },
): Promise<ResyncBot> {
  const slack = parts.use(await startSlackHere());
  const hwa = parts.use(await startHwa(plan.jobs, plan.speed));
  const resync = parts.use(
    await startResync({
      HWA_URL: hwa.url,
      HWA_USER: "resync",
      HWA_PASSWORD: "resync",
      HWA_POLL_SECONDS: "3600",
      ...slackEnvironment(slack, signingSecret),
      ...env,
    }),
  );
  const { url, token, pid, dataDir } = resync;
  return {
    name: "resync",
    eventsUrl: `${url}/slack/events`,
    slack,
    url,
    token,
    pid,
    dataDir,
    hwaUrl: hwa.url,
  };
}

export async function startPeer(parts: AsyncDisposableStack, name: string, file: string): Promise<Bot> {
  const slack = parts.use(await startSlackHere());
  const { child, line } = await startedWith(
    ["--no-warnings", join(peers, file)],
    slackEnvironment(slack, signingSecret),
    / is ready: (\S+)/,
  );
  parts.defer(() => stopped(child));
  return { name, eventsUrl: line, slack, pid: child.pid ?? 0 };
}

/** Everybody who asks is somebody Resync knows, by their address; most may start runbooks. */
export async function introduceEverybody({ url, token }: Pick<ResyncBot, "url" | "token">): Promise<void> {
  for (const { name, email } of people) {
    const response = await fetch(`${url}/api/admin/people`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ name, roles: ["viewer", "operator"], identities: [`email:${email}`] }),
    });
    if (!response.ok) throw new Error(`${name} could not be added: ${await response.text()}`);
  }
}
