// What of an exchange may be kept. A link code is said and shown, and is in no record of it.

import type { Answer } from "#core/answer.ts";
import type { IntentName } from "#core/intent.ts";
import { maskLinkCodes } from "#core/link-code.ts";
import type { Reply } from "#core/reply.ts";

/** Of a code that was typed wrong, too, nothing is left: whatever has a figure in it is taken for a part of it. */
export function keptQuestion(text: string, intent: IntentName): string {
  return intent === "account.link" ? maskLinkCodes(text).replace(/\S*\d\S*/g, "[code]") : text;
}

export function keptAnswer(answer: Answer, { fleeting }: Pick<Reply, "fleeting">): Answer {
  // A fault's answer offers the question again.
  if (!fleeting && answer.intent.name !== "account.link") return answer;
  return JSON.parse(JSON.stringify(answer), (_key, value: unknown) =>
    typeof value === "string" ? maskLinkCodes(value) : value,
  ) as Answer;
}
