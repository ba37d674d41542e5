// Why a model's answer is not there, or not whole. The caller says it and answers by rules.

import type { Wording } from "#core/wording.ts";

export const whyNot = {
  dayUsedUp: {
    en: "Today's budget for the language model is used up, so this answer is by rules.",
    pt: "O orçamento de hoje para o modelo de linguagem acabou, então esta resposta é por regras.",
  },
  questionUsedUp: {
    en: "The language model used up what one question may cost.",
    pt: "O modelo de linguagem gastou tudo o que uma pergunta pode custar.",
  },
  tooSlow: {
    en: "The language model did not finish in time.",
    pt: "O modelo de linguagem não terminou a tempo.",
  },
  loop: {
    en: "The language model asked for the same thing three times and was stopped.",
    pt: "O modelo de linguagem pediu a mesma coisa três vezes e foi interrompido.",
  },
  tooManyTurns: {
    en: "The language model found no answer in the turns it has.",
    pt: "O modelo de linguagem não encontrou resposta nas rodadas que tem.",
  },
  refused: {
    en: "The language model would not answer.",
    pt: "O modelo de linguagem não quis responder.",
  },
  unfounded: {
    en: "Nothing in the language model's answer could be verified, so it is not shown.",
    pt: "Nada na resposta do modelo de linguagem pôde ser verificado, então ela não é mostrada.",
  },
  cut: {
    en: "The language model's answer was cut off at its limit.",
    pt: "A resposta do modelo de linguagem foi cortada no limite.",
  },
  stopped: { en: "Stopped before it was finished.", pt: "Interrompida antes de terminar." },
} as const satisfies Readonly<Record<string, Wording>>;

/** What is said beside a model's words: whose they are, how far they were checked, and what a stopped answer cost. */
export const thoughtWords = {
  below: (model: string, leftOut: number): Wording => ({
    en: `— Worded by the language model ${model} from what Resync read${leftOutIn(leftOut).en}.`,
    pt: `— Redigido pelo modelo de linguagem ${model} a partir do que o Resync leu${leftOutIn(leftOut).pt}.`,
  }),
  above: (model: string, leftOut: number): Wording => ({
    en: `— In the words of the language model ${model}${leftOutIn(leftOut).en}; what Resync found:`,
    pt: `— Nas palavras do modelo de linguagem ${model}${leftOutIn(leftOut).pt}; o que o Resync encontrou:`,
  }),
  cost: (tokens: string, estimated: boolean): Wording => ({
    en: `It used ${estimated ? "about " : ""}${tokens} tokens.`,
    pt: `Usou ${estimated ? "cerca de " : ""}${tokens} tokens.`,
  }),
};

function leftOutIn(sentences: number): Wording {
  if (sentences === 0) return { en: "", pt: "" };
  return sentences === 1
    ? { en: "; one sentence stood on nothing and is left out", pt: "; uma frase sem base foi omitida" }
    : {
        en: `; ${sentences} sentences stood on nothing and are left out`,
        pt: `; ${sentences} frases sem base foram omitidas`,
      };
}
