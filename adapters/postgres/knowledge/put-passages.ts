// The passages of one source, brought to what was read: what is the same stays with its id and vectors, wherever it moved to;
// what changed in its place keeps its id; the rest comes and goes.

import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { sql, type Transaction } from "kysely";
import { newId } from "#core/ids.ts";
import { codeKey, jobKey } from "#core/knowledge/name-keys.ts";
import type { Piece } from "#core/knowledge/passage.ts";
import type { Schema } from "../schema.ts";
import { storable, storableJson } from "../storable.ts";
import { readingRules, vectorOf } from "./read-words.ts";

const batch = 500;
const slice = 100;

interface Known {
  readonly id: string;
  readonly place: string;
  readonly digest: string;
}

export async function putPassages(
  db: Transaction<Schema>,
  source: {
    readonly id: string;
    readonly name: string;
    readonly quotable: boolean;
    /** How they are cited; absent: by the source's name and their place. */
    readonly cite?: string;
  },
  pieces: readonly Piece[],
): Promise<void> {
  const { rows: known } = await sql<Known>`
    select id, place, digest from knowledge_passage where source_id = ${source.id} order by number`.execute(
    db,
  );
  const byDigest = Map.groupBy(known, (each) => each.digest);
  const unused = new Map(known.map((each) => [each.place, each]));
  const fresh: Row[] = [];
  for (const [number, piece] of pieces.entries()) {
    fresh.push(rowOf(source, piece, number));
    // Reading the words of a long document takes seconds, and nobody else is to wait for that.
    if (number % slice === slice - 1) await nextTurn();
  }
  const kept: ({ id: string } & Row)[] = [];
  const rest: Row[] = [];
  for (const row of fresh) {
    const same = byDigest.get(row.digest);
    const here = same?.findIndex((each) => each.place === row.place) ?? -1;
    const found = same?.splice(Math.max(0, here), 1)[0];
    if (!found) rest.push(row);
    else {
      unused.delete(found.place);
      kept.push({ id: found.id, ...row });
    }
  }
  const changed: ({ id: string } & Row)[] = [];
  const added: ({ id: string } & Row)[] = [];
  for (const row of rest) {
    const found = unused.get(row.place);
    unused.delete(row.place);
    if (found) changed.push({ id: found.id, ...row });
    else added.push({ id: newId(), ...row });
  }
  const gone = [...unused.values()].map((each) => each.id);
  if (gone.length > 0) await sql`delete from knowledge_passage where id = any(${gone})`.execute(db);
  if (changed.length > 0)
    await sql`delete from passage_vector where passage_id = any(${changed.map((each) => each.id)})`.execute(
      db,
    );
  // Some change places with each other, so that the places are unique only when all of them are done.
  if (kept.length > 0) await sql`set constraints all deferred`.execute(db);
  for (let from = 0; from < kept.length; from += batch) {
    const some = kept
      .slice(from, from + batch)
      .map(({ id, number, place, cite }) => ({ id, number, place, cite }));
    await sql`update knowledge_passage p set number = k.number, place = k.place, cite = k.cite
      from json_to_recordset(${storableJson(some)}) as k (id text, number integer, place text, cite text)
      where p.id = k.id and (p.number, p.place, p.cite) is distinct from (k.number, k.place, k.cite)`.execute(
      db,
    );
  }
  for (let from = 0; from < changed.length; from += batch)
    await sql`update knowledge_passage p set (number, place, cite, heading, body, fix, dated, digest, job, code, words, length) =
        (k.number, k.place, k.cite, k.heading, k.body, k.fix, k.dated, k.digest, k.job, k.code, k.words, k.length)
      from ${recordset(changed.slice(from, from + batch))} where p.id = k.id`.execute(db);
  for (let from = 0; from < added.length; from += batch)
    await sql`insert into knowledge_passage
        (id, source_id, number, place, cite, heading, body, fix, dated, digest, job, code, words, length, quotable)
      select k.id, ${source.id}, k.number, k.place, k.cite, k.heading, k.body, k.fix, k.dated, k.digest, k.job, k.code, k.words,
        k.length, ${source.quotable} from ${recordset(added.slice(from, from + batch))}`.execute(db);
}

function recordset(rows: readonly object[]) {
  return sql`json_to_recordset(${JSON.stringify(rows)}) as k (id text, number integer, place text, cite text, heading text,
    body text, fix jsonb, dated timestamptz, digest text, job text, code text, words tsvector, length integer)`;
}

type Row = ReturnType<typeof rowOf>;

function rowOf(
  { name, cite: given }: Pick<Parameters<typeof putPassages>[1], "name" | "cite">,
  piece: Piece,
  number: number,
) {
  const place = storable(piece.place);
  const heading = piece.heading === null ? null : storable(piece.heading);
  const body = storable(piece.text);
  const fix = piece.fix === null ? null : (JSON.parse(storableJson(piece.fix)) as NonNullable<Piece["fix"]>);
  const dated = piece.dated?.toISOString() ?? null;
  const above = place.includes(">") ? place : "";
  const digest = createHash("sha256")
    .update(JSON.stringify([readingRules, above, heading, body, fix, dated]))
    .digest("hex");
  const job = fix?.job ? jobKey(fix.job) || null : null;
  const code = fix?.errorCode ? codeKey(fix.errorCode) || null : null;
  const cite = storable(given ?? `${name} · ${piece.place}`);
  return {
    number,
    place,
    cite,
    heading,
    body,
    fix,
    dated,
    digest,
    job,
    code,
    ...vectorOf({ place, heading, text: body, fix }),
  };
}
