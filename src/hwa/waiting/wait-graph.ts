// From a waiting job, along unsatisfied dependencies, to the job at the root of the wait. Pure: it walks what was read.
//
// Each node is walked once. Among several ways the one that needs a person most is told: a failed job before a
// cancelled one, before a circle, before something that waits for a decision, before what goes on by itself.

import { type StatusWord, statusWordOf } from "#core/hwa-status.ts";
import type { HwaDependency, HwaJob, HwaJobStream } from "#ports/hwa.ts";
import { jobFacts } from "../job-facts.ts";
import type { ChainLink, LocalCause, WaitRoot } from "./wait-causes.ts";

/** What was read around a waiting job. */
export interface WaitPicture {
  /** By id, with dependencies wherever they were read. */
  readonly jobs: ReadonlyMap<string, HwaJob>;
  readonly streams: ReadonlyMap<string, HwaJobStream>;
  /** Ids of the jobs that a stream, waited for as a whole, has not finished. */
  readonly unfinished: ReadonlyMap<string, readonly string[]>;
}

export interface WaitRules {
  readonly now: Date;
  readonly ofJob: (job: HwaJob) => readonly LocalCause[];
  readonly ofStream: (stream: HwaJobStream) => readonly LocalCause[];
}

/** An unsatisfied dependency on a job or a stream. */
export interface WaitEdge {
  readonly of: "job" | "stream";
  readonly id: string | null;
  readonly name: string;
  readonly status: string | null;
}

export interface WayToRoot {
  readonly chain: readonly ChainLink[];
  readonly root: WaitRoot;
}

const longestWay = 60;

export function edgesOf(dependencies: readonly HwaDependency[] | null): readonly WaitEdge[] {
  return (dependencies ?? [])
    .filter((each) => !each.satisfied)
    .filter((each) => each.kind === "job" || each.kind === "stream")
    .map((each) =>
      each.kind === "job"
        ? { of: "job", id: each.jobId, name: each.jobName, status: each.predecessorStatus }
        : { of: "stream", id: each.streamId, name: each.streamName, status: each.predecessorStatus },
    );
}

/** What a job waits for among jobs and streams: its own dependencies and those of its stream, when that was read. */
export function edgesOfJob(job: HwaJob, picture: WaitPicture): readonly WaitEdge[] {
  const stream = job.stream.id === null ? undefined : picture.streams.get(job.stream.id);
  return [...edgesOf(job.dependencies), ...edgesOf(stream?.dependencies ?? null)];
}

/** The way from one unsatisfied dependency of `from` to its root. */
export function wayToRoot(from: HwaJob, edge: WaitEdge, picture: WaitPicture, rules: WaitRules): WayToRoot {
  const known = new Map<string, WayToRoot>();
  const path: { readonly key: string; readonly name: string }[] = [
    { key: `job:${from.id}`, name: from.name },
  ];
  return walk(edge);

  function walk(next: WaitEdge): WayToRoot {
    const lost: WayToRoot = {
      chain: [{ kind: "unread", name: next.name, status: next.status }],
      root: { kind: "unread", name: next.name, status: next.status },
    };
    if (next.id === null) return lost;
    const key = `${next.of}:${next.id}`;
    const onPath = path.findIndex((each) => each.key === key);
    if (onPath >= 0) {
      const names = [...path.slice(onPath).map((each) => each.name), next.name];
      return { chain: [], root: { kind: "cycle", names } };
    }
    const before = known.get(key);
    if (before) return before;
    if (path.length >= longestWay) return { ...lost, root: { kind: "too_deep", name: next.name } };

    path.push({ key, name: next.name });
    const way = next.of === "job" ? fromJob(next.id) : fromStream(next.id);
    path.pop();
    known.set(key, way ?? lost);
    return way ?? lost;
  }

  function fromJob(id: string): WayToRoot | null {
    const job = picture.jobs.get(id);
    if (!job) return null;
    const facts = jobFacts(job, rules.now);
    const link: ChainLink = { kind: "job", job, facts };
    const kind = endOf(facts.status);
    if (kind) return { chain: [link], root: { kind, job, facts } };
    const causes = rules.ofJob(job);
    const ownRoot: WaitRoot = { kind: "waits", job, facts, causes };
    const ways = edgesOfJob(job, picture).map(walk);
    const unread = job.dependencies === null && (job.unresolvedDependencies ?? 0) > 0;
    if (ways.length === 0 && causes.length === 0 && unread)
      return { chain: [link], root: { kind: "too_deep", name: job.name } };
    return nearestTrouble(link, ownRoot, causes.length > 0, ways);
  }

  function fromStream(id: string): WayToRoot | null {
    const stream = picture.streams.get(id);
    if (!stream) return null;
    const causes = rules.ofStream(stream);
    const jobs = (picture.unfinished.get(id) ?? []).map((jobId) =>
      walk({ of: "job", id: jobId, name: picture.jobs.get(jobId)?.name ?? jobId, status: null }),
    );
    const ways = [...jobs, ...edgesOf(stream.dependencies).map(walk)];
    return nearestTrouble(
      { kind: "stream", stream },
      { kind: "stream", stream, causes },
      causes.length > 0,
      ways,
    );
  }
}

function nearestTrouble(
  link: ChainLink,
  ownRoot: WaitRoot,
  hasOwnCause: boolean,
  ways: readonly WayToRoot[],
): WayToRoot {
  const own: WayToRoot = { chain: [link], root: ownRoot };
  const worst = ways.toSorted((a, b) => urgency(a.root) - urgency(b.root))[0];
  if (!worst || (hasOwnCause && urgency(ownRoot) <= urgency(worst.root))) return own;
  return { chain: [link, ...worst.chain], root: worst.root };
}

function endOf(word: StatusWord): "failed" | "running" | "cancelled" | "ended_well" | null {
  if (word === "Failed") return "failed";
  if (word === "Running") return "running";
  if (word === "Cancelled") return "cancelled";
  return word === "Completed" ? "ended_well" : null;
}

/** The lower, the more a person is needed. */
export function urgency(root: WaitRoot): number {
  switch (root.kind) {
    case "failed":
      return 0;
    case "cancelled":
      return 1;
    case "cycle":
      return 2;
    case "waits":
      return root.causes.some(needsPerson) ? 3 : 5;
    case "stream":
      return root.causes.some(needsPerson) || statusWordOf(root.stream.status) === "Failed" ? 3 : 5;
    case "running":
      return 6;
    case "too_deep":
    case "unread":
      return 7;
    case "ended_well":
      return 8;
  }
}

/** Whether nothing happens until somebody acts. */
export function needsPerson(cause: LocalCause): boolean {
  if (cause.kind === "prompt") return cause.asked !== false;
  return !["time", "launching", "cancel_pending", "stream_limit"].includes(cause.kind);
}
