// Learned entries as rows, and the one way in which they are judged: the decision, the review that waited for it, the audit, and
// the source that answers quote from then on, in the caller's transaction. Whether an approved entry is quoted is its source's
// standing, so one that somebody holds back by whichever way is withdrawn, and nothing else says so.

import { createHash } from "node:crypto";
import { type Kysely, sql, type Transaction } from "kysely";
import type { Entry, EntryFix, EntryState } from "#core/knowledge/entry.ts";
import { entryCite, entryName } from "#core/knowledge/entry-cite.ts";
import type { ReviewDecision } from "#core/knowledge/review.ts";
import type { By } from "#ports/audit.ts";
import type { EntryDecided } from "#ports/learned-entries.ts";
import { appendAudit } from "../audit/append-audit.ts";
import type { Schema } from "../schema.ts";
import { storable, storableJson } from "../storable.ts";
import { flipSource, putSource } from "./put-source.ts";
import { settleReview } from "./review-rows.ts";

export interface EntryRow {
  readonly id: string;
  readonly pattern_key: string;
  readonly pattern: Entry["pattern"];
  readonly state: EntryState;
  readonly fix: EntryFix;
  readonly drafted: EntryFix | null;
  readonly evidence: readonly EvidenceRow[];
  readonly runbook: string | null;
  readonly created: Date;
  readonly decided_by: string | null;
  readonly decided_at: Date | null;
  readonly reason: string | null;
}

type EvidenceRow = Omit<Entry["evidence"][number], "brokeAt" | "wellAt"> & {
  readonly brokeAt: string;
  readonly wellAt: string;
};

/** As it counts: approved is only what its source says is. */
export const entryState = sql<EntryState>`case when e.state <> 'approved' then e.state else coalesce(
  (select case s.standing when 'approved' then 'approved' when 'rejected' then 'rejected' else 'withdrawn' end
    from knowledge_source s where s.id = e.id and not s.missing), 'withdrawn') end`;
export const entryColumns = sql`e.id, e.pattern_key, e.pattern, ${entryState} as state, e.fix, e.drafted, e.evidence, e.runbook,
  e.created, e.decided_by, e.decided_at, e.reason`;

export function entryOf(row: EntryRow): Entry {
  const { id, state, fix, drafted, created, pattern, runbook } = row;
  return {
    ...{ id, state, fix, drafted, created, pattern, runbook },
    evidence: row.evidence.map((each) => ({
      ...each,
      brokeAt: new Date(each.brokeAt),
      wellAt: new Date(each.wellAt),
    })),
    decided:
      row.decided_by === null || row.decided_at === null
        ? null
        : { by: row.decided_by, at: row.decided_at, reason: row.reason, edited: drafted !== null },
  };
}

/**
 * The row, nobody else's until the transaction ends. It is read after it was waited for: its state stands in another table, and a
 * statement that waits reads that as it was before.
 */
export async function lockEntry(db: Kysely<Schema>, id: string): Promise<EntryRow | null> {
  await sql`select from learned_entry where id = ${storable(id)} for update`.execute(db);
  const { rows } = await sql<EntryRow>`
    select ${entryColumns} from learned_entry e where e.id = ${storable(id)}`.execute(db);
  return rows[0] ?? null;
}

export async function readEntry(db: Kysely<Schema>, id: string): Promise<Entry> {
  const { rows } = await sql<EntryRow>`
    select ${entryColumns} from learned_entry e where e.id = ${storable(id)}`.execute(db);
  if (!rows[0]) throw new Error("A learned entry that was just written is not there.");
  return entryOf(rows[0]);
}

export interface EntryVerdict extends Pick<ReviewDecision, "verdict" | "reason"> {
  readonly fix: EntryFix | null;
}

export async function decideEntry(
  db: Transaction<Schema>,
  id: string,
  { verdict, reason, fix }: EntryVerdict,
  by: By,
): Promise<EntryDecided> {
  const row = await lockEntry(db, id);
  if (!row) return { kind: "unknown" };
  if (row.state === "approved" || (row.state === "rejected" && verdict === "rejected"))
    return { kind: "decided", entry: entryOf(row) };
  const changed = fix !== null && !isSame(fix, row.fix);
  const wanted = changed ? fix : row.fix;
  const drafted = changed ? (row.drafted ?? row.fix) : row.drafted;
  await sql`update learned_entry set state = ${verdict}, fix = ${storableJson(wanted)}::jsonb,
      drafted = ${drafted === null ? null : storableJson(drafted)}::jsonb, decided_by = ${storable(by.who.id)},
      decided_at = now(), reason = ${reason === null ? null : storable(reason)}
    where id = ${row.id}`.execute(db);
  await settleReview(db, { kind: "entry", subject: row.id }, { verdict, reason }, by);
  if (verdict === "approved") await putEntry(db, row.id, by.who.name);
  else await flipSource(db, row.id, { standing: "rejected" });
  await appendAudit(db, [
    {
      verb: verdict === "approved" ? "knowledge.approve" : "knowledge.reject",
      ...by,
      subject: `entry:${row.id}`,
      data: {
        title: wanted.problem,
        reason,
        ...(changed ? { changed: asText(wanted), was: asText(row.fix) } : {}),
      },
    },
  ]);
  return { kind: "done", entry: await readEntry(db, row.id) };
}

/** What an approved entry says, as the one passage of its source. */
export async function putEntry(db: Transaction<Schema>, id: string, approver: string): Promise<void> {
  const { fix, pattern, decided } = await readEntry(db, id);
  const approved = decided?.at ?? new Date(0);
  const cite = entryCite(id, approver, approved);
  await putSource(
    db,
    {
      id,
      kind: "entry",
      origin: "learned",
      name: entryName(id),
      title: fix.problem,
      addedBy: decided?.by ?? null,
      digest: createHash("sha256")
        .update(JSON.stringify([cite, fix, pattern]))
        .digest("hex"),
      standing: "approved",
      pieces: [{ place: "entry", heading: fix.problem, text: textOf(fix, pattern), fix, dated: approved }],
    },
    cite,
  );
  await flipSource(db, id, { standing: "approved", missing: false });
}

function textOf(fix: EntryFix, pattern: Entry["pattern"]): string {
  const about = [pattern.jobs === "*" ? null : pattern.jobs, fix.errorCode, pattern.signature].filter(
    (part) => part !== null,
  );
  return [
    fix.problem,
    ...(about.length === 0 ? [] : [about.join(" · ")]),
    ...fix.steps.map((step, index) => `${index + 1}. ${step}`),
    ...(fix.owner === null ? [] : [fix.owner]),
    ...(fix.procedureUrl === null ? [] : [fix.procedureUrl]),
  ]
    .join("\n")
    .slice(0, 4_000);
}

export function isSame(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

/** jsonb keeps no order of keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** For the audit: who reads it years later knows nothing of our fields. */
export function asText({ problem, steps, owner }: EntryFix): string {
  return [problem, ...steps.map((step, index) => `${index + 1}. ${step}`), owner ?? "—"]
    .join("\n")
    .slice(0, 4_000);
}
