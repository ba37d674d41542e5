// A fault as an answer: what happened, in the reader's language, and what to do next. Nothing is made up in its place.

import type { Fault } from "#core/fault.ts";
import { faultSentence } from "#core/fault-sentence.ts";
import type { Locale } from "#core/locale.ts";
import { type Reply, reply } from "#core/reply.ts";

/** Says that the state is unknown because of the fault, and offers to ask again when that may help. */
export function faultReply(fault: Fault, locale: Locale, question: string): Reply {
  const unknown = {
    en: "So the answer to your question is unknown right now; nothing is assumed.",
    pt: "Portanto a resposta à sua pergunta é desconhecida agora; nada foi presumido.",
  };
  return reply({
    locale,
    mood: "unknown",
    text: `${faultSentence(fault, locale)}\n${unknown[locale]}`,
    choices: fault.retryable
      ? [{ id: question, label: locale === "pt" ? "Perguntar de novo" : "Ask again", style: "primary" }]
      : [],
    data: { error: { code: fault.code, message: fault.message, ...fault.detail } },
  });
}
