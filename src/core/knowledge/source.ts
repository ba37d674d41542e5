// Where knowledge comes from, and whether it may be quoted.

/** `hwa`: job descriptions and operator instructions of the plan. `entry`: what Resync learned and a person approved. */
export const sourceKinds = [
  "workbook",
  "markdown",
  "text",
  "csv",
  "json",
  "pdf",
  "word",
  "hwa",
  "entry",
] as const;
export type SourceKind = (typeof sourceKinds)[number];

/**
 * Only what is `approved` is ever quoted. What lies in the knowledge directory is approved by whoever may write there; what
 * somebody uploads is `pending` until a person with that right approves it, and may be `rejected`. `withdrawn` was approved,
 * and is held back until somebody has looked at it again.
 */
export type Standing = "approved" | "pending" | "rejected" | "withdrawn";

export type Origin = "folder" | "upload" | "hwa" | "learned";

export interface KnowledgeSource {
  readonly id: string;
  readonly kind: SourceKind;
  readonly origin: Origin;
  /** `knowledge/resync.xlsx`; an upload's file name; `HWA`; a learned entry's id. Untrusted, cleaned. */
  readonly name: string;
  readonly title: string;
  readonly standing: Standing;
  /** Id of the person who uploaded it; null: nobody did. */
  readonly addedBy: string | null;
  readonly addedAt: Date;
  /** When its content last changed. */
  readonly changedAt: Date;
  readonly passages: number;
  /** Why the newest version was not taken; the last good one stays in use. */
  readonly problem: string | null;
  /** What was left out of the version in use and why, one sentence each. */
  readonly notes: readonly string[];
  /** It is gone from where it came from, so nothing of it is quoted; it returns as it was when it comes back. */
  readonly missing: boolean;
}

/** What the ids of all versions of an uploaded document begin with. */
export function versionsOf(uploadId: string): string {
  return uploadId.slice(0, uploadId.lastIndexOf("-") + 1);
}
