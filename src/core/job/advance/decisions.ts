// What people decide about a frozen plan. Whether they may is decide-rules.ts's to say, before; here is what follows.
//
// PENDING → APPROVED | REJECTED | EXPIRED, and EXPIRED → PENDING when it is reopened. A decision about a checkpoint that is
// not PENDING, or that no step waits for any more, changes nothing: fifty clicks are one continuation.

import { digestOf } from "../../workflow/digest.ts";
import type { Json } from "../../workflow/workflow.ts";
import type { Checkpoint, CheckpointStatus, Vote } from "../checkpoint.ts";
import type { Happening, VoteWord } from "../happening.ts";
import type { Step, StepPlan } from "../step.ts";
import { openReview, withUndoing } from "./checkpoints.ts";
import {
  after,
  checkpointIn,
  type Draft,
  moveStep,
  named,
  setCheckpoint,
  setStep,
  stepIn,
  tell,
} from "./draft.ts";
import { failStep } from "./failing.ts";

type Decision<K extends Happening["kind"]> = Extract<Happening, { readonly kind: K }>;

interface Asked {
  readonly checkpoint: Checkpoint;
  readonly step: Step;
}

export function approved(
  draft: Draft,
  { checkpointId, vote, enough, soleDecider }: Decision<"approved">,
): void {
  const asked = askedIn(draft, checkpointId, "PENDING");
  if (!asked || hasVoted(asked.checkpoint, vote, "approve")) return;
  const checkpoint = withVote(draft, asked.checkpoint, vote, "approve");
  const data = dataOf(checkpoint, vote);
  if (!enough) {
    tell(draft, "checkpoint.voted", asked.step.id, {
      ...data,
      verdict: "approve",
      of: checkpoint.policy.count,
    });
    return;
  }
  settleCheckpoint(draft, checkpoint, "APPROVED", vote, { soleDecider });
  tell(draft, "checkpoint.approved", asked.step.id, { ...data, soleDecider });
  moveStep(draft, asked.step, "READY");
}

export function rejected(draft: Draft, { checkpointId, vote }: Decision<"rejected">): void {
  const asked = askedIn(draft, checkpointId, "PENDING");
  if (!asked) return;
  const checkpoint = withVote(draft, asked.checkpoint, vote, "reject");
  settleCheckpoint(draft, checkpoint, "REJECTED", vote);
  tell(draft, "checkpoint.rejected", asked.step.id, dataOf(checkpoint, vote));
  failStep(draft, asked.step, {
    code: "rejected",
    message: `${vote.by.name} rejected ${asked.step.id}${vote.reason ? `: ${vote.reason}` : "."}`,
    pt: `${vote.by.name} rejeitou ${asked.step.id}${vote.reason ? `: ${vote.reason}` : "."}`,
    step: asked.step.id,
  });
}

/** The first is a vote; a second one by somebody else approves, and a third person looks at it afterwards. */
export function brokeGlass(
  draft: Draft,
  { checkpointId, vote, enough, reviewId }: Decision<"broke_glass">,
): void {
  const asked = askedIn(draft, checkpointId, "PENDING");
  if (!asked || hasVoted(asked.checkpoint, vote, "break_glass")) return;
  if (enough && checkpointIn(draft.job, reviewId)) return;
  const checkpoint = withVote(draft, asked.checkpoint, vote, "break_glass");
  const data = dataOf(checkpoint, vote);
  if (!enough) {
    tell(draft, "checkpoint.voted", asked.step.id, { ...data, verdict: "break_glass", of: 2 });
    return;
  }
  tell(draft, "checkpoint.broke_glass", asked.step.id, { ...data, reviewId });
  openReview(draft, settleCheckpoint(draft, checkpoint, "APPROVED", vote, { brokenGlass: true }), reviewId);
  moveStep(draft, asked.step, "READY");
}

/** The plan is frozen anew, and whoever had approved the other one is asked again. */
export function changed(
  draft: Draft,
  { checkpointId, by, reason, surface, args, preview }: Decision<"changed">,
): void {
  const asked = askedIn(draft, checkpointId, "PENDING");
  if (!asked?.step.plan) return;
  const plan = { uses: asked.step.plan.uses, args };
  const planDigest = digestOf(plan);
  if (planDigest === asked.checkpoint.planDigest) return;
  setStep(draft, asked.step, { plan, planDigest });
  const shown = withUndoing(draft, asked.step, preview);
  const renewed = renew(draft, asked.checkpoint, { plan, planDigest, preview: shown });
  withVote(draft, renewed, { by, reason, surface: surface ?? "resync", onBehalfOf: null }, "change");
  tell(draft, "checkpoint.changed", asked.step.id, {
    checkpointId,
    title: renewed.title,
    by: named(by),
    reason,
    args,
    was: replacedBy(args, asked.step.plan.args),
    round: renewed.round,
  });
}

/** What stood where other arguments stand now; null: nothing did. */
function replacedBy(args: StepPlan["args"], before: StepPlan["args"]): StepPlan["args"] {
  const names = new Set([...Object.keys(before), ...Object.keys(args)]);
  const replaced = [...names].filter(
    (name) => digestOf(before[name] ?? null) !== digestOf(args[name] ?? null),
  );
  return Object.fromEntries(replaced.map((name) => [name, before[name] ?? null]));
}

export function reopened(draft: Draft, { checkpointId, by }: Decision<"reopened">): void {
  const asked = askedIn(draft, checkpointId, "EXPIRED");
  if (!asked) return;
  const fresh = { status: "PENDING", decidedAt: null, decidedBy: null, reason: null } as const;
  const { title, round } = renew(draft, asked.checkpoint, fresh);
  tell(draft, "checkpoint.reopened", asked.step.id, { checkpointId, title, by: named(by), round });
}

/** Of a plan or of an outcome: whoever may decide may let somebody else decide for them. */
export function delegated(draft: Draft, { checkpointId, from, to }: Decision<"delegated">): void {
  const checkpoint = checkpointIn(draft.job, checkpointId);
  if (checkpoint?.status !== "PENDING" || isOver(draft, checkpoint)) return;
  if (checkpoint.delegates.some((each) => each.from.id === from.id && each.to.id === to.id)) return;
  setCheckpoint(draft, checkpoint, { delegates: [...checkpoint.delegates, { from, to }] });
  const data = { checkpointId, title: checkpoint.title, from: named(from), to: named(to) };
  tell(draft, "checkpoint.delegated", checkpoint.step, data);
}

/** Possible long after the job ended; it changes nothing of the job. */
export function reviewed(draft: Draft, { checkpointId, by, reason }: Decision<"reviewed">): void {
  const checkpoint = checkpointIn(draft.job, checkpointId);
  if (checkpoint?.purpose !== "review" || checkpoint.status !== "PENDING") return;
  setCheckpoint(draft, checkpoint, { status: "APPROVED", decidedAt: draft.now, decidedBy: by, reason });
  const data = { checkpointId, title: checkpoint.title, by: named(by), reason };
  tell(draft, "checkpoint.reviewed", checkpoint.step, data);
}

/** The checkpoint in that status and the step that waits for it; null when there is nothing to decide any more. */
function askedIn(draft: Draft, checkpointId: string, status: CheckpointStatus): Asked | null {
  const checkpoint = checkpointIn(draft.job, checkpointId);
  if (checkpoint?.purpose !== "approval" || checkpoint.status !== status) return null;
  if (status === "PENDING" && isOver(draft, checkpoint)) return null;
  const step = stepIn(draft.job, checkpoint.step);
  const waits = step?.waitingFor?.kind === "checkpoint" && step.waitingFor.checkpointId === checkpointId;
  return step && waits ? { checkpoint, step } : null;
}

/** Its time has passed, though nobody has said so yet. */
function isOver(draft: Draft, checkpoint: Checkpoint): boolean {
  return checkpoint.expiresAt !== null && checkpoint.expiresAt.getTime() <= draft.now.getTime();
}

function hasVoted(checkpoint: Checkpoint, vote: VoteWord, verdict: Vote["verdict"]): boolean {
  return checkpoint.votes.some(
    (each) => each.by.id === vote.by.id && each.verdict === verdict && each.round === checkpoint.round,
  );
}

function withVote(
  draft: Draft,
  checkpoint: Checkpoint,
  word: VoteWord,
  verdict: Vote["verdict"],
): Checkpoint {
  const { by, reason, surface, onBehalfOf } = word;
  const vote: Vote = { by, verdict, reason, surface, onBehalfOf, at: draft.now, round: checkpoint.round };
  return setCheckpoint(draft, checkpoint, { votes: [...checkpoint.votes, vote] });
}

function settleCheckpoint(
  draft: Draft,
  checkpoint: Checkpoint,
  status: "APPROVED" | "REJECTED",
  vote: VoteWord,
  change: Partial<Checkpoint> = {},
): Checkpoint {
  const decision = { status, decidedAt: draft.now, decidedBy: vote.by, reason: vote.reason };
  return setCheckpoint(draft, checkpoint, { ...decision, ...change });
}

/** A new round: votes of earlier ones are void, and people have the whole time again. */
function renew(draft: Draft, checkpoint: Checkpoint, change: Partial<Checkpoint>): Checkpoint {
  return setCheckpoint(draft, checkpoint, {
    round: checkpoint.round + 1,
    expiresAt: after(draft, checkpoint.policy.expiresMs),
    ...change,
  });
}

function dataOf(checkpoint: Checkpoint, vote: VoteWord): { readonly [key: string]: Json } {
  return {
    checkpointId: checkpoint.id,
    title: checkpoint.title,
    by: named(vote.by),
    onBehalfOf: vote.onBehalfOf && named(vote.onBehalfOf),
    reason: vote.reason,
    surface: vote.surface,
    round: checkpoint.round,
  };
}
