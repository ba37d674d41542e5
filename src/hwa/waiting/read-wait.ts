// Reads what is needed to say why a job waits: as little as possible, each thing once, within a budget.

import { isFault } from "#core/fault.ts";
import { isEnded, statusWordOf } from "#core/hwa-status.ts";
import type {
  HwaDependency,
  HwaJob,
  HwaJobStream,
  HwaPrompt,
  HwaReader,
  HwaResource,
  HwaWorkstation,
  ReadOptions,
} from "#ports/hwa.ts";
import { wordOf } from "../job-facts.ts";
import { and, eq, isIn, isQuotable } from "../oql.ts";
import { runningOn, workstationNamed } from "../workstations.ts";
import type { Surroundings } from "./wait-causes.ts";
import { edgesOf, edgesOfJob, type WaitEdge, type WaitPicture } from "./wait-graph.ts";

export interface WaitReading extends WaitPicture {
  /** The job asked about, with its dependencies. */
  readonly job: HwaJob;
  readonly workstations: readonly HwaWorkstation[];
  readonly runningOnWorkstation: number | null;
  readonly prompts: readonly HwaPrompt[];
  readonly resources: readonly HwaResource[];
  /** What HWA would not tell, a sentence each. */
  readonly unread: readonly string[];
  /** False when the wait went deeper or wider than we read. */
  readonly complete: boolean;
}

const mostReads = 60;
const deepest = 12;
const mostUnfinished = 20;
const unfinishedStatuses = ["ERROR", "RUNNING", "WAITING", "READY", "HELD", "BLOCKED", "UNDECIDED"];

/** Null when the job has left the plan. Only a failure to read the job itself is thrown. */
export async function readWait(
  hwa: HwaReader,
  asked: HwaJob,
  options: ReadOptions = {},
): Promise<WaitReading | null> {
  const job = asked.dependencies === null ? await hwa.job(asked.id, options) : asked;
  if (!job) return null;

  const jobs = new Map<string, HwaJob>([[job.id, job]]);
  const streams = new Map<string, HwaJobStream>();
  const unfinished = new Map<string, readonly string[]>();
  const unread = new Set<string>();
  let left = mostReads;
  let complete = true;

  /** One read of the budget; null when it is spent or HWA refuses this one thing. */
  async function read<T>(ask: () => Promise<T>): Promise<T | null> {
    if (left <= 0) {
      complete = false;
      return null;
    }
    left -= 1;
    try {
      return await ask();
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!isFault(error)) throw error;
      unread.add(error.message);
      return null;
    }
  }

  async function readStream(id: string): Promise<void> {
    if (streams.has(id)) return;
    const stream = await read(() => hwa.jobStream(id, options));
    if (stream) streams.set(id, stream);
  }

  async function readUnfinished(id: string): Promise<void> {
    if (unfinished.has(id)) return;
    const oql = and(eq("jobStreamId", id), isIn("jobruns.commonStatus", unfinishedStatuses));
    const page = await read(() => hwa.jobs({ oql, limit: mostUnfinished }, options));
    const open = (page?.items ?? []).filter((each) => !isEnded(wordOf(each)) || wordOf(each) === "Failed");
    if (page && page.total > page.items.length) complete = false;
    // A list does not bring dependencies; what waits is read again by its id below when its turn comes.
    for (const each of open) if (!jobs.has(each.id)) jobs.set(each.id, each);
    unfinished.set(
      id,
      open.map((each) => each.id),
    );
  }

  /** Reads the far end of a dependency and says what that in turn waits for. */
  async function visit(edge: WaitEdge): Promise<readonly WaitEdge[]> {
    const { id } = edge;
    if (id === null) return [];
    if (edge.of === "stream") {
      await Promise.all([readStream(id), readUnfinished(id)]);
      const inside = (unfinished.get(id) ?? []).map(
        (jobId): WaitEdge => ({
          of: "job",
          id: jobId,
          name: jobId,
          status: null,
        }),
      );
      return [...inside, ...edgesOf(streams.get(id)?.dependencies ?? null)];
    }
    const listed = jobs.get(id);
    if (listed && !isWaiting(listed)) return [];
    const predecessor =
      listed && listed.dependencies !== null ? listed : await read(() => hwa.job(id, options));
    if (!predecessor) return [];
    jobs.set(id, predecessor);
    if (!isWaiting(predecessor)) return [];
    const open = predecessor.dependencies?.some((each) => !each.satisfied) ?? false;
    // With nothing of its own to wait for, its stream may be what holds it.
    if (!open && predecessor.stream.id !== null) await readStream(predecessor.stream.id);
    return edgesOfJob(predecessor, { jobs, streams, unfinished });
  }

  const { stream } = job;
  const [workstations] = await Promise.all([
    read(() => hwa.workstations(options)),
    stream.id === null ? null : readStream(stream.id),
  ]);
  const visited = new Set<string>([`job:${job.id}`]);
  let level = edgesOfJob(job, { jobs, streams, unfinished });
  for (let depth = 0; level.length > 0; depth += 1) {
    const fresh = level.filter((edge) => {
      const key = `${edge.of}:${edge.id}`;
      return !visited.has(key) && visited.add(key);
    });
    if (depth >= deepest && fresh.length > 0) {
      complete = false;
      break;
    }
    level = (await Promise.all(fresh.map(visit))).flat();
  }

  const involved = [...jobs.values(), ...streams.values()].flatMap((each) => open(each.dependencies));
  const ready = wordOf(job) === "Ready" || (job.status.substatus ?? "").startsWith("READY_");
  const [running, prompts, resources] = await Promise.all([
    ready && isQuotable(job.workstation) ? read(() => runningOn(hwa, job.workstation, options)) : null,
    involved.some((each) => each.kind === "prompt")
      ? read(() => hwa.prompts({ limit: 1_000 }, options))
      : null,
    readResources(involved),
  ]);

  async function readResources(dependencies: readonly HwaDependency[]): Promise<readonly HwaResource[]> {
    const names = [
      ...new Set(dependencies.flatMap((each) => (each.kind === "resource" ? [each.name] : []))),
    ].filter(isQuotable);
    if (names.length === 0) return [];
    const page = await read(() => hwa.resources({ oql: isIn("name", names), limit: 100 }, options));
    return page?.items ?? [];
  }

  return {
    job,
    jobs,
    streams,
    unfinished,
    workstations: workstations ?? [],
    runningOnWorkstation: running,
    prompts: prompts?.items ?? [],
    resources,
    unread: [...unread],
    complete,
  };
}

function open(dependencies: readonly HwaDependency[] | null): readonly HwaDependency[] {
  return (dependencies ?? []).filter((each) => !each.satisfied);
}

export function isWaiting(job: HwaJob): boolean {
  const word = statusWordOf(job.status);
  return !isEnded(word) && word !== "Running";
}

/** What surrounds one job of the reading. */
export function surroundingsOf(reading: WaitReading, job: HwaJob): Surroundings {
  return {
    stream: job.stream.id === null ? null : (reading.streams.get(job.stream.id) ?? null),
    workstation: workstationNamed(reading.workstations, job.workstation),
    runningOnWorkstation: job.id === reading.job.id ? reading.runningOnWorkstation : null,
    prompts: reading.prompts,
    resources: reading.resources,
  };
}
