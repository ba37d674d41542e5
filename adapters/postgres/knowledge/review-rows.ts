// Reviews opened and settled in the caller's transaction, so that what waits for a judgement and the judgement itself never part.

import { type Kysely, sql } from "kysely";
import { newId } from "#core/ids.ts";
import type { Review, ReviewDecision, ReviewKind } from "#core/knowledge/review.ts";
import type { By } from "#ports/audit.ts";
import type { Schema } from "../schema.ts";
import { storable } from "../storable.ts";

export interface ReviewRow {
  id: string;
  kind: ReviewKind;
  subject: string;
  title: string;
  reasons: readonly string[];
  weight: number;
  opened_at: Date;
  verdict: "approved" | "rejected" | null;
  decided_by: string | null;
  decided_at: Date | null;
  reason: string | null;
}

/** `again`: it is opened again whatever is known already. */
export async function openReview(
  db: Kysely<Schema>,
  {
    kind,
    subject,
    title,
    reasons,
    weight,
  }: Pick<Review, "kind" | "subject" | "title" | "reasons" | "weight">,
  again = false,
): Promise<{ readonly review: Review; readonly isNew: boolean }> {
  const id = newId();
  const given = sql`${reasons.map(storable)}::text[]`;
  // Reasons known already change nothing, so that whoever looks twice asks people once.
  const { rows } = await sql<{ fresh: boolean }>`
    insert into review (id, kind, subject, title, reasons, weight)
    values (${id}, ${kind}, ${storable(subject)}, ${storable(title)}, ${given}, ${weight})
    on conflict (kind, subject) do update set
      title = excluded.title,
      reasons = array(select distinct unnest(review.reasons || excluded.reasons) order by 1),
      weight = greatest(review.weight, excluded.weight),
      opened_at = case when review.verdict is null then review.opened_at else now() end,
      verdict = null, decided_by = null, decided_at = null, reason = null
    where ${again} or not excluded.reasons <@ review.reasons
    returning id = ${id} as fresh`.execute(db);
  const review = await db
    .selectFrom("review")
    .selectAll()
    .where("kind", "=", kind)
    .where("subject", "=", storable(subject))
    .executeTakeFirstOrThrow();
  return { review: reviewOf(review as ReviewRow), isNew: rows[0]?.fresh ?? false };
}

/** What was decided of the subject itself settles whatever waits for it. null: nothing waited. */
export async function settleReview(
  db: Kysely<Schema>,
  { kind, subject }: Pick<Review, "kind" | "subject">,
  { verdict, reason }: Pick<ReviewDecision, "verdict" | "reason">,
  by: By,
): Promise<Review | null> {
  const row = await db
    .updateTable("review")
    .set({
      verdict,
      reason: reason === null ? null : storable(reason),
      decided_by: storable(by.who.id),
      decided_at: sql<Date>`now()`,
    })
    .where("kind", "=", kind)
    .where("subject", "=", storable(subject))
    .where("verdict", "is", null)
    .returningAll()
    .executeTakeFirst();
  return row ? reviewOf(row as ReviewRow) : null;
}

export function reviewOf(row: ReviewRow): Review {
  return {
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    title: row.title,
    reasons: row.reasons,
    weight: row.weight,
    openedAt: row.opened_at,
    decided:
      row.verdict === null
        ? null
        : {
            verdict: row.verdict,
            by: row.decided_by ?? "",
            at: row.decided_at ?? row.opened_at,
            reason: row.reason,
          },
  };
}
