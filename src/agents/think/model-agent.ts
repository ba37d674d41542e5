// The language model among the agents: how it is, and how much of it was used today. What it says is said through the others'
// answers; it answers nothing by itself but this.

import { may } from "#core/person.ts";
import { type Reply, reply } from "#core/reply.ts";
import type { ModelBudget } from "#ports/model.ts";
import type { Agent, Question } from "../agent.ts";
import { speech } from "../speech.ts";
import type { WatchedModel } from "./watched-model.ts";

export interface ModelAgentDeps {
  readonly model: WatchedModel;
  readonly budget: Pick<ModelBudget, "today">;
  /** Tokens of a day. */
  readonly limits: { readonly day: number; readonly person: number };
  readonly timezone: string;
  readonly version: string;
}

export function createModelAgent({ model, budget, limits, timezone, version }: ModelAgentDeps): Agent {
  return {
    name: "language-model",
    title: "Language Model",
    version,
    introduction: {
      en: `I am the language model ${model.name}: I word answers and read to find them. I can change, start and approve nothing.`,
      pt: `Sou o modelo de linguagem ${model.name}: redijo respostas e leio para encontrá-las. Não posso alterar, iniciar nem aprovar nada.`,
    },
    capabilities: {
      en: [
        "answer questions that no rule understands",
        "word a diagnosis",
        "say how much of me was used today",
      ],
      pt: [
        "responder perguntas que nenhuma regra entende",
        "redigir um diagnóstico",
        "dizer quanto de mim foi usado hoje",
      ],
    },
    intents: ["model.usage"],
    async checkHealth(signal) {
      const { state, detail } = await model.look(signal);
      return { status: state, detail };
    },
    async answer(question) {
      const say = speech(question.locale, timezone, question.now);
      if (!may(question.person, "read_metrics"))
        return reply({
          locale: say.locale,
          mood: "warning",
          text: say.say({
            en: "How much the model was used is for people who may read metrics.",
            pt: "Quanto o modelo foi usado é para quem pode ler métricas.",
          }),
        });
      const { tokens, people } = await budget.today();
      const left = Math.max(0, limits.day - tokens);
      const number = say.number;
      return reply({
        locale: say.locale,
        mood: left === 0 ? "warning" : "neutral",
        text: [
          say.say({
            en: `${number(tokens)} of today's ${number(limits.day)} tokens are used (the day is UTC's); ${number(left)} are left.`,
            pt: `${number(tokens)} dos ${number(limits.day)} tokens de hoje foram usados (o dia é o de UTC); restam ${number(left)}.`,
          }),
          say.say({
            en: `${say.count(people, { en: "person has", pt: "" }, { en: "people have", pt: "" })} asked it; each may use ${number(limits.person)} a day.`,
            pt: `${say.count(people, { en: "", pt: "pessoa o consultou" }, { en: "", pt: "pessoas o consultaram" })}; cada uma pode usar ${number(limits.person)} por dia.`,
          }),
          model.state().detail,
        ].join("\n"),
        data: { model: model.name, tokens_today: tokens, left_today: left, people_today: people, ...limits },
      });
    },
  };
}

/** Where no model is configured and somebody asks. */
export function noModel({ locale, now }: Question, timezone: string): Reply {
  const say = speech(locale, timezone, now);
  return reply({
    locale,
    text: say.say({
      en: "No language model is configured: every answer of Resync is by rules, and nothing leaves the house.",
      pt: "Nenhum modelo de linguagem está configurado: toda resposta do Resync é por regras, e nada sai daqui.",
    }),
    data: { model: null },
  });
}
