// What calls people to an approval card that stands already: a reminder, that more are asked now, that the plan is another
// one, that somebody may decide for somebody else. Each is a message of its own, since an edit calls nobody, and carries no
// buttons, since nothing edits it afterwards: what it says is true of its moment. Pure, and the same again from the same
// checkpoint, so it is told once.

import { summaryOf } from "#agents/operations/checkpoint-words.ts";
import { jobName } from "#agents/operations/job-words.ts";
import { shortId } from "#agents/operations/short-id.ts";
import type { Speech } from "#agents/speech.ts";
import { whoToAsk } from "#core/job/deciders.ts";
import { type Mention, type Reply, reply } from "#core/reply.ts";
import { type ApprovalParts, mentionsOf } from "./approval-card.ts";

export interface ApprovalCall {
  /** Unique among the calls of one checkpoint. */
  readonly key: string;
  readonly reply: Reply;
}

export function approvalCalls(parts: ApprovalParts, say: Speech): readonly ApprovalCall[] {
  const { checkpoint, job, rights, changes } = parts;
  const { round, remindedAt, escalatedAt, delegates } = checkpoint;
  if (checkpoint.status !== "PENDING" || checkpoint.purpose === "review") return [];
  const asked = mentionsOf(whoToAsk(checkpoint, rights));
  const call = (key: string, lead: string, mentions: readonly Mention[] = asked): ApprovalCall => ({
    key,
    reply: reply({
      locale: say.locale,
      mood: "warning",
      text: `${lead}\n${summaryOf(checkpoint, say.locale)}\n${decideBy(parts, say)}`,
      data: { checkpoint: checkpoint.id, job: job.id, call: key },
      ...(mentions.length > 0 ? { mentions } : {}),
    }),
  });
  const name = jobName(job);
  const change = changes.at(-1);
  const calls: ApprovalCall[] = [];
  if (round > 1)
    calls.push(
      call(
        `round-${round}`,
        change && checkpoint.votes.some((vote) => vote.verdict === "change" && vote.round === round)
          ? say.say({
              en: `${name}: ${change.by.name} changed the plan ${say.at(change.at)}, and earlier approvals are void.`,
              pt: `${name}: ${change.by.name} mudou o plano ${say.at(change.at)}, e as aprovações anteriores não valem mais.`,
            })
          : say.say({ en: `${name} asks again.`, pt: `${name} pede de novo.` }),
      ),
    );
  if (escalatedAt)
    calls.push(
      call(
        "escalated",
        say.say({
          en: `${name}: nobody had decided ${say.at(escalatedAt)}, so more people are asked.`,
          pt: `${name}: ninguém tinha decidido ${say.at(escalatedAt)}, então mais pessoas são perguntadas.`,
        }),
      ),
    );
  if (remindedAt)
    calls.push(
      call(
        `reminded-${remindedAt.getTime()}`,
        say.say({
          en: `${name}: nobody had decided ${say.at(remindedAt)}, and it still waits.`,
          pt: `${name}: ninguém tinha decidido ${say.at(remindedAt)}, e ainda espera.`,
        }),
      ),
    );
  for (const { from, to } of delegates) {
    const person = rights.people.find(({ id }) => id === to.id);
    calls.push(
      call(
        `delegated-${from.id}-${to.id}`,
        say.say({
          en: `${name}: ${from.name} lets ${to.name} decide as well.`,
          pt: `${name}: ${from.name} deixa ${to.name} decidir também.`,
        }),
        person ? mentionsOf([person]) : [],
      ),
    );
  }
  return calls;
}

function decideBy({ checkpoint }: ApprovalParts, say: Speech): string {
  const id = shortId(checkpoint.id);
  const until = checkpoint.expiresAt
    ? say.say({
        en: ` Until ${say.time(checkpoint.expiresAt)}.`,
        pt: ` Até ${say.time(checkpoint.expiresAt)}.`,
      })
    : "";
  return say.say({
    en: `Decide on its card, or say: details ${id}, approve ${id}, or reject ${id} and why.${until}`,
    pt: `Decida no cartão, ou diga: detalhes ${id}, aprovar ${id}, ou rejeitar ${id} e o motivo.${until}`,
  });
}
