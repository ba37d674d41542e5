// The installations of the Slack app in Postgres. A workspace of an organisation has an empty seal: the organisation's counts.

import { sql } from "kysely";
import type { SlackInstallations } from "#ports/slack-installations.ts";
import type { Database } from "./open-database.ts";

export function createSlackInstallations({ kysely }: Pick<Database, "kysely">): SlackInstallations {
  return {
    async get(key) {
      const row = await kysely
        .selectFrom("slack_installation")
        .select(["key", "team_id", "enterprise_id", "sealed"])
        .where("key", "=", key)
        .executeTakeFirst();
      if (!row) return null;
      const sealed = row.sealed.length === 0 ? null : row.sealed;
      return { key: row.key, teamId: row.team_id, enterpriseId: row.enterprise_id, sealed };
    },

    async put({ key, teamId, enterpriseId, sealed }) {
      const values = { team_id: teamId, enterprise_id: enterpriseId, sealed: sealed ?? Buffer.alloc(0) };
      await kysely
        .insertInto("slack_installation")
        .values({ key, ...values })
        .onConflict((same) => same.column("key").doUpdateSet({ ...values, updated_at: sql`now()` }))
        .execute();
    },

    async remove(key, before) {
      const enterprise = /^enterprise:(.+)$/.exec(key)?.[1];
      await kysely
        .deleteFrom("slack_installation")
        .where("updated_at", "<=", before)
        .where((is) =>
          enterprise === undefined
            ? is("key", "=", key)
            : is.or([
                is("key", "=", key),
                is.and([is("enterprise_id", "=", enterprise), is(sql`length(sealed)`, "=", 0)]),
              ]),
        )
        .execute();
    },
  };
}
