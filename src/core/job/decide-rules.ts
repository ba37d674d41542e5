// Who may decide a checkpoint. Pure: the engine asks with the rights as they are now, and its commit holds only while
// they have not changed.
//
// A person is one person whichever account they come from: identities lead to an id, and ids are compared. Whoever is
// disabled may nothing. Four eyes, `auto`: as soon as two people could decide, the requester is none of them; a sole
// decider may decide their own, and card and audit say so. An approval counts for as long as whoever gave it has access;
// one by somebody removed since is asked for again. A checkpoint that wants more votes than there are people is not made easier; it says so.

import { orList } from "../or-list.ts";
import { may, type Person } from "../person.ts";
import {
  findPerson,
  groupName,
  isNamed,
  knownNow,
  noAccess,
  type PersonRecord,
  type Rights,
  rankOf,
} from "../rights.ts";
import { alike, type Wording } from "../wording.ts";
import type { Checkpoint, Vote } from "./checkpoint.ts";
import type { Who } from "./job.ts";
import type { ApprovalPolicy } from "./policy.ts";

type People = Pick<Rights, "people">;

export type MayDecide =
  | { readonly may: true; readonly soleDecider: boolean }
  | { readonly may: false; readonly code: "forbidden" | "conflict" | "gone"; readonly why: Wording };

export interface Quorum {
  readonly enough: boolean;
  /** Different people who approved in this round, the vote asked about included. */
  readonly have: number;
  readonly need: number;
  /** Set when the votes that are still missing cannot come: fewer people could decide than must. */
  readonly why: Wording | null;
}

/** Everybody who counts as a decider by the policy, the requester included; by name. */
export function deciders(
  policy: ApprovalPolicy,
  delegates: Checkpoint["delegates"],
  escalated: boolean,
  rights: People,
): readonly PersonRecord[] {
  const named = namesIn(policy, escalated);
  const able = rights.people.filter((person) => !person.disabled && may(person, "decide"));
  const own = able.filter((person) => isNamed(person, named));
  // A delegation ends with the right it was made from.
  const lent = delegates.filter(({ from }) => own.some(({ id }) => id === from.id)).map(({ to }) => to.id);
  return able
    .filter((person) => own.includes(person) || lent.includes(person.id))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

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

/** How many of the approvals it wants a checkpoint has, by the rights as they are now. */
export function quorum(
  checkpoint: Checkpoint,
  withVote: Pick<Vote, "by" | "verdict"> | null,
  rights: People,
): Quorum {
  const voters = approversOf(checkpoint, "approve", withVote, rights);
  const need = Math.max(1, checkpoint.policy.count);
  const have = voters.size;
  const could = new Set([...voters, ...countable(checkpoint, rights).map(({ id }) => id)]).size;
  const why =
    have < need && could < need
      ? {
          en: `${need} must approve, but only ${could === 1 ? "1 person" : `${could} people`} could.`,
          pt: `São necessárias ${need} aprovações, mas só ${could === 1 ? "1 pessoa poderia" : `${could} pessoas poderiam`} aprovar.`,
        }
      : null;
  return { enough: have >= need, have, need, why };
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

const glassNeeds = 2;

/** Two different people must break the glass in one round. */
export function glassQuorum(
  checkpoint: Checkpoint,
  withVote: Pick<Vote, "by" | "verdict"> | null,
  rights: People,
): Quorum {
  const have = approversOf(checkpoint, "break_glass", withVote, rights).size;
  return { enough: have >= glassNeeds, have, need: glassNeeds, why: null };
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

/** Whose word is still missing and would count: for mentions and reminders. */
export function whoToAsk(checkpoint: Checkpoint, rights: People): readonly PersonRecord[] {
  const voted = checkpoint.votes.filter(
    (vote) =>
      vote.verdict !== "change" && (vote.round === checkpoint.round || checkpoint.purpose === "review"),
  );
  return countable(checkpoint, rights).filter(({ id }) => !voted.some((vote) => vote.by.id === id));
}

/** Somebody to delegate to, by id, identity, e-mail address or name; null when nobody fits or they are disabled. */
export function findDecider(text: string, rights: People): PersonRecord | null {
  const found = findPerson(text, rights);
  return found?.disabled ? null : found;
}

/** Deciders whose vote would count: without a barred requester. */
function countable(checkpoint: Checkpoint, rights: People): readonly PersonRecord[] {
  const all = decidersOf(checkpoint, rights);
  const { fourEyes } = checkpoint.policy;
  const barred =
    checkpoint.purpose === "review" || fourEyes === "always" || (fourEyes === "auto" && all.length > 1);
  return barred ? all.filter(({ id }) => id !== checkpoint.requester.id) : all;
}

function decidersOf(checkpoint: Checkpoint, rights: People): readonly PersonRecord[] {
  return deciders(policyOf(checkpoint), checkpoint.delegates, checkpoint.escalatedAt !== null, rights);
}

/** A review is the administrators' affair, whoever the broken checkpoint would have asked. */
function policyOf({ policy, purpose }: Checkpoint): ApprovalPolicy {
  return purpose === "review" ? { ...policy, from: ["admins"], escalate: null } : policy;
}

function namesIn(policy: ApprovalPolicy, escalated: boolean): readonly string[] {
  const from = policy.from.length > 0 ? policy.from : ["approvers"];
  return escalated && policy.escalate ? [...from, ...policy.escalate.to] : from;
}

/** Also when their token carries fewer roles than they have: it must do by itself. */
function isAmong(known: PersonRecord, all: readonly PersonRecord[], checkpoint: Checkpoint): boolean {
  if (!all.some(({ id }) => id === known.id) || !may(known, "decide")) return false;
  const named = namesIn(policyOf(checkpoint), checkpoint.escalatedAt !== null);
  return isNamed(known, named) || checkpoint.delegates.some(({ to }) => to.id === known.id);
}

function approversOf(
  checkpoint: Checkpoint,
  verdict: Vote["verdict"],
  withVote: Pick<Vote, "by" | "verdict"> | null,
  rights: People,
): ReadonlySet<string> {
  const ids = checkpoint.votes
    .filter((vote) => vote.round === checkpoint.round && vote.verdict === verdict)
    .map(({ by }) => by.id)
    .filter((id) => rights.people.some((person) => person.id === id && !person.disabled));
  return new Set(withVote?.verdict === verdict ? [...ids, withVote.by.id] : ids);
}

function voteOf(checkpoint: Checkpoint, id: string, verdicts: readonly Vote["verdict"][]): Vote | undefined {
  return checkpoint.votes.find(
    (vote) => vote.round === checkpoint.round && vote.by.id === id && verdicts.includes(vote.verdict),
  );
}

function notOpen(checkpoint: Checkpoint, now: Date): MayDecide | null {
  const { status, expiresAt } = checkpoint;
  if (status === "EXPIRED" || (status === "PENDING" && expiresAt !== null && expiresAt <= now))
    return no("gone", {
      en: `This expired${expiresAt ? ` at ${instant(expiresAt)}` : ""} without a decision. An approver can reopen it.`,
      pt: `O prazo desta aprovação acabou${expiresAt ? ` em ${instant(expiresAt)}` : ""} sem decisão. Um aprovador pode reabri-la.`,
    });
  return status === "PENDING" ? null : decided(checkpoint);
}

const deeds = {
  reviewed: { en: "reviewed", pt: "revisou" },
  rejected: { en: "rejected", pt: "rejeitou" },
  approved: { en: "approved", pt: "aprovou" },
} as const;

function decided({ status, decidedBy, decidedAt, purpose }: Checkpoint): MayDecide {
  if (purpose === "note")
    return no("conflict", {
      en: "This is a note; there is nothing to decide.",
      pt: "Isto é só uma anotação; não há nada a decidir.",
    });
  const what = deeds[purpose === "review" ? "reviewed" : status === "REJECTED" ? "rejected" : "approved"];
  return no("conflict", {
    en: `${decidedBy ? `${decidedBy.name} ${what.en} this already` : `This was ${what.en} already`}${decidedAt ? `, at ${instant(decidedAt)}` : ""}.`,
    pt: `${decidedBy ? `${decidedBy.name} já ${what.pt} isto` : `Alguém já ${what.pt} isto`}${decidedAt ? `, em ${instant(decidedAt)}` : ""}.`,
  });
}

function outsider(checkpoint: Checkpoint, known: PersonRecord, rights: People): MayDecide {
  const names = orList(
    namesIn(policyOf(checkpoint), checkpoint.escalatedAt !== null).map((entry) => nameOf(entry, rights)),
  );
  const theirs = may(known, "decide")
    ? { en: "you are not among them", pt: "você não está entre eles" }
    : {
        en: "and only with the role operator or a higher one, which you do not have here",
        pt: "e só com o papel operator ou um superior, que você não tem aqui",
      };
  return no(
    "forbidden",
    asking(
      {
        en: `Only ${names.en} may decide this; ${theirs.en}.`,
        pt: `Só ${names.pt} podem decidir isto; ${theirs.pt}.`,
      },
      whoToAsk(checkpoint, rights),
    ),
  );
}

/** `person:<id>` and identities as the name of whom they mean. */
function nameOf(entry: string, rights: People): Wording {
  if (!entry.includes(":")) return groupName(entry) ?? alike(entry);
  return alike(
    rights.people.find((person) => isNamed(person, [entry]))?.name ?? entry.slice(entry.indexOf(":") + 1),
  );
}

/** The refusal, and whom to ask instead. */
function asking(refusal: Wording, ask: readonly Who[]): Wording {
  if (ask.length === 0)
    return {
      en: `${refusal.en} Nobody else could decide it now: an administrator can add somebody.`,
      pt: `${refusal.pt} Ninguém mais poderia decidir agora: um administrador pode incluir alguém.`,
    };
  const names = ask.slice(0, 3).map(({ name }) => alike(name));
  const others = { en: "somebody else of them", pt: "outra dessas pessoas" };
  const whom = orList(ask.length > 3 ? [...names, others] : names);
  return { en: `${refusal.en} Ask ${whom.en}.`, pt: `${refusal.pt} Peça a ${whom.pt}.` };
}

function strangerTo(person: Person): MayDecide {
  const why = noAccess(person);
  return no("forbidden", {
    en: `${why.en} This vote does not count.`,
    pt: `${why.pt} Este voto não conta.`,
  });
}

function no(code: "forbidden" | "conflict" | "gone", why: Wording): MayDecide {
  return { may: false, code, why };
}

function instant(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
