// The plan into the graph, a little at a time. Which jobs stand in which stream and run where is in the snapshot the monitor keeps
// anyway. What a job follows and needs HWA tells of single jobs only: some are asked for in each round, those first that fail or
// are critical, then those the graph knows nothing or the oldest about. A plan of 200,000 jobs is known after days, not at once.

import { isFault } from "#core/fault.ts";
import type { Graph } from "#ports/graph.ts";
import type { HwaReader } from "#ports/hwa.ts";
import type { PlanStore, SnapshotJob } from "#ports/plan-store.ts";
import { nodeOf } from "./edge-of.ts";
import { dependencyEdges, holderEdges, type PlannedJob, streamEdges } from "./plan-edges.ts";

export interface PlanReadingDeps {
  readonly graph: Graph;
  readonly store: Pick<PlanStore, "eachJob" | "lastSeq" | "lastPoll">;
  readonly hwa: Pick<HwaReader, "job" | "jobStream" | "resources">;
  readonly now: () => Date;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** The plan is looked at no more often than this. */
const restMs = 3 * minuteMs;
/** The whole snapshot is read no more often than this, and only if something changed. */
const passEveryMs = 20 * minuteMs;
/** A stream that stays as it is, is said to have been seen no more often than this. */
const seenEveryMs = dayMs / 2;
/** What one round writes of streams, and how many single jobs it asks for. */
const roundMs = 20_000;
const mostReads = 150;
const readAgainMs = 7 * dayMs;
const mostQueued = 5_000;
/** Monthly and quarterly jobs are not forgotten between their runs. */
const keptMs = 120 * dayMs;
const mostResources = 1_000;

interface Queued extends Pick<SnapshotJob, "id" | "name" | "stream"> {
  readonly rank: number;
}

export function createPlanReading({ graph, store, hwa, now }: PlanReadingDeps) {
  /** What was told of a stream, and when; by the name of the source. */
  const told = new Map<string, { readonly digest: number; readonly at: number }>();
  /** When the dependencies of a job or stream were last read, by the name of the source. */
  let readAt: Map<string, number> | null = null;
  let queue: Queued[] = [];
  let passed: { readonly at: number; readonly seq: number } | null = null;
  let isBehind = false;
  let forgotAt = 0;
  let restedFrom = 0;

  return async (signal: AbortSignal): Promise<void> => {
    const at = now();
    if (at.getTime() - restedFrom < restMs) return;
    if ((await store.lastPoll()) === null) return;
    readAt ??= timesOf(await graph.sources("plan:needs:"));
    const seq = await store.lastSeq();
    const isDue = passed === null || (at.getTime() - passed.at >= passEveryMs && seq !== passed.seq);
    if (isDue || isBehind) {
      await readSnapshot(at, readAt, signal);
      passed = { at: at.getTime(), seq };
    }
    await readDependencies(at, readAt, signal);
    await readHolders(at, signal);
    restedFrom = at.getTime();
    if (at.getTime() - forgotAt < dayMs) return;
    forgotAt = at.getTime();
    await graph.forgetUnseen("plan:", new Date(at.getTime() - keptMs));
  };

  async function readSnapshot(
    at: Date,
    known: ReadonlyMap<string, number>,
    signal: AbortSignal,
  ): Promise<void> {
    const streams = new Map<string, Map<string, PlannedJob>>();
    const wanted = new Map<string, Queued>();
    for await (const jobs of store.eachJob()) {
      signal.throwIfAborted();
      for (const { id, name, stream, workstation, common, critical } of jobs) {
        const planned = streams.get(stream) ?? new Map<string, PlannedJob>();
        streams.set(stream, planned.set(`${name}\n${workstation}`, { name, workstation }));
        const last = known.get(needsOf(stream, name)) ?? 0;
        if (at.getTime() - last < readAgainMs) continue;
        const fails = common === "ERROR" || common === "INTERRUPTED";
        const rank = (fails ? 2 : 0) + (critical ? 2 : 0) + (last === 0 ? 1 : 0);
        if (rank > 1 || wanted.size < mostQueued)
          wanted.set(`${stream}\n${name}`, { id, name, stream, rank });
      }
    }
    queue = [...wanted.values()].sort((a, b) => b.rank - a.rank).slice(0, mostQueued);
    await tellStreams(at, streams, signal);
  }

  async function tellStreams(
    at: Date,
    streams: ReadonlyMap<string, ReadonlyMap<string, PlannedJob>>,
    signal: AbortSignal,
  ): Promise<void> {
    const until = performance.now() + roundMs;
    isBehind = false;
    for (const [stream, jobs] of streams) {
      signal.throwIfAborted();
      const source = `plan:stream:${stream}`;
      const digest = digestOf(jobs.keys());
      const before = told.get(source);
      if (before?.digest === digest && at.getTime() - before.at < seenEveryMs) continue;
      if (performance.now() > until) {
        isBehind = true;
        return;
      }
      await graph.replace(source, at, streamEdges(stream, [...jobs.values()]));
      told.set(source, { digest, at: at.getTime() });
    }
  }

  async function readDependencies(at: Date, known: Map<string, number>, signal: AbortSignal): Promise<void> {
    const until = performance.now() + roundMs;
    for (let left = mostReads; left > 0 && queue.length > 0 && performance.now() < until; left -= 1) {
      signal.throwIfAborted();
      const [next] = queue;
      if (!next) return;
      // Stays in the queue while HWA is away: the next round goes on here. What HWA refuses is not asked again.
      const job = await hwa.job(next.id, { signal }).catch((error: unknown) => {
        if (!isFault(error) || error.retryable) throw error;
        return null;
      });
      queue.shift();
      const source = needsOf(next.stream, next.name);
      known.set(source, at.getTime());
      if (job?.dependencies)
        await graph.replace(source, at, dependencyEdges(nodeOf("job", job.name), job.dependencies));
      const ofStream = `plan:needs:${next.stream}`;
      if (!job?.stream.id || at.getTime() - (known.get(ofStream) ?? 0) < readAgainMs) continue;
      const stream = await hwa.jobStream(job.stream.id, { signal });
      left -= 1;
      known.set(ofStream, at.getTime());
      if (stream?.dependencies)
        await graph.replace(
          ofStream,
          at,
          dependencyEdges(nodeOf("stream", stream.name), stream.dependencies),
        );
    }
  }

  async function readHolders(at: Date, signal: AbortSignal): Promise<void> {
    const { items } = await hwa.resources({ limit: mostResources }, { signal });
    // Counted once a day, however often it is looked at.
    const day = new Date(Math.floor(at.getTime() / dayMs) * dayMs);
    await graph.note("plan:resources", day, holderEdges(items));
  }
}

function needsOf(stream: string, job: string): string {
  return `plan:needs:${stream}.${job}`;
}

function timesOf(sources: ReadonlyMap<string, Date>): Map<string, number> {
  return new Map([...sources].map(([source, at]) => [source, at.getTime()]));
}

/** The same for the same names in any order. */
function digestOf(names: Iterable<string>): number {
  let sum = 0;
  for (const name of names) {
    let hash = 2_166_136_261;
    for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 16_777_619);
    sum = (sum + (hash >>> 0)) % Number.MAX_SAFE_INTEGER;
  }
  return sum;
}
