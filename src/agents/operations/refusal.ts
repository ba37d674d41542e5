// What the engine refuses, as an answer: why, and whom to ask. Faults are written in English where they happen; readers of
// Portuguese get their sense first and the original below it.

import { type Fault, type FaultCode, isFault } from "#core/fault.ts";
import { redact } from "#core/redact.ts";
import type { Reply } from "#core/reply.ts";
import { oneLine } from "#core/text.ts";
import type { Wording } from "#core/wording.ts";
import { type Asked, lines, ownReply } from "./desk.ts";

const inPortuguese: Partial<Record<FaultCode, string>> = {
  forbidden: "Você não pode fazer isso, e nada foi feito.",
  invalid_input: "O que foi pedido não está certo, e nada foi feito.",
  not_found: "Não existe o que foi pedido.",
  conflict: "O estado atual não permite isso, e nada foi feito.",
  gone: "O prazo já passou, e nada foi feito.",
  rate_limited: "Há jobs demais em andamento, e nada foi iniciado.",
  misconfigured: "A configuração do Resync não permite isso.",
};

/** Faults that are answers; the others are for the conversation to tell as failures. */
export function isRefusal(error: unknown): error is Fault {
  return isFault(error) && inPortuguese[error.code] !== undefined;
}

export function refusal(asked: Asked, fault: Fault): Reply {
  const { code, message, detail } = fault;
  return ownReply(asked, {
    mood: "warning",
    text: asked.say.locale === "pt" ? lines(inPortuguese[code], `(${message})`) : message,
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
