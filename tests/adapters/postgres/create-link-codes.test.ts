import { sql } from "kysely";
import { createLinkCodes } from "#adapters/postgres/create-link-codes.ts";
import { linkCodesContract } from "../../contracts/link-codes.ts";
import { cleanDatabase } from "./clean-database.ts";

linkCodesContract({
  async open() {
    const db = await cleanDatabase();
    return {
      codes: createLinkCodes(db),
      async age(minutes) {
        const by = sql`${minutes} * interval '1 minute'`;
        await sql`update link_code set created_at = created_at - ${by}, expires_at = expires_at - ${by}`.execute(
          db.kysely,
        );
        await sql`update link_try set at = at - ${by}`.execute(db.kysely);
      },
      async everything() {
        const codes = await db.kysely.selectFrom("link_code").selectAll().execute();
        const tries = await db.kysely.selectFrom("link_try").selectAll().execute();
        return JSON.stringify([codes, tries]);
      },
      [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
    };
  },
});
