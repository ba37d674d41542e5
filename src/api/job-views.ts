// Jobs as the API shows them: a line in a list, and the whole with its steps, logs and timeline.

import { z } from "zod";
import type { Checkpoint } from "#core/job/checkpoint.ts";
import { eventKinds, type JobEvent } from "#core/job/event.ts";
import { type Job, jobStatuses } from "#core/job/job.ts";
import { type EndedAttempt, type Step, stepStates } from "#core/job/step.ts";
import { redact } from "#core/redact.ts";
import type { StepSpec, Workflow } from "#core/workflow/workflow.ts";
import type { JobLine } from "#ports/job-reader.ts";
import { checkpointView, iso, viewOfCheckpoint } from "./checkpoint-views.ts";
import { logLevels, logLineOf } from "./event-words.ts";
import { timelineEntry, timelineOf } from "./job-timeline.ts";
import { masked, maskedRecord } from "./masked.ts";

const instant = z.string().nullable();

const jobFields = {
  id: z.string(),
  jobType: z.string().describe("The id of its workflow."),
  status: z.enum(jobStatuses),
  taskDescription: z.string(),
  inputData: z.unknown(),
  outputData: z.unknown().describe("null until it completed."),
  priority: z.number().int(),
  error: z.string().nullable().describe("Why it failed, in a sentence."),
  errorCode: z.string().nullable(),
  errorStep: z.string().nullable(),
  createdBy: z.string(),
  createdByName: z.string(),
  surface: z.string().describe("Where it was asked for: api, terminal, slack, …"),
  ticketId: z.string().nullable(),
  parentJobId: z.string().nullable(),
  cancelling: z.boolean(),
  rollingBack: z.boolean(),
  lastEvent: z.number().int().describe("Number of its last event."),
  createdAt: z.string(),
  startedAt: instant,
  completedAt: instant.describe("When it ended, however it did."),
};

export const jobLineView = z
  .object({
    ...jobFields,
    inputData: z.unknown().describe("null where it is larger than 8 kB: ask for the job itself."),
    outputData: z.unknown().describe("null until it completed, and where it is larger than 8 kB."),
    current: z.array(z.object({ step: z.string(), state: z.string(), since: instant })),
  })
  .register(z.globalRegistry, { id: "JobLine" });

/** A job as it was accepted. */
export const acceptedJobView = z.object(jobFields).register(z.globalRegistry, { id: "AcceptedJob" });

const stepView = z
  .object({
    id: z.string(),
    number: z.number().int().describe("Its place in the workflow, from 1; rollbacks come after."),
    title: z.string().nullable(),
    phase: z.enum(["pre", "main", "verify", "rollback"]),
    uses: z.string().nullable(),
    needs: z.array(z.string()),
    state: z.enum(stepStates),
    attempts: z.number().int(),
    maxAttempts: z.number().int(),
    requiresApproval: z.boolean(),
    waitingFor: z.enum(["checkpoint", "timer", "retry", "child"]).nullable(),
    checkpointId: z.string().nullable(),
    childJobId: z.string().nullable(),
    plan: z.object({ uses: z.string(), args: z.unknown() }).nullable(),
    output: z.unknown(),
    error: z.string().nullable(),
    errorCode: z.string().nullable(),
    startedAt: instant,
    endedAt: instant,
    dueAt: instant.describe("When a timer or the next try is due."),
    tries: z.array(
      z.object({
        attempt: z.number().int(),
        worker: z.string(),
        startedAt: z.string(),
        actedAt: instant,
        endedAt: z.string(),
        outcome: z.string(),
        evidence: z.unknown(),
      }),
    ),
  })
  .register(z.globalRegistry, { id: "Step" });

const logLine = z.object({
  seq: z.number().int(),
  time: z.string(),
  level: z.enum(logLevels),
  step: z.string().nullable(),
  message: z.string(),
});

export const jobView = z
  .object({
    ...jobFields,
    workflowVersion: z.number().int().nullable(),
    workflowDigest: z.string(),
    title: z.string().nullable(),
    attempts: z.number().int().describe("Tries of the step that needed most."),
    maxAttempts: z.number().int().describe("Tries that step may have."),
    progress: z.object({ ended: z.number().int(), total: z.number().int() }),
    steps: z.array(stepView),
    checkpoints: z.array(checkpointView),
    logs: z.array(logLine).describe("The last 500 events as sentences; GET …/events has them all."),
    timeline: z.array(timelineEntry),
  })
  .register(z.globalRegistry, { id: "Job" });

export const eventView = z
  .object({
    jobId: z.string(),
    seq: z.number().int(),
    kind: z.enum(eventKinds),
    step: z.string().nullable(),
    data: z.unknown(),
    at: z.string(),
  })
  .register(z.globalRegistry, { id: "JobEvent" });

export function viewOfEvent(event: JobEvent): z.output<typeof eventView> {
  return { ...event, data: maskedRecord(event.data), at: event.at.toISOString() };
}

type JobHead = Omit<Job, "steps" | "checkpoints">;

function fieldsOf(job: JobHead): z.output<typeof acceptedJobView> {
  return {
    id: job.id,
    jobType: job.workflowId,
    status: job.status,
    taskDescription: redact(job.task),
    inputData: maskedRecord(job.inputs),
    outputData: job.outputs && maskedRecord(job.outputs),
    priority: job.priority,
    error: job.failure && redact(job.failure.message),
    errorCode: job.failure?.code ?? null,
    errorStep: job.failure?.step ?? null,
    createdBy: job.requester.id,
    createdByName: job.requester.name,
    surface: job.origin.surface,
    ticketId: job.origin.ticketId,
    parentJobId: job.parent?.jobId ?? null,
    cancelling: job.cancelling !== null,
    rollingBack: job.rollingBack,
    lastEvent: job.seq,
    createdAt: job.createdAt.toISOString(),
    startedAt: iso(job.startedAt),
    completedAt: iso(job.endedAt),
  };
}

/** Two hundred lines of a list must not weigh two hundred megabytes. */
const lineBytes = 8 * 1024;

export function viewOfLine(job: JobLine): z.output<typeof jobLineView> {
  const small = (value: object | null) => value !== null && JSON.stringify(value).length <= lineBytes;
  const [inputs, outputs] = [small(job.inputs), small(job.outputs)];
  const fields = fieldsOf({
    ...job,
    inputs: inputs ? job.inputs : {},
    outputs: outputs ? job.outputs : null,
  });
  return {
    ...fields,
    ...(!inputs && { inputData: null }),
    current: job.current.map((each) => ({ ...each, since: iso(each.since) })),
  };
}

/** The job as it was accepted, whatever became of it since: a repeated request gets the answer of the first. */
export function viewOfAccepted(job: Job): z.output<typeof acceptedJobView> {
  return fieldsOf({
    ...job,
    status: "PENDING",
    seq: 1,
    startedAt: null,
    endedAt: null,
    outputs: null,
    failure: null,
    cancelling: null,
    rollingBack: false,
  });
}

/** The job after somebody steered it, without its steps. */
export function viewOfHead(job: Job): z.output<typeof acceptedJobView> {
  return fieldsOf(job);
}

export interface JobParts {
  readonly job: Job;
  /** The definition it pinned; null when that is not kept any more. */
  readonly workflow: Workflow | null;
  readonly attempts: readonly EndedAttempt[];
  /** All of them, oldest first. */
  readonly checkpoints: readonly Checkpoint[];
  /** The last ones, in order. */
  readonly events: readonly JobEvent[];
}

export function viewOfJob(parts: JobParts): z.output<typeof jobView> {
  const { job, workflow, events } = parts;
  const steps = stepsOf(parts);
  const worst = steps.toSorted((a, b) => b.attempts - a.attempts)[0];
  const own = steps.filter((step) => step.phase !== "rollback");
  const ended = own.filter((step) => ["SUCCEEDED", "FAILED", "SKIPPED", "CANCELLED"].includes(step.state));
  return {
    ...fieldsOf(job),
    workflowVersion: workflow?.version ?? null,
    workflowDigest: job.workflowDigest,
    title: workflow?.title ?? null,
    attempts: worst?.attempts ?? 0,
    maxAttempts: worst?.maxAttempts ?? 1,
    progress: { ended: ended.length, total: own.length },
    steps,
    checkpoints: parts.checkpoints.map((each) =>
      viewOfCheckpoint({ ...each, task: job.task, workflowId: job.workflowId }),
    ),
    logs: events.map(logLineOf),
    timeline: timelineOf(job, parts.attempts, parts.checkpoints),
  };
}

/** In the workflow's order, also those nothing has happened to yet; then the rollbacks. */
function stepsOf({ job, workflow, attempts }: JobParts): z.output<typeof stepView>[] {
  const specs = workflow?.steps ?? [];
  const known = new Set(specs.map((spec) => spec.id));
  const others = Object.values(job.steps).filter((step) => !known.has(step.id));
  return [
    ...specs.map((spec) => ({ id: spec.id, spec, step: job.steps[spec.id] })),
    ...others.map((step) => ({ id: step.id, spec: null, step })),
  ].map(({ id, spec, step }, index) =>
    viewOfStep(
      id,
      index + 1,
      spec,
      step,
      attempts.filter((each) => each.step === id),
    ),
  );
}

function viewOfStep(
  id: string,
  number: number,
  spec: StepSpec | null,
  step: Step | undefined,
  tries: readonly EndedAttempt[],
): z.output<typeof stepView> {
  const waiting = step?.waitingFor ?? null;
  return {
    id,
    number,
    title: spec?.title ?? null,
    phase: id.startsWith("rollback:") ? "rollback" : (spec?.phase ?? "main"),
    uses: spec?.uses ?? step?.plan?.uses ?? null,
    needs: [...(spec?.needs ?? [])],
    state: step?.state ?? "PENDING",
    attempts: step?.attempt ?? 0,
    maxAttempts: spec?.retry.attempts ?? 1,
    requiresApproval: (spec?.approval ?? null) !== null,
    waitingFor: waiting?.kind ?? null,
    checkpointId: waiting?.kind === "checkpoint" ? waiting.checkpointId : null,
    childJobId: waiting?.kind === "child" ? waiting.jobId : null,
    plan: step?.plan ? { uses: step.plan.uses, args: maskedRecord(step.plan.args) } : null,
    output: masked(step?.output ?? null),
    error: step?.failure ? redact(step.failure.message) : null,
    errorCode: step?.failure?.code ?? null,
    startedAt: iso(tries[0]?.claimedAt ?? step?.claimedAt ?? null),
    endedAt: iso(step?.endedAt ?? null),
    dueAt: iso(step?.dueAt ?? null),
    tries: tries.map((each) => ({
      attempt: each.attempt,
      worker: each.owner,
      startedAt: each.claimedAt.toISOString(),
      actedAt: iso(each.armedAt),
      endedAt: each.endedAt.toISOString(),
      outcome: each.outcome,
      evidence: masked(each.evidence),
    })),
  };
}
