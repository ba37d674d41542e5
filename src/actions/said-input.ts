// What a file lets a step say to people: one text, or one for the readers of each language.

import { z } from "zod";
import { redact } from "#core/redact.ts";
import { cleanText } from "#core/text.ts";
import { mapSaid, type Said } from "#core/wording.ts";

export function saidInput(most: number) {
  const text = z.string().min(1).max(most);
  return z.union([text, z.strictObject({ en: text, pt: text })]);
}

/** Secrets masked, and nothing in it that a screen would obey. */
export function shownSaid(said: Said): Said {
  return mapSaid(said, (text) => redact(cleanText(text)).trim());
}
