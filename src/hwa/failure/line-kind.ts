// What a single line of a log may show.

import { type FailureKind, failureKindNames } from "./signs/sign.ts";

/** `program`: a defect of its own. `other`: a failure of none of the kinds. `none`: no failure, whatever its words. */
export type LineKind = FailureKind | "program" | "other" | "none";

export const lineKinds: readonly LineKind[] = [...failureKindNames, "program", "other", "none"];
