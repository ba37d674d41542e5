// Jobs as the API shows them: a line in a list, and the whole with its steps, logs and timeline.

import { z } from "zod";
import type { Checkpoint } from "#core/job/checkpoint.ts";
import { eventKinds, type JobEvent } from "#core/job/event.ts";
import { type Job, jobStatuses } from "#core/job/job.ts";
import { type EndedAttempt, stepHasEnded } from "#core/job/step.ts";
import { maskedRecord } from "#core/masked.ts";
import { redact } from "#core/redact.ts";
import { saidIn } from "#core/wording.ts";
import type { Workflow } from "#core/workflow/workflow.ts";
import type { JobLine } from "#ports/job-reader.ts";
import { checkpointView, iso, viewOfCheckpoint } from "./checkpoint-views.ts";
import { logLevels, logLineOf } from "./event-words.ts";
import { timelineEntry, timelineOf } from "./job-timeline.ts";
import { stepView, viewsOfSteps } from "./step-views.ts";

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
  const steps = viewsOfSteps(job, workflow, parts.attempts);
  const worst = steps.toSorted((a, b) => b.attempts - a.attempts)[0];
  const own = steps.filter((step) => step.phase !== "rollback");
  const ended = own.filter((step) => stepHasEnded(step.state));
  return {
    ...fieldsOf(job),
    workflowVersion: workflow?.version ?? null,
    workflowDigest: job.workflowDigest,
    title: workflow && saidIn(workflow.title, "en"),
    attempts: worst?.attempts ?? 0,
    maxAttempts: worst?.maxAttempts ?? 1,
    progress: { ended: ended.length, total: own.length },
    steps,
    checkpoints: parts.checkpoints.map((each) =>
      viewOfCheckpoint({ ...each, task: job.task, workflowId: job.workflowId }),
    ),
    logs: events.map((event) => logLineOf(event)),
    timeline: timelineOf(job, parts.attempts, parts.checkpoints),
  };
}
