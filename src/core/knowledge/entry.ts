// What Resync learned from what people resolved: a draft until a person approves it, and only then used in answers.

import type { Fix } from "./passage.ts";

export const entryStates = ["draft", "approved", "rejected", "withdrawn"] as const;
export type EntryState = (typeof entryStates)[number];

export type EntryFix = Fix & { readonly problem: string };

/** The seed's knowledge entry (`problem`, `resolution_steps`, `owner`, `created`) with what it stands on. */
export interface Entry {
  readonly id: string;
  readonly state: EntryState;
  readonly fix: EntryFix;
  /** What Resync had drafted, where a person changed it into `fix`; null: nobody changed it. */
  readonly drafted: EntryFix | null;
  readonly created: Date;
  /** The incidents it was drawn from, oldest first. */
  readonly evidence: readonly EntryEvidence[];
  /** What the incidents have in common; one entry for each. */
  readonly pattern: Pattern;
  /** YAML of a runbook that does the same steps, for a person to put into workflows/; null: the steps do not repeat. */
  readonly runbook: string | null;
  readonly decided: {
    readonly by: string;
    readonly at: Date;
    readonly reason: string | null;
    readonly edited: boolean;
  } | null;
}

export interface EntryEvidence {
  readonly incident: string;
  readonly job: string;
  readonly brokeAt: Date;
  readonly wellAt: Date;
  readonly by: readonly string[];
  readonly steps: readonly string[];
}

/** Why failures count as similar; null in a field: they differ there. */
export interface Pattern {
  readonly errorCode: string | null;
  readonly cause: string | null;
  /** The names' common beginning with `*`, or the one name: `INVOICE_*`. */
  readonly jobs: string;
  readonly signature: string | null;
}
