// Vectors of passages as bytes: four of them a number, little-endian, as Float32Array holds them.

import { sql } from "kysely";
import { Fault } from "#core/fault.ts";
import type { PassageVectors } from "#ports/retrieval.ts";
import type { Database } from "../open-database.ts";
import { storable } from "../storable.ts";
import { createNearVectors } from "./near-vectors.ts";

export function createPassageVectors({ kysely }: Pick<Database, "kysely">): PassageVectors {
  const near = createNearVectors(kysely);
  return {
    async wanting(model, limit) {
      const { rows } = await sql<{ id: string; heading: string | null; text: string }>`
        select id, heading, body as text from knowledge_passage p
        where quotable
          and not exists (select from passage_vector v where v.passage_id = p.id and v.model = ${storable(model)})
        order by source_id, number limit ${limit}`.execute(kysely);
      return rows;
    },

    async keep(model, vectors) {
      const first = vectors[0];
      if (!first) return;
      const known = await kysely
        .selectFrom("passage_vector")
        .select("dimensions")
        .where("model", "=", storable(model))
        .limit(1)
        .executeTakeFirst();
      const dimensions = known?.dimensions ?? first.values.length;
      const odd = vectors.find((each) => each.values.length !== dimensions);
      if (odd)
        throw new Fault("bad_gateway", {
          en: `The model ${model} gave a vector of ${odd.values.length} numbers; its others have ${dimensions}. Check which model serves that name.`,
          pt: `O modelo ${model} deu um vetor de ${odd.values.length} números; os outros têm ${dimensions}. Verifique qual modelo atende por esse nome.`,
        });
      // A passage that went in the meantime needs none.
      await sql`insert into passage_vector (passage_id, model, dimensions, vector)
        select id, ${storable(model)}, ${dimensions}, vector
        from unnest(${vectors.map((each) => storable(each.passageId))}::text[], ${vectors.map((each) => bytesOf(each.values))}::bytea[])
          as given (id, vector)
        where exists (select from knowledge_passage p where p.id = given.id for key share)
        on conflict (passage_id, model) do update set vector = excluded.vector, dimensions = excluded.dimensions, made_at = now()`.execute(
        kysely,
      );
      await near.hold(
        storable(model),
        vectors.map((each) => storable(each.passageId)),
        dimensions,
        vectors.map((each) => each.values),
      );
    },

    async forgetOthers(model) {
      const { numDeletedRows } = await kysely
        .deleteFrom("passage_vector")
        .where("model", "<>", storable(model))
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}

export function bytesOf(values: Float32Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}

export function numbersOf(bytes: Buffer): Float32Array {
  const values = new Float32Array(bytes.byteLength >> 2);
  new Uint8Array(values.buffer).set(bytes.subarray(0, values.byteLength));
  return values;
}
