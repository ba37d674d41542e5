// A thousand jobs that abend within a minute: how many messages the on-call channel gets, what the process weighs meanwhile, and
// how long it goes on after the last one. Every failed job must be in an alert, and the summary must say how many there are.

import { setTimeout as sleep } from "node:timers/promises";
import { memoryOf, report, rounded } from "../measure.ts";
import { startResyncBot } from "./bots.ts";
import { type OwnPostgres, startOwnPostgres } from "./own-postgres.ts";

const failures = 1_000;
const withinMs = 60_000;
const planJobs = 4_000;
/** Nothing was sent for so long: it is calm. */
const calmMs = 15_000;
const patienceMs = 90_000;
const channel = "C0ONCALL";

interface WireJob {
  readonly id: string;
  readonly key?: { readonly name?: string };
}

export async function benchAlertStorm(): Promise<void> {
  await using parts = new AsyncDisposableStack();
  const postgres = await startOwnPostgres(parts);
  const bot = await startResyncBot(
    parts,
    {
      DATABASE_URL: postgres.url.href,
      HWA_POLL_SECONDS: "2",
      ONCALL_CHANNEL: `slack:T0000/${channel}`,
    },
    { jobs: planJobs, speed: 1 },
  );
  const sent = { posts: 0, edits: 0, lastAt: performance.now() };
  /** What each card shows, by its key. */
  const cards = new Map<string, string>();
  bot.slack.onCall = ({ method, channel: to, text, body, at }) => {
    if (to !== channel || (method !== "chat.postMessage" && method !== "chat.update")) return;
    sent[method === "chat.update" ? "edits" : "posts"] += 1;
    sent.lastAt = at;
    const mark = JSON.parse(body.get("metadata") ?? "{}") as { event_payload?: { card?: string } };
    cards.set(mark.event_payload?.card ?? "", text);
  };
  // What is wrong in the plan from the start is told, too; that is not what is measured.
  await calm(sent, 6_000);
  const before = { ...sent, memory: (await memoryOf(bot.pid)) ?? 0 };
  let peak = before.memory;
  const watching = setInterval(async () => {
    peak = Math.max(peak, (await memoryOf(bot.pid)) ?? 0);
  }, 250);
  const jobs = await waitingJobs(bot.hwaUrl, failures);
  const began = performance.now();
  for (const [index, id] of jobs.entries()) {
    await abend(bot.hwaUrl, id);
    await sleep(Math.max(0, began + ((index + 1) * withinMs) / failures - performance.now()));
  }
  const ended = performance.now();
  const isCalm = await calm(sent, calmMs);
  clearInterval(watching);
  const told = await membersOf(postgres);
  const storms = await stormsIn(postgres);
  report("chat_alert_storm", {
    failures: jobs.length,
    inSeconds: rounded((ended - began) / 1_000, 0),
    posts: sent.posts - before.posts,
    edits: sent.edits - before.edits,
    calmAfterSeconds: isCalm ? rounded(Math.max(0, sent.lastAt - ended) / 1_000, 1) : null,
    memoryMb: { before: before.memory, peak, after: await memoryOf(bot.pid) },
    inAlerts: jobs.filter((id) => told.has(id)).length,
    lost: jobs.filter((id) => !told.has(id)).length,
    alerts: await alertsIn(postgres),
    summaries: storms.map(({ id, members }) => ({
      members,
      says: (cards.get(`alert:${id}`) ?? "").split("\n").slice(0, 2).join(" "),
    })),
  });
}

/** False when it does not become so. */
async function calm(sent: { readonly lastAt: number }, forMs: number): Promise<boolean> {
  const from = performance.now();
  while (performance.now() - Math.max(sent.lastAt, from) < forMs) {
    if (performance.now() - from > patienceMs) return false;
    await sleep(200);
  }
  return true;
}

/** Jobs that have not run yet, by HWA's ids. */
async function waitingJobs(hwaUrl: string, count: number): Promise<readonly string[]> {
  const found: string[] = [];
  for (let offset = 0; found.length < count; offset += 500) {
    const oql = encodeURIComponent("jobruns.compositeStatus.status = 'HOLD'");
    const response = await fetch(`${hwaUrl}/twsd/api/v2/plan/job?limit=500&offset=${offset}&oql=${oql}`, {
      headers: { authorization: `Basic ${Buffer.from("viewer:viewer").toString("base64")}` },
    });
    const page = (await response.json()) as { readonly results?: readonly WireJob[] };
    if (!page.results?.length) break;
    found.push(...page.results.map(({ id }) => id));
  }
  return found.slice(0, count);
}

async function abend(hwaUrl: string, id: string): Promise<void> {
  const response = await fetch(`${hwaUrl}/sim/jobs/${encodeURIComponent(id)}/abend`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ returnCode: 12 }),
  });
  if (!response.ok) throw new Error(`A job could not be made to abend: ${await response.text()}`);
}

/** The ids of all jobs that are or were members of an alert. */
async function membersOf(postgres: OwnPostgres): Promise<ReadonlySet<string>> {
  const rows = await postgres.rows<{ id: string }>(
    "select distinct member ->> 'id' as id from alert, jsonb_array_elements(state -> 'members') as member",
  );
  return new Set(rows.map(({ id }) => id));
}

interface Storm {
  readonly id: string;
  readonly members: number;
}

function stormsIn(postgres: OwnPostgres): Promise<readonly Storm[]> {
  return postgres.rows<Storm>(
    `select id, jsonb_array_length(state -> 'members') + (state ->> 'more')::int as members
     from alert where kind = 'storm' order by opened_at`,
  );
}

async function alertsIn(postgres: OwnPostgres): Promise<number> {
  const [row] = await postgres.rows<{ alerts: number }>("select count(*)::int as alerts from alert");
  return row?.alerts ?? 0;
}
