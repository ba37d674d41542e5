// Who decided what about a checkpoint, when, from where and why, as pages show it: the moments stay instants, which a browser
// shows in its reader's own time zone.

import { decisionDeed, voteDeed } from "#agents/operations/decision-deeds.ts";
import type { Speech } from "#agents/speech.ts";
import type { Checkpoint } from "#core/job/checkpoint.ts";
import { redact } from "#core/redact.ts";
import { oneLine } from "#core/text.ts";
import type { Wording } from "#core/wording.ts";

export interface DecisionLine {
  readonly who: string;
  readonly did: string;
  /** ISO 8601. */
  readonly at: string;
  /** `Slack`, `the terminal`; null: it is not known. */
  readonly from: string | null;
  readonly reason: string | null;
  /** It counts no more: the plan was changed since, or it was asked anew. */
  readonly void: boolean;
}

const surfaces: Readonly<Record<string, Wording>> = {
  api: { en: "the API", pt: "API" },
  web: { en: "the web", pt: "web" },
  terminal: { en: "the terminal", pt: "terminal" },
  slack: { en: "Slack", pt: "Slack" },
  teams: { en: "Teams", pt: "Teams" },
  workflow: { en: "a workflow", pt: "um workflow" },
};

export function placeName(surface: string | null, say: Speech): string | null {
  if (!surface) return null;
  const named = Object.hasOwn(surfaces, surface) ? surfaces[surface] : undefined;
  return named ? say.say(named) : oneLine(surface, 40);
}

/** Oldest first: votes, and the decision where it was no vote. */
export function decisionLines(checkpoint: Checkpoint, say: Speech): readonly DecisionLine[] {
  const { votes, round, decidedBy, decidedAt, reason, purpose, status } = checkpoint;
  const voted = votes.map((vote): DecisionLine => {
    return {
      who: vote.by.name,
      did: voteDeed(vote, say),
      at: vote.at.toISOString(),
      from: placeName(vote.surface, say),
      reason: shown(vote.reason),
      void: vote.round !== round && vote.verdict !== "change",
    };
  });
  const settles = votes.some((vote) => vote.round === round && vote.by.id === decidedBy?.id);
  if (!decidedBy || !decidedAt || status === "PENDING" || purpose === "note") return voted;
  if (settles && purpose === "approval") return voted;
  const own: DecisionLine = {
    who: decidedBy.name,
    did: say.say(decisionDeed(checkpoint)),
    at: decidedAt.toISOString(),
    from: placeName(
      decidedBy.surface ?? votes.findLast((vote) => vote.by.id === decidedBy.id)?.surface ?? null,
      say,
    ),
    reason: shown(reason),
    void: false,
  };
  return settles ? [...voted.slice(0, -1), own] : [...voted, own];
}

function shown(reason: string | null): string | null {
  const why = oneLine(redact(reason ?? ""), 2_000);
  return why === "" ? null : why;
}
