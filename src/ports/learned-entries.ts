// Drafts and approved entries of what Resync learned. Implemented by adapters/postgres.

import type { Entry, EntryFix, EntryState } from "#core/knowledge/entry.ts";
import type { By } from "./audit.ts";

export interface EntryDraft extends Pick<Entry, "fix" | "evidence" | "pattern" | "runbook"> {
  /** Names the pattern and what was done about it: the same words, the same entry. */
  readonly key: string;
}

/** `decided`: somebody was faster, with the entry as it stands. */
export type EntryDecided =
  | { readonly kind: "done" | "decided"; readonly entry: Entry }
  | { readonly kind: "unknown" };

export interface LearnedEntries {
  /**
   * One entry for each pattern, with its review in the same transaction. One with the same key, or drawn from mostly the same
   * incidents, takes the new evidence; what a person made of it stays. One that was rejected stays so until there is twice as much.
   */
  draft(entry: EntryDraft): Promise<{
    readonly entry: Entry;
    /** `new`: people are to be asked, also again after a rejection. */
    readonly change: "new" | "more" | "none";
  }>;
  /** A draft that a person wrote; it waits for a judgement like any other. */
  write(fix: EntryFix, by: By): Promise<Entry>;
  /** By the beginning of its id; null: there is none, or more than one. */
  byId(idBegins: string): Promise<Entry | null>;
  /** Newest first. */
  page(query: {
    readonly state?: EntryState;
    /** Part of what it says. */
    readonly words?: string;
    readonly limit: number;
    readonly offset: number;
  }): Promise<{ readonly entries: readonly Entry[]; readonly total: number }>;
  /** As a person wants it: of a draft only the draft, of one that is approved what is quoted from now on. `decided`: it was rejected. */
  change(id: string, fix: EntryFix, by: By): Promise<EntryDecided>;
  /**
   * One transaction: the decision, its review settled, the audit, and for an approval the passage that may be quoted from now on.
   * One that was withdrawn is decided anew; one that was rejected may be approved after all.
   */
  decide(
    id: string,
    decision: {
      readonly verdict: "approved" | "rejected";
      readonly reason: string | null;
      /** The entry as the person wants it; null: as it stands. */
      readonly fix: EntryFix | null;
    },
    by: By,
  ): Promise<EntryDecided>;
  /** An approved one is quoted no longer, and waits for a judgement again. `decided`: it is not approved. */
  withdraw(id: string, reason: string, by: By): Promise<EntryDecided>;
  /** Writes the passages of approved entries again whose words were made by older rules; how many. */
  refresh(): Promise<number>;
  /** Their name leaves the evidence; what was done stays. */
  erase(person: string): Promise<void>;
}
