// How much of a model was used today, in Postgres: a row a person and day, and one more for the whole day.
//
// A taking writes both rows in one statement. A row that would pass its limit becomes null, which the table refuses, so both are
// taken or neither, however many processes ask at once; the day's row always comes first, so that none waits for another in a ring.

import { sql } from "kysely";
import { toFault } from "#core/fault.ts";
import type { BudgetHold, ModelBudget } from "#ports/model.ts";
import type { Database } from "../open-database.ts";
import { storable } from "../storable.ts";

/** Whose row is everybody's together; no person has an empty id. */
const everybody = "";
/** Tokens that nobody's question used begin so. */
const ours = "resync:";
const notNull = "23502";

export function createModelBudget({ kysely }: Pick<Database, "kysely">): ModelBudget {
  async function take(
    tokens: number,
    limits: Parameters<ModelBudget["take"]>[1],
  ): Promise<BudgetHold | null> {
    const wanted = whole(tokens);
    const person = storable(limits.person.id);
    const [ofDay, ofPerson] = [whole(limits.day), whole(limits.person.day)];
    try {
      // What is plainly too much is not even tried; the sum below decides.
      const { rows } = await sql<{ day: string }>`
        insert into model_use (day, person_id, tokens)
        select (now() at time zone 'utc')::date, who, case when ${wanted}::bigint <= most then ${wanted}::bigint end
        from (values (1, ${everybody}, ${ofDay}::bigint), (2, ${person}, ${ofPerson}::bigint)) as wish (place, who, most)
        where not exists (
          select from model_use as used
          where used.day = (now() at time zone 'utc')::date
            and ((used.person_id = ${everybody} and used.tokens + ${wanted}::bigint > ${ofDay}::bigint)
              or (used.person_id = ${person} and used.tokens + ${wanted}::bigint > ${ofPerson}::bigint))
        ) and ${wanted}::bigint <= least(${ofDay}::bigint, ${ofPerson}::bigint)
        order by place
        on conflict (day, person_id) do update set tokens = case
          when model_use.tokens + excluded.tokens <=
            case when model_use.person_id = ${everybody} then ${ofDay}::bigint else ${ofPerson}::bigint end
          then model_use.tokens + excluded.tokens end
        returning day::text`.execute(kysely);
      const [row] = rows;
      return row ? holdOf(row.day, person, wanted) : null;
    } catch (error) {
      if (toFault(error).detail.sqlState === notNull || stateOf(error) === notNull) return null;
      throw error;
    }
  }

  function holdOf(day: string, person: string, held: number): BudgetHold {
    let settled = false;
    return {
      async settle(tokens) {
        if (settled) return;
        settled = true;
        // Of the day it was taken on, whatever the day is by now.
        await sql`
          with rows as (
            select person_id from model_use
            where day = ${day}::date and person_id in (${everybody}, ${person})
            order by person_id for update
          )
          update model_use set tokens = greatest(0, tokens + ${whole(tokens) - held}::bigint)
          from rows where model_use.day = ${day}::date and model_use.person_id = rows.person_id`.execute(
          kysely,
        );
      },
    };
  }

  return {
    take,
    async today() {
      const { rows } = await sql<{ tokens: string; people: number }>`
        select coalesce(sum(tokens) filter (where person_id = ${everybody}), 0)::text as tokens,
          count(*) filter (where person_id <> ${everybody} and not starts_with(person_id, ${ours}))::int as people
        from model_use where day = (now() at time zone 'utc')::date`.execute(kysely);
      return { tokens: Number(rows[0]?.tokens ?? 0), people: rows[0]?.people ?? 0 };
    },
  };
}

function whole(tokens: number): number {
  return Number.isFinite(tokens) ? Math.max(0, Math.ceil(tokens)) : Number.MAX_SAFE_INTEGER;
}

function stateOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : null;
}
