// Who may decide a checkpoint. Pure: the engine asks with the rights as they are now, and its commit holds only while
// they have not changed.
//
// Four eyes, `auto`: as soon as two people could decide, the requester is none of them; a sole decider may decide their
// own, and card and audit say so.

import type { Person } from "../person.ts";
import { knownNow, rankOf } from "../rights.ts";
import type { Checkpoint, Vote } from "./checkpoint.ts";
import {
  asking,
  decided,
  instant,
  type MayDecide,
  no,
  notOpen,
  outsider,
  strangerTo,
} from "./decide-refusals.ts";
import { decidersOf, isAmong, type People, whoToAsk } from "./deciders.ts";

/** Whether this person may decide it now; if not, why, in a sentence for them. */
export function mayDecide(checkpoint: Checkpoint, person: Person, rights: People, now: Date): MayDecide {
  const known = knownNow(person, rights);
  if (!known) return strangerTo(person);
  const over = notOpen(checkpoint, now);
  if (over) return over;
  if (checkpoint.purpose === "review") return mayReview(checkpoint, person, rights);
  const all = decidersOf(checkpoint, rights);
  if (!isAmong(known, all, checkpoint)) return outsider(checkpoint, known, rights);
  if (checkpoint.requester.id === known.id) {
    const { fourEyes } = checkpoint.policy;
    if (fourEyes === "always" || (fourEyes === "auto" && all.length > 1))
      return no(
        "forbidden",
        asking(
          {
            en: "You asked for this, so somebody else decides it.",
            pt: "Foi você quem pediu isto, então outra pessoa decide.",
          },
          whoToAsk(checkpoint, rights),
        ),
      );
  }
  const voted = voteOf(checkpoint, known.id, ["approve", "reject"]);
  if (voted)
    return no("conflict", {
      en: `You have said ${voted.verdict} already, at ${instant(voted.at)}; each person counts once.`,
      pt: `Você já ${voted.verdict === "reject" ? "rejeitou" : "aprovou"} isto, em ${instant(voted.at)}; cada pessoa conta uma vez.`,
    });
  const sole = checkpoint.requester.id === known.id && all.length === 1;
  return { may: true, soleDecider: sole };
}

/**
 * As `mayDecide`, for saying yes: whoever wrote the plan as it is now has asked for it, and by the same four eyes they are
 * not the only one who approves it, as long as there is somebody else.
 */
export function mayApprove(checkpoint: Checkpoint, person: Person, rights: People, now: Date): MayDecide {
  const verdict = mayDecide(checkpoint, person, rights, now);
  const { fourEyes, count } = checkpoint.policy;
  if (!verdict.may || fourEyes === "never" || count > 1 || !voteOf(checkpoint, person.id, ["change"]))
    return verdict;
  const others = whoToAsk(checkpoint, rights).filter(({ id }) => id !== person.id);
  if (fourEyes === "auto" && others.length === 0) return { may: true, soleDecider: true };
  return no(
    "forbidden",
    asking(
      {
        en: "You changed this plan, so somebody else approves it.",
        pt: "Foi você quem mudou este plano, então outra pessoa aprova.",
      },
      others,
    ),
  );
}

/** In an emergency two approvers, neither of them the requester, may let it run without the policy's people. */
export function mayBreakGlass(checkpoint: Checkpoint, person: Person, rights: People, now: Date): MayDecide {
  const known = knownNow(person, rights);
  if (!known) return strangerTo(person);
  const over = notOpen(checkpoint, now);
  if (over) return over;
  if (checkpoint.purpose !== "approval")
    return no("conflict", {
      en: "Only an approval can be broken open; this waits for something else.",
      pt: "Só uma aprovação pode ser forçada; isto espera outra coisa.",
    });
  if (rankOf(known.roles) < rankOf(["approver"]))
    return no("forbidden", {
      en: "Breaking the glass needs the role approver, which you do not have. Ask an approver.",
      pt: "Forçar a aprovação exige o papel approver, que você não tem. Peça a um aprovador.",
    });
  if (checkpoint.requester.id === known.id)
    return no("forbidden", {
      en: "You asked for this, so you are neither of the two who may break the glass.",
      pt: "Foi você quem pediu isto, então não pode ser um dos dois que forçam a aprovação. Chame dois aprovadores.",
    });
  if (voteOf(checkpoint, known.id, ["break_glass"]))
    return no("conflict", {
      en: "You have asked to break the glass already; a second approver must do the same.",
      pt: "Você já pediu para forçar a aprovação; um segundo aprovador precisa fazer o mesmo.",
    });
  return { may: true, soleDecider: false };
}

/**
 * A break-glass approval is looked at by an administrator who had no part in it. The review carries the votes of those
 * who broke the glass.
 */
export function mayReview(checkpoint: Checkpoint, person: Person, rights: People): MayDecide {
  const known = knownNow(person, rights);
  if (!known) return strangerTo(person);
  if (checkpoint.status !== "PENDING") return decided(checkpoint);
  if (checkpoint.requester.id === known.id)
    return no("forbidden", {
      en: "You asked for this, so somebody else reviews it.",
      pt: "Foi você quem pediu isto, então outra pessoa revisa.",
    });
  if (checkpoint.votes.some((vote) => vote.by.id === known.id))
    return no("forbidden", {
      en: "You broke the glass yourself, so somebody else reviews it.",
      pt: "Foi você quem forçou a aprovação, então outra pessoa revisa.",
    });
  return isAmong(known, decidersOf(checkpoint, rights), checkpoint)
    ? { may: true, soleDecider: false }
    : outsider(checkpoint, known, rights);
}

function voteOf(checkpoint: Checkpoint, id: string, verdicts: readonly Vote["verdict"][]): Vote | undefined {
  return checkpoint.votes.find(
    (vote) => vote.round === checkpoint.round && vote.by.id === id && verdicts.includes(vote.verdict),
  );
}
