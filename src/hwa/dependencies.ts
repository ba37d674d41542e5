// Who a job waits for, who waits for it, and what is late because of it.

import { isFault } from "#core/fault.ts";
import { isEnded, type StatusWord, statusWordOf } from "#core/hwa-status.ts";
import type { HwaDependency, HwaJob, HwaJobStream, HwaReader, ReadOptions } from "#ports/hwa.ts";
import { type JobFacts, jobFacts, wordOf } from "./job-facts.ts";
import { and, eq, isIn, moreThan } from "./oql.ts";

export interface Predecessor {
  readonly dependency: HwaDependency;
  /** The job it names, when it is one and HWA has it. */
  readonly job: HwaJob | null;
  readonly facts: JobFacts | null;
  /** The stream it names. */
  readonly stream: HwaJobStream | null;
}

export interface Predecessors {
  /** Unsatisfied ones first. */
  readonly own: readonly Predecessor[];
  /** Dependencies of the job's stream, which hold every job in it. */
  readonly ofStream: readonly Predecessor[];
  readonly total: number;
  readonly unsatisfied: number;
  /** What could not be read, a sentence each. */
  readonly unread: readonly string[];
}

const mostPredecessorReads = 50;

/** What the job depends on, one level, with the state of each. Satisfied ones beyond 50 are told but not read. */
export async function predecessorsOf(
  hwa: HwaReader,
  job: HwaJob,
  now: Date,
  options: ReadOptions = {},
): Promise<Predecessors> {
  const [whole, stream] = await Promise.all([
    job.dependencies === null ? hwa.job(job.id, options) : job,
    job.stream.id === null ? null : hwa.jobStream(job.stream.id, options),
  ]);
  const unread = new Set<string>();
  let left = mostPredecessorReads;

  async function resolve(dependency: HwaDependency): Promise<Predecessor> {
    const bare: Predecessor = { dependency, job: null, facts: null, stream: null };
    const id =
      dependency.kind === "job"
        ? dependency.jobId
        : dependency.kind === "stream"
          ? dependency.streamId
          : null;
    if (id === null || left <= 0) return bare;
    left -= 1;
    try {
      if (dependency.kind === "stream") return { ...bare, stream: await hwa.jobStream(id, options) };
      const found = await hwa.job(id, options);
      return { ...bare, job: found, facts: found && jobFacts(found, now) };
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!isFault(error)) throw error;
      unread.add(error.message);
      return bare;
    }
  }

  const own = openFirst(whole?.dependencies ?? []);
  const ofStream = openFirst(stream?.dependencies ?? []);
  return {
    own: await Promise.all(own.map(resolve)),
    ofStream: await Promise.all(ofStream.map(resolve)),
    total: own.length + ofStream.length,
    unsatisfied: [...own, ...ofStream].filter((each) => !each.satisfied).length,
    unread: [...unread],
  };
}

function openFirst(dependencies: readonly HwaDependency[]): readonly HwaDependency[] {
  return dependencies.toSorted((a, b) => Number(a.satisfied) - Number(b.satisfied));
}

/** A job or a whole stream that comes after another job. */
export interface Successor {
  readonly of: "job" | "stream";
  readonly id: string;
  readonly name: string;
  readonly stream: string;
  readonly workstation: string;
  readonly status: StatusWord;
  readonly critical: boolean;
  readonly late: boolean;
  readonly deadline: Date | null;
  /** 1: waits for the job itself; 2: waits for one of those; … */
  readonly depth: number;
  /** The name of what stands between, the nearest; null at depth 1. */
  readonly through: string | null;
  readonly job: HwaJob | null;
}

export interface Successors {
  readonly items: readonly Successor[];
  /** True when nothing was left out for depth or number. */
  readonly complete: boolean;
}

export interface SuccessorOptions extends ReadOptions {
  /** Through whom to go on; default: everyone. */
  readonly expand?: (successor: Successor) => boolean;
  /** Also what waits for the whole stream of the job, or of one of its successors. */
  readonly throughStreams?: boolean;
}

const mostVisited = 200;
const mostExpanded = 60;
/** Streams whose own successors are looked for, and how many candidates of each are read to make sure. */
const mostStreams = 10;
const mostCandidates = 20;
const notStarted = ["WAITING", "READY", "HELD", "BLOCKED", "UNDECIDED"];

/**
 * What comes after the job, level by level, each once, at most 200. A stream that waits brings its own jobs with it.
 */
export async function successorsOf(
  hwa: HwaReader,
  job: HwaJob,
  depth = 1,
  options: SuccessorOptions = {},
): Promise<Successors> {
  const found = new Map<string, Successor>();
  const start = `job:${job.id}`;
  const streams = new Set<string>();
  let complete = true;
  let expanded = 0;
  let level: readonly Successor[] = [
    ...(await after("job", job.id, 1, null)),
    ...(await afterStream(job.stream, 1)),
  ];
  for (let at = 1; level.length > 0; at += 1) {
    const fresh: Successor[] = [];
    for (const successor of level) {
      const key = `${successor.of}:${successor.id}`;
      if (key === start || found.has(key)) continue;
      if (found.size >= mostVisited) {
        complete = false;
        break;
      }
      found.set(key, successor);
      fresh.push(successor);
    }
    if (at >= depth) {
      // Whether anything lies beyond the asked depth is not looked at; it was not asked for.
      break;
    }
    const next = fresh.filter((each) => options.expand?.(each) ?? true);
    const room = Math.max(0, mostExpanded - expanded);
    if (next.length > room) complete = false;
    expanded += Math.min(next.length, room);
    const beyond = await Promise.all(
      next
        .slice(0, room)
        .map(async (each) => [
          ...(await after(each.of, each.id, at + 1, each.name)),
          ...(await afterStream(each.job?.stream ?? { id: each.id, name: each.name }, at + 1)),
        ]),
    );
    level = beyond.flat();
  }
  return { items: [...found.values()], complete };

  async function after(
    of: "job" | "stream",
    id: string,
    at: number,
    through: string | null,
  ): Promise<readonly Successor[]> {
    if (of === "job") {
      const { jobs, streams } = await hwa.successors(id, options);
      return [
        ...jobs.map((each) => ofJob(each, at, through)),
        ...streams.map((each) => ofStream(each, at, through)),
      ];
    }
    const waiting = and(eq("jobStreamId", id), isIn("jobruns.commonStatus", notStarted));
    const page = await hwa.jobs({ oql: waiting, limit: 100 }, options);
    if (page.total > page.items.length) complete = false;
    return page.items.map((each) => ofJob(each, at, through));
  }

  /**
   * What waits for a stream as a whole. HWA also lists what waits for a single job of it, and a list does not say
   * which, so each candidate is read.
   */
  async function afterStream(
    stream: { readonly id: string | null; readonly name: string },
    at: number,
  ): Promise<readonly Successor[]> {
    const { id } = stream;
    if (!options.throughStreams || id === null || streams.has(id)) return [];
    if (streams.size >= mostStreams) {
      complete = false;
      return [];
    }
    streams.add(id);
    const oql = and(
      eq("dependencies.jobStreamId", id),
      moreThan("dependenciesStats.numberOfJobStreamDependencies", 0),
    );
    const [jobPage, streamPage] = await Promise.all([
      hwa.jobs({ oql, limit: mostCandidates }, options),
      hwa.jobStreams({ oql, limit: mostCandidates }, options),
    ]);
    if (Math.max(jobPage.total, streamPage.total) > mostCandidates) complete = false;
    const [jobs, whole] = await Promise.all([
      Promise.all(jobPage.items.map((each) => hwa.job(each.id, options))),
      Promise.all(streamPage.items.map((each) => hwa.jobStream(each.id, options))),
    ]);
    const waits = (each: HwaJob | HwaJobStream) =>
      each.dependencies?.some((on) => on.kind === "stream" && on.streamId === id && !on.satisfied) ?? false;
    return [
      ...jobs.flatMap((each) => (each && waits(each) ? [ofJob(each, at, stream.name)] : [])),
      ...whole.flatMap((each) => (each && waits(each) ? [ofStream(each, at, stream.name)] : [])),
    ];
  }
}

function ofJob(job: HwaJob, depth: number, through: string | null): Successor {
  return {
    of: "job",
    id: job.id,
    name: job.name,
    stream: job.stream.name,
    workstation: job.workstation,
    status: wordOf(job),
    critical: job.critical,
    late: job.late || job.deadlinePassed,
    deadline: job.time.deadline,
    depth,
    through,
    job,
  };
}

function ofStream(stream: HwaJobStream, depth: number, through: string | null): Successor {
  return {
    of: "stream",
    id: stream.id,
    name: stream.name,
    stream: stream.name,
    workstation: stream.workstation,
    status: statusWordOf(stream.status),
    critical: false,
    late: stream.late,
    deadline: stream.time.deadline,
    depth,
    through,
    job: null,
  };
}

export interface Impact {
  /** Jobs and streams that wait because of the job, critical first, then late, then by deadline and nearness. */
  readonly waiting: readonly Successor[];
  readonly total: number;
  readonly critical: number;
  readonly late: number;
  /** False: there are more than were read. */
  readonly complete: boolean;
}

/** Everything that waits for the job, directly or through others; nothing waits for a job that ended well. */
export async function lateBecauseOf(
  hwa: HwaReader,
  job: HwaJob,
  options: ReadOptions & { readonly limit?: number } = {},
): Promise<Impact> {
  const done = wordOf(job) === "Completed" || wordOf(job) === "Cancelled";
  if (done) return { waiting: [], total: 0, critical: 0, late: 0, complete: true };
  const { items, complete } = await successorsOf(hwa, job, 25, {
    ...options,
    expand: stillWaits,
    throughStreams: true,
  });
  const waiting = items.filter(stillWaits).sort(byWeight);
  return {
    waiting: waiting.slice(0, options.limit ?? 50),
    total: waiting.length,
    critical: waiting.filter((each) => each.critical).length,
    late: waiting.filter((each) => each.late).length,
    complete,
  };
}

function stillWaits(successor: Successor): boolean {
  return !isEnded(successor.status) && successor.status !== "Running";
}

export function byWeight(a: Successor, b: Successor): number {
  return (
    Number(b.critical) - Number(a.critical) ||
    Number(b.late) - Number(a.late) ||
    (a.deadline?.getTime() ?? Number.MAX_SAFE_INTEGER) - (b.deadline?.getTime() ?? Number.MAX_SAFE_INTEGER) ||
    a.depth - b.depth
  );
}
