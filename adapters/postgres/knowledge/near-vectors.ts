// Nearness by pgvector, for more vectors than are compared exactly, where migration 0015 found the extension. What runs without it
// is tested everywhere; what runs with it is tested only where a database has it, which none of ours has had so far.

import { type Kysely, sql } from "kysely";
import type { Schema } from "../schema.ts";

export interface NearVectors {
  /** Whether vectors are held as pgvector's; asked of the database once. */
  here(): Promise<boolean>;
  /** Holds what was just kept, and sees that vectors of its length have an index. */
  hold(
    model: string,
    passageIds: readonly string[],
    dimensions: number,
    values: readonly Float32Array[],
  ): Promise<void>;
  nearest(
    sought: { readonly model: string; readonly values: Float32Array },
    limit: number,
  ): Promise<readonly { readonly passageId: string; readonly cosine: number }[]>;
}

/** Longer vectors have no index of this kind, and are read one by one. */
const mostIndexed = 2_000;

export function createNearVectors(kysely: Kysely<Schema>): NearVectors {
  let known: Promise<boolean> | null = null;
  const indexed = new Set<number>();

  async function look(): Promise<boolean> {
    const { rows } = await sql<{ here: boolean }>`select exists (
      select from pg_attribute where attrelid = 'passage_vector'::regclass and attname = 'near' and not attisdropped
    ) as here`.execute(kysely);
    return rows[0]?.here ?? false;
  }

  function here(): Promise<boolean> {
    known ??= look().catch((error: unknown) => {
      known = null;
      throw error;
    });
    return known;
  }

  return {
    here,

    async hold(model, passageIds, dimensions, values) {
      if (!(await here())) return;
      await sql`update passage_vector set near = given.near::vector
        from unnest(${passageIds}::text[], ${values.map(written)}::text[]) as given (id, near)
        where passage_id = given.id and model = ${model}`.execute(kysely);
      if (indexed.has(dimensions) || dimensions > mostIndexed) return;
      const length = sql.raw(String(Math.trunc(dimensions)));
      await sql`create index if not exists ${sql.ref(`passage_vector_near_${Math.trunc(dimensions)}`)} on passage_vector
        using hnsw ((near::vector(${length})) vector_cosine_ops) where dimensions = ${length}`.execute(
        kysely,
      );
      indexed.add(dimensions);
    },

    async nearest({ model, values }, limit) {
      const length = sql.raw(String(values.length));
      const { rows } = await sql<{ id: string; cosine: number }>`
        select passage_id as id, 1 - (near::vector(${length}) <=> ${written(values)}::vector(${length})) as cosine
        from passage_vector where dimensions = ${length} and model = ${model} and near is not null
        order by near::vector(${length}) <=> ${written(values)}::vector(${length}) limit ${limit}`.execute(
        kysely,
      );
      return rows.map(({ id, cosine }) => ({ passageId: id, cosine }));
    },
  };
}

/** As pgvector reads it. */
function written(values: Float32Array): string {
  return `[${values.join(",")}]`;
}
