// The review queue in Postgres: one row a subject, opened, decided, and opened again only by reasons that are new.

import { type Kysely, sql } from "kysely";
import { type Review, type ReviewKind, reviewKinds } from "#core/knowledge/review.ts";
import type { Reviews } from "#ports/reviews.ts";
import { appendAudit } from "../audit/append-audit.ts";
import type { Database } from "../open-database.ts";
import type { Schema } from "../schema.ts";
import { storable } from "../storable.ts";
import { decideEntry } from "./entry-rows.ts";
import { flipSource } from "./put-source.ts";
import { openReview, type ReviewRow, reviewOf, settleReview } from "./review-rows.ts";

export function createReviews({ kysely }: Pick<Database, "kysely">): Reviews {
  return {
    open: (review) => kysely.transaction().execute((db) => openReview(db, review)),

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
        const known = await one(db, id);
        if (!known) return { kind: "unknown" };
        // The entry's row is taken before its review's, here as where the entry itself is decided.
        if (known.kind === "entry") {
          const outcome = await decideEntry(db, known.subject, { verdict, reason, fix: null }, by);
          const review = await one(db, id);
          if (outcome.kind === "done" && review) return { kind: "done", review };
        }
        const decided = await settleReview(db, known, { verdict, reason }, by);
        if (!decided) return { kind: "decided", review: (await one(db, id)) ?? known };
        if (known.kind === "source") await flipSource(db, known.subject, { standing: verdict });
        await appendAudit(db, [
          {
            verb: verdict === "approved" ? "knowledge.approve" : "knowledge.reject",
            ...by,
            subject: `${known.kind}:${known.subject}`,
            data: { title: known.title, reasons: known.reasons, reason },
          },
        ]);
        return { kind: "done", review: decided };
      }),
  };
}

async function one(db: Kysely<Schema>, id: string): Promise<Review | null> {
  const row = await db.selectFrom("review").selectAll().where("id", "=", storable(id)).executeTakeFirst();
  return row ? reviewOf(row as ReviewRow) : null;
}
