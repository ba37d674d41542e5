// Nearness in meaning, exactly: the cosine of every quotable passage's vector while there are few enough to hold them, of the
// candidates' alone when there are more, or by pgvector's index where the database has it. Vectors are read once and again only when something about them changed.

import { sql } from "kysely";
import type { Database } from "../open-database.ts";
import { numbersOf } from "./create-passage-vectors.ts";
import { createNearVectors } from "./near-vectors.ts";

/** As many vectors as are compared with each question. */
const mostCompared = 20_000;

export interface Near {
  readonly passageId: string;
  readonly cosine: number;
}

export interface MeaningIndex {
  nearest(
    sought: { readonly model: string; readonly values: Float32Array },
    candidates: readonly string[],
    limit: number,
  ): Promise<readonly Near[]>;
}

interface Held {
  readonly stamp: string;
  readonly model: string;
  readonly vectors: ReadonlyMap<string, Float32Array>;
}

interface VectorRow {
  readonly passage_id: string;
  readonly vector: Buffer;
}

export function createMeaningIndex({ kysely }: Pick<Database, "kysely">): MeaningIndex {
  let held: Held | null = null;
  const near = createNearVectors(kysely);

  async function vectorsFor(
    model: string,
    candidates: readonly string[],
  ): Promise<ReadonlyMap<string, Float32Array> | "by index"> {
    const { rows } = await sql<{ n: number; stamp: string }>`
      select count(*)::int as n, count(*) || ' ' || coalesce(max(made_at)::text, '') as stamp
      from passage_vector where model = ${model}`.execute(kysely);
    const { n, stamp } = rows[0] ?? { n: 0, stamp: "" };
    if (n > mostCompared) {
      held = null;
      if (await near.here()) return "by index";
      const some = await sql<VectorRow>`select passage_id, vector from passage_vector
        where model = ${model} and passage_id = any(${candidates})`.execute(kysely);
      return unit(some.rows);
    }
    if (held?.model !== model || held.stamp !== stamp) {
      const all =
        await sql<VectorRow>`select passage_id, vector from passage_vector where model = ${model}`.execute(
          kysely,
        );
      held = { model, stamp, vectors: unit(all.rows) };
    }
    return held.vectors;
  }

  return {
    async nearest({ model, values }, candidates, limit) {
      const vectors = await vectorsFor(model, candidates);
      if (vectors === "by index") return near.nearest({ model, values }, limit);
      const wanted = normalised(values);
      const all: Near[] = [];
      for (const [passageId, vector] of vectors) {
        // One of another dimension says nothing about this question.
        if (vector.length !== wanted.length) continue;
        let cosine = 0;
        for (let i = 0; i < wanted.length; i += 1) cosine += (wanted[i] ?? 0) * (vector[i] ?? 0);
        all.push({ passageId, cosine });
      }
      return all.sort((a, b) => b.cosine - a.cosine).slice(0, limit);
    },
  };
}

function unit(rows: readonly VectorRow[]): ReadonlyMap<string, Float32Array> {
  return new Map(rows.map((row) => [row.passage_id, normalised(numbersOf(row.vector))]));
}

function normalised(values: Float32Array): Float32Array {
  let sum = 0;
  for (const value of values) sum += value * value;
  const length = Math.sqrt(sum) || 1;
  return values.map((value) => value / length);
}
