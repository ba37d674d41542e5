// Which threads are ours, and what a card showed that began one.

import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createJobLinks } from "#adapters/postgres/create-job-links.ts";
import { createNotices } from "#adapters/postgres/create-notices.ts";
import { createThreads } from "#adapters/postgres/create-threads.ts";
import type { Database } from "#adapters/postgres/open-database.ts";
import { reply } from "#core/reply.ts";
import { cleanDatabase } from "./clean-database.ts";

let db: Database;
beforeAll(async () => {
  db = await cleanDatabase();
  await sql`truncate notice, job_link`.execute(db.kysely);
});
afterAll(() => db[Symbol.asyncDispose]());

const channel = { platform: "slack", thread: "T1/C1" };
const nobody = "conversation-1";

async function shown(key: string, ref: string, data: unknown): Promise<void> {
  const notices = createNotices(db);
  const place = { ...channel, key };
  await notices.put([{ ...place, reply: reply({ locale: "en", text: key, data }), important: true }]);
  const { rows } = await sql<{
    version: number;
  }>`select version from notice where key = ${key}`.execute(db.kysely);
  await notices.shown(place, rows[0]?.version ?? 0, ref);
}

test("A thread is ours when a card of ours began it, or when we were spoken to in it; no other is", async () => {
  const threads = createThreads(db);
  await shown("alert:a1", "1.1", { alert: "a1" });
  const links = createJobLinks(db);
  const place = { jobId: "job-1", ...channel };
  await links.make(place, "en");
  await links.told(place, { shown: 0, cardRef: "1.2", done: false });
  const under = (ref: string, thread = "T1/C1") => threads.areOurs("slack", nobody, { thread, ref });
  expect(await under("1.1")).toBe(true);
  expect(await under("1.2")).toBe(true);
  expect(await under("1.3")).toBe(false);
  expect(await under("1.1", "T1/C2")).toBe(false);
  expect(await threads.areOurs("teams", nobody, { thread: "T1/C1", ref: "1.1" })).toBe(false);
  expect(await threads.areOurs("slack", nobody, null)).toBe(false);
  await sql`insert into conversation (id, platform, thread, owner_id, last_slots)
    values ('spoken', 'slack', 'T1/C1/9.9', 'ana', '{}')`.execute(db.kysely);
  expect(await threads.areOurs("slack", "spoken", null)).toBe(true);
  expect(await threads.cardAt("slack", { thread: "T1/C1", ref: "1.2" })).toMatchObject({ key: "job-1" });
  expect(await threads.cardAt("slack", { thread: "T1/C1", ref: "1.3" })).toBeNull();
});

test("What a card shows is what the platform took last, and since when where that replaced something", async () => {
  const threads = createThreads(db);
  const at = { thread: "T1/C1", ref: "2.1" };
  await shown("checkpoint:c1", "2.1", { planDigest: "aaaa" });
  expect(await threads.cardAt("slack", at)).toEqual({
    key: "checkpoint:c1",
    locale: "en",
    shows: { planDigest: "aaaa" },
    since: null,
  });
  // Put, and not shown yet: people still look at the first.
  await createNotices(db).put([
    {
      ...channel,
      key: "checkpoint:c1",
      reply: reply({ locale: "en", text: "changed", data: { planDigest: "bbbb" } }),
      important: true,
    },
  ]);
  expect(await threads.cardAt("slack", at)).toMatchObject({ shows: { planDigest: "aaaa" }, since: null });
  await createNotices(db).shown({ ...channel, key: "checkpoint:c1" }, 2, "2.1");
  const card = await threads.cardAt("slack", at);
  expect(card?.shows).toEqual({ planDigest: "bbbb" });
  expect(Math.abs((card?.since?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
});

test("A reminder below its card stands for the card", async () => {
  await shown("checkpoint:c1:reminded-7", "2.9", { call: "reminded-7" });
  const card = await createThreads(db).cardAt("slack", { thread: "T1/C1", ref: "2.9" });
  expect(card).toMatchObject({ key: "checkpoint:c1", shows: { planDigest: "bbbb" } });
});

test("Looking for a card of a busy channel reads an index, not the channel", async () => {
  await sql`insert into notice (platform, thread, key, payload, ref)
    select 'slack', 'T1/C1', 'alert:x' || n, '{}', '7.' || n from generate_series(1, 5000) n`.execute(
    db.kysely,
  );
  await sql`analyze notice`.execute(db.kysely);
  const { rows } = await sql<{ "QUERY PLAN": string }>`
    explain select from notice where ref = '7.77' and thread = 'T1/C1' and platform = 'slack'`.execute(
    db.kysely,
  );
  expect(rows.map((row) => row["QUERY PLAN"]).join("\n")).toContain("notice_by_ref");
});
