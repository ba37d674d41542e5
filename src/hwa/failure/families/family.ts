// Messages that carry a code of a system everybody knows: the code says what happened whatever language the words around it are in.

import type { FailureKind } from "../signs/sign.ts";

/** What a code can say. `program`: a defect of its own. `other`: a failure whose cause has no name among the kinds. `none`: no failure. */
type ToldKind = FailureKind | "program" | "other" | "none";

/** `null`: no such message. */
export type FamilyKind = ToldKind | null;

/** Codes of each kind, with a space between. */
export const codesOf = (kinds: Readonly<Partial<Record<ToldKind, string>>>) =>
  new Map<string, ToldKind>(
    (Object.entries(kinds) as [ToldKind, string][]).flatMap(([kind, codes]) =>
      codes.split(" ").map((code) => [code, kind] as const),
    ),
  );
