// What a thread is about that one of our cards began: what is said in it without a name is meant of that.

import type { Slots } from "./intent.ts";
import type { Locale } from "./locale.ts";

export interface Matter {
  readonly kind: "alert" | "job" | "checkpoint";
  /** The alert's, the job's or the checkpoint's. */
  readonly id: string;
  /** In which the card is written. */
  readonly locale: Locale | null;
  /** HWA's job or workstation that it is about, and how that stands; a question that names none leans on it. */
  readonly slots: Slots;
  /** The names a runbook may be given that is started here. */
  readonly names: Pick<Slots, "job" | "jobStream" | "workstation">;
  /** The job of Resync's that it is, or that its checkpoint belongs to; null: it is about none. */
  readonly job: { readonly id: string; readonly live: boolean; readonly failed: boolean } | null;
  /**
   * The digest of the plan that the card showed when the message was written, as a button carries it; `noLonger` when it
   * cannot be known, since the card shows another one by now; null: it shows none.
   */
  readonly plan: string | null;
  /** What fixed it was asked below the card, and nobody has said so yet. */
  readonly asksWhatFixed?: boolean;
}

/** As a digest: the one of no plan. */
export const noLonger = "?";
