import { sql } from "kysely";
import { expect, test } from "vitest";
import { createNotices, forgetOldNotices } from "#adapters/postgres/create-notices.ts";
import { reply } from "#core/reply.ts";
import { noticesContract } from "../../contracts/notices.ts";
import { cleanDatabase } from "./clean-database.ts";

async function open() {
  const db = await cleanDatabase();
  await sql`truncate notice, alert, agent_checkpoints`.execute(db.kysely);
  return { db, notices: createNotices(db), [Symbol.asyncDispose]: () => db[Symbol.asyncDispose]() };
}

noticesContract({ open });

test("Old notices are forgotten, a few at a time, but not those of what is still open.", async () => {
  await using at = await open();
  const keys = ["alert:open", "alert:resolved", "alert:gone", "job-1", "checkpoint:gone"];
  await at.notices.put(
    keys.map((key) => ({
      platform: "slack",
      thread: `C ${key}`,
      key,
      reply: reply({ locale: "en", text: key }),
      important: false,
    })),
  );
  for (const [id, resolved] of [
    ["open", null],
    ["resolved", new Date()],
  ] as const)
    await at.db.kysely
      .insertInto("alert")
      .values({ id, key: id, kind: "abend", state: "{}", resolved_at: resolved })
      .execute();
  const before = new Date(Date.now() - 60_000);
  expect(await forgetOldNotices(at.db, before, 10)).toBe(0);
  const now = new Date(Date.now() + 60_000);
  expect(await forgetOldNotices(at.db, now, 3)).toBe(3);
  expect(await forgetOldNotices(at.db, now, 3)).toBe(1);
  expect((await at.notices.due("slack", 10, 0)).map(({ key }) => key)).toEqual(["alert:open"]);
});
