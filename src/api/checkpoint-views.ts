// Checkpoints as the API shows them: everything an approver needs to decide, and everything a reader needs to know who did.

import { z } from "zod";
import {
  type Checkpoint,
  checkpointStatuses,
  checkpointTypes,
  dataOf,
  previewIn,
  titleIn,
} from "#core/job/checkpoint.ts";
import type { Locale } from "#core/locale.ts";
import { masked } from "#core/masked.ts";
import { redact } from "#core/redact.ts";
import { shownPlan, shownText } from "#core/shown-plan.ts";

/** A checkpoint as readers hold it; beside it what its job is for, where that is known. */
export type ShownCheckpoint = Checkpoint & { readonly task?: string; readonly workflowId?: string };

const who = z.object({ id: z.string(), name: z.string() });
const instant = z.string().nullable();

export const checkpointView = z
  .object({
    id: z.string(),
    jobId: z.string(),
    jobType: z.string().nullable(),
    taskDescription: z.string().nullable(),
    step: z.string(),
    checkpointType: z.enum(checkpointTypes),
    purpose: z
      .enum(["approval", "outcome", "review", "note"])
      .describe(
        "outcome: did a lost step happen? review: of a broken glass. note: recorded, never waited for.",
      ),
    status: z.enum(checkpointStatuses),
    title: z.string(),
    summary: z.string().nullable().describe("What will happen, to what, in one sentence."),
    target: z.string().nullable(),
    undo: z.string().nullable().describe("How it can be undone; null: it cannot, or nobody knows."),
    risk: z.enum(["low", "medium", "high"]).nullable(),
    evidence: z.array(z.object({ label: z.string(), value: z.string() })),
    detail: z
      .object({ title: z.string(), text: z.string() })
      .nullable()
      .describe("A diff, a sample, a command line: plain text."),
    plan: z
      .object({ uses: z.string(), args: z.unknown() })
      .nullable()
      .describe(
        "The action and its arguments as they will run, every template resolved; credentials are masked.",
      ),
    planDigest: z
      .string()
      .nullable()
      .describe("Send it with a decision, and a plan that changed meanwhile is refused."),
    checkpointData: z.unknown().describe("Data of a note, evidence of a lost step."),
    policy: z.object({
      from: z.array(z.string()).describe("Groups and people who may decide."),
      count: z.number().int().describe("How many different people must approve."),
      fourEyes: z.enum(["auto", "always", "never"]),
    }),
    requestedBy: z.string(),
    requestedByName: z.string(),
    round: z.number().int().describe("Votes of earlier rounds are void."),
    approvals: z.number().int().describe("Approvals that count now."),
    votes: z.array(
      z.object({
        by: who,
        verdict: z
          .enum(["approve", "reject", "break_glass", "change"])
          .describe("change: they wrote the plan of that round"),
        reason: z.string().nullable(),
        surface: z.string(),
        onBehalfOf: who.nullable(),
        at: z.string(),
        round: z.number().int(),
      }),
    ),
    delegates: z.array(z.object({ from: who, to: who })),
    createdAt: z.string(),
    expiresAt: instant,
    remindedAt: instant,
    escalatedAt: instant,
    decidedAt: instant,
    approvedBy: z.string().nullable(),
    approvedByName: z.string().nullable(),
    approvedAt: instant,
    rejectedBy: z.string().nullable(),
    rejectedByName: z.string().nullable(),
    rejectedAt: instant,
    rejectionReason: z.string().nullable(),
    reason: z.string().nullable(),
    soleDecider: z.boolean().describe("The requester decided, being the only one who could."),
    brokenGlass: z.boolean(),
    mayDecide: z.boolean().optional().describe("Whether you may decide it now; told where it is pending."),
    whyNot: z.string().optional(),
  })
  .register(z.globalRegistry, { id: "Checkpoint" });
export type CheckpointView = z.output<typeof checkpointView>;

/** In English, unless its reader prefers otherwise. */
export function viewOfCheckpoint(checkpoint: ShownCheckpoint, locale: Locale = "en"): CheckpointView {
  const { plan, decidedBy } = checkpoint;
  const preview = checkpoint.preview && previewIn(checkpoint.preview, locale);
  const decidedAt = iso(checkpoint.decidedAt);
  const approved = checkpoint.status === "APPROVED";
  const rejected = checkpoint.status === "REJECTED";
  const reason = shown(checkpoint.reason);
  return {
    id: checkpoint.id,
    jobId: checkpoint.jobId,
    jobType: checkpoint.workflowId ?? null,
    taskDescription: shown(checkpoint.task ?? null),
    step: checkpoint.step,
    checkpointType: checkpoint.type,
    purpose: checkpoint.purpose,
    status: checkpoint.status,
    title: redact(titleIn(checkpoint, locale)),
    summary: planned(preview?.summary ?? null),
    target: planned(preview?.target ?? null),
    undo: planned(preview?.undo ?? null),
    risk: preview?.risk ?? null,
    evidence: (preview?.evidence ?? []).map(({ label, value }) => ({
      label: shownText(label),
      value: shownText(value),
    })),
    detail: preview?.detail
      ? { title: shownText(preview.detail.title), text: shownText(preview.detail.text) }
      : null,
    plan: plan && { uses: plan.uses, args: shownPlan(plan.args) },
    planDigest: checkpoint.planDigest,
    checkpointData: masked(dataOf(checkpoint)),
    policy: {
      from: [...checkpoint.policy.from],
      count: checkpoint.policy.count,
      fourEyes: checkpoint.policy.fourEyes,
    },
    requestedBy: checkpoint.requester.id,
    requestedByName: checkpoint.requester.name,
    round: checkpoint.round,
    approvals: approvalsOf(checkpoint),
    votes: checkpoint.votes.map((vote) => ({
      ...vote,
      reason: shown(vote.reason),
      at: vote.at.toISOString(),
    })),
    delegates: [...checkpoint.delegates],
    createdAt: checkpoint.createdAt.toISOString(),
    expiresAt: iso(checkpoint.expiresAt),
    remindedAt: iso(checkpoint.remindedAt),
    escalatedAt: iso(checkpoint.escalatedAt),
    decidedAt,
    approvedBy: approved ? (decidedBy?.id ?? null) : null,
    approvedByName: approved ? (decidedBy?.name ?? null) : null,
    approvedAt: approved ? decidedAt : null,
    rejectedBy: rejected ? (decidedBy?.id ?? null) : null,
    rejectedByName: rejected ? (decidedBy?.name ?? null) : null,
    rejectedAt: rejected ? decidedAt : null,
    rejectionReason: rejected ? reason : null,
    reason,
    soleDecider: checkpoint.soleDecider,
    brokenGlass: checkpoint.brokenGlass,
  };
}

/** Different people whose approval counts in the present round. */
export function approvalsOf({ votes, round }: Checkpoint): number {
  const counting = votes.filter((vote) => vote.round === round && vote.verdict === "approve");
  return new Set(counting.map((vote) => vote.by.id)).size;
}

export function iso(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}

function planned(text: string | null): string | null {
  return text === null ? null : shownText(text);
}

function shown(text: string | null): string | null {
  return text === null ? null : redact(text);
}
