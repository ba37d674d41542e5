// The review queue in Postgres: one row a subject, opened, decided, and opened again only by reasons that are new.

import { sql } from "kysely";
import { newId } from "#core/ids.ts";
import { type Review, type ReviewKind, reviewKinds } from "#core/knowledge/review.ts";
import type { Reviews } from "#ports/reviews.ts";
import { appendAudit } from "../audit/append-audit.ts";
import type { Database } from "../open-database.ts";
import { storable } from "../storable.ts";

interface ReviewRow {
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

export function createReviews({ kysely }: Pick<Database, "kysely">): Reviews {
  return {
    async open({ kind, subject, title, reasons, weight }) {
      const id = newId();
      const given = sql`${reasons.map(storable)}::text[]`;
      // Reasons known already change nothing, so that whoever looks twice asks people once.
      const { rows } = await sql<{ id: string; fresh: boolean }>`
        insert into review (id, kind, subject, title, reasons, weight)
        values (${id}, ${kind}, ${storable(subject)}, ${storable(title)}, ${given}, ${weight})
        on conflict (kind, subject) do update set
          reasons = array(select distinct unnest(review.reasons || excluded.reasons) order by 1),
          weight = greatest(review.weight, excluded.weight),
          opened_at = case when review.verdict is null then review.opened_at else now() end,
          verdict = null, decided_by = null, decided_at = null, reason = null
        where not excluded.reasons <@ review.reasons
        returning id, id = ${id} as fresh`.execute(kysely);
      const review = await kysely
        .selectFrom("review")
        .selectAll()
        .where("kind", "=", kind)
        .where("subject", "=", storable(subject))
        .executeTakeFirstOrThrow();
      return { review: reviewOf(review as ReviewRow), isNew: rows[0]?.fresh ?? false };
    },

    async byId(idBegins) {
      if (!/^[0-9a-f-]{4,36}$/i.test(idBegins)) return null;
      const rows = await kysely
        .selectFrom("review")
        .selectAll()
        .where("id", "like", `${idBegins.toLowerCase()}%`)
        .limit(2)
        .execute();
      const [row] = rows;
      return row && rows.length === 1 ? reviewOf(row as ReviewRow) : null;
    },

    async page({ kind, subject, open, words, limit, offset }) {
      const where = sql`true
        ${kind === undefined ? sql`` : sql`and kind = ${kind}`}
        ${subject === undefined ? sql`` : sql`and subject = ${storable(subject)}`}
        ${open === undefined ? sql`` : open ? sql`and verdict is null` : sql`and verdict is not null`}
        ${words === undefined ? sql`` : sql`and strpos(lower(title), lower(${storable(words)})) > 0`}`;
      const [{ rows }, total] = await Promise.all([
        sql<ReviewRow>`select * from review where ${where}
          order by verdict is not null, weight desc, opened_at, id limit ${limit} offset ${offset}`.execute(
          kysely,
        ),
        sql<{ n: number }>`select count(*)::int as n from review where ${where}`.execute(kysely),
      ]);
      return { reviews: rows.map(reviewOf), total: total.rows[0]?.n ?? 0 };
    },

    async counts() {
      const { rows } = await sql<{ kind: ReviewKind; n: number }>`
        select kind, count(*)::int as n from review where verdict is null group by kind`.execute(kysely);
      const of = (kind: ReviewKind) => rows.find((row) => row.kind === kind)?.n ?? 0;
      return Object.fromEntries(reviewKinds.map((kind) => [kind, of(kind)])) as Record<ReviewKind, number>;
    },

    decide: (id, { verdict, reason }, by) =>
      kysely.transaction().execute(async (db) => {
        const row = await db
          .selectFrom("review")
          .selectAll()
          .where("id", "=", storable(id))
          .forUpdate()
          .executeTakeFirst();
        if (!row) return { kind: "unknown" };
        if (row.verdict !== null) return { kind: "decided", review: reviewOf(row as ReviewRow) };
        const decided = await db
          .updateTable("review")
          .set({
            verdict,
            reason: reason === null ? null : storable(reason),
            decided_by: storable(by.who.id),
            decided_at: sql<Date>`now()`,
          })
          .where("id", "=", row.id)
          .returningAll()
          .executeTakeFirstOrThrow();
        await appendAudit(db, [
          {
            verb: verdict === "approved" ? "knowledge.approve" : "knowledge.reject",
            ...by,
            subject: `${row.kind}:${row.subject}`,
            data: { title: row.title, reasons: row.reasons, reason },
          },
        ]);
        return { kind: "done", review: reviewOf(decided as ReviewRow) };
      }),
  };
}

function reviewOf(row: ReviewRow): Review {
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
