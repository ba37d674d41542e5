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

export interface Asked {
  readonly question: Question;
  /** What the rules would ask back; null: they are sure. */
  readonly back: Reply | null;
  /** What the rules say. */
  readonly rules: () => Promise<Reply>;
}

export interface Answered {
  readonly reply: Reply;
  /** The model's words, and nobody's by rules. */
  readonly freely: boolean;
}

export async function answerFreely(
  thinker: Thinker | undefined,
  { question, back, rules }: Asked,
  log: Logger,
  signal: AbortSignal,
): Promise<Answered> {
  const { name } = question.intent;
  if (!thinker || !mayBeFree.test(name)) return { reply: await rules(), freely: false };
  // A search that found nothing is where most questions end that are none about a thing.
  const found = back === null && name !== "unknown" ? await rules() : null;
  if (found && !(name === "knowledge.search" && found.mood === "unknown"))
    return { reply: found, freely: false };
  const free = await asked(thinker, question, log, signal);
  if (free?.kind === "answered") return { reply: free.reply, freely: true };
  const by = found ?? (await rules());
  return { reply: free ? withWhyNot(by, free) : by, freely: false };
}

async function asked(
  thinker: Thinker,
  question: Question,
  log: Logger,
  signal: AbortSignal,
): Promise<Free | null> {
  try {
    return await thinker.answer(question, signal);
  } catch (error) {
    log.error({ err: error }, "The language model could not be asked; the rules answer.");
    return null;
  }
}

/** The rules' answer with the line that says why the model has none. */
function withWhyNot(rules: Reply, { why, made }: Extract<Free, { kind: "fell_back" }>): Reply {
  return {
    ...rules,
    text: `${rules.text}\n${saidIn(why, rules.locale)}`,
    made: { ...rules.made, ...made },
  };
}

/** Where something may have been asked to be done, asking back is right, and a model that only reads is not. */
const mayBeFree: { test(name: IntentName): boolean } =
  /^(?:unknown|job\.(?!monitor|unmonitor).*|plan\..*|system\..*|workstation\..*|error\..*|owner\..*|knowledge\.search|report\..*|incident\.list)$/;
