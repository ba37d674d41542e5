// Why a decision is refused before the rules of decide-rules.ts are asked, or with what they said.

import { Fault } from "#core/fault.ts";
import type { Checkpoint } from "#core/job/checkpoint.ts";
import type { MayDecide } from "#core/job/decide-rules.ts";
import { hasEnded, type Job } from "#core/job/job.ts";
import { digestOf } from "#core/workflow/digest.ts";
import type { Json } from "#core/workflow/workflow.ts";
import type { Decision } from "./engine.ts";

export function allowed(verdict: MayDecide): Extract<MayDecide, { may: true }> {
  if (verdict.may) return verdict;
  throw new Fault(verdict.code, verdict.why);
}

/** What was still open when the job ended cannot be opened again: only what was done is reviewed after the end. */
export function refuseAfterTheEnd(job: Job, { purpose, status }: Checkpoint): void {
  if (!hasEnded(job.status) || purpose === "review" || (status !== "PENDING" && status !== "EXPIRED")) return;
  throw new Fault(
    "conflict",
    `This job has ended (${job.status}) before anybody decided, so there is nothing to decide any more. Retry the job if it is still wanted.`,
  );
}

export function refuseWrongPurpose(
  checkpoint: Checkpoint,
  purpose: Checkpoint["purpose"],
  cure: string,
): void {
  if (checkpoint.purpose === purpose) return;
  const what = {
    approval: "an approval",
    outcome: "a step of unknown outcome",
    review: "a review",
    note: "a note",
  }[checkpoint.purpose];
  throw new Fault("conflict", `This checkpoint is ${what}. ${cure}`);
}

export function refuseUnseen(checkpoint: Checkpoint, seen: string | undefined): void {
  if (seen !== undefined && seen !== checkpoint.planDigest)
    throw new Fault("conflict", "The plan was changed since you looked at it: look again, then decide.");
}

/** Else the audit would tell of a change that there was not, and whoever sent it would take it for their approval. */
export function refuseUnchanged(
  { plan, planDigest }: Checkpoint,
  args: { readonly [key: string]: Json },
): void {
  if (plan && digestOf({ uses: plan.uses, args }) === planDigest)
    throw new Fault(
      "conflict",
      "These are the arguments it asks about already, so nothing was changed. Approve it as it is.",
    );
}

export function needReason(decision: Decision): void {
  const needs =
    decision.kind === "reject" ||
    decision.kind === "break_glass" ||
    decision.kind === "review" ||
    decision.kind === "resolve";
  if (needs && decision.reason.trim() === "")
    throw new Fault("invalid_input", "Say why: this decision needs a reason.", {
      detail: { field: "reason" },
    });
}
