// What no rule is sure of may be answered by the language model, where one is configured. The rules stay first: only what would
// have been "I did not understand" or a question asked back comes here, and when the model has no answer, that is what is said.

import type { Logger } from "pino";
import type { Question } from "#agents/agent.ts";
import type { Free, Thinker } from "#agents/think/create-thinker.ts";
import type { IntentName } from "#core/intent.ts";
import type { Reply } from "#core/reply.ts";
import { saidIn } from "#core/wording.ts";

/** As the agent is called in whose name a free answer is kept. */
export const modelAgent = "language-model";

/** null: the rules answer, and there is nothing to say about a model. */
export async function answerFreely(
  thinker: Thinker | undefined,
  question: Question,
  log: Logger,
  signal: AbortSignal,
): Promise<Free | null> {
  if (!thinker || !mayBeFree.test(question.intent.name)) return null;
  try {
    return await thinker.answer(question, signal);
  } catch (error) {
    log.error({ err: error }, "The language model could not be asked; the rules answer.");
    return null;
  }
}

/** The rules' answer with the line that says why the model has none. */
export function withWhyNot(rules: Reply, free: Free | null): Reply {
  if (free?.kind !== "fell_back") return rules;
  return {
    ...rules,
    text: `${rules.text}\n${saidIn(free.why, rules.locale)}`,
    made: { ...rules.made, ...free.made },
  };
}

/** Where something may have been asked to be done, asking back is right, and a model that only reads is not. */
const mayBeFree: { test(name: IntentName): boolean } =
  /^(?:unknown|job\.(?!monitor|unmonitor).*|plan\..*|system\..*|workstation\..*|error\..*|owner\..*|knowledge\.search|report\..*|incident\.list)$/;
