// A job seen as the execution of a runbook: sessions, numbered steps, and the words ticket systems use for them.

import { z } from "zod";
import type { Checkpoint } from "#core/job/checkpoint.ts";
import type { Job } from "#core/job/job.ts";
import { masked } from "#core/masked.ts";
import { redact } from "#core/redact.ts";
import { shownPlan } from "#core/shown-plan.ts";
import { saidIn } from "#core/wording.ts";
import type { Json, Phase, StepSpec, Workflow } from "#core/workflow/workflow.ts";
import { iso, type ShownCheckpoint } from "./checkpoint-views.ts";

export const sessionStatuses = [
  "pending",
  "waiting_approval",
  "in_progress",
  "paused",
  "completed",
  "completed_with_errors",
  "failed",
  "abandoned",
] as const;
type SessionStatus = (typeof sessionStatuses)[number];

const stepTypes: Readonly<Record<Phase, "precheck" | "main" | "postcheck">> = {
  pre: "precheck",
  main: "main",
  verify: "postcheck",
};

const sessionStep = z.object({
  step_number: z.number().int(),
  step_type: z.enum(["precheck", "main", "postcheck"]),
  name: z.string(),
  title: z.string().nullable(),
  uses: z.string(),
  command: z
    .string()
    .nullable()
    .describe("The action and its arguments as they run; null until that is known."),
  state: z.string(),
  requires_approval: z.boolean(),
  approved: z.boolean().nullable().describe("null: not decided."),
  approved_by: z.string().nullable(),
  approved_at: z.string().nullable(),
  notes: z.string().nullable(),
  completed: z.boolean(),
  success: z.boolean().nullable(),
  output: z.unknown(),
  error: z.string().nullable(),
});

export const session = z
  .object({
    session_id: z.string().describe("The id of the job."),
    runbook_id: z.string(),
    runbook_title: z.string(),
    ticket_id: z.string().nullable(),
    issue_description: z.string(),
    user_id: z.string(),
    status: z.enum(sessionStatuses),
    current_step: z.number().int().nullable().describe("The first step that has not ended; null at the end."),
    waiting_for_approval: z.boolean(),
    approval_step_number: z.number().int().nullable(),
    created_at: z.string(),
    started_at: z.string().nullable(),
    completed_at: z.string().nullable(),
    total_duration_minutes: z.number().nullable(),
    error: z.string().nullable(),
    steps: z.array(sessionStep),
  })
  .register(z.globalRegistry, { id: "Session" });

export const pendingApproval = z
  .object({
    session_id: z.string(),
    checkpoint_id: z.string(),
    runbook_id: z.string(),
    runbook_title: z.string(),
    step_number: z.number().int().nullable(),
    step_type: z.enum(["precheck", "main", "postcheck"]).nullable(),
    command: z.string().nullable(),
    plan_digest: z.string().nullable(),
    summary: z.string().nullable(),
    issue_description: z.string(),
    created_at: z.string(),
    expires_at: z.string().nullable(),
  })
  .register(z.globalRegistry, { id: "PendingApproval" });

export function viewOfSession(
  job: Job,
  workflow: Workflow | null,
  checkpoints: readonly Checkpoint[],
): z.output<typeof session> {
  const steps = (workflow?.steps ?? []).map((spec, index) => stepOf(spec, index + 1, job, checkpoints));
  const waiting = Object.values(job.checkpoints).find(isOpenApproval);
  const current = job.endedAt ? undefined : steps.find((step) => !step.completed);
  return {
    session_id: job.id,
    runbook_id: job.workflowId,
    runbook_title: workflow ? saidIn(workflow.title, "en") : job.workflowId,
    ticket_id: job.origin.ticketId,
    issue_description: redact(job.task),
    user_id: job.requester.id,
    status: statusOf(job, workflow),
    current_step: current?.step_number ?? null,
    waiting_for_approval: waiting !== undefined,
    approval_step_number: waiting ? stepNumber(workflow, waiting.step) : null,
    created_at: job.createdAt.toISOString(),
    started_at: iso(job.startedAt),
    completed_at: iso(job.endedAt),
    total_duration_minutes:
      job.startedAt && job.endedAt
        ? Math.round((job.endedAt.getTime() - job.startedAt.getTime()) / 600) / 100
        : null,
    error: job.failure && redact(job.failure.message),
    steps,
  };
}

export function viewOfPending(
  checkpoint: ShownCheckpoint,
  workflow: Workflow | null,
): z.output<typeof pendingApproval> {
  const spec = workflow?.steps.find((each) => each.id === checkpoint.step);
  return {
    session_id: checkpoint.jobId,
    checkpoint_id: checkpoint.id,
    runbook_id: checkpoint.workflowId ?? "",
    runbook_title: workflow ? saidIn(workflow.title, "en") : (checkpoint.workflowId ?? ""),
    step_number: stepNumber(workflow, checkpoint.step),
    step_type: spec ? stepTypes[spec.phase] : null,
    command: commandOf(checkpoint.plan),
    plan_digest: checkpoint.planDigest,
    summary: checkpoint.preview ? redact(saidIn(checkpoint.preview.summary, "en")) : null,
    issue_description: redact(checkpoint.task ?? ""),
    created_at: checkpoint.createdAt.toISOString(),
    expires_at: iso(checkpoint.expiresAt),
  };
}

/** A question people have to answer before a step goes on. */
export function isOpenApproval(checkpoint: Checkpoint): boolean {
  return checkpoint.status === "PENDING" && checkpoint.purpose === "approval";
}

/** 1-based place of a step in its workflow; null when it is none of its own (a rollback). */
export function stepNumber(workflow: Workflow | null, step: string): number | null {
  const index = workflow?.steps.findIndex((each) => each.id === step) ?? -1;
  return index < 0 ? null : index + 1;
}

function statusOf(job: Job, workflow: Workflow | null): SessionStatus {
  switch (job.status) {
    case "PENDING":
      return "pending";
    case "QUEUED":
    case "RUNNING":
      return "in_progress";
    case "WAITING_APPROVAL":
      return "waiting_approval";
    case "PAUSED":
      return "paused";
    case "COMPLETED":
      return (workflow?.steps ?? []).some((spec) => job.steps[spec.id]?.state === "FAILED")
        ? "completed_with_errors"
        : "completed";
    case "FAILED":
      return "failed";
    case "CANCELLED":
      return "abandoned";
  }
}

function stepOf(
  spec: StepSpec,
  number: number,
  job: Job,
  checkpoints: readonly Checkpoint[],
): z.output<typeof sessionStep> {
  const step = job.steps[spec.id];
  const state = step?.state ?? "PENDING";
  const decision = checkpoints.findLast((each) => each.step === spec.id && each.purpose === "approval");
  const decided = decision?.status === "APPROVED" || decision?.status === "REJECTED" ? decision : undefined;
  const completed =
    state === "SUCCEEDED" || state === "FAILED" || state === "SKIPPED" || state === "CANCELLED";
  return {
    step_number: number,
    step_type: stepTypes[spec.phase],
    name: spec.id,
    title: spec.title && saidIn(spec.title, "en"),
    uses: spec.uses,
    command: commandOf(step?.plan ?? null),
    state,
    requires_approval: spec.approval !== null,
    approved: decided ? decided.status === "APPROVED" : null,
    approved_by: decided?.decidedBy?.id ?? null,
    approved_at: iso(decided?.decidedAt ?? null),
    notes: decided?.reason ? redact(decided.reason) : null,
    completed,
    success: completed ? state === "SUCCEEDED" || state === "SKIPPED" : null,
    output: masked(step?.output ?? null),
    error: step?.failure ? redact(step.failure.message) : null,
  };
}

/** One line for people: the action's name and its arguments. */
function commandOf(
  plan: { readonly uses: string; readonly args: { readonly [key: string]: Json } } | null,
): string | null {
  if (!plan) return null;
  const { command } = plan.args;
  const shown = shownPlan(plan.args);
  const words = plan.uses === "local.command" && Array.isArray(command) ? shown.command : shown;
  return `${plan.uses} ${JSON.stringify(words)}`;
}
