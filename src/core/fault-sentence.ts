// What a fault says to a reader, in their language: the one place where that is decided. Faults that people meet carry both
// sentences, written side by side where the facts are at hand. Of the others readers of Portuguese get the sense, by code,
// and the English original below it: nothing is made up in its place.

import type { FaultCode } from "./fault.ts";
import type { Locale } from "./locale.ts";
import type { Wording } from "./wording.ts";

/** A Fault, or what was kept of one. */
export interface Told {
  readonly code: string;
  readonly message: string;
  readonly pt?: string | null;
}

export function faultSentence({ code, message, pt }: Told, locale: Locale): string {
  if (locale === "en") return message;
  return pt ?? `${Object.hasOwn(sense, code) ? sense[code as FaultCode] : sense.internal}\n(${message})`;
}

/** What is kept of a fault's sentences. */
export function keptWords({ message, pt }: Told): { readonly message: string; readonly pt?: string } {
  return typeof pt === "string" ? { message, pt } : { message };
}

/** Both, to say more after them. */
export function faultWording(fault: Told): Wording {
  return { en: faultSentence(fault, "en"), pt: faultSentence(fault, "pt") };
}

const sense: Readonly<Record<FaultCode, string>> = {
  invalid_input: "O que foi pedido não pôde ser aceito, e nada foi feito.",
  unauthenticated: "A identificação foi recusada.",
  forbidden: "Isso não é permitido, e nada foi feito.",
  not_found: "Não existe o que foi pedido.",
  conflict: "O estado atual não permite isso, e nada foi feito.",
  gone: "O prazo já passou, e nada foi feito.",
  too_large: "Isso é grande demais.",
  rate_limited: "Há pedidos demais ao mesmo tempo. Tente de novo daqui a pouco.",
  unreachable: "Ninguém respondeu no endereço configurado.",
  timeout: "A resposta demorou demais.",
  bad_gateway: "A resposta que veio não faz sentido.",
  unavailable: "Isso não está disponível agora. Tente de novo daqui a pouco.",
  misconfigured: "A configuração do Resync não permite isso.",
  internal: "Algo inesperado aconteceu dentro do Resync; o log tem os detalhes.",
};
