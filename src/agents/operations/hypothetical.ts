import { fold } from "#core/text.ts";

const wouldDo =
  /\b(?:what (?:would|will|might)|would (?:do|change|happen)|dry[- ]?run|simulate|faria|mudaria|aconteceria|simul[ae]r?|ensai[ae]r?)\b/;

/** "What would recover-abend do for X?": asked, not ordered. What is only imagined must never be taken for an order. */
export function isHypothetical(text: string): boolean {
  return wouldDo.test(fold(text));
}
