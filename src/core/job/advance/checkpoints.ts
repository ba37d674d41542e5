// Opening and closing checkpoints; what people decide is in decisions.ts.

import { asData, inBoth, type Wording } from "../../wording.ts";
import { digestOf } from "../../workflow/digest.ts";
import type { Json } from "../../workflow/workflow.ts";
import {
  type Checkpoint,
  type CheckpointPurpose,
  type CheckpointType,
  type Preview,
  titleIn,
} from "../checkpoint.ts";
import { type ApprovalPolicy, defaultPolicy } from "../policy.ts";
import type { Step } from "../step.ts";
import { findSpec } from "../step-spec.ts";
import { after, checkpointIn, type Draft, moveStep, named, setCheckpoint, tell } from "./draft.ts";

/** May this step run? Its plan is frozen from here on. */
export function openApproval(
  draft: Draft,
  step: Step,
  policy: ApprovalPolicy,
  id: string,
  preview: Preview | null,
): void {
  const checkpoint = blank(draft, step, id, "APPROVAL_REQUIRED", "approval");
  const shown = withUndoing(draft, step, preview);
  open(draft, { ...checkpoint, policy, preview: shown, expiresAt: after(draft, policy.expiresMs) });
}

/**
 * The approval of a step covers its rollback, so whoever approves sees that as well: by what it is done, for what that is
 * given may depend on what the step itself will give. The preview says in words how it is undone.
 */
export function withUndoing(draft: Draft, step: Step, preview: Preview | null): Preview | null {
  const spec = findSpec(draft.workflow, step.id);
  if (!spec?.rollback) return preview;
  const { uses } = spec.rollback;
  const shown: Preview = preview ?? {
    summary: spec.title ?? `${step.id}: ${spec.uses}`,
    target: null,
    undo: null,
    risk: "medium",
    evidence: [],
    detail: null,
  };
  const undoing = {
    label: { en: "if a later step fails", pt: "se um passo posterior falhar" },
    value: { en: `it is undone by ${uses}`, pt: `é desfeito com ${uses}` },
  };
  return { ...shown, evidence: [...shown.evidence, undoing] };
}

/**
 * Nobody knows whether the effect of this step happened, and doing it again would be a second effect: people say what
 * happened. It never expires, for there is nothing else the step could do.
 */
export function openOutcome(
  draft: Draft,
  step: Step,
  id: string,
  why: { readonly message: string; readonly pt?: string },
): void {
  const checkpoint = blank(draft, step, id, "ERROR", "outcome");
  const asked = titleOf(draft, step);
  const titled = titledAs({ en: `Did it happen? ${asked.en}`, pt: `Aconteceu? ${asked.pt}` });
  const pt = why.pt === undefined ? {} : { why_pt: why.pt };
  const data: Json = {
    ...titled.data,
    why: why.message,
    ...pt,
    owner: step.owner,
    attempt: step.attempt,
    claimedAt: step.claimedAt?.toISOString() ?? null,
    armedAt: step.armedAt?.toISOString() ?? null,
    plan: step.plan && { uses: step.plan.uses, args: step.plan.args },
  };
  moveStep(draft, step, "UNKNOWN");
  tell(draft, "step.unknown", step.id, {
    checkpointId: id,
    owner: step.owner,
    attempt: step.attempt,
    message: why.message,
  });
  open(draft, { ...checkpoint, title: titled.title, data });
}

/** The glass was broken: somebody who did not break it looks at it afterwards. It holds nothing up and keeps no job alive. */
export function openReview(draft: Draft, broken: Checkpoint, id: string): void {
  const titled = titledAs({ en: `Review: ${broken.title}`, pt: `Revisão: ${titleIn(broken, "pt")}` });
  open(draft, {
    ...broken,
    id,
    purpose: "review",
    status: "PENDING",
    title: titled.title,
    data: { ...titled.data, brokenGlassOn: broken.id },
    policy: { ...broken.policy, count: 1, remindMs: null, escalate: null },
    // Who broke the glass may not review it, so the review knows them.
    votes: broken.votes.filter((vote) => vote.verdict === "break_glass"),
    escalatedAt: null,
    remindedAt: null,
    createdAt: draft.now,
    expiresAt: null,
    decidedAt: null,
    decidedBy: null,
    reason: null,
  });
}

/** An INFO checkpoint: recorded, never waited for. */
export function openNote(draft: Draft, step: Step, id: string, message: string, data: Json): void {
  const checkpoint = blank(draft, step, id, "INFO", "note");
  setCheckpoint(draft, { ...checkpoint, title: message, data, status: "APPROVED", decidedAt: draft.now }, {});
  tell(draft, "checkpoint.noted", step.id, { checkpointId: id, message, data });
}

const endedBefore: Wording = {
  en: "The job ended before anybody decided.",
  pt: "O job terminou antes de alguém decidir.",
};

/** The checkpoint this step waits for is decided by nobody any more. A parked one stays as it expired. */
export function closeCheckpointOf(draft: Draft, step: Step): void {
  const { en: reason, pt: reason_pt } = endedBefore;
  for (const id in draft.job.checkpoints) {
    const checkpoint = checkpointIn(draft.job, id);
    if (checkpoint?.step !== step.id || checkpoint.status !== "PENDING" || checkpoint.purpose === "review")
      continue;
    setCheckpoint(draft, checkpoint, { status: "EXPIRED", decidedAt: draft.now, reason });
    tell(draft, "checkpoint.expired", step.id, {
      checkpointId: id,
      title: checkpoint.title,
      reason,
      reason_pt,
    });
  }
}

/** An id for a checkpoint that nobody gave one: a UUID made of what makes it unique, so that the rule stays pure. */
export function derivedId(draft: Draft, step: Step): string {
  const hex = digestOf([draft.job.id, step.id, step.fence, draft.job.seq]);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function open(draft: Draft, checkpoint: Checkpoint): void {
  setCheckpoint(draft, checkpoint, {});
  tell(draft, "checkpoint.opened", checkpoint.step, {
    checkpointId: checkpoint.id,
    type: checkpoint.type,
    purpose: checkpoint.purpose,
    ...asData("title", { en: checkpoint.title, pt: titleIn(checkpoint, "pt") }),
    ...(checkpoint.preview ? asData("summary", checkpoint.preview.summary) : { summary: null }),
    from: checkpoint.policy.from,
    count: checkpoint.policy.count,
    requester: named(checkpoint.requester),
    expiresAt: checkpoint.expiresAt?.toISOString() ?? null,
  });
}

function titleOf(draft: Draft, step: Step): Wording {
  return inBoth(
    findSpec(draft.workflow, step.id)?.title ?? {
      en: `${step.id}: ${step.plan?.uses ?? "no plan"}`,
      pt: `${step.id}: ${step.plan?.uses ?? "sem plano"}`,
    },
  );
}

/** A title as it is kept: what is not English stands beside the data. */
function titledAs(said: Wording): {
  readonly title: string;
  readonly data: { readonly [name: string]: string };
} {
  const { title: _english, ...data } = asData("title", said);
  return { title: said.en, data };
}

function blank(
  draft: Draft,
  step: Step,
  id: string,
  type: CheckpointType,
  purpose: CheckpointPurpose,
): Checkpoint {
  const titled = titledAs(titleOf(draft, step));
  return {
    id,
    jobId: draft.job.id,
    step: step.id,
    type,
    purpose,
    status: "PENDING",
    title: titled.title,
    plan: step.plan,
    planDigest: step.planDigest,
    preview: null,
    data: Object.keys(titled.data).length > 0 ? titled.data : null,
    policy: defaultPolicy,
    requester: draft.job.requester,
    round: 1,
    votes: [],
    delegates: [],
    escalatedAt: null,
    remindedAt: null,
    createdAt: draft.now,
    expiresAt: null,
    decidedAt: null,
    decidedBy: null,
    reason: null,
    soleDecider: false,
    brokenGlass: false,
  };
}
