// What was looked at, what it showed, and which causes it speaks for or against.

import type { Source } from "../reply.ts";
import type { Wording } from "../wording.ts";
import type { CauseKind } from "./causes.ts";

/** Where to look, in the order a scheduler's expert looks. Each look ends in evidence or in an honest "could not". */
export const looks = [
  "status",
  "return_code",
  "log",
  "codes",
  "dependencies",
  "workstation",
  "resources",
  "changes",
  "last_good_run",
  "elsewhere",
  "incidents",
  "knowledge",
] as const;
export type Look = (typeof looks)[number];

/** Texts of others inside it are cleaned and redacted already. */
export interface Evidence {
  /** `log:12`, `status`, `elsewhere:3`; unique within a diagnosis. */
  readonly id: string;
  readonly look: Look;
  readonly text: Wording;
  readonly source: Source;
  /** When what it shows happened, or was read. */
  readonly at: Date | null;
  readonly bears: readonly Bearing[];
}

/**
 * How strongly it speaks for (above 0) or against (below 0) a cause, as the logarithm of the odds to base 10: 1 makes the cause
 * ten times likelier, -2 a hundred times less so. Evidence of the same `group` says one thing twice: only its strongest counts.
 */
export interface Bearing {
  readonly cause: CauseKind;
  readonly weight: number;
  readonly group: string;
}

/** A look that failed: what therefore stays unknown, and how a person may find it out. */
export interface Blank {
  readonly look: Look;
  readonly text: Wording;
  readonly findOut: Wording | null;
  /** Causes that only this look could have shown or ruled out. */
  readonly causes: readonly CauseKind[];
}
