// Drafts and approved entries of what Resync learned. Implemented by adapters/postgres.

import type { Entry, EntryState } from "#core/knowledge/entry.ts";
import type { Fix } from "#core/knowledge/passage.ts";
import type { By } from "./audit.ts";

export interface LearnedEntries {
  /** One entry for each pattern: an open draft takes the new evidence, one that was rejected stays so until there is twice as much. */
  draft(entry: Omit<Entry, "id" | "state" | "created" | "decided">): Promise<{
    readonly entry: Entry;
    readonly change: "new" | "more" | "none";
  }>;
  byId(idBegins: string): Promise<Entry | null>;
  page(query: {
    readonly state?: EntryState;
    readonly limit: number;
    readonly offset: number;
  }): Promise<{ readonly entries: readonly Entry[]; readonly total: number }>;
  /**
   * One transaction: the decision, its review settled, the audit, and for an approval the passage that may be quoted from now on.
   * `decided`: somebody was faster, with the entry as it stands.
   */
  decide(
    id: string,
    decision: {
      readonly verdict: "approved" | "rejected";
      readonly reason: string | null;
      /** The entry as the person wants it; null: as drafted. */
      readonly fix: (Fix & { readonly problem: string }) | null;
    },
    by: By,
  ): Promise<{ readonly kind: "done" | "decided"; readonly entry: Entry } | { readonly kind: "unknown" }>;
}
