// How many votes a checkpoint has and wants. An approval counts for as long as whoever gave it has access; one by somebody
// removed since is asked for again. A checkpoint that wants more votes than there are people is not made easier; it says so.

import type { Wording } from "../wording.ts";
import type { Checkpoint, Vote } from "./checkpoint.ts";
import { countable, type People } from "./deciders.ts";

export interface Quorum {
  readonly enough: boolean;
  /** Different people who approved in this round, the vote asked about included. */
  readonly have: number;
  readonly need: number;
  /** Set when the votes that are still missing cannot come: fewer people could decide than must. */
  readonly why: Wording | null;
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
