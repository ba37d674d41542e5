// What the engine refuses, as an answer: why, and whom to ask.

import { type Fault, type FaultCode, isFault } from "#core/fault.ts";
import { faultSentence } from "#core/fault-sentence.ts";
import { redact } from "#core/redact.ts";
import type { Reply } from "#core/reply.ts";
import { oneLine } from "#core/text.ts";
import type { Wording } from "#core/wording.ts";
import { type Asked, ownReply } from "./desk.ts";

const answers: ReadonlySet<FaultCode> = new Set<FaultCode>([
  "forbidden",
  "invalid_input",
  "not_found",
  "conflict",
  "gone",
  "rate_limited",
  "misconfigured",
]);

/** Faults that are answers; the others are for the conversation to tell as failures. */
export function isRefusal(error: unknown): error is Fault {
  return isFault(error) && answers.has(error.code);
}

export function refusal(asked: Asked, fault: Fault): Reply {
  const { code, message, detail } = fault;
  return ownReply(asked, {
    mood: "warning",
    text: faultSentence(fault, asked.say.locale),
    data: { error: { code, message, ...detail } },
  });
}

/** As `lacksRole`, for what would have changed something: who tried it is part of the record. */
export async function refuseDeed(asked: Asked, deed: Wording): Promise<Reply> {
  const { id, name } = asked.by.person;
  const { intent } = asked.question;
  await asked.audit.append([
    {
      verb: "access.refused",
      who: { id, name },
      surface: asked.by.surface,
      subject: `intent:${intent.name}`,
      data: Object.fromEntries(
        Object.entries(intent.slots).map(([slot, text]) => [slot, redact(oneLine(String(text), 200))]),
      ),
    },
  ]);
  return lacksRole(asked, "operator", deed);
}

/** A right that a role brings and this person's does not. */
export function lacksRole(asked: Asked, role: "operator" | "approver", deed: Wording): Reply {
  const { say, question } = asked;
  const next: Wording =
    question.person.visitor === "member"
      ? {
          en: 'I do not know who you are: say "link" if you have it.',
          pt: 'Não sei quem você é: diga "vincular" se você o tem.',
        }
      : {
          en: "Ask an administrator for it, or somebody who has it.",
          pt: "Peça a um administrador ou a quem já o tem.",
        };
  const message = say.say({
    en: `You may look, but ${deed.en} needs the role ${role}. ${next.en}`,
    pt: `Você pode consultar, mas ${deed.pt} exige o papel ${role}. ${next.pt}`,
  });
  return ownReply(asked, { mood: "warning", text: message, data: { error: { code: "forbidden", message } } });
}
