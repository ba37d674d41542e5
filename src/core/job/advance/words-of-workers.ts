// What workers say of the steps they claimed.
//
// READY → claimed → armed → an end, or WAITING. A word counts while the step is RUNNING under the fence it carries. A result
// that comes later is kept as evidence and changes nothing; any other late word is not even that.
//
// A try begins when a claim is going to act, and lasts through all the looks of an action that waits: such a step keeps
// `armedAt` between its looks, and that is how the next claim is known to be one of them. A claim that only previews a plan
// for people is no try.

import { asData } from "../../wording.ts";
import { digestOf } from "../../workflow/digest.ts";
import type { Json } from "../../workflow/workflow.ts";
import { mayRepeat } from "../effect.ts";
import type { Happening } from "../happening.ts";
import type { Step } from "../step.ts";
import { findSpec } from "../step-spec.ts";
import { needsPeople } from "./approval.ts";
import { derivedId, openApproval, openNote, openOutcome } from "./checkpoints.ts";
import {
  after,
  checkpointIn,
  type Draft,
  endAttempt,
  moveStep,
  setJob,
  setStep,
  stepIn,
  tell,
} from "./draft.ts";
import { failStep, toldOf } from "./failing.ts";

type Word<K extends Happening["kind"]> = Extract<Happening, { readonly kind: K }>;

export function claimed(draft: Draft, word: Word<"claimed">): void {
  const { job } = draft;
  const step = stepIn(job, word.step);
  if (step?.state !== "READY" || job.paused || job.endedAt !== null) return;
  const counts = beginsTry(draft, step);
  setStep(draft, step, {
    state: "RUNNING",
    phase: "claimed",
    fence: step.fence + 1,
    attempt: step.attempt + (counts ? 1 : 0),
    owner: word.owner,
    claimedAt: draft.now,
  });
  if (job.startedAt !== null) return;
  setJob(draft, { startedAt: draft.now });
  tell(draft, "job.started", null, { owner: word.owner });
}

/** Whether a claim of this step is a try: not a mere preview for people, and not a further look of a waiting action. */
export function beginsTry(draft: Draft, step: Step): boolean {
  return step.armedAt === null && !needsPeople(draft.workflow, draft.job, step.id);
}

export function armed(draft: Draft, word: Word<"armed">): void {
  const step = holding(draft, word);
  if (step?.phase !== "claimed" || step.plan === null) return;
  if (needsPeople(draft.workflow, draft.job, step.id) || digestOf(step.plan) !== step.planDigest) return;
  setStep(draft, step, { phase: "armed", armedAt: draft.now });
  if (step.armedAt !== null) return;
  tell(draft, "step.started", step.id, {
    attempt: step.attempt,
    uses: step.plan.uses,
    owner: step.owner,
  });
}

export function planned(draft: Draft, word: Word<"planned">): void {
  const step = holding(draft, word);
  const policy = step && findSpec(draft.workflow, step.id)?.approval;
  if (!step || !policy || step.phase !== "claimed") return;
  if (!needsPeople(draft.workflow, draft.job, step.id) || checkpointIn(draft.job, word.checkpointId)) return;
  // Nobody is asked about a job that is failing: the step is let go as if it had not been taken.
  if (draft.job.failure !== null) {
    moveStep(draft, step, "READY");
    return;
  }
  const { checkpointId } = word;
  moveStep(draft, step, "WAITING", { waitingFor: { kind: "checkpoint", checkpointId }, lost: 0 });
  openApproval(draft, step, policy, checkpointId, word.preview);
}

export function succeeded(draft: Draft, word: Word<"succeeded">): void {
  const step = holding(draft, word);
  if (!step) late(draft, word, { output: word.output });
  if (step?.phase !== "armed") return;
  endAttempt(draft, step, "succeeded");
  moveStep(draft, step, "SUCCEEDED", { output: word.output, failure: null, lost: 0 });
  tell(draft, "step.succeeded", step.id, { output: word.output });
}

export function failed(draft: Draft, word: Word<"failed">): void {
  const { code, message, detail } = word.failure;
  const held = holding(draft, word);
  if (!held) {
    late(draft, word, { code, message });
    return;
  }
  const spec = findSpec(draft.workflow, held.id);
  const evidence: Json = { code, message, ...(detail === undefined ? {} : { detail }) };
  const failure = { ...word.failure, step: held.id };
  if (word.unknown && held.phase === "armed" && !mayRepeat(spec?.effect ?? "once")) {
    endAttempt(draft, held, "failed", evidence);
    openOutcome(draft, setStep(draft, held, { failure, lost: 0 }), derivedId(draft, held), failure);
    return;
  }
  // A preview that fails is a try after all, or it would be repeated without end.
  const unplanned = held.phase === "claimed" && beginsAsking(draft, held);
  const step = setStep(draft, held, { attempt: held.attempt + (unplanned ? 1 : 0), lost: 0 });
  endAttempt(draft, step, "failed", evidence);
  const tries = step.attempt - step.forgiven;
  if (!spec || !word.retryable || draft.job.failure !== null || tries >= spec.retry.attempts) {
    failStep(draft, step, failure);
    return;
  }
  const { backoffMs, maxMs } = spec.retry;
  const dueAt = after(draft, Math.min(maxMs, backoffMs * 2 ** Math.min(30, Math.max(0, tries - 1))));
  moveStep(draft, step, "WAITING", { waitingFor: { kind: "retry" }, dueAt, failure, armedAt: null });
  tell(draft, "step.failed", step.id, { ...toldOf(failure), again: true, until: dueAt.toISOString() });
}

function beginsAsking(draft: Draft, step: Step): boolean {
  return step.armedAt === null && needsPeople(draft.workflow, draft.job, step.id);
}

export function again(draft: Draft, word: Word<"again">): void {
  const step = holding(draft, word);
  if (step?.phase !== "armed") return;
  const until = word.at.toISOString();
  const note = word.note === null ? { note: null } : asData("note", word.note);
  endAttempt(draft, step, "waiting", { until, ...note });
  moveStep(draft, step, "WAITING", {
    waitingFor: { kind: "timer" },
    dueAt: word.at,
    memory: word.memory,
    lost: 0,
  });
  tell(draft, "step.waiting", step.id, { for: "timer", until, ...note });
}

export function childStarted(draft: Draft, word: Word<"child_started">): void {
  const step = holding(draft, word);
  if (step?.phase !== "armed") return;
  const { jobId } = word;
  endAttempt(draft, step, "waiting", { jobId });
  moveStep(draft, step, "WAITING", { waitingFor: { kind: "child", jobId }, lost: 0 });
  tell(draft, "step.waiting", step.id, { for: "child", jobId });
}

export function told(draft: Draft, word: Word<"told">): void {
  if (!holding(draft, word)) return;
  tell(draft, word.as === "said" ? "step.said" : "step.progress", word.step, asData("text", word.text));
}

export function noted(draft: Draft, word: Word<"noted">): void {
  const step = holding(draft, word);
  if (!step || checkpointIn(draft.job, word.checkpointId)) return;
  openNote(draft, step, word.checkpointId, word.message, word.data);
}

/**
 * The worker stops and says that its claim may be taken back: the effect has not begun, or doing it again is harmless. A
 * try that was already told of as started stands in the count and is forgiven; any other has not been one.
 */
export function returned(draft: Draft, word: Word<"returned">): void {
  const step = holding(draft, word);
  if (!step) return;
  if (step.phase === "armed") {
    // The worker vouches for it, so the record of this claim does not count as one that may have acted.
    const unarmed = { ...step, armedAt: null };
    endAttempt(draft, unarmed, "cancelled", { returned: true, armedAt: step.armedAt?.toISOString() ?? null });
    moveStep(draft, step, "READY", { armedAt: null, forgiven: step.forgiven + 1 });
    return;
  }
  moveStep(draft, step, "READY", { attempt: step.attempt - (beginsTry(draft, step) ? 1 : 0) });
}

function holding(draft: Draft, word: { readonly step: string; readonly fence: number }): Step | null {
  const step = stepIn(draft.job, word.step);
  return step?.state === "RUNNING" && step.fence === word.fence ? step : null;
}

function late(
  draft: Draft,
  word: Word<"succeeded"> | Word<"failed">,
  what: { readonly [key: string]: Json },
): void {
  const step = stepIn(draft.job, word.step);
  if (!step || word.fence < 1 || word.fence > step.fence || isRepeat(step, word)) return;
  const evidence = { word: word.kind, fence: word.fence, ...what };
  const present = word.fence === step.fence;
  // Of an older claim only its fence is still known here; the attempt of that fence has the rest.
  draft.attempts.push({
    jobId: draft.job.id,
    step: step.id,
    attempt: step.attempt,
    fence: word.fence,
    owner: (present ? step.owner : null) ?? "unknown",
    claimedAt: (present ? step.claimedAt : null) ?? draft.now,
    armedAt: present ? step.armedAt : null,
    endedAt: draft.now,
    outcome: "late",
    evidence,
  });
  tell(draft, "step.late", step.id, evidence);
}

/** The very word that brought the step where it is: the worker did not hear that it was kept, and says it again. */
function isRepeat(step: Step, word: Word<"succeeded"> | Word<"failed">): boolean {
  if (step.fence !== word.fence) return false;
  if (word.kind === "succeeded")
    return step.state === "SUCCEEDED" && JSON.stringify(step.output) === JSON.stringify(word.output);
  return step.failure?.code === word.failure.code && step.failure.message === word.failure.message;
}
