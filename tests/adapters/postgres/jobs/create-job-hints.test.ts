import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { expect, test, vi } from "vitest";
import { createJobHints } from "#adapters/postgres/jobs/create-job-hints.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import { testDatabase } from "../../../support/database.ts";

const log = pino({ level: "silent" });
const soon = { timeout: 8_000, interval: 20 };

test("Hints reach every other process's listener, a thousand at a time, and not the sender's own.", async () => {
  await using opened = await hintsOfTwo();
  const { mine, theirs, heard, own } = opened;
  await heardSomething(mine, heard);
  const ids = Array.from({ length: 1_000 }, (): string => randomUUID());
  for (const id of ids) mine.hint([id, id]);
  await vi.waitFor(() => expect(new Set(heard.filter((id) => ids.includes(id)))).toEqual(new Set(ids)), soon);
  expect(heard.filter((id) => ids.includes(id)).length).toBeLessThan(1_100);
  expect(own.filter((id) => ids.includes(id))).toEqual([]);
  theirs.hint(["back"]);
  await vi.waitFor(() => expect(own).toContain("back"), soon);
});

test("A listener whose connection is cut listens again by itself; a listener that throws is not the end either.", async () => {
  await using opened = await hintsOfTwo();
  const { mine, heard, db } = opened;
  await heardSomething(mine, heard);
  const { rows } = await db.pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'resync hints' and datname = current_database()",
  );
  expect(rows.length).toBeGreaterThan(0);
  await heardSomething(mine, heard);
  mine.hint(["throw"]);
  await heardSomething(mine, heard);
});

test("Hints without a database are lost in silence, and disposing does not wait for one.", async () => {
  await using db = openDatabase({ url: "postgres://nobody:x@127.0.0.1:9/none", log });
  const hints = createJobHints(db, { log });
  const listening = hints.listen(() => {});
  hints.hint([randomUUID()]);
  hints.hint([]);
  await new Promise((resolve) => setTimeout(resolve, 150));
  const began = performance.now();
  await listening[Symbol.asyncDispose]();
  expect(performance.now() - began).toBeLessThan(3_000);
});

async function hintsOfTwo() {
  const undo = new AsyncDisposableStack();
  const { url } = undo.use(await testDatabase());
  const db = undo.use(openDatabase({ url, log }));
  const other = undo.use(openDatabase({ url, log }));
  const mine = createJobHints(db, { log, signMs: 500 });
  const theirs = createJobHints(other, { log, signMs: 500 });
  const heard: string[] = [];
  const own: string[] = [];
  undo.use(mine.listen((ids) => own.push(...ids)));
  undo.use(
    theirs.listen((ids) => {
      heard.push(...ids);
      if (ids.includes("throw")) throw new Error("a listener's own fault");
    }),
  );
  return { db, mine, theirs, heard, own, [Symbol.asyncDispose]: () => undo.disposeAsync() };
}

/** Hints until one arrives: both listeners are there then, give or take one that still connects. */
async function heardSomething(
  hints: ReturnType<typeof createJobHints>,
  heard: readonly string[],
): Promise<void> {
  const id = randomUUID();
  await vi.waitFor(() => {
    hints.hint([id]);
    expect(heard).toContain(id);
  }, soon);
}
