import type { Locale } from "#core/locale.ts";

/** What the prompt itself says. */
export interface Words {
  readonly thinking: string;
  readonly again: string;
  readonly stopping: string;
  readonly slow: string;
  readonly failed: (reason: string) => string;
  readonly readFrom: (age: string) => string;
  readonly choose: string;
}

export const words: Readonly<Record<Locale, Words>> = {
  en: {
    thinking: "looking…",
    again: "Press Ctrl-C again to leave.",
    stopping: "Stopping the answer. Press Ctrl-C again to leave.",
    slow: "No answer yet; it will appear here when it is ready.",
    failed: (reason) => `Your question was not taken: ${reason}`,
    readFrom: (age) => `read from HWA ${age} ago`,
    choose: "Type a number to go on:",
  },
  pt: {
    thinking: "procurando…",
    again: "Pressione Ctrl-C de novo para sair.",
    stopping: "Parando a resposta. Pressione Ctrl-C de novo para sair.",
    slow: "Ainda sem resposta; ela aparecerá aqui quando estiver pronta.",
    failed: (reason) => `Sua pergunta não foi aceita: ${reason}`,
    readFrom: (age) => `lido do HWA há ${age}`,
    choose: "Digite um número para continuar:",
  },
};
