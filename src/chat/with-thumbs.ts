// A thumb up and a thumb down under the answers that somebody may have acted on: why something broke or waits, what an error means,
// what is known, and whatever a model worded. Under a status or a list they would only be clutter; there, words do.

import { thumbs } from "#agents/learning/feedback.ts";
import type { IntentName } from "#core/intent.ts";
import type { Reply } from "#core/reply.ts";

const judged: ReadonlySet<IntentName> = new Set([
  "job.diagnose",
  "job.why_waiting",
  "error.explain",
  "knowledge.search",
]);
/** With more choices than these, two more would hide what can be done next. */
const mostBeside = 6;

export function withThumbs(reply: Reply, intent: IntentName, answer: string): Reply {
  const { choices, asks, privately, sources, made } = reply;
  if (asks || privately || choices.length > mostBeside || reply.fleeting) return reply;
  const model = made?.model ?? null;
  // Where nothing was found there is nothing to judge.
  if (model === null && (!judged.has(intent) || sources.length === 0)) return reply;
  return { ...reply, choices: [...choices, ...thumbs(answer)] };
}
