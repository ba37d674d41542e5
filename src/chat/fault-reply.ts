// A fault as an answer: what happened, in the reader's language, and what to do next. Nothing is made up in its place.

import type { Fault, FaultCode } from "#core/fault.ts";
import type { Locale } from "#core/locale.ts";
import { type Reply, reply } from "#core/reply.ts";

// English faults are written where they happen; Portuguese readers get the same sense by code, and the original below.
const inPortuguese: Readonly<Record<FaultCode, string>> = {
  invalid_input: "O HWA ou o Resync não aceitou o que foi pedido.",
  unauthenticated:
    "O HWA recusou o usuário e a senha do Resync. Verifique HWA_USER e HWA_PASSWORD, ou HWA_API_KEY.",
  forbidden: "O usuário não tem permissão para isso no HWA.",
  not_found: "O HWA não encontrou o que foi pedido.",
  conflict: "O estado atual não permite isso.",
  gone: "Isso já expirou.",
  too_large: "A resposta é grande demais.",
  rate_limited: "Há perguntas demais ao mesmo tempo. Tente de novo em alguns segundos.",
  unreachable: "O HWA está inacessível: ninguém respondeu no endereço configurado.",
  timeout: "O HWA demorou demais para responder.",
  bad_gateway: "O HWA respondeu algo que não faz sentido.",
  unavailable: "O HWA respondeu que não pode atender agora.",
  misconfigured: "A configuração do Resync não permite isso.",
  internal: "Algo inesperado aconteceu dentro do Resync; o registro tem os detalhes.",
};

/** Says that the state is unknown because of the fault, and offers to ask again when that may help. */
export function faultReply(fault: Fault, locale: Locale, question: string): Reply {
  const unknown = {
    en: "So the answer to your question is unknown right now; nothing is assumed.",
    pt: "Portanto a resposta à sua pergunta é desconhecida agora; nada foi presumido.",
  };
  const sentence = locale === "pt" ? `${inPortuguese[fault.code]}\n(${fault.message})` : fault.message;
  return reply({
    locale,
    mood: "unknown",
    text: `${sentence}\n${unknown[locale]}`,
    choices: fault.retryable
      ? [{ id: question, label: locale === "pt" ? "Perguntar de novo" : "Ask again", style: "primary" }]
      : [],
    data: { error: { code: fault.code, message: fault.message, ...fault.detail } },
  });
}
