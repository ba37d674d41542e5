// A thumb says what somebody thinks of the last answer, whatever else stands behind it. Everything else that is said of an
// answer is read like any other sentence.

import type { Intent } from "#core/intent.ts";

const thumbFirst = /^\s*(?:@?resync\b[\s:,]*)?(?:👍|👎|:(?:\+1|-1|thumbsup|thumbsdown):|[+-]1[\s.,!]*$)/iu;

/** null: it begins with no thumb. */
export function readThumb(text: string): Intent | null {
  return thumbFirst.test(text) ? { name: "feedback.give", slots: {}, confidence: 0.98 } : null;
}
