// What became of a checkpoint so far: who said what, when, from where and why; who may decide besides the policy's people;
// and how it ended. Everything that a standing card, the details and the audit's reader ask for.

import type { Checkpoint, Vote } from "#core/job/checkpoint.ts";
import { redact } from "#core/redact.ts";
import { oneLine } from "#core/text.ts";
import type { Wording } from "#core/wording.ts";
import type { Speech } from "../speech.ts";
import { decisionDeed, forWhom, voteDeed } from "./decision-deeds.ts";

const surfaces: Readonly<Record<string, Wording>> = {
  api: { en: "the API", pt: "a API" },
  web: { en: "the web", pt: "a web" },
  terminal: { en: "the terminal", pt: "o terminal" },
  slack: { en: "Slack", pt: "o Slack" },
  teams: { en: "Teams", pt: "o Teams" },
};

/** ` from Slack`; empty when it is not known. */
export function fromWhere(surface: string | null | undefined, say: Speech): string {
  if (!surface) return "";
  const named = Object.hasOwn(surfaces, surface) ? surfaces[surface] : undefined;
  const where = named ? say.say(named) : oneLine(surface, 40);
  if (say.locale === "en") return ` from ${where}`;
  return where.startsWith("a ") ? ` pel${where}` : where.startsWith("o ") ? ` pel${where}` : ` por ${where}`;
}

export function because(reason: string | null | undefined): string {
  const why = oneLine(redact(reason ?? ""), 400);
  if (why === "") return ".";
  return /[.!?…]$/.test(why) ? `: ${why}` : `: ${why}.`;
}

function voteLine(vote: Vote, say: Speech): string {
  return `${vote.by.name} ${voteDeed(vote, say)} ${say.at(vote.at)}${fromWhere(vote.surface, say)}${because(vote.reason)}`;
}

/** This round's votes, then what happened before: void votes, changes, delegations, escalation. Oldest first. */
export function voteLines(checkpoint: Checkpoint, say: Speech): readonly string[] {
  const { votes, round, delegates, escalatedAt, policy, status } = checkpoint;
  const current = votes.filter((vote) => vote.round === round && vote.verdict !== "change");
  const before = votes.filter((vote) => vote.round !== round || vote.verdict === "change");
  const own = checkpoint.purpose === "review" ? votes : before;
  return [
    ...own.map((vote) => {
      const isVoid = vote.verdict !== "change" && checkpoint.purpose !== "review";
      const mark = isVoid ? say.say({ en: "void since: ", pt: "sem efeito: " }) : "";
      return `‹ ${mark}${voteLine(vote, say)}`;
    }),
    ...delegates.map(({ from, to }) =>
      say.say({
        en: `‹ ${from.name} lets ${to.name} decide as well.`,
        pt: `‹ ${from.name} deixa ${to.name} decidir também.`,
      }),
    ),
    ...(escalatedAt && policy.escalate
      ? [
          say.say({
            en: `‹ Nobody had decided ${say.at(escalatedAt)}, so more people were asked.`,
            pt: `‹ Ninguém tinha decidido ${say.at(escalatedAt)}, então mais pessoas foram perguntadas.`,
          }),
        ]
      : []),
    // The vote that settled it is told as the decision.
    ...(checkpoint.purpose === "review"
      ? []
      : current
          .filter((vote) => status === "PENDING" || vote.by.id !== checkpoint.decidedBy?.id)
          .map((vote) => `✓ ${voteLine(vote, say)}`)),
  ];
}

/** It was closed with its job, before its time was over. */
export function endedUndecided({ status, expiresAt, decidedAt }: Checkpoint): boolean {
  return status === "EXPIRED" && decidedAt !== null && (expiresAt === null || decidedAt < expiresAt);
}

/** How it ended, who decided, when, from where and why; null while it waits. */
export function decidedLine(checkpoint: Checkpoint, say: Speech): string | null {
  const { status, purpose, decidedAt, decidedBy, reason, votes, round } = checkpoint;
  if (status === "PENDING" || purpose === "note") return null;
  if (endedUndecided(checkpoint))
    return say.say({
      en: `The job ended ${say.at(decidedAt)} before anybody decided. Nothing was done.`,
      pt: `O job terminou ${say.at(decidedAt)} antes de alguém decidir. Nada foi feito.`,
    });
  if (status === "EXPIRED")
    return say.say({
      en: `Nobody decided in time: expired ${say.at(decidedAt)}. Nothing was done.`,
      pt: `Ninguém decidiu a tempo: expirou ${say.at(decidedAt)}. Nada foi feito.`,
    });
  const vote = votes.findLast((each) => each.round === round && each.by.id === decidedBy?.id);
  const who = decidedBy?.name ?? "Resync";
  const end = `${forWhom(vote?.onBehalfOf, say)} ${say.at(decidedAt)}${fromWhere(decidedBy?.surface ?? (purpose === "review" ? null : vote?.surface), say)}${because(reason)}`;
  return `${who} ${say.say(decisionDeed(checkpoint))}${end}${sole(checkpoint, say)}`;
}

function sole({ soleDecider }: Checkpoint, say: Speech): string {
  if (!soleDecider) return "";
  return say.say({
    en: " They asked for it themselves, being the only one who could decide.",
    pt: " A própria pessoa pediu, sendo a única que podia decidir.",
  });
}
