import type { Locale } from "./locale.ts";

/** A sentence in each language we speak. */
export type Wording = Readonly<Record<Locale, string>>;

/** The same in each language: names, and what HWA itself said. */
export function alike(text: string): Wording {
  return { en: text, pt: text };
}
