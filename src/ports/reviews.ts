// The queue of what people shall judge. Implemented by adapters/postgres.

import type { Review, ReviewDecision, ReviewKind } from "#core/knowledge/review.ts";
import type { By } from "./audit.ts";

export interface ReviewQuery {
  readonly kind?: ReviewKind;
  /** The one about exactly this. */
  readonly subject?: string;
  readonly open?: boolean;
  readonly words?: string;
  readonly limit: number;
  readonly offset: number;
}

export interface Reviews {
  /** One open review for each subject: a second one adds its reasons. One that was decided is opened again only by new reasons. */
  open(review: Pick<Review, "kind" | "subject" | "title" | "reasons" | "weight">): Promise<{
    readonly review: Review;
    readonly isNew: boolean;
  }>;
  byId(idBegins: string): Promise<Review | null>;
  page(query: ReviewQuery): Promise<{ readonly reviews: readonly Review[]; readonly total: number }>;
  counts(): Promise<Readonly<Record<ReviewKind, number>>>;
  /**
   * One transaction with the audit and what follows from it: a source may be quoted or not, an entry is approved or rejected.
   * `decided`: somebody was faster, with their decision.
   */
  decide(
    id: string,
    decision: Pick<ReviewDecision, "verdict" | "reason">,
    by: By,
  ): Promise<{ readonly kind: "done" | "decided"; readonly review: Review } | { readonly kind: "unknown" }>;
}
