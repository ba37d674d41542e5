// What of an exchange may be kept. A link code is said and shown, a sign-in link is shown, a password is said by mistake, and none of
// them is in any record.

import type { Answer } from "#core/answer.ts";
import type { IntentName } from "#core/intent.ts";
import { maskLinkCodes } from "#core/link-code.ts";
import { redact, redactTokens } from "#core/redact.ts";
import type { Reply } from "#core/reply.ts";
import { fold } from "#core/text.ts";

/** Of a code that was typed wrong, too, nothing is left: codes have figures and no vowels, words have it the other way. */
export function keptQuestion(text: string, intent: IntentName): string {
  if (intent !== "account.link") return redact(text);
  return maskLinkCodes(text).replace(/[\p{L}\d-]{3,}/gu, (word) => (isWord(word) ? word : "[code]"));
}

function isWord(word: string): boolean {
  return /[aeiou]/.test(fold(word)) && !/\d/.test(word);
}

export function keptAnswer(answer: Answer, { fleeting }: Pick<Reply, "fleeting">): Answer {
  // A fault's answer offers the question again.
  if (!fleeting && answer.intent.name !== "account.link") return answer;
  return JSON.parse(JSON.stringify(answer), (_key, value: unknown) =>
    typeof value === "string" ? maskLinkCodes(redactTokens(value)) : value,
  ) as Answer;
}
