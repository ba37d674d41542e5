// Who counts as a decider of a checkpoint, by its policy and the rights as they are now.
//
// A person is one person whichever account they come from: identities lead to an id, and ids are compared. Whoever is
// disabled may nothing.

import { may } from "../person.ts";
import { findPerson, isNamed, type PersonRecord, type Rights } from "../rights.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { ApprovalPolicy } from "./policy.ts";

export type People = Pick<Rights, "people">;

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

export function decidersOf(checkpoint: Checkpoint, rights: People): readonly PersonRecord[] {
  return deciders(policyOf(checkpoint), checkpoint.delegates, checkpoint.escalatedAt !== null, rights);
}

/** Whose word is still missing and would count: for mentions and reminders. */
export function whoToAsk(checkpoint: Checkpoint, rights: People): readonly PersonRecord[] {
  const voted = checkpoint.votes.filter(
    (vote) =>
      vote.verdict !== "change" && (vote.round === checkpoint.round || checkpoint.purpose === "review"),
  );
  return countable(checkpoint, rights).filter(({ id }) => !voted.some((vote) => vote.by.id === id));
}

/** Deciders whose vote would count: without a barred requester. */
export function countable(checkpoint: Checkpoint, rights: People): readonly PersonRecord[] {
  const all = decidersOf(checkpoint, rights);
  const { fourEyes } = checkpoint.policy;
  const barred =
    checkpoint.purpose === "review" || fourEyes === "always" || (fourEyes === "auto" && all.length > 1);
  return barred ? all.filter(({ id }) => id !== checkpoint.requester.id) : all;
}

/** Somebody to delegate to, by id, identity, e-mail address or name; null when nobody fits or they are disabled. */
export function findDecider(text: string, rights: People): PersonRecord | null {
  const found = findPerson(text, rights);
  return found?.disabled ? null : found;
}

/** Also when their token carries fewer roles than they have: it must do by itself. */
export function isAmong(known: PersonRecord, all: readonly PersonRecord[], checkpoint: Checkpoint): boolean {
  if (!all.some(({ id }) => id === known.id) || !may(known, "decide")) return false;
  return isNamed(known, namedBy(checkpoint)) || checkpoint.delegates.some(({ to }) => to.id === known.id);
}

/** Whom the policy names, those of its escalation included. */
export function namedBy(checkpoint: Checkpoint): readonly string[] {
  return namesIn(policyOf(checkpoint), checkpoint.escalatedAt !== null);
}

/** A review is the administrators' affair, whoever the broken checkpoint would have asked. */
function policyOf({ policy, purpose }: Checkpoint): ApprovalPolicy {
  return purpose === "review" ? { ...policy, from: ["admins"], escalate: null } : policy;
}

function namesIn(policy: ApprovalPolicy, escalated: boolean): readonly string[] {
  const from = policy.from.length > 0 ? policy.from : ["approvers"];
  return escalated && policy.escalate ? [...from, ...policy.escalate.to] : from;
}
