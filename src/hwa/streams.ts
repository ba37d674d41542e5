// One job stream: how far it is, how its jobs stand, and what holds it.

import { type StatusWord, statusWordOf, statusWords } from "#core/hwa-status.ts";
import type { HwaJob, HwaJobStream, HwaReader, ReadOptions } from "#ports/hwa.ts";
import { byRelevance } from "./find-job.ts";
import { wordOf } from "./job-facts.ts";
import { eq, isIn, isQuotable } from "./oql.ts";
import type { LocalCause } from "./waiting/wait-causes.ts";
import { nothingAround } from "./waiting/wait-causes.ts";
import { edgesOf, type WaitEdge } from "./waiting/wait-graph.ts";
import { streamCauses } from "./waiting/wait-rules.ts";

export interface StreamFacts {
  readonly stream: HwaJobStream;
  readonly status: StatusWord;
  readonly jobs: {
    readonly total: number;
    readonly byStatus: Readonly<Record<StatusWord, number>>;
    /** Failed and running first, at most 50. */
    readonly items: readonly HwaJob[];
    /** False: the stream has more jobs than were read, and the counts are those HWA keeps. */
    readonly exact: boolean;
  };
  /** Share of its jobs that completed, 0–100; null for an empty stream. */
  readonly progress: number | null;
  readonly elapsedMs: number | null;
  /** What holds the stream apart from other jobs and streams; empty while it runs or once it ended. */
  readonly heldBy: readonly LocalCause[];
  /** Unsatisfied dependencies on jobs and streams. */
  readonly waitsFor: readonly WaitEdge[];
}

export type FoundStream =
  | {
      readonly kind: "found";
      readonly facts: StreamFacts;
      /** Every instance in the plan, running first, then failed, then the latest; the facts are of the first. */
      readonly instances: readonly HwaJobStream[];
      readonly total: number;
    }
  | { readonly kind: "unknown"; readonly name: string };

const mostJobs = 500;

/** By name in any case, `WS#STREAM`, or id. Three or four calls. */
export async function streamFacts(
  hwa: HwaReader,
  ref: string,
  now: Date,
  options: ReadOptions & { readonly canonical?: (name: string) => string | null } = {},
): Promise<FoundStream> {
  const unknown: FoundStream = { kind: "unknown", name: ref };
  const typed = ref.trim();
  if (typed === "" || !isQuotable(typed)) return unknown;
  const hash = typed.lastIndexOf("#");
  const workstation = hash > 0 ? plain(typed.slice(0, hash)) : null;
  const name = hash > 0 ? plain(typed.slice(hash + 1)) : typed;
  const canonical = options.canonical?.(name);
  const spellings = [...new Set([name, name.toUpperCase(), typed, ...(canonical ? [canonical] : [])])];
  const page = await hwa.jobStreams({ oql: isIn("name", spellings), limit: 100 }, options);
  const instances = page.items
    .filter(
      (each) => workstation === null || plain(each.workstation).toUpperCase() === workstation.toUpperCase(),
    )
    .toSorted(byLiveliness);
  const [first] = instances;
  if (!first) return unknown;
  const total = workstation === null ? page.total : instances.length;
  return { kind: "found", facts: await factsOf(hwa, first, now, options), instances, total };
}

/** Of an instance that was read already, from a list or by id. */
export async function factsOf(
  hwa: HwaReader,
  listed: HwaJobStream,
  now: Date,
  options: ReadOptions = {},
): Promise<StreamFacts> {
  const [whole, jobs] = await Promise.all([
    listed.dependencies === null ? hwa.jobStream(listed.id, options) : listed,
    hwa.jobs({ oql: eq("jobStreamId", listed.id), limit: mostJobs, detail: "brief" }, options),
  ]);
  const stream = whole ?? listed;
  const status = statusWordOf(stream.status);
  const exact = jobs.total <= jobs.items.length;
  const byStatus = exact ? countByWord(jobs.items) : countsOfHwa(stream, jobs.total);
  const waits = ["Waiting", "Ready", "Held", "Blocked", "Unknown"].includes(status);
  return {
    stream,
    status,
    jobs: { total: jobs.total, byStatus, items: jobs.items.toSorted(byRelevance).slice(0, 50), exact },
    progress: jobs.total > 0 ? Math.floor((byStatus.Completed / jobs.total) * 100) : null,
    elapsedMs: stream.startedAt
      ? Math.max(0, (stream.endedAt ?? now).getTime() - stream.startedAt.getTime())
      : null,
    heldBy: waits ? streamCauses(stream, nothingAround, now) : [],
    waitsFor: waits ? edgesOf(stream.dependencies) : [],
  };
}

function countByWord(jobs: readonly HwaJob[]): Readonly<Record<StatusWord, number>> {
  const counts = zeros();
  for (const job of jobs) counts[wordOf(job)] += 1;
  return counts;
}

function countsOfHwa(stream: HwaJobStream, total: number): Readonly<Record<StatusWord, number>> {
  const { succeeded, abended, failed, running } = stream.jobCounts;
  const counts = zeros();
  counts.Completed = succeeded ?? 0;
  counts.Failed = (abended ?? 0) + (failed ?? 0);
  counts.Running = running ?? 0;
  counts.Waiting = Math.max(0, total - counts.Completed - counts.Failed - counts.Running);
  return counts;
}

function zeros(): Record<StatusWord, number> {
  return Object.fromEntries(statusWords.map((word) => [word, 0])) as Record<StatusWord, number>;
}

function byLiveliness(a: HwaJobStream, b: HwaJobStream): number {
  const rank = (stream: HwaJobStream) => {
    const word = statusWordOf(stream.status);
    return word === "Running" ? 0 : word === "Failed" || word === "Blocked" ? 1 : 2;
  };
  return rank(a) - rank(b) || (b.scheduledAt?.getTime() ?? 0) - (a.scheduledAt?.getTime() ?? 0);
}

function plain(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
