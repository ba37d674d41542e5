import { sql } from "kysely";
import { pino } from "pino";
import { expect, test } from "vitest";
import { createIncidents } from "#adapters/postgres/knowledge/create-incidents.ts";
import { createKnowledgeSources } from "#adapters/postgres/knowledge/create-knowledge-sources.ts";
import { createKnownFixes } from "#adapters/postgres/knowledge/create-known-fixes.ts";
import { createLearnedEntries } from "#adapters/postgres/knowledge/create-learned-entries.ts";
import { createMining } from "#adapters/postgres/knowledge/create-mining.ts";
import type { Entry } from "#core/knowledge/entry.ts";
import type { Incident } from "#core/knowledge/incident.ts";
import { createMiner } from "#knowledge/learn/mining.ts";
import { knowledgeDatabase } from "../../adapters/postgres/knowledge/knowledge-database.ts";
import { content, piece } from "../../contracts/knowledge-sources.ts";

const now = new Date("2026-03-20T12:00:00Z");
const all = { limit: 50, offset: 0 };
const signal = new AbortController().signal;

async function stage() {
  const db = await knowledgeDatabase();
  const incidents = createIncidents(db);
  const entries = createLearnedEntries(db);
  const mining = createMining(db);
  const drafted: Entry[] = [];
  const miner = (more: { readonly faultOf?: () => string } = {}) =>
    createMiner({
      incidents,
      mining,
      entries,
      fixes: createKnownFixes(db),
      faultOf: () => null,
      after: 3,
      log: pino({ level: "silent" }),
      onDraft: (entry) => drafted.push(entry),
      now: () => now,
      ...more,
    });
  let number = 0;
  async function broke(day: number, job = "INVOICE_PROCESSING"): Promise<Incident> {
    number += 1;
    const brokeAt = new Date(Date.UTC(2026, 2, day, 3));
    const { incident } = await incidents.open({
      ...{ job, stream: "INVOICING", workstation: "INV_WS", jobId: `${job}-${number}`, runId: null },
      ...{ brokeAt, returnCode: 12 },
    });
    await incidents.diagnosed(incident.id, {
      errorCode: "ABEND_UFL",
      cause: "missing_file",
      signature: "open failed: <path>",
    });
    const at = new Date(brokeAt.getTime() + 1_800_000);
    await incidents.act(incident.id, { text: `hwa.rerun ${job}`, from: "seen", by: null, at });
    await incidents.resolve(incident.id, { how: "rerun", at, by: [], runbook: null, taskId: null });
    return incident;
  }
  const tell = (incident: Incident, text: string, by = "ana") =>
    incidents.act(incident.id, { text, from: "told", by, at: incident.brokeAt });
  return {
    ...{ db, incidents, entries, mining, drafted, miner, broke, tell },
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  };
}

test("Three that people tell of are drafted with the owner from the workbook, once, however often it is mined.", async () => {
  await using at = await stage();
  await createKnowledgeSources(at.db).put(
    content("resync.xlsx", [piece("Jobs!A2", "x", { job: "INVOICE_*", owner: "edi-team@company.com" })]),
  );
  const work = at.miner();
  for (const day of [1, 2]) await at.tell(await at.broke(day), "asked EDI for the file and reran it");
  await work(signal);
  expect(at.drafted).toEqual([]);
  // Told long after it was well, and after it was mined.
  const third = await at.broke(3);
  await work(signal);
  expect(at.drafted).toEqual([]);
  await at.tell(third, "pedi o arquivo para a EDI", "bia");
  await work(signal);
  await work(signal);
  await at.miner()(signal);
  expect(at.drafted).toHaveLength(1);
  expect((await at.entries.page(all)).entries).toMatchObject([
    {
      state: "draft",
      fix: { job: "INVOICE_PROCESSING", errorCode: "ABEND_UFL", owner: "edi-team@company.com" },
      evidence: [{ by: ["ana"] }, { by: ["ana"] }, { by: ["bia"] }],
      runbook: expect.stringContaining("uses: hwa.rerun"),
    },
  ]);
  expect(await at.mining.head()).toEqual(new Date("2026-03-03T03:30:00Z"));
});

test("A fourth joins, though the others lie further back than the last days.", async () => {
  await using at = await stage();
  for (const day of [1, 2, 3]) await at.tell(await at.broke(day), "asked EDI for the file");
  await at.miner()(signal);
  await at.tell(await at.broke(19, "INVOICE_PRINT"), "asked EDI for the file");
  await at.miner()(signal);
  expect(at.drafted.map(({ evidence, fix }) => [evidence.length, fix.job])).toEqual([
    [3, "INVOICE_PROCESSING"],
    [4, "INVOICE_*"],
  ]);
  expect((await at.entries.page(all)).total).toBe(1);
});

test("Two processes that mine at once draft once.", async () => {
  await using at = await stage();
  for (const day of [1, 2, 3]) await at.tell(await at.broke(day), "asked EDI for the file");
  await Promise.all([at.miner()(signal), at.miner()(signal), at.miner()(signal)]);
  expect((await at.entries.page(all)).total).toBe(1);
  expect(at.drafted).toHaveLength(1);
});

test("Stopped or failing anywhere, the next round does what was left.", async () => {
  await using at = await stage();
  for (const day of [1, 2, 3]) await at.tell(await at.broke(day), "asked EDI for the file");
  await at.miner()(AbortSignal.abort());
  expect(await at.mining.head()).toBeNull();
  const broken = at.miner({
    faultOf: () => {
      throw new Error("killed here");
    },
  });
  await expect(broken(signal)).rejects.toThrow("killed here");
  expect(await at.mining.head()).toBeNull();
  await at.miner({ faultOf: () => "not a runbook" })(signal);
  expect((await at.entries.page(all)).entries).toMatchObject([{ runbook: null }]);
});

test("What became well by itself is no experience, and what was rejected is not drafted again by the same three.", async () => {
  await using at = await stage();
  for (const day of [1, 2, 3]) await at.broke(day);
  await at.miner()(signal);
  expect(at.drafted).toEqual([]);
  for (const day of [4, 5, 6]) await at.tell(await at.broke(day), "asked EDI for the file");
  await at.miner()(signal);
  const [entry] = at.drafted;
  const by = { who: { id: "ana", name: "Ana" }, surface: "api" };
  await at.entries.decide(entry?.id ?? "", { verdict: "rejected", reason: "no", fix: null }, by);
  await at.miner()(signal);
  expect((await at.entries.page({ ...all, state: "draft" })).total).toBe(0);
  for (const day of [7, 8, 9]) await at.tell(await at.broke(day), "asked EDI for the file");
  await at.miner()(signal);
  expect((await at.entries.page({ ...all, state: "draft" })).total).toBe(1);
});

test("The like of an incident is found by its job, its code, its log line and its family's cause.", async () => {
  await using at = await stage();
  const ids = [await at.broke(1), await at.broke(2, "INVOICE_PRINT"), await at.broke(3, "PAYROLL")].map(
    ({ id }) => id,
  );
  await sql`update incident set error_code = null, signature = null where job <> 'INVOICE_PROCESSING'`.execute(
    at.db.kysely,
  );
  const like = (about: object) =>
    at.mining.alike(
      { job: "INVOICE_X", errorCode: null, signature: null, cause: null, family: "INVOICE", ...about },
      10,
    );
  expect(await like({})).toEqual([]);
  expect(await like({ job: "PAYROLL" })).toEqual([ids[2]]);
  expect(await like({ errorCode: "ABEND_UFL" })).toEqual([ids[0]]);
  expect(await like({ signature: "open failed: <path>" })).toEqual([ids[0]]);
  expect((await like({ cause: "missing_file" })).toSorted()).toEqual(ids.slice(0, 2).toSorted());
});
