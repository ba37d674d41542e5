// Messages that carry a code of a system everybody knows: the code says what happened whatever language the words around it are in.

import type { FailureKind } from "../signs/sign.ts";

/** `other`: a failure whose cause has no name among the kinds. `none`: no failure. `null`: no such message. */
export type FamilyKind = FailureKind | "other" | "none" | null;

/** Codes of each kind, with a space between. */
export const codesOf = (kinds: Readonly<Partial<Record<FailureKind, string>>>) =>
  new Map<string, FailureKind>(
    (Object.entries(kinds) as [FailureKind, string][]).flatMap(([kind, codes]) =>
      codes.split(" ").map((code) => [code, kind] as const),
    ),
  );
