// Which plan was shown where: by an answer of the conversation, or by a card of the channel.

import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createNotices } from "#adapters/postgres/create-notices.ts";
import { createShownPlans } from "#adapters/postgres/create-shown-plans.ts";
import type { Database } from "#adapters/postgres/open-database.ts";
import { reply } from "#core/reply.ts";
import { cleanDatabase } from "./clean-database.ts";

let db: Database;
beforeAll(async () => {
  db = await cleanDatabase();
  await sql`truncate notice, message, conversation cascade`.execute(db.kysely);
});
afterAll(() => db[Symbol.asyncDispose]());

const plan = {
  platform: "slack",
  thread: "T1/C1/7.7",
  conversationId: "c1",
  checkpointId: "k1",
  planDigest: "bbbb2222cccc",
  button: "approve 3f2a91bc plan=bbbb2222",
};
const wasShown = (more: Partial<typeof plan> = {}) => createShownPlans(db).wasShown({ ...plan, ...more });

test("An answer has shown the plan whose button it carries, to its own conversation", async () => {
  expect(await wasShown()).toBe(false);
  await sql`insert into conversation (id, platform, thread, owner_id, last_slots)
    values ('c1', 'slack', 'T1/C1/7.7', 'ana', '{}')`.execute(db.kysely);
  const answer = { text: "Acts on B.", actions: [{ id: plan.button, label: "Approve", style: "primary" }] };
  await sql`insert into message (id, conversation_id, platform, event_id, role, text, answer)
    values ('m1', 'c1', 'slack', 'e1', 'resync', 'Acts on B.', ${JSON.stringify(answer)}::jsonb)`.execute(
    db.kysely,
  );
  expect(await wasShown()).toBe(true);
  expect(await wasShown({ conversationId: "c2" })).toBe(false);
  expect(await wasShown({ button: "approve 3f2a91bc plan=cccc3333" })).toBe(false);
});

test("A card has shown the plan that stands on it, in its channel, and not in the moment it was edited", async () => {
  const elsewhere = { conversationId: "c9" };
  const place = { platform: "slack", thread: "T1/C1", key: "checkpoint:k1" };
  const show = async (version: number, planDigest: string) => {
    const shown = reply({ locale: "en", text: planDigest, data: { planDigest } });
    await createNotices(db).put([{ ...place, reply: shown, important: true }]);
    await createNotices(db).shown(place, version, "1.1");
  };
  await show(1, "aaaa1111bbbb");
  expect(await wasShown(elsewhere)).toBe(false);
  expect(await wasShown({ ...elsewhere, planDigest: "aaaa1111bbbb" })).toBe(true);
  expect(await wasShown({ ...elsewhere, planDigest: "aaaa1111bbbb", thread: "T1/C2/7.7" })).toBe(false);
  expect(await wasShown({ ...elsewhere, planDigest: "aaaa1111bbbb", platform: "teams" })).toBe(false);
  await show(2, plan.planDigest);
  expect(await wasShown(elsewhere)).toBe(false);
  await sql`update notice set replaced_at = now() - interval '10 seconds'`.execute(db.kysely);
  expect(await wasShown(elsewhere)).toBe(true);
});
