import type { Locale } from "./locale.ts";

/** A sentence in each language we speak. */
export type Wording = Readonly<Record<Locale, string>>;

/**
 * What people are told: in each language, or one text for all of them, as a workflow of one language has it and what was kept
 * before there were two.
 */
export type Said = string | Wording;

/** The same in each language: names, and what HWA itself said. */
export function alike(text: string): Wording {
  return { en: text, pt: text };
}

export function inBoth(said: Said): Wording {
  return typeof said === "string" ? alike(said) : said;
}

/** The one place where a reader's language is picked. */
export function saidIn(said: Said, locale: Locale): string {
  return typeof said === "string" ? said : said[locale];
}

export function mapSaid(said: Said, change: (text: string) => string): Said {
  return typeof said === "string" ? change(said) : { en: change(said.en), pt: change(said.pt) };
}

/** As data that programs read: English under its name, and Portuguese beside it, `NAME_pt`, where it is another text. */
export function asData(name: string, said: Said): { readonly [name: string]: string } {
  const { en, pt } = inBoth(said);
  return pt === en ? { [name]: en } : { [name]: en, [`${name}_pt`]: pt };
}

/** What `asData` kept; empty when there is none. */
export function fromData(data: { readonly [name: string]: unknown }, name: string, locale: Locale): string {
  const pt = locale === "pt" ? data[`${name}_pt`] : null;
  const text = typeof pt === "string" ? pt : data[name];
  return typeof text === "string" ? text : "";
}

/** What an action that reads says of what it found: its `text`, and `texto`, the same in Portuguese; null when it says none. */
export function sentenceOf(output: unknown): Wording | null {
  if (output === null || typeof output !== "object" || !("text" in output)) return null;
  const { text: en } = output;
  if (typeof en !== "string" || en === "") return null;
  return { en, pt: "texto" in output && typeof output.texto === "string" ? output.texto : en };
}
