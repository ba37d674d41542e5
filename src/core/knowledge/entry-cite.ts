// How an approved entry is cited. English is what is kept, like any source's place; people read it in their language.

import type { Locale } from "#core/locale.ts";

const shape = /^learned entry ([0-9a-f]{8})(?:, approved by (.+) on (\d{4}-\d\d-\d\d))?$/;

/** `learned entry dceba81b`: as answers cite it and people type it. */
export function entryName(id: string): string {
  return `learned entry ${id.slice(0, 8)}`;
}

export function entryCite(id: string, approver: string, approved: Date): string {
  return `${entryName(id)}, approved by ${approver} on ${approved.toISOString().slice(0, 10)}`;
}

/** Whoever approved the entry that is cited; empty when it cites no entry. */
export function approverIn(cite: string): string {
  return shape.exec(cite)?.[2] ?? "";
}

/** A cite, or an entry's name, as this reader has it; one of any other source is the same in every language. */
export function citeIn(locale: Locale, cite: string): string {
  const [, id, approver, day] = (locale === "pt" && shape.exec(cite)) || [];
  if (id === undefined) return cite;
  const name = `entrada aprendida ${id}`;
  return approver === undefined ? name : `${name}, aprovada por ${approver} em ${day}`;
}
