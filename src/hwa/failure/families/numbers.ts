// Several numbers in one line, with or without zeros before them.

import type { FamilyKind } from "./family.ts";

export const withoutZeros = (digits: string) => digits.replace(/^0+(?=\d)/, "");

/** The first that names a cause counts before those that only say that the database failed, or that nothing did. */
export function firstCause(kinds: readonly (FamilyKind | undefined)[]): FamilyKind {
  const known = kinds.filter((kind) => kind !== null && kind !== undefined);
  return known.find((kind) => kind !== "database" && kind !== "none") ?? known[0] ?? null;
}
