// Cards that stand in several places, over a real database and a platform that does what the test says.

import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createNotices } from "#adapters/postgres/create-notices.ts";
import { type Database, openDatabase } from "#adapters/postgres/open-database.ts";
import { createCourier } from "#chat/courier.ts";
import { triesAtMost } from "#chat/pause-after.ts";
import { Fault } from "#core/fault.ts";
import { type Reply, reply } from "#core/reply.ts";
import type { Card, ChatPlatform } from "#ports/chat-platform.ts";
import type { Notice } from "#ports/notices.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";

/** The machine may be busy: what comes late has come. */
const soon = <T>(look: () => T | Promise<T>) => expect.poll(look, { timeout: 10_000 });

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await testDatabase();
  db = openDatabase({ url: database.url, log: pino({ level: "silent" }) });
});

afterAll(async () => {
  await db[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

/** Where every card stands, and every edit that arrived; `meets` says what an edit meets before it does. */
function wall(meets: (thread: string, card: Card, text: string) => Promise<void> = async () => {}) {
  const stands = new Map<string, string>();
  const edits: string[] = [];
  const onTheirWay = new Map<string, number>();
  let most = 0;
  const platform: ChatPlatform = {
    platform: "slack",
    async post() {},
    async notify() {},
    async showCard(thread: string, card: Card, { text }: Reply) {
      onTheirWay.set(thread, (onTheirWay.get(thread) ?? 0) + 1);
      most = Math.max(most, onTheirWay.get(thread) ?? 0);
      try {
        await meets(thread, card, text);
      } finally {
        onTheirWay.set(thread, (onTheirWay.get(thread) ?? 0) - 1);
      }
      const ref = card.ref ?? `ts-${thread}-${card.key}`;
      stands.set(ref, text);
      edits.push(`${thread} ${card.key} ${text}`);
      return ref;
    },
    async [Symbol.asyncDispose]() {},
  };
  return { platform, stands, edits, mostInOneThread: () => most };
}

async function courier(platform: ChatPlatform | null, sweepMs = 30) {
  const lines: string[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => void lines.push(line) });
  await sql`truncate notice`.execute(db.kysely);
  return opened(platform, sweepMs, log, lines);
}

function opened(platform: ChatPlatform | null, sweepMs: number, log: pino.Logger, lines: string[] = []) {
  const made = createCourier({ notices: createNotices(db), log, sweepMs });
  if (platform) made.attach(platform);
  return { made, lines, log, [Symbol.asyncDispose]: () => made[Symbol.asyncDispose]() };
}

function notice(text: string, parts: Partial<Notice> = {}): Notice {
  return {
    platform: "slack",
    thread: "C1",
    key: "alert:1",
    reply: reply({ locale: "en", text }),
    important: false,
    ...parts,
  };
}

async function rows() {
  return await db.kysely.selectFrom("notice").selectAll().orderBy("thread").orderBy("key").execute();
}

/** Time passes: whatever waits for its next try is due. */
async function timePasses(): Promise<void> {
  await sql`update notice set due_at = now(), reason = null`.execute(db.kysely);
}

test("What is put is shown at once, without waiting for a sweep, and edited where it stands.", async () => {
  const { platform, stands, edits } = wall();
  await using at = await courier(platform, 60_000);
  await at.made.put([notice("PAYROLL failed.")]);
  await soon(() => [...stands]).toEqual([["ts-C1-alert:1", "PAYROLL failed."]]);
  await at.made.put([notice("PAYROLL was rerun.")]);
  await soon(() => [...stands]).toEqual([["ts-C1-alert:1", "PAYROLL was rerun."]]);
  await at.made.put([notice("PAYROLL was rerun.")]);
  await sleep(50);
  expect(edits).toHaveLength(2);
  expect(await at.made.placesOf("alert:1")).toEqual([{ platform: "slack", thread: "C1", key: "alert:1" }]);
});

test("Two hundred changes while one edit is on its way are one more edit, with the last state.", async () => {
  const gate = Promise.withResolvers<void>();
  const { platform, stands, edits } = wall(() => gate.promise);
  await using at = await courier(platform);
  for (let n = 1; n <= 200; n++) await at.made.put([notice(`Event ${n}.`)]);
  gate.resolve();
  await soon(() => [...stands.values()]).toEqual(["Event 200."]);
  expect(edits.length).toBeLessThanOrEqual(3);
});

test("In one thread one edit is on its way at a time, in the order they were put; other threads go on meanwhile.", async () => {
  const gate = Promise.withResolvers<void>();
  const { platform, edits, mostInOneThread } = wall(async (thread) => {
    if (thread === "slow") await gate.promise;
  });
  await using at = await courier(platform);
  await at.made.put(["3", "1", "2"].map((key) => notice("Hello.", { thread: "slow", key })));
  const others = Array.from({ length: 20 }, (_, index) => `C${index}`);
  await at.made.put(others.map((thread) => notice("Hello.", { thread })));
  await soon(() => edits.length).toBe(20);
  expect(edits.some((edit) => edit.startsWith("slow"))).toBe(false);
  gate.resolve();
  await soon(() => edits.length).toBe(23);
  expect(edits.slice(-3)).toEqual(["slow 3 Hello.", "slow 1 Hello.", "slow 2 Hello."]);
  expect(mostInOneThread()).toBe(1);
});

test("A platform that asks for time gets it, for the whole thread, and nothing is lost.", async () => {
  const tried: number[] = [];
  const { platform, edits } = wall(async (thread) => {
    if (thread !== "C1" || tried.push(performance.now()) > 1) return;
    throw new Fault("rate_limited", "Slack asks to wait.", {
      retryable: true,
      detail: { retryAfterMs: 600 },
    });
  });
  await using at = await courier(platform);
  await at.made.put([notice("One."), notice("Two.", { key: "alert:2" }), notice("Here.", { thread: "C2" })]);
  await soon(() => edits).toEqual(["C2 alert:1 Here.", "C1 alert:2 Two.", "C1 alert:1 One."]);
  const [refused = 0, again = 0] = tried;
  expect(again - refused).toBeGreaterThan(590);
});

test("An outage is outlasted: after many failed tries the latest content is shown, once.", async () => {
  let away = true;
  const { platform, edits } = wall(async () => {
    if (away) throw new Fault("unreachable", "Slack cannot be reached.", { retryable: true });
  });
  await using at = await courier(platform);
  await at.made.put([notice("Approve?")]);
  for (let n = 1; n <= 8; n++) {
    await soon(async () => (await rows())[0]?.tries).toBe(n);
    await soon(async () => (await rows())[0]?.reason).toBe("Slack cannot be reached.");
    if (n < 8) await timePasses();
  }
  await at.made.put([notice("Approved by Rui.")]);
  expect((await rows())[0]).toMatchObject({ undeliverable_at: null, tries: 8 });
  away = false;
  await timePasses();
  await soon(() => edits).toEqual(["C1 alert:1 Approved by Rui."]);
  expect((await rows())[0]).toMatchObject({ shown: 2, version: 2, tries: 0, reason: null });
});

test("What is refused for good is given up with its reason, is in the log, and is taken up by new content.", async () => {
  let archived = true;
  const { platform, edits } = wall(async () => {
    if (archived) throw new Fault("not_found", "The channel C1 is archived.");
  });
  await using at = await courier(platform);
  await at.made.put([notice("Approve?")]);
  await soon(async () => (await rows())[0]?.reason).toBe("The channel C1 is archived.");
  expect((await rows())[0]?.undeliverable_at).toBeInstanceOf(Date);
  const told = at.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(told.filter(({ level }) => level === 50)).toMatchObject([
    { key: "alert:1", thread: "C1", tries: 1, err: "The channel C1 is archived." },
  ]);
  expect(at.lines.join("")).not.toContain("Approve?");
  archived = false;
  await at.made.put([notice("Approved.")]);
  await soon(() => edits).toEqual(["C1 alert:1 Approved."]);
});

test("After half a day of tries it is given up as well.", async () => {
  const { platform } = wall(async () => {
    throw new Fault("unreachable", "Slack cannot be reached.", { retryable: true });
  });
  await using at = await courier(platform);
  await at.made.put([notice("Approve?")]);
  await soon(async () => (await rows())[0]?.reason).toBe("Slack cannot be reached.");
  await sql`update notice set tries = ${triesAtMost - 1}, due_at = now()`.execute(db.kysely);
  await soon(async () => (await rows())[0]?.undeliverable_at).toBeInstanceOf(Date);
});

test("Three processes show every card once for every content, and the last one in the end.", async () => {
  const walls = [wall(() => sleep(2)), wall(() => sleep(2)), wall(() => sleep(2))];
  await using first = await courier(walls[0]?.platform ?? null);
  await using second = opened(walls[1]?.platform ?? null, 20, first.log);
  await using third = opened(walls[2]?.platform ?? null, 20, first.log);
  const threads = Array.from({ length: 40 }, (_, index) => `C${index}`);
  await first.made.put(threads.map((thread) => notice("One.", { thread })));
  await soon(async () => (await rows()).every(({ shown }) => shown === 1)).toBe(true);
  await Promise.all([
    second.made.put(threads.map((thread) => notice("Two.", { thread }))),
    third.made.put(threads.map((thread) => notice("Two.", { thread }))),
  ]);
  await soon(async () => (await rows()).every(({ shown }) => shown === 2)).toBe(true);
  const edits = walls.flatMap((each) => each.edits);
  expect(edits).toHaveLength(80);
  expect(new Set(edits).size).toBe(80);
});

test("What another process put is found by the sweep, and what it left on its way after its lease.", async () => {
  const { platform, edits } = wall();
  await using at = await courier(platform);
  const others = createNotices(db);
  await others.put([notice("From elsewhere.")]);
  await soon(() => edits).toEqual(["C1 alert:1 From elsewhere."]);
  await at.made[Symbol.asyncDispose]();
  await others.put([notice("Taken by one that died.")]);
  await others.due("slack", 10, 100);
  await using _next = opened(platform, 20, at.log);
  await sleep(50);
  expect(edits).toHaveLength(1);
  await soon(() => edits.at(-1)).toBe("C1 alert:1 Taken by one that died.");
});

test("To dispose it is to wait for what is on its way, which is noted, and to begin nothing more.", async () => {
  const gate = Promise.withResolvers<void>();
  const { platform, edits } = wall(() => gate.promise);
  const at = await courier(platform);
  await at.made.put([notice("One."), notice("Two.", { key: "alert:2" })]);
  await soon(async () => (await rows()).map(({ tries }) => tries)).toEqual([1, 0]);
  const gone = at.made[Symbol.asyncDispose]();
  await sleep(50);
  expect(edits).toEqual([]);
  gate.resolve();
  await gone;
  expect(edits).toEqual(["C1 alert:1 One."]);
  expect((await rows()).map(({ shown }) => shown)).toEqual([1, 0]);
});

test("A platform without cards takes nothing in hand.", async () => {
  const { platform } = wall();
  const { showCard: _without, ...bare } = platform;
  await using at = await courier(bare);
  await at.made.put([notice("One.")]);
  await sleep(80);
  expect(await rows()).toMatchObject([{ tries: 0, shown: 0 }]);
});
