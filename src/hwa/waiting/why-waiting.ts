// Why is this job waiting? Every cause HWA shows, each followed to its root, with what would end the wait.

import { statusWordOf } from "#core/hwa-status.ts";
import type { HwaJob, HwaReader, ReadOptions } from "#ports/hwa.ts";
import { type JobFacts, jobFacts, wordOf } from "../job-facts.ts";
import { isWaiting, readWait, surroundingsOf, type WaitReading } from "./read-wait.ts";
import { type RuledOut, ruledOut } from "./ruled-out.ts";
import {
  type Evidence,
  evidence,
  type LocalCause,
  type PredecessorCause,
  type WaitCause,
  type WaitEnd,
  type WaitRoot,
} from "./wait-causes.ts";
import { edgesOf, needsPerson, urgency, type WaitEdge, wayToRoot } from "./wait-graph.ts";
import { heldBy, streamCauses } from "./wait-rules.ts";

export type WaitAnswer =
  /** It runs or has ended. */
  | { readonly kind: "not_waiting"; readonly job: HwaJob; readonly facts: JobFacts }
  | {
      readonly kind: "waiting";
      readonly job: HwaJob;
      readonly facts: JobFacts;
      /** What holds it now, what needs a person first. */
      readonly causes: readonly WaitCause[];
      /** What will hold it once those are gone. */
      readonly later: readonly LocalCause[];
      readonly ruledOut: readonly RuledOut[];
      /** What HWA would not tell, a sentence each. */
      readonly unread: readonly string[];
      /** False when the wait goes deeper or wider than was read. */
      readonly complete: boolean;
    }
  /** HWA shows no cause. `ruledOut` is everything that was checked. */
  | {
      readonly kind: "unknown";
      readonly job: HwaJob;
      readonly facts: JobFacts;
      readonly ruledOut: readonly RuledOut[];
      readonly unread: readonly string[];
    }
  /** The plan has it no more. */
  | { readonly kind: "gone"; readonly job: HwaJob };

/**
 * At most about 65 reads, most waits need four. The job is read anew when it came without dependencies. Throws a
 * Fault only when the job itself cannot be read; other parts that cannot be read are named in `unread`.
 */
export async function whyWaiting(
  hwa: HwaReader,
  job: HwaJob,
  now: Date,
  options: ReadOptions = {},
): Promise<WaitAnswer> {
  if (!canWait(job)) return { kind: "not_waiting", job, facts: jobFacts(job, now) };
  const reading = await readWait(hwa, job, options);
  return reading ? explainWait(reading, now) : { kind: "gone", job };
}

/** Suppressed counts as waiting: its conditions may still be met. */
function canWait(job: HwaJob): boolean {
  return isWaiting(job) || wordOf(job) === "Suppressed";
}

/** The rule itself, on what was read. */
export function explainWait(reading: WaitReading, now: Date): WaitAnswer {
  const { job } = reading;
  const facts = jobFacts(job, now);
  if (!canWait(job)) return { kind: "not_waiting", job, facts };
  const around = surroundingsOf(reading, job);
  const held = heldBy(job, around, now);
  const pending = held.now.some((cause) => cause.kind === "confirmation");
  const causes = [...(pending ? [] : predecessorCauses(reading, now)), ...held.now].sort(
    (a, b) => urgencyOf(a) - urgencyOf(b),
  );
  const out = ruledOut(job, around, [...causes, ...held.later]);
  const { unread } = reading;
  if (causes.length === 0) {
    return held.later.length > 0
      ? { kind: "waiting", job, facts, causes: held.later, later: [], ruledOut: out, unread, complete: true }
      : { kind: "unknown", job, facts, ruledOut: out, unread };
  }
  const { complete } = reading;
  return { kind: "waiting", job, facts, causes, later: held.later, ruledOut: out, unread, complete };
}

function predecessorCauses(reading: WaitReading, now: Date): readonly PredecessorCause[] {
  const { job } = reading;
  const stream = job.stream.id === null ? null : (reading.streams.get(job.stream.id) ?? null);
  const rules = {
    now,
    ofJob: (each: HwaJob) => heldBy(each, surroundingsOf(reading, each), now).now,
    ofStream: (each: Parameters<typeof streamCauses>[0]) =>
      statusWordOf(each.status) === "Running"
        ? []
        : streamCauses(each, { ...surroundingsOf(reading, job), stream: each }, now),
  };
  const causesOf = (edges: readonly WaitEdge[], holds: "job" | "stream") =>
    edges.map((edge): PredecessorCause => {
      const { chain, root } = wayToRoot(job, edge, reading, rules);
      const target = edge.id === null ? undefined : reading.jobs.get(edge.id);
      const targetStream = edge.id === null ? undefined : reading.streams.get(edge.id);
      return {
        kind: "predecessor",
        holds,
        of: edge.of,
        name: edge.of === "job" ? (target?.name ?? edge.name) : (targetStream?.name ?? edge.name),
        stream: edge.of === "job" ? (target?.stream.name ?? null) : null,
        workstation: target?.workstation ?? targetStream?.workstation ?? null,
        chain,
        root,
        evidence: predecessorEvidence(edge, holds === "job" ? job.name : job.stream.name, root),
        endsWhen: endOfRoot(edge, root),
      };
    });
  return [
    ...causesOf(edgesOf(job.dependencies), "job"),
    ...causesOf(edgesOf(stream?.dependencies ?? null), "stream"),
  ];
}

function predecessorEvidence(edge: WaitEdge, holder: string, root: WaitRoot): readonly Evidence[] {
  const facts: Evidence[] = [evidence("dependency", holder, "predecessor", edge.name)];
  if (edge.status) facts.push(evidence("dependency", holder, "predecessorStatus", edge.status));
  if ("job" in root) {
    facts.push(evidence("job", root.job.name, "status", root.job.status.internal));
    if (root.kind === "failed" && root.facts.returnCode !== null)
      facts.push(evidence("job", root.job.name, "returnCode", root.facts.returnCode));
    if (root.kind === "waits") facts.push(...root.causes.flatMap((cause) => cause.evidence));
  }
  return facts;
}

function endOfRoot(edge: WaitEdge, root: WaitRoot): WaitEnd {
  switch (root.kind) {
    case "failed":
      return { kind: "predecessor_repaired", job: root.job.name };
    case "running":
      return { kind: "predecessor_succeeds", job: root.job.name, estimatedEnd: root.facts.estimatedEnd };
    case "waits":
      return (
        root.causes[0]?.endsWhen ?? {
          kind: "predecessor_succeeds",
          job: root.job.name,
          estimatedEnd: null,
        }
      );
    case "stream":
      return root.causes[0]?.endsWhen ?? { kind: "stream_completes", stream: root.stream.name };
    case "ended_well":
    case "cancelled":
    case "cycle":
      return { kind: "dependency_released", dependency: edge.name };
    case "too_deep":
    case "unread":
      return edge.of === "job"
        ? { kind: "predecessor_succeeds", job: edge.name, estimatedEnd: null }
        : { kind: "stream_completes", stream: edge.name };
  }
}

function urgencyOf(cause: WaitCause): number {
  if (cause.kind === "predecessor") return urgency(cause.root);
  return needsPerson(cause) ? 3 : 5;
}
