// From an event of a job to the edit of its card that shows it: jobs that somebody approves, with steps that wait, each in a
// thread of another workspace. The event's time is the one it is kept with, a moment before its commit.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { report, spreadOf } from "../measure.ts";
import { createAsker } from "./ask.ts";
import { introduceEverybody, type ResyncBot, startResyncBot } from "./bots.ts";
import { type OwnPostgres, startOwnPostgres } from "./own-postgres.ts";
import type { Call } from "./slack-here.ts";
import { type Place, places } from "./traffic.ts";

const jobs = 60;
const runbook = `
id: bench-edits
kind: runbook
title: Wait twice
steps:
  - id: first
    title: Wait once
    uses: wait.for
    with: { duration: 3s }
    approval: { from: [operators] }
  - id: second
    title: Wait again
    uses: wait.for
    with: { duration: 3s }
`;

interface EventRow {
  readonly job_id: string;
  readonly kind: string;
  readonly step: string | null;
  readonly at: Date;
}

/** What a card says once it shows the event. */
const shows: readonly (readonly [what: string, of: (event: EventRow) => boolean, seen: RegExp])[] = [
  ["approved", ({ kind }) => kind === "checkpoint.approved", /◐ Wait once · (?!waits for operators)/],
  ["first step done", ({ kind, step }) => kind === "step.succeeded" && step === "first", /✓ Wait once/],
  ["job completed", ({ kind }) => kind === "job.completed", /✓ Wait again/],
];

export async function benchVisibleEdits(): Promise<void> {
  await using parts = new AsyncDisposableStack();
  const workflowsDir = await mkdtemp(join(tmpdir(), "resync-bench-"));
  parts.defer(() => rm(workflowsDir, { recursive: true, force: true }));
  await mkdir(join(workflowsDir, "runbooks"));
  await writeFile(join(workflowsDir, "runbooks", "bench-edits.yml"), runbook);
  const postgres = await startOwnPostgres(parts);
  const bot = await startResyncBot(parts, { DATABASE_URL: postgres.url.href, WORKFLOWS_DIR: workflowsDir });
  await introduceEverybody(bot);
  const asker = parts.use(createAsker(bot));
  await asker.warmUp();
  const hear = bot.slack.onCall;
  const cards: { readonly job: string; readonly text: string; readonly at: number }[] = [];
  bot.slack.onCall = (call) => {
    const job = cardOf(call);
    if (job === null) hear(call);
    else cards.push({ job, text: call.text, at: performance.timeOrigin + call.at });
  };
  await asker.ask(jobs, 5, (index) => ({ place: places[index] as Place, text: "run bench-edits" }));
  const ended = async () =>
    (await postgres.rows("select from job_event where kind = 'job.completed'")).length;
  const until = performance.now() + 60_000;
  for (let decided = 0; decided < jobs && performance.now() < until; await sleep(500))
    decided += await approveAll(bot);
  while ((await ended()) < jobs && performance.now() < until) await sleep(200);
  await sleep(2_500);

  const events = await eventsOf(postgres);
  const times: number[] = [];
  const each: Record<string, unknown> = {};
  let unseen = 0;
  for (const [what, of, seen] of shows) {
    const mine = events.filter(of).map(({ job_id, at }) => {
      const shown = cards.find(
        (card) => card.job === job_id && card.at >= at.getTime() && seen.test(card.text),
      );
      return shown ? shown.at - at.getTime() : null;
    });
    unseen += mine.filter((ms) => ms === null).length;
    const known = mine.filter((ms) => ms !== null);
    each[what] = spreadOf(known);
    times.push(...known);
  }
  report("chat_event_to_edit", { jobs, ...each, all: spreadOf(times), unseen, edits: cards.length });
}

/** The job whose card a call posts or edits; null: it is something else. */
function cardOf({ method, body }: Call): string | null {
  if (method !== "chat.update" && method !== "chat.postMessage") return null;
  const mark = JSON.parse(body.get("metadata") ?? "{}") as { event_payload?: { card?: string } };
  const card = mark.event_payload?.card;
  return card !== undefined && /^[0-9a-f-]{36}$/.test(card) ? card : null;
}

/** How many it approved. */
async function approveAll({ url, token }: ResyncBot): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const listed = await fetch(`${url}/api/admin/agent-checkpoints?limit=100`, { headers });
  const { checkpoints } = (await listed.json()) as {
    checkpoints: { id: string; planDigest: string | null }[];
  };
  for (const { id, planDigest } of checkpoints) {
    const response = await fetch(`${url}/api/admin/agent-checkpoints/${id}`, {
      method: "POST",
      headers,
      body: JSON.stringify(planDigest === null ? {} : { planDigest }),
    });
    if (!response.ok) throw new Error(`A job could not be approved: ${await response.text()}`);
    // Not all at once, since that is not what is measured.
    await sleep(50);
  }
  return checkpoints.length;
}

function eventsOf(postgres: OwnPostgres): Promise<readonly EventRow[]> {
  return postgres.rows<EventRow>("select job_id, kind, step, at from job_event order by job_id, seq");
}
