// Why a decision is refused before the rules of decide-rules.ts are asked, or with what they said.

import { Fault } from "#core/fault.ts";
import type { Checkpoint } from "#core/job/checkpoint.ts";
import type { MayDecide } from "#core/job/decide-refusals.ts";
import { hasEnded, type Job } from "#core/job/job.ts";
import type { Wording } from "#core/wording.ts";
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
  throw new Fault("conflict", {
    en: `This job has ended (${job.status}) before anybody decided, so there is nothing to decide any more. Retry the job if it is still wanted.`,
    pt: "Este job terminou antes que alguém decidisse, então não há mais nada a decidir. Tente o job de novo se ainda for necessário.",
  });
}

export function refuseWrongPurpose(
  checkpoint: Checkpoint,
  purpose: Checkpoint["purpose"],
  cure: Wording,
): void {
  if (checkpoint.purpose === purpose) return;
  const what = {
    approval: { en: "an approval", pt: "uma aprovação" },
    outcome: { en: "a step of unknown outcome", pt: "um passo de desfecho desconhecido" },
    review: { en: "a review", pt: "uma revisão" },
    note: { en: "a note", pt: "uma anotação" },
  }[checkpoint.purpose];
  throw new Fault("conflict", {
    en: `This checkpoint is ${what.en}. ${cure.en}`,
    pt: `Isto é ${what.pt}. ${cure.pt}`,
  });
}

export function refuseUnseen(checkpoint: Checkpoint, seen: string | undefined): void {
  if (seen !== undefined && seen !== checkpoint.planDigest)
    throw new Fault("conflict", {
      en: "The plan was changed since you looked at it: look again, then decide.",
      pt: "O plano mudou desde que você o viu: veja de novo, e então decida.",
    });
}

/** Else the audit would tell of a change that there was not, and whoever sent it would take it for their approval. */
export function refuseUnchanged(
  { plan, planDigest }: Checkpoint,
  args: { readonly [key: string]: Json },
): void {
  if (plan && digestOf({ uses: plan.uses, args }) === planDigest)
    throw new Fault("conflict", {
      en: "These are the arguments it asks about already, so nothing was changed. Approve it as it is.",
      pt: "Estes já são os argumentos do plano, então nada mudou. Aprove como está.",
    });
}

export function needReason(decision: Decision): void {
  const needs =
    decision.kind === "reject" ||
    decision.kind === "break_glass" ||
    decision.kind === "review" ||
    decision.kind === "resolve";
  if (needs && decision.reason.trim() === "")
    throw new Fault(
      "invalid_input",
      {
        en: "Say why: this decision needs a reason.",
        pt: "Diga por quê: esta decisão precisa de um motivo.",
      },
      { detail: { field: "reason" } },
    );
}
