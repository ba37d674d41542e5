import type { Locale } from "#core/locale.ts";

/** What messages say about how they were sent. */
export interface Words {
  readonly directInstead: string;
  readonly fileDirect: string;
  readonly noFile: (name: string, reason: string) => string;
  readonly cardAbove: string;
}

export const words: Readonly<Record<Locale, Words>> = {
  en: {
    directInstead: "For you alone: Slack could not show it to you in the channel where you asked.",
    fileDirect: "The file was sent to you as a direct message.",
    noFile: (name, reason) => `The file ${name} could not be uploaded. ${reason}`,
    cardAbove: "See the card",
  },
  pt: {
    directInstead: "Só para você: o Slack não pôde mostrar isto a você no canal onde você perguntou.",
    fileDirect: "O arquivo foi enviado a você por mensagem direta.",
    noFile: (name, reason) => `O arquivo ${name} não pôde ser enviado. ${reason}`,
    cardAbove: "Ver o cartão",
  },
};
