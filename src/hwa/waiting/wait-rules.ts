// The rules by which HWA keeps a job or a job stream waiting, as pure functions of what was read.

import { statusWordOf } from "#core/hwa-status.ts";
import type { HwaJob, HwaJobStream } from "#ports/hwa.ts";
import { lastRun, wordOf } from "../job-facts.ts";
import { dependencyCauses } from "./dependency-causes.ts";
import { launchCauses } from "./launch-causes.ts";
import { evidence, type LocalCause, type Surroundings } from "./wait-causes.ts";

/**
 * What holds the job itself, apart from other jobs and streams (`wait-graph.ts`) and from the place where it shall
 * run (`launch-causes.ts`); nothing when HWA's fields show nothing.
 */
export function jobCauses(job: HwaJob, around: Surroundings, now: Date): readonly LocalCause[] {
  const word = wordOf(job);
  const own = (field: string, value: unknown) => evidence("job", job.name, field, value);
  const substatus = job.status.substatus ?? "";
  const why = job.status.substatus ? [own("substatus", job.status.substatus)] : [];
  const internal = job.status.internal.toUpperCase();
  const causes: LocalCause[] = [];

  if (job.status.cancelPending || ["CANCLP", "CANCELP", "CANCP"].includes(internal))
    causes.push({
      kind: "cancel_pending",
      holds: "job",
      evidence: [own("cancelPending", true)],
      endsWhen: { kind: "cancel_done" },
    });
  if (internal === "PEND" || (internal === "DONE" && job.requiresConfirmation)) {
    const run = lastRun(job);
    causes.push({
      kind: "confirmation",
      holds: "job",
      endedAt: run?.endedAt ?? null,
      returnCode: run?.returnCode ?? null,
      evidence: [own("status", internal), own("requiresConfirmation", job.requiresConfirmation)],
      endsWhen: { kind: "job_confirmed" },
    });
    // It has run: nothing that delays a start can hold it.
    return causes;
  }
  if (word === "Suppressed" || substatus.startsWith("SUPPR_") || substatus === "READY_SUPPRESSED")
    causes.push({
      kind: "suppressed",
      holds: "job",
      substatus: job.status.substatus,
      evidence: [own("status", internal), ...why],
      endsWhen: { kind: "condition_met" },
    });
  // HWA says it of every job of a held stream as well; there it is the stream that must be released.
  const byStream = job.priority !== 0 && around.stream?.priority === 0;
  if (job.priority === 0 || (substatus === "HOLD_PRIORITY_ZERO" && !byStream))
    causes.push({
      kind: "priority_zero",
      holds: "job",
      evidence: [own("priority", job.priority ?? 0), ...why],
      endsWhen: { kind: "priority_raised", above: 0 },
    });
  else if (word === "Held")
    causes.push({
      kind: "held",
      holds: "job",
      evidence: [own("status", internal)],
      endsWhen: { kind: "operator_acts" },
    });
  causes.push(...timeCauses(job, "job", substatus === "HOLD_WAITING_FOR_TIME" || internal === "SCHED", now));
  causes.push(...dependencyCauses(job.dependencies ?? [], "job", job.name, around));
  if (substatus === "HOLD_WAITING_FOR_INPUT" || substatus === "READY_WAITING_FOR_USER_INTERVENTION")
    causes.push({
      kind: "user_intervention",
      holds: "job",
      evidence: why,
      endsWhen: { kind: "operator_acts" },
    });
  // SUSP is HWA's word for unfulfilled dependencies; only without one is it a riddle of its own.
  if (internal === "STUCK" || (internal === "SUSP" && !job.dependencies?.some((each) => !each.satisfied)))
    causes.push({
      kind: "stuck",
      holds: "job",
      evidence: [own("status", internal)],
      endsWhen: { kind: "operator_acts" },
    });
  if (causes.length === 0 && (["INTRO", "ADD"].includes(internal) || substatus === "READY_SUBMITTED"))
    causes.push({
      kind: "launching",
      holds: "job",
      evidence: [own("status", internal), ...why],
      endsWhen: { kind: "launch_done" },
    });
  return causes;
}

/** Every cause that holds the whole stream, apart from other jobs and streams. */
export function streamCauses(stream: HwaJobStream, around: Surroundings, now: Date): readonly LocalCause[] {
  const own = (field: string, value: unknown) => evidence("stream", stream.name, field, value);
  const word = statusWordOf(stream.status);
  const causes: LocalCause[] = [];
  if (stream.priority === 0)
    causes.push({
      kind: "priority_zero",
      holds: "stream",
      evidence: [own("priority", 0)],
      endsWhen: { kind: "priority_raised", above: 0 },
    });
  else if (word === "Held")
    causes.push({
      kind: "held",
      holds: "stream",
      evidence: [own("status", stream.status.internal)],
      endsWhen: { kind: "operator_acts" },
    });
  const running = stream.jobCounts.running;
  if (stream.limit !== null && (stream.limit === 0 || (running !== null && running >= stream.limit)))
    causes.push({
      kind: "stream_limit",
      holds: "stream",
      stream: stream.name,
      limit: stream.limit,
      running,
      evidence: [own("limit", stream.limit), ...(running === null ? [] : [own("running jobs", running)])],
      endsWhen:
        stream.limit === 0
          ? { kind: "limit_raised", of: "stream", name: stream.name }
          : { kind: "slot_freed", of: "stream", name: stream.name },
    });
  const started = word === "Running" || stream.startedAt !== null;
  if (!started) causes.push(...timeCauses(stream, "stream", false, now));
  causes.push(...dependencyCauses(stream.dependencies ?? [], "stream", stream.name, around));
  return causes;
}

function timeCauses(
  item: HwaJob | HwaJobStream,
  holds: "job" | "stream",
  hwaSaysTime: boolean,
  now: Date,
): readonly LocalCause[] {
  const own = (field: string, value: unknown) => evidence(holds, item.name, field, value);
  const { start, latestStart, startSatisfied } = item.time;
  const ahead = start !== null && start > now && startSatisfied !== true;
  const causes: LocalCause[] = [];
  if (ahead || hwaSaysTime || (start !== null && startSatisfied === false))
    causes.push({
      kind: "time",
      holds,
      until: start,
      passed: start !== null && start <= now,
      evidence: [
        ...(start ? [own("startTime", start.toISOString())] : []),
        ...(startSatisfied === null ? [] : [own("startTimeSatisfied", startSatisfied)]),
        ...(item.status.substatus ? [own("substatus", item.status.substatus)] : []),
      ],
      endsWhen: { kind: "time_comes", at: start },
    });
  if (latestStart !== null && latestStart < now)
    causes.push({
      kind: "latest_start_passed",
      holds,
      latestStart,
      evidence: [own("latestStartTime", latestStart.toISOString())],
      endsWhen: { kind: "never" },
    });
  return causes;
}

/** What holds a job, parted by when it matters. */
export interface HeldBy {
  readonly now: readonly LocalCause[];
  /** Limits, fences and dead agents that will hold it once it waits for nothing else. */
  readonly later: readonly LocalCause[];
}

/** The causes of the job and of its stream; a job that still waits for something does not yet feel where it shall run. */
export function heldBy(job: HwaJob, around: Surroundings, now: Date): HeldBy {
  const own = jobCauses(job, around, now);
  if (own.some((cause) => cause.kind === "confirmation")) return { now: own, later: [] };
  const ofStream = around.stream ? streamCauses(around.stream, around, now) : [];
  const full = ofStream.filter((cause) => cause.kind === "stream_limit");
  const first = withoutEchoes([...own, ...ofStream.filter((cause) => cause.kind !== "stream_limit")]);
  const launch = [...full, ...launchCauses(job, around)];
  const word = wordOf(job);
  const ready = word === "Ready" || (job.status.substatus ?? "").startsWith("READY_");
  const waitsForMore =
    first.some((cause) => cause.kind !== "launching") ||
    [...(job.dependencies ?? []), ...(around.stream?.dependencies ?? [])].some((each) => !each.satisfied);
  return ready || !waitsForMore ? { now: [...first, ...launch], later: [] } : { now: first, later: launch };
}

/** HWA says "waiting for time" of a job whose stream has the time: told once, where the time stands. */
function withoutEchoes(causes: readonly LocalCause[]): readonly LocalCause[] {
  const ofStream = causes.find((cause) => cause.kind === "time" && cause.holds === "stream");
  if (ofStream?.kind !== "time") return causes;
  const echoes = (cause: LocalCause) =>
    cause.kind === "time" &&
    cause.holds === "job" &&
    (cause.until === null || cause.until.getTime() === ofStream.until?.getTime());
  return causes.filter((cause) => !echoes(cause));
}
