// Alerts in Postgres. The row `mark` holds the number of the last event heard and the number of the last change; every
// commit takes its lock first, so that numbers come in the order of the commits and whoever reads up to one misses none.

import { type Kysely, sql } from "kysely";
import type { Alert } from "#core/alert/alert.ts";
import type { Alerts } from "#ports/alerts.ts";
import type { Database } from "./open-database.ts";
import type { Schema } from "./schema.ts";
import { storable, storableJson } from "./storable.ts";

interface Mark {
  readonly heard: number;
  readonly change: number;
}

const mark = "mark";
/** Whoever begins to follow changes is shown what was resolved so recently that it may not stand everywhere yet. */
const recently = "1 day";
/** In a day like no other the last ones count. */
const mostRecent = 2_000;
/** More than anybody puts into one message. */
const mostTold = 500;
const forgottenAtOnce = 5_000;

export function createAlerts({ kysely }: Pick<Database, "kysely">): Alerts {
  async function readMark(db: Kysely<Schema>, lock: boolean): Promise<Mark | null> {
    const { rows } = await sql<{ state: Mark }>`
      select state from alert where id = ${mark} ${sql.raw(lock ? "for update" : "")}
    `.execute(db);
    return rows[0]?.state ?? null;
  }

  async function select(where: ReturnType<typeof sql>): Promise<readonly Alert[]> {
    const { rows } = await sql<{ state: Alert }>`
      select state from alert where kind <> ${mark} and ${where}
    `.execute(kysely);
    return rows.map(({ state }) => state);
  }

  return {
    async heard(first) {
      await sql`
        insert into alert (id, key, kind, state)
        values (${mark}, ${mark}, ${mark}, ${storableJson({ heard: first, change: 0 })}::jsonb)
        on conflict do nothing
      `.execute(kysely);
      return (await readMark(kysely, false))?.heard ?? first;
    },

    async commit(changes, heard) {
      return kysely
        .transaction()
        .execute(async (transaction) => {
          const at = await readMark(transaction, true);
          if (heard && at?.heard !== heard.from) throw new Stale();
          const change = (at?.change ?? 0) + 1;
          const next = {
            heard: heard?.to ?? at?.heard ?? 0,
            change: changes.length > 0 ? change : change - 1,
          };
          await sql`update alert set state = ${storableJson(next)}::jsonb where id = ${mark}`.execute(
            transaction,
          );
          // Those that end make room for others of their key.
          await update(
            transaction,
            changes.filter(({ rev }) => rev > 0),
            change,
          );
          await insert(
            transaction,
            changes.filter(({ rev }) => rev === 0),
            change,
          );
          return "done" as const;
        })
        .catch((error: unknown) => {
          if (error instanceof Stale) return "stale" as const;
          throw error;
        });
    },

    live: () => select(sql`live order by opened_at, id`),

    async changed(after) {
      const last = (await readMark(kysely, false))?.change ?? 0;
      if (after !== null && last <= after) return { alerts: [], last: after };
      const alerts = await select(
        after === null
          ? sql`
              (live or id in (
                select id from alert where resolved_at > now() - ${recently}::interval
                order by resolved_at desc limit ${mostRecent}
              )) and change <= ${last} order by change, opened_at, id`
          : sql`change > ${after} and change <= ${last} order by change, opened_at, id`,
      );
      return { alerts, last };
    },

    async byId(id) {
      const [found] = await select(sql`id = ${storable(id)}`);
      return found ?? null;
    },

    async find(idBegins) {
      const begins = storable(idBegins).toLowerCase();
      return select(
        sql`starts_with(id collate "C", ${begins}) order by resolved_at is not null, opened_at desc, id limit 5`,
      );
    },

    async before(key, openedAt) {
      const [found] = await select(sql`
        key = ${storable(key)} and resolved_at is not null and opened_at < ${new Date(openedAt)}
        and state->'resolved'->>'how' <> 'joined' order by opened_at desc limit 1
      `);
      return found ?? null;
    },

    toldBy: (message) =>
      select(sql`
        told_by <> '{}' and told_by @> array[${storable(message)}] order by opened_at, id limit ${mostTold}
      `),

    async forget(resolvedBefore) {
      for (let forgotten = 0; ; ) {
        const { rows } = await sql<{ count: number }>`
          with old as (
            delete from alert where id in (
              select id from alert where resolved_at < ${resolvedBefore} and not live limit ${forgottenAtOnce}
            )
            returning 1
          )
          select count(*) as count from old
        `.execute(kysely);
        const count = rows[0]?.count ?? 0;
        forgotten += count;
        if (count < forgottenAtOnce) return forgotten;
      }
    },
  };
}

/** Somebody else was faster; the transaction is rolled back. */
class Stale extends Error {}

function rowsOf(changes: readonly Alert[], change: number): string {
  return storableJson(
    changes.map((alert) => ({
      id: alert.id,
      key: alert.key,
      kind: alert.kind,
      rev: alert.rev,
      state: { ...alert, rev: alert.rev + 1, change },
      change,
      live: alert.resolved === null || alert.places.some(({ held }) => held),
      told_by: [
        ...new Set([
          ...alert.places.flatMap(({ digest }) => digest ?? []),
          ...alert.escalations.map(({ call }) => call),
        ]),
      ].map(storable),
      opened_at: new Date(alert.openedAt),
      resolved_at: alert.resolved ? new Date(alert.resolved.at) : null,
    })),
  );
}

const columns = sql.raw(
  "id text, key text, kind text, rev integer, state jsonb, change bigint, live boolean, told_by text[], opened_at timestamptz, resolved_at timestamptz",
);

async function update(db: Kysely<Schema>, changes: readonly Alert[], change: number): Promise<void> {
  if (changes.length === 0) return;
  const { numAffectedRows } = await sql`
    update alert set kind = next.kind, state = next.state, change = next.change, live = next.live, told_by = next.told_by,
      updated_at = now(), resolved_at = next.resolved_at
    from json_to_recordset(${rowsOf(changes, change)}::json) as next (${columns})
    where alert.id = next.id and (alert.state->>'rev')::integer = next.rev
  `.execute(db);
  if (Number(numAffectedRows ?? 0) !== changes.length) throw new Stale();
}

async function insert(db: Kysely<Schema>, changes: readonly Alert[], change: number): Promise<void> {
  if (changes.length === 0) return;
  const { numAffectedRows } = await sql`
    insert into alert (id, key, kind, state, change, live, told_by, opened_at, resolved_at)
    select id, key, kind, state, change, live, told_by, opened_at, resolved_at
    from json_to_recordset(${rowsOf(changes, change)}::json) as next (${columns})
    on conflict (key) where resolved_at is null do nothing
  `.execute(db);
  if (Number(numAffectedRows ?? 0) !== changes.length) throw new Stale();
}
