// What waits for a person's judgement: a doubtful answer, a drafted entry, an uploaded source.

export const reviewKinds = ["answer", "entry", "source"] as const;
export type ReviewKind = (typeof reviewKinds)[number];

export interface Review {
  readonly id: string;
  readonly kind: ReviewKind;
  /** The interaction's, entry's or source's id; one open review for each. */
  readonly subject: string;
  /** One line: what it is about. Untrusted, cleaned. */
  readonly title: string;
  readonly reasons: readonly string[];
  /** 0–1, the more the sooner; of an answer its doubt. */
  readonly weight: number;
  readonly openedAt: Date;
  readonly decided: ReviewDecision | null;
}

export interface ReviewDecision {
  readonly verdict: "approved" | "rejected";
  readonly by: string;
  readonly at: Date;
  readonly reason: string | null;
}
