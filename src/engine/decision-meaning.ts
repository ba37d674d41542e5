// What a decision of this person makes happen to a checkpoint. Pure, but for its refusals, which are thrown.

import { Fault } from "#core/fault.ts";
import { newId } from "#core/ids.ts";
import type { Checkpoint, Decider, Preview } from "#core/job/checkpoint.ts";
import { mayApprove, mayBreakGlass, mayDecide, mayReview } from "#core/job/decide-rules.ts";
import { findDecider } from "#core/job/deciders.ts";
import type { Happening, VoteWord } from "#core/job/happening.ts";
import type { Who } from "#core/job/job.ts";
import { glassQuorum, quorum } from "#core/job/quorum.ts";
import { masked } from "#core/masked.ts";
import type { Json } from "#core/workflow/workflow.ts";
import type { Rights } from "#ports/people.ts";
import type { Actor, Decision } from "./engine.ts";
import { allowed, refuseUnchanged, refuseUnseen, refuseWrongPurpose } from "./refuse-decision.ts";

export interface Meaning {
  readonly happenings: readonly Happening[];
  /** For the audit. */
  readonly data: { readonly [key: string]: Json };
}

export interface DecisionMade {
  readonly decision: Decision;
  readonly by: Actor;
  readonly rights: Rights;
  readonly now: Date;
  /** Of the plan with the arguments of a `change`. */
  readonly preview: Preview | null;
}

/** Throws when this person may not, or the checkpoint is not one for such a decision. */
export function meaningOf(checkpoint: Checkpoint, made: DecisionMade): Meaning {
  const { decision, by, rights, now } = made;
  const who: Who = { id: by.person.id, name: by.person.name };
  const from: Decider = { ...who, surface: by.surface };
  const checkpointId = checkpoint.id;
  const reason = "reason" in decision ? (decision.reason ?? null) : null;
  const vote: VoteWord = { by: who, reason, surface: by.surface, onBehalfOf: delegatorOf(checkpoint, who) };
  switch (decision.kind) {
    case "approve": {
      refuseWrongPurpose(checkpoint, "approval", {
        en: "Say what happened: it happened, it did not, or abort.",
        pt: "Diga o que aconteceu: aconteceu, não aconteceu, ou encerre.",
      });
      const { soleDecider } = allowed(mayApprove(checkpoint, by.person, rights, now));
      refuseUnseen(checkpoint, decision.planDigest);
      const { enough } = quorum(checkpoint, { by: who, verdict: "approve" }, rights);
      return {
        happenings: [{ kind: "approved", checkpointId, vote, enough, soleDecider }],
        data: { soleDecider, enough },
      };
    }
    case "reject":
      if (checkpoint.purpose === "outcome")
        return meaningOf(checkpoint, {
          ...made,
          decision: { kind: "resolve", outcome: "abort", reason: decision.reason },
        });
      refuseWrongPurpose(checkpoint, "approval", {
        en: "There is nothing to reject in it.",
        pt: "Não há nada a rejeitar nela.",
      });
      allowed(mayDecide(checkpoint, by.person, rights, now));
      return { happenings: [{ kind: "rejected", checkpointId, vote }], data: {} };
    case "change":
      refuseWrongPurpose(checkpoint, "approval", {
        en: "It has no plan to change.",
        pt: "Não há plano a mudar nela.",
      });
      allowed(mayDecide(checkpoint, by.person, rights, now));
      refuseUnseen(checkpoint, decision.planDigest);
      refuseUnchanged(checkpoint, decision.args);
      return {
        happenings: [
          {
            kind: "changed",
            checkpointId,
            by: who,
            reason,
            surface: by.surface,
            args: decision.args,
            preview: made.preview,
          },
        ],
        data: { args: masked(decision.args) },
      };
    case "reopen":
      if (checkpoint.status !== "EXPIRED")
        throw new Fault("conflict", {
          en: `Only an expired checkpoint can be reopened; this one is ${checkpoint.status}.`,
          pt: `Só uma aprovação cujo prazo acabou pode ser reaberta; esta ${standing[checkpoint.status]}.`,
        });
      allowed(
        mayDecide(
          { ...checkpoint, status: "PENDING", expiresAt: null, round: checkpoint.round + 1 },
          by.person,
          rights,
          now,
        ),
      );
      return { happenings: [{ kind: "reopened", checkpointId, by: who }], data: {} };
    case "delegate": {
      allowed(mayDecide(checkpoint, by.person, rights, now));
      const to = findDecider(decision.to, rights);
      if (!to)
        throw new Fault(
          "not_found",
          {
            en: `Nobody here is called "${decision.to}". Name a person as Resync knows them, or by e-mail.`,
            pt: `Ninguém aqui se chama "${decision.to}". Diga o nome como o Resync o conhece, ou o e-mail.`,
          },
          { detail: { field: "to" } },
        );
      return {
        happenings: [{ kind: "delegated", checkpointId, from: who, to: { id: to.id, name: to.name } }],
        data: { to: to.id },
      };
    }
    case "break_glass":
      refuseWrongPurpose(checkpoint, "approval", {
        en: "There is no glass to break here.",
        pt: "Não há aprovação a forçar aqui.",
      });
      allowed(mayBreakGlass(checkpoint, by.person, rights, now));
      return {
        happenings: [
          {
            kind: "broke_glass",
            checkpointId,
            vote,
            enough: glassQuorum(checkpoint, { by: who, verdict: "break_glass" }, rights).enough,
            reviewId: newId(),
          },
        ],
        data: {},
      };
    case "review":
      refuseWrongPurpose(checkpoint, "review", {
        en: "It is no review: approve or reject it.",
        pt: "Não é uma revisão: aprove ou rejeite.",
      });
      allowed(mayReview(checkpoint, by.person, rights));
      return { happenings: [{ kind: "reviewed", checkpointId, by: from, reason }], data: {} };
    case "resolve":
      refuseWrongPurpose(checkpoint, "outcome", {
        en: "Its outcome is not in question: approve or reject it.",
        pt: "O desfecho dela não está em dúvida: aprove ou rejeite.",
      });
      allowed(mayDecide(checkpoint, by.person, rights, now));
      return {
        happenings: [{ kind: "resolved", checkpointId, outcome: decision.outcome, by: from, reason }],
        data: { outcome: decision.outcome },
      };
  }
}

const standing: Readonly<Record<Checkpoint["status"], string>> = {
  PENDING: "ainda espera uma decisão",
  APPROVED: "já foi aprovada",
  REJECTED: "já foi rejeitada",
  EXPIRED: "expirou",
};

function delegatorOf(checkpoint: Checkpoint, who: Who): Who | null {
  return checkpoint.delegates.find((each) => each.to.id === who.id)?.from ?? null;
}
