// Learned entries in Postgres. Whoever drafts takes the mining's one row first, so that two processes that mine the same incidents
// draft them once.

import { type Kysely, sql } from "kysely";
import { newId } from "#core/ids.ts";
import type { Entry, EntryEvidence } from "#core/knowledge/entry.ts";
import { approverIn } from "#core/knowledge/entry-cite.ts";
import type { EntryDraft, LearnedEntries } from "#ports/learned-entries.ts";
import { appendAudit } from "../audit/append-audit.ts";
import type { Database } from "../open-database.ts";
import type { Schema } from "../schema.ts";
import { storable, storableJson } from "../storable.ts";
import {
  asText,
  decideEntry,
  type EntryRow,
  entryColumns,
  entryOf,
  entryState,
  isSame,
  lockEntry,
  putEntry,
  readEntry,
} from "./entry-rows.ts";
import { flipSource } from "./put-source.ts";
import { readingRules } from "./read-words.ts";
import { openReview } from "./review-rows.ts";

/** Beside a doubtful answer: above those that are merely doubted. */
const weight = 0.75;

export function createLearnedEntries({ kysely }: Pick<Database, "kysely">): LearnedEntries {
  return {
    draft: (draft) =>
      kysely.transaction().execute(async (db) => {
        await sql`select from mining_head for update`.execute(db);
        const same = await sameEntry(db, draft);
        const row = same === null ? null : await lockEntry(db, same);
        if (!row) return { entry: await insert(db, draft), change: "new" };
        const known = entryOf(row);
        const evidence = joined(known.evidence, draft.evidence);
        if (row.state === "rejected") {
          // What was rejected is asked about again when there is twice as much to say for it.
          if (draft.evidence.length < 2 * Math.max(1, known.evidence.length))
            return { entry: known, change: "none" };
          await update(db, row.id, {
            ...draft,
            evidence,
            drafted: row.drafted === null ? null : draft.fix,
            fix: row.drafted === null ? draft.fix : row.fix,
            again: true,
          });
          await openReview(db, {
            kind: "entry",
            subject: row.id,
            title: row.drafted === null ? draft.fix.problem : row.fix.problem,
            reasons: [`resolved_alike:${evidence.length}`],
            weight,
          });
          return { entry: await readEntry(db, row.id), change: "new" };
        }
        const isDraft = row.state === "draft";
        // What a person wrote or approved stays as they want it; new evidence stands beside it.
        const fix = isDraft && row.drafted === null ? draft.fix : row.fix;
        const drafted = row.drafted === null ? null : isDraft ? draft.fix : row.drafted;
        const runbook = isDraft ? draft.runbook : row.runbook;
        if (
          isSame(asRows(evidence), row.evidence) &&
          isSame([fix, drafted, runbook], [row.fix, row.drafted, row.runbook])
        )
          return { entry: known, change: "none" };
        await update(db, row.id, { pattern: draft.pattern, evidence, fix, drafted, runbook, again: false });
        return { entry: await readEntry(db, row.id), change: "more" };
      }),

    write: (fix, by) =>
      kysely.transaction().execute(async (db) => {
        const entry = await insert(
          db,
          {
            key: `written:${newId()}`,
            fix,
            evidence: [],
            pattern: { errorCode: fix.errorCode, cause: null, jobs: fix.job ?? "*", signature: null },
            runbook: null,
          },
          "written_by_a_person",
        );
        await appendAudit(db, [
          { verb: "knowledge.change", ...by, subject: `entry:${entry.id}`, data: { written: asText(fix) } },
        ]);
        return entry;
      }),

    async byId(idBegins) {
      if (!/^[0-9a-f-]{4,36}$/i.test(idBegins)) return null;
      const { rows } = await sql<EntryRow>`
        select ${entryColumns} from learned_entry e where e.id like ${`${idBegins.toLowerCase()}%`} limit 2`.execute(
        kysely,
      );
      return rows[0] && rows.length === 1 ? entryOf(rows[0]) : null;
    },

    async page({ state, words, limit, offset }) {
      const where = sql`true
        ${state === undefined ? sql`` : sql`and ${entryState} = ${state}`}
        ${words === undefined ? sql`` : sql`and strpos(lower(e.fix::text), lower(${storable(words)})) > 0`}`;
      const [{ rows }, total] = await Promise.all([
        sql<EntryRow>`select ${entryColumns} from learned_entry e where ${where}
          order by e.created desc, e.id limit ${limit} offset ${offset}`.execute(kysely),
        sql<{ n: number }>`select count(*)::int as n from learned_entry e where ${where}`.execute(kysely),
      ]);
      return { entries: rows.map(entryOf), total: total.rows[0]?.n ?? 0 };
    },

    change: (id, fix, by) =>
      kysely.transaction().execute(async (db) => {
        const row = await lockEntry(db, id);
        if (!row) return { kind: "unknown" };
        if (row.state === "rejected") return { kind: "decided", entry: entryOf(row) };
        if (isSame(fix, row.fix)) return { kind: "done", entry: entryOf(row) };
        const isApproved = row.state === "approved";
        await sql`update learned_entry set fix = ${storableJson(fix)}::jsonb,
            drafted = coalesce(drafted, ${storableJson(row.fix)}::jsonb)
            ${isApproved ? sql`, decided_by = ${storable(by.who.id)}, decided_at = now()` : sql``}
          where id = ${row.id}`.execute(db);
        await sql`update review set title = ${storable(fix.problem)}
          where kind = 'entry' and subject = ${row.id}`.execute(db);
        if (isApproved) await putEntry(db, row.id, by.who.name);
        await appendAudit(db, [
          {
            verb: "knowledge.change",
            ...by,
            subject: `entry:${row.id}`,
            data: { changed: asText(fix), was: asText(row.fix), state: row.state },
          },
        ]);
        return { kind: "done", entry: await readEntry(db, row.id) };
      }),

    decide: (id, decision, by) => kysely.transaction().execute((db) => decideEntry(db, id, decision, by)),

    withdraw: (id, reason, by) =>
      kysely.transaction().execute(async (db) => {
        const row = await lockEntry(db, id);
        if (!row) return { kind: "unknown" };
        if (row.state !== "approved") return { kind: "decided", entry: entryOf(row) };
        const review = { kind: "entry", subject: row.id, title: row.fix.problem, weight } as const;
        await openReview(db, { ...review, reasons: [`withdrawn: ${reason}`] }, true);
        await flipSource(db, row.id, { standing: "withdrawn" });
        await appendAudit(db, [
          {
            verb: "knowledge.withdraw",
            ...by,
            subject: `entry:${row.id}`,
            data: { title: row.fix.problem, reason },
          },
        ]);
        return { kind: "done", entry: await readEntry(db, row.id) };
      }),

    async refresh() {
      const { rows } = await sql<{ id: string; cite: string }>`
        select s.id, p.cite from knowledge_source s join knowledge_passage p on p.source_id = s.id
        join learned_entry e on e.id = s.id
        where s.origin = 'learned' and s.standing = 'approved' and s.reading <> ${readingRules}`.execute(
        kysely,
      );
      for (const { id, cite } of rows)
        await kysely.transaction().execute((db) => putEntry(db, id, approverIn(cite)));
      return rows.length;
    },

    async erase(person) {
      await sql`update learned_entry set evidence = (
          select coalesce(jsonb_agg(each || jsonb_build_object('by', (each -> 'by') - ${storable(person)}) order by at), '[]')
          from jsonb_array_elements(evidence) with ordinality as list (each, at))
        where jsonb_path_exists(evidence, '$[*].by[*] ? (@ == $person)', jsonb_build_object('person', ${storable(person)}::text))`.execute(
        kysely,
      );
    },
  };
}

/** By its key; else the one that is drawn from more than half of the same incidents: wording drifts, incidents do not. */
async function sameEntry(db: Kysely<Schema>, { key, evidence }: EntryDraft): Promise<string | null> {
  const ids = evidence.map((each) => storable(each.incident));
  const { rows } = await sql<{ id: string }>`
    select e.id from learned_entry e cross join lateral (
      select count(*) filter (where each ->> 'incident' = any(${ids}::text[])) as shared, count(*) as known
      from jsonb_array_elements(e.evidence) as each
    ) as overlap
    where e.pattern_key = ${storable(key)} or overlap.shared * 2 > least(overlap.known, ${ids.length}::int)
    order by e.pattern_key = ${storable(key)} desc, overlap.shared desc, e.id limit 1`.execute(db);
  return rows[0]?.id ?? null;
}

async function insert(
  db: Kysely<Schema>,
  { key, pattern, fix, evidence, runbook }: EntryDraft,
  reason = `resolved_alike:${evidence.length}`,
): Promise<Entry> {
  const id = newId();
  await sql`insert into learned_entry (id, pattern_key, pattern, state, fix, evidence, runbook)
    values (${id}, ${storable(key)}, ${storableJson(pattern)}::jsonb, 'draft', ${storableJson(fix)}::jsonb,
      ${storableJson(evidence)}::jsonb, ${runbook === null ? null : storable(runbook)})`.execute(db);
  await openReview(db, { kind: "entry", subject: id, title: fix.problem, reasons: [reason], weight });
  return await readEntry(db, id);
}

async function update(
  db: Kysely<Schema>,
  id: string,
  row: Pick<Entry, "pattern" | "evidence" | "fix" | "drafted" | "runbook"> & { readonly again: boolean },
): Promise<void> {
  await sql`update learned_entry set pattern = ${storableJson(row.pattern)}::jsonb, evidence = ${storableJson(row.evidence)}::jsonb,
      fix = ${storableJson(row.fix)}::jsonb, drafted = ${row.drafted === null ? null : storableJson(row.drafted)}::jsonb,
      runbook = ${row.runbook === null ? null : storable(row.runbook)}
      ${row.again ? sql`, state = 'draft', decided_by = null, decided_at = null, reason = null` : sql``}
    where id = ${id}`.execute(db);
}

/** Each incident once, as it was told last, oldest first. */
function joined(known: readonly EntryEvidence[], more: readonly EntryEvidence[]): readonly EntryEvidence[] {
  const each = new Map([...known, ...more].map((one) => [one.incident, one]));
  return [...each.values()].toSorted(
    (a, b) => a.brokeAt.getTime() - b.brokeAt.getTime() || (a.incident < b.incident ? -1 : 1),
  );
}

function asRows(evidence: readonly EntryEvidence[]): unknown {
  return JSON.parse(storableJson(evidence));
}
