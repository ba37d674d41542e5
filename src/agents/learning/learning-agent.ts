// The learning agent: what broke before, what people did about it, what they think of answers, and what is learned of that.
// Each intent has a handler of its own; an intent without one is not claimed.

import type { IntentName } from "#core/intent.ts";
import { type Reply, reply } from "#core/reply.ts";
import type { Agent, AgentHealth, Question } from "../agent.ts";
import { speech } from "../speech.ts";

export type LearningHandler = (question: Question, signal: AbortSignal) => Promise<Reply>;

export interface LearningAgentDeps {
  /** What answers which intent. */
  readonly handlers: Readonly<Partial<Record<IntentName, LearningHandler>>>;
  /** Whether what is kept of incidents can be read. */
  readonly health: () => Promise<AgentHealth>;
  readonly timezone: string;
  readonly version: string;
}

export function createLearningAgent({ handlers, health, timezone, version }: LearningAgentDeps): Agent {
  const introduction = {
    en: "I'm the learning agent. I remember what broke, what fixed it and what people thought of the answers.",
    pt: "Sou o agente de aprendizado. Lembro o que quebrou, o que resolveu e o que as pessoas acharam das respostas.",
  };
  return {
    name: "learning-agent",
    title: "Learning Agent",
    version,
    introduction,
    capabilities: {
      en: [
        "listing past incidents",
        "noting what fixed one and what its cause really was",
        "showing what was learned and waits for a judgement, and taking it",
      ],
      pt: [
        "listar incidentes passados",
        "anotar o que resolveu um deles e qual foi a causa real",
        "mostrar o que foi aprendido e espera uma decisão, e recebê-la",
      ],
    },
    intents: Object.keys(handlers) as IntentName[],
    checkHealth: health,
    async answer(question, signal) {
      const handler = handlers[question.intent.name];
      if (handler) return handler(question, signal);
      const say = speech(question.locale, timezone, question.now);
      return reply({
        locale: question.locale,
        mood: "unknown",
        text: say.say({
          en: `${introduction.en} I did not understand that. Ask for "incidents of JOB", or say "fixed by …" or "the real cause was …" with a job's name.`,
          pt: `${introduction.pt} Não entendi isso. Peça "incidentes do JOB", ou diga "resolvido com …" ou "a causa real foi …" com o nome de um job.`,
        }),
      });
    },
  };
}
