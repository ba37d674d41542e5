// Whether something that was not said to us, in a thread that we take part in, is for us all the same. Decided before anything
// is shown or kept of it.

import type { ChatEvent } from "#core/chat-event.ts";
import { may } from "#core/person.ts";
import { type ReadEventDeps, readEvent, understoodAs } from "./read-event.ts";
import { isMeantForUs } from "./understand/meant-for-us.ts";

export type Overhears = (event: ChatEvent) => Promise<boolean>;

export function createOverhears(deps: ReadEventDeps): Overhears {
  return async (event) => {
    const { leaningOn, goesOn, understood } = await readEvent(deps, event);
    const { intent } = understood;
    // Whoever was asked what was wrong with an answer may go on talking with others: then it is said to us, or not at all.
    const awaiting = leaningOn.awaiting?.intent === "feedback.give" ? null : (leaningOn.awaiting ?? null);
    // What was asked back is answered by what means something else without the question.
    // Nobody is told that they may not say what they only said to the others.
    const asks = leaningOn.about?.asksWhatFixed && may(event.person, "add_knowledge");
    const about = asks && leaningOn.about ? { ...leaningOn.about, asksWhatFixed: false } : null;
    const without =
      awaiting || about
        ? understoodAs(deps, event, { ...leaningOn, awaiting: null, ...(about ? { about } : {}) }).intent
        : null;
    const asked = without !== null && JSON.stringify(without) !== JSON.stringify(intent);
    return isMeantForUs({ text: event.text, intent, asked, goesOn, context: leaningOn });
  };
}
