// The dialog that asks what was wrong with an answer.

import type { Form } from "#core/form.ts";
import { longestComment } from "#core/knowledge/read-feedback.ts";
import type { Press } from "#ports/reception.ts";

const choice = /^feedback why answer=[\da-z-]{1,64}$/;

/** The choice that opens it, and that says it where there are no dialogs. */
export function saysWhatWasWrong(answer: string): string {
  return `feedback why answer=${answer}`;
}

export function asksWhatWasWrong(said: string): boolean {
  return choice.test(said.trim());
}

/** null: the press is of something else. */
export function feedbackForm({ choice: pressed, locale }: Pick<Press, "choice" | "locale">): Form | null {
  if (!choice.test(pressed)) return null;
  const en = locale === "en";
  return {
    title: en ? "What was wrong?" : "O que estava errado?",
    intro: en
      ? "Whoever keeps the knowledge reads it, and the answer is looked at again."
      : "Quem cuida do conhecimento lê isto, e a resposta é revista.",
    submit: en ? "Send" : "Enviar",
    fields: [
      {
        name: "comment",
        label: en ? "In your words" : "Em suas palavras",
        hint: en ? "What was missing or not true?" : "O que faltou ou não era verdade?",
        kind: "long_text",
        options: [],
        value: null,
        required: true,
        longest: longestComment,
      },
    ],
  };
}
