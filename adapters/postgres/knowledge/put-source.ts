// A source written with its passages, and its standing changed, in the caller's transaction: the one way in for files, uploads and
// what was learned.

import { type Kysely, sql, type Transaction } from "kysely";
import { type KnowledgeSource, type Standing, versionsOf } from "#core/knowledge/source.ts";
import type { SourceContent } from "#ports/knowledge-sources.ts";
import type { Schema } from "../schema.ts";
import { storable } from "../storable.ts";
import { type SourceRow, sourceOf } from "./passage-rows.ts";
import { putPassages } from "./put-passages.ts";
import { readingRules } from "./read-words.ts";

export const sourceColumns = sql`s.id, s.kind, s.origin, s.name, s.title, s.standing, s.problem, s.notes, s.missing, s.added_by, s.added_at, s.changed_at,
  (select count(*)::int from knowledge_passage p where p.source_id = s.id) as passages`;

export async function sourceById(db: Kysely<Schema>, id: string): Promise<KnowledgeSource | null> {
  const { rows } =
    await sql<SourceRow>`select ${sourceColumns} from knowledge_source s where id = ${storable(id)}`.execute(
      db,
    );
  return rows[0] ? sourceOf(rows[0]) : null;
}

/** The row that the counts begin with, so that no two transactions meet in them crosswise. */
export async function inTurn(db: Kysely<Schema>): Promise<void> {
  await sql`select from knowledge_size for update`.execute(db);
}

/** `cite`: how its passages are cited; absent: by its name and their place. */
export async function putSource(
  db: Transaction<Schema>,
  content: SourceContent,
  cite?: string,
): Promise<{ readonly source: KnowledgeSource; readonly change: "new" | "changed" | "unchanged" }> {
  await inTurn(db);
  const id = storable(content.id);
  const before = await db
    .selectFrom("knowledge_source")
    .select(["digest", "reading", "standing", "name", "title"])
    .where("id", "=", id)
    .executeTakeFirst();
  const same = before?.digest === content.digest;
  const standing =
    before === undefined || before.digest === null
      ? (before?.standing ?? content.standing)
      : content.origin === "upload" && !same
        ? "pending"
        : before.standing;
  const { name, title } = content;
  const addedBy = content.addedBy === null ? null : storable(content.addedBy);
  const row = {
    kind: content.kind,
    origin: content.origin,
    name: storable(name),
    title: storable(title),
    standing,
    digest: content.digest,
    reading: readingRules,
    problem: null,
    notes: (content.notes ?? []).map(storable),
    missing: false,
  };
  await db
    .insertInto("knowledge_source")
    .values({ id, ...row, added_by: addedBy })
    // Whoever sent this version answers for it, and nobody for what somebody else put in its place.
    .onConflict((conflict) =>
      conflict
        .column("id")
        .doUpdateSet({ ...row, ...(same ? {} : { changed_at: sql<Date>`now()`, added_by: addedBy }) }),
    )
    .execute();
  const quotable = standing === "approved";
  await flipPassages(db, id, quotable);
  if (!same || before.reading !== readingRules || before.name !== row.name)
    await putPassages(
      db,
      { id, name: row.name, quotable, ...(cite === undefined ? {} : { cite }) },
      content.pieces,
    );
  const source = await sourceById(db, id);
  if (!source) throw new Error("A source that was just written is not there.");
  return { source, change: before === undefined ? "new" : same ? "unchanged" : "changed" };
}

/** Passages that change with one statement: each must end before the time that a statement may take. */
const atOnce = 2_500;

/** The source and its passages together, after everybody else who changes counts. null: there is no such source. */
export async function flipSource(
  db: Transaction<Schema>,
  id: string,
  change: { readonly standing?: Standing; readonly missing?: boolean },
): Promise<KnowledgeSource | null> {
  await inTurn(db);
  await sql`update knowledge_source set standing = coalesce(${change.standing ?? null}, standing),
      missing = coalesce(${change.missing ?? null}::boolean, missing)
    where id = ${storable(id)}`.execute(db);
  const source = await sourceById(db, id);
  if (!source) return null;
  const quotable = source.standing === "approved" && !source.missing;
  if (quotable && source.origin === "upload") await restOtherVersions(db, source.id);
  await flipPassages(db, source.id, quotable);
  return source;
}

/** Of an uploaded document one version is quoted: the one before rests, and comes back when somebody approves it again. */
async function restOtherVersions(db: Transaction<Schema>, id: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`update knowledge_source set standing = 'withdrawn'
    where id <> ${id} and starts_with(id, ${versionsOf(id)}) and standing = 'approved' returning id`.execute(
    db,
  );
  for (const other of rows) await flipPassages(db, other.id, false);
}

async function flipPassages(db: Transaction<Schema>, id: string, quotable: boolean): Promise<void> {
  for (;;) {
    const { numAffectedRows } = await sql`update knowledge_passage set quotable = ${quotable}
      where id in (select id from knowledge_passage where source_id = ${id} and quotable <> ${quotable} limit ${atOnce})`.execute(
      db,
    );
    if ((numAffectedRows ?? 0n) < atOnce) return;
  }
}
