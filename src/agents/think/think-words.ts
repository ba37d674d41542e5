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
