import { sql } from "kysely";
import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { createAccess } from "#adapters/postgres/create-access.ts";
import { createSignInLinks } from "#adapters/postgres/create-sign-in-links.ts";
import { createPeople } from "#adapters/postgres/people/create-people.ts";
import { signInLinksContract } from "../../contracts/sign-in-links.ts";
import { cleanDatabase } from "./clean-database.ts";

signInLinksContract({
  async open() {
    const db = await cleanDatabase();
    const access = createAccess(db);
    const { info } = await access.issue({ name: "Ana", roles: ["operator"] }, "of her own", null);
    return {
      links: createSignInLinks(db),
      access,
      people: createPeople(db),
      audit: createAudit(db),
      anaId: info.person.id,
      async age(minutes) {
        const by = sql`${minutes} * interval '1 minute'`;
        await sql`update sign_in_link set created_at = created_at - ${by}, expires_at = expires_at - ${by}`.execute(
          db.kysely,
        );
        await sql`update access_token set expires_at = expires_at - ${by}`.execute(db.kysely);
      },
      async everything() {
        const links = await db.kysely.selectFrom("sign_in_link").selectAll().execute();
        const tokens = await db.kysely.selectFrom("access_token").selectAll().execute();
        const told = await createAudit(db).read(0, 100);
        return JSON.stringify([links, tokens, told]);
      },
      [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
    };
  },
});
