// Hears the plan for incidents, in the one process that leads the monitor: its events since the last time, and how things stand
// where nothing was told: at the first picture, and when another plan took the place of the one before.

import { newsOf, reliefNews } from "#core/alert/news.ts";
import { statusWordOf } from "#core/hwa-status.ts";
import { newId } from "#core/ids.ts";
import type { Clock } from "#ports/clock.ts";
import type { IncidentWatch, OpenIncident } from "#ports/incident-watch.ts";
import type { PlanStore } from "#ports/plan-store.ts";
import { hearPlan, type Told } from "./hear-plan.ts";

export interface FollowDeps {
  readonly watch: Pick<IncidentWatch, "heard" | "commit" | "openOf" | "eachOpen" | "changesOf">;
  readonly plan: Pick<PlanStore, "events" | "lastSeq" | "lastPoll" | "eachJob">;
  readonly clock: Clock;
}

export interface Follower {
  /** Hears everything there is to hear now. */
  turn(signal: AbortSignal): Promise<void>;
  /** Forgets how far it has heard: somebody else leads. */
  rest(): void;
}

const eventsAtOnce = 500;
const triesAtMost = 5;
const compareMs = 30 * 60_000;

export function createFollower({ watch, plan, clock }: FollowDeps): Follower {
  let heard: number | null = null;
  let compareAt = 0;

  async function load(): Promise<number> {
    const { seq, isNew } = await watch.heard(await plan.lastSeq());
    if (isNew) compareAt = 0;
    heard = seq;
    return seq;
  }

  /** `stale`: somebody else has heard more. */
  async function keep(told: readonly Told[], to: number): Promise<"done" | "stale"> {
    const from = heard ?? (await load());
    const open = await watch.openOf([...new Set(told.map(({ news }) => jobIdOf(news)))]);
    const kept = await watch.commit(hearPlan(told, { open, changes: await changesFor(told, open), newId }), {
      from,
      to,
    });
    if (kept === "done") heard = to;
    else heard = null;
    return kept;
  }

  /** What Resync did to jobs that failed and of which there is more to tell than that. */
  async function changesFor(told: readonly Told[], open: readonly OpenIncident[]) {
    const count = Map.groupBy(told, ({ news }) => jobIdOf(news));
    const fresh = told.flatMap(({ news, at }) =>
      news.kind === "trouble" && (count.get(news.job.id)?.length ?? 0) > 1
        ? [{ job: news.job.name, jobId: news.job.id, brokeAt: at }]
        : [],
    );
    const jobs = [...open, ...fresh];
    const first = Math.min(...jobs.map(({ brokeAt }) => brokeAt.getTime()));
    return jobs.length === 0 ? [] : await watch.changesOf(jobs, new Date(first));
  }

  async function hearEvents(signal: AbortSignal): Promise<void> {
    for (let stale = 0; !signal.aborted && stale < triesAtMost; ) {
      const from = heard ?? (await load());
      const events = await plan.events(from, eventsAtOnce);
      const last = events.at(-1);
      if (!last) return;
      const told = events.flatMap(({ change, at }) =>
        newsOf(change, at.getTime())
          .filter(({ kind }) => kind === "trouble" || kind === "relief")
          .map((news) => ({ at, news })),
      );
      if ((await keep(told, last.seq)) === "stale") stale += 1;
      else if (events.length < eventsAtOnce) return;
    }
  }

  /** Compares what is open with the plan as it stands. What changes meanwhile is told by events, so then it waits. */
  async function compare(signal: AbortSignal): Promise<void> {
    if (clock.now().getTime() < compareAt || (await plan.lastPoll()) === null) return;
    const from = heard ?? (await load());
    if ((await plan.lastSeq()) !== from) return;
    const open = new Map<string, OpenIncident>();
    for await (const batch of watch.eachOpen()) for (const each of batch) open.set(each.jobId, each);
    const now = clock.now();
    const told: Told[] = [];
    for await (const batch of plan.eachJob()) {
      if (signal.aborted) return;
      for (const job of batch) {
        const known = open.get(job.id);
        open.delete(job.id);
        if (known) told.push(...reliefNews(job, now.getTime()).map((news) => ({ at: now, news })));
        if (statusWordOf(job) !== "Failed" || known?.failedRun === job.runId) continue;
        // It failed before anybody looked: when its run ended is as near as anybody can tell.
        const at = known || !job.endedAt || job.endedAt > now ? now : job.endedAt;
        told.push({ at, news: { kind: "trouble", why: "failed", job, at: at.getTime() } });
      }
    }
    for (const jobId of open.keys())
      told.push({ at: now, news: { kind: "relief", jobId, how: "gone", at: now.getTime() } });
    if ((await plan.lastSeq()) !== from) return;
    for (let start = 0; start < told.length; start += eventsAtOnce)
      if ((await keep(told.slice(start, start + eventsAtOnce), from)) === "stale") return;
    compareAt = now.getTime() + compareMs;
  }

  return {
    async turn(signal) {
      await hearEvents(signal);
      await compare(signal);
    },
    rest() {
      heard = null;
      compareAt = 0;
    },
  };
}

function jobIdOf(news: Told["news"]): string {
  return news.kind === "trouble" ? news.job.id : news.kind === "relief" ? news.jobId : "";
}
