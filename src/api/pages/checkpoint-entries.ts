// A job's checkpoints as its page lists them: what was asked of whom, and who decided it, when, from where and why.

import { endedUndecided } from "#agents/operations/checkpoint-history.ts";
import { summaryOf } from "#agents/operations/checkpoint-words.ts";
import { deciderNames } from "#agents/operations/job-words.ts";
import type { Speech } from "#agents/speech.ts";
import { type Checkpoint, titleIn } from "#core/job/checkpoint.ts";
import { hasEnded } from "#core/job/job.ts";
import { redact } from "#core/redact.ts";
import type { Mood } from "#core/reply.ts";
import { oneLine } from "#core/text.ts";
import type { Wording } from "#core/wording.ts";
import type { JobParts } from "../job-views.ts";
import { type DecisionLine, decisionLines } from "./decision-lines.ts";

export interface CheckpointEntry {
  readonly id: string;
  readonly title: string;
  readonly summary: string | null;
  readonly stateWord: string;
  readonly mood: Mood;
  /** People can do something about it now. */
  readonly open: boolean;
  /** Who was asked; null where nobody is. */
  readonly askedOf: string | null;
  readonly askedAt: string;
  readonly expiresAt: string | null;
  readonly decisions: readonly DecisionLine[];
}

/** Oldest first. */
export function checkpointEntries(parts: JobParts, say: Speech): readonly CheckpointEntry[] {
  return parts.checkpoints.map((checkpoint) => {
    const title = oneLine(redact(titleIn(checkpoint, say.locale)), 500);
    const summary = summaryOf(checkpoint, say.locale);
    const note = checkpoint.purpose === "note";
    const [stateWord, mood] = stateOf(checkpoint);
    const open = !note && !hasEnded(parts.job.status) && isOpen(checkpoint);
    return {
      id: checkpoint.id,
      title,
      summary: summary === title ? null : summary,
      stateWord: say.say(stateWord),
      mood,
      open,
      askedOf: note ? null : deciderNames(checkpoint.policy.from, say),
      askedAt: checkpoint.createdAt.toISOString(),
      expiresAt: (open && checkpoint.expiresAt?.toISOString()) || null,
      decisions: decisionLines(checkpoint, say),
    };
  });
}

function isOpen({ status }: Checkpoint): boolean {
  return status === "PENDING" || status === "EXPIRED";
}

/** How a checkpoint stands, in a word or two. */
export function stateOf(checkpoint: Checkpoint): readonly [Wording, Mood] {
  const { status, purpose, brokenGlass } = checkpoint;
  if (purpose === "note") return [{ en: "noted", pt: "anotado" }, "neutral"];
  if (status === "PENDING") return [{ en: "waits for a decision", pt: "espera decisão" }, "warning"];
  if (endedUndecided(checkpoint)) return [{ en: "nobody decided", pt: "ninguém decidiu" }, "neutral"];
  if (status === "EXPIRED") return [{ en: "expired", pt: "expirou" }, "warning"];
  if (purpose === "outcome")
    return status === "REJECTED"
      ? [{ en: "ended without knowing", pt: "encerrado sem saber" }, "bad"]
      : [{ en: "answered", pt: "respondido" }, "good"];
  if (purpose === "review") return [{ en: "reviewed", pt: "revisado" }, "good"];
  if (status === "REJECTED") return [{ en: "rejected", pt: "rejeitado" }, "bad"];
  return brokenGlass
    ? [{ en: "glass broken", pt: "aprovação forçada" }, "warning"]
    : [{ en: "approved", pt: "aprovado" }, "good"];
}
