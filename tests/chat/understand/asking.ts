// One way to ask, for the tests of understanding.

import { understand } from "#chat/understand/understand.ts";
import type { UnderstandInput, Understanding } from "#chat/understanding.ts";
import type { Slots } from "#core/intent.ts";
import { lexicon, now } from "./plan.ts";

export function ask(text: string, more: Partial<UnderstandInput> = {}): Understanding {
  return understand({
    text,
    now,
    timezone: "America/Sao_Paulo",
    lexicon,
    context: null,
    defaultLocale: "en",
    ...more,
  });
}

/** Asks after a turn that was `lastIntent` about `lastSlots`. */
export function askAfter(
  lastIntent: string,
  lastSlots: Slots,
  text: string,
  boundAgent: string | null = null,
): Understanding {
  return ask(text, { context: { boundAgent, lastIntent, lastSlots, locale: null } });
}
