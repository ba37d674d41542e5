// The graph on a real database, kept up with documents, incidents, conversations and the plan.

import { pino } from "pino";
import { expect, test } from "vitest";
import { createGraph } from "#adapters/postgres/knowledge/create-graph.ts";
import { createIncidents } from "#adapters/postgres/knowledge/create-incidents.ts";
import { createInteractions } from "#adapters/postgres/knowledge/create-interactions.ts";
import { createKnowledgeSources } from "#adapters/postgres/knowledge/create-knowledge-sources.ts";
import { Fault } from "#core/fault.ts";
import type { Interaction } from "#core/knowledge/interaction.ts";
import { tendGraph } from "#knowledge/graph/tend-graph.ts";
import type { HwaDependency, HwaJob } from "#ports/hwa.ts";
import type { SourceContent } from "#ports/knowledge-sources.ts";
import { knowledgeDatabase } from "../../adapters/postgres/knowledge/knowledge-database.ts";
import { anHwaJob } from "../../support/hwa-job.ts";
import { createMemoryPlanStore } from "../../support/memory-plan-store.ts";

const log = pino({ level: "silent" });
const start = Date.UTC(2026, 2, 4, 3);
const minutes = (count: number) => new Date(start + count * 60_000);

async function stage() {
  const db = await knowledgeDatabase();
  const clock = { at: minutes(60) };
  const now = () => clock.at;
  const store = createMemoryPlanStore(now);
  const dependencies = new Map<string, readonly HwaDependency[]>();
  const asked: string[] = [];
  const hwa = {
    isAway: false,
    async job(id: string): Promise<HwaJob | null> {
      if (hwa.isAway) throw new Fault("unreachable", "HWA is away.", { retryable: true });
      asked.push(id);
      return anHwaJob({ id, name: id.replace("id-", ""), dependencies: dependencies.get(id) ?? [] });
    },
    jobStream: async () => null,
    resources: async () => ({ total: 0, items: [] }),
  };
  const graph = createGraph(db);
  const sources = createKnowledgeSources(db);
  const incidents = createIncidents(db);
  const interactions = createInteractions(db);
  const rounds = tendGraph({
    graph,
    sources,
    incidents,
    interactions,
    store,
    hwa,
    spelling: { job: () => null, jobsBeginning: () => [], code: (code) => code },
    now,
    mayWork: () => true,
    log,
  });
  return {
    graph,
    sources,
    incidents,
    interactions,
    store,
    hwa,
    dependencies,
    asked,
    clock,
    rounds,
    async lines(job: string) {
      const { edges } = await graph.around({ kind: "job", name: job }, { depth: 1, limit: 50 });
      return edges
        .filter(({ from, to }) => from.name === job || to.name === job)
        .map(
          ({ from, kind, to, source, count }) =>
            `${from.name} ${kind} ${to.name} (${source.split(":")[0]} ${count})`,
        )
        .sort();
    },
    async [Symbol.asyncDispose]() {
      await rounds[Symbol.asyncDispose]();
      await db[Symbol.asyncDispose]();
    },
  };
}

const workbook = (more: Partial<SourceContent> = {}): SourceContent => ({
  id: "s1",
  kind: "workbook",
  origin: "folder",
  name: "knowledge/resync.xlsx",
  title: "Resync",
  addedBy: null,
  digest: "1",
  standing: "approved",
  pieces: [
    {
      place: "Jobs!A2:E2",
      heading: null,
      text: "INVOICE",
      fix: {
        job: "INVOICE",
        errorCode: "ORA-01653",
        problem: null,
        steps: ["Add a file"],
        owner: "Ops",
        procedureUrl: null,
      },
      dated: null,
    },
  ],
  ...more,
});

const question = (id: string, at: Date, job: string): Omit<Interaction, "feedback" | "judged"> => ({
  id,
  at,
  conversationId: "c1",
  platform: "web",
  thread: "t",
  personId: "ana",
  locale: "en",
  question: "?",
  answer: "!",
  intent: "job.status",
  confidence: 1,
  slots: { job },
  agent: "hwa-monitor",
  tools: [],
  sources: [],
  passages: [],
  incident: null,
  mood: "neutral",
  elapsedMs: 1,
  model: null,
});

const planOf = (names: readonly string[], stream = "DAILY") =>
  names.map((name) => ({
    id: `id-${name}`,
    name,
    stream,
    workstation: "W1",
    internal: "SUCC",
    common: "SUCCESSFUL" as const,
    substatus: null,
    canceled: false,
    runId: null,
    returnCode: 0,
    startedAt: null,
    endedAt: null,
    estimatedMs: null,
    late: false,
    critical: false,
    scheduledAt: null,
  }));

const poll = { readAt: minutes(0), engine: "E", totalJobs: 1, countsByStatus: {} };

test("A document's edges come when it is approved and go when it is withdrawn, missing or removed.", async () => {
  await using on = await stage();
  await on.sources.put(workbook({ standing: "pending" }));
  await on.rounds.turn();
  expect(await on.lines("INVOICE")).toEqual([]);
  await on.sources.stand("s1", "approved");
  await on.rounds.turn();
  const told = [
    "Ops owns INVOICE (document 1)",
    "knowledge/resync.xlsx mentions INVOICE (document 1)",
    "knowledge/resync.xlsx · Jobs!A2:E2 cures INVOICE (document 1)",
  ];
  expect(await on.lines("INVOICE")).toEqual(told);
  for (const [take, give] of [
    [() => on.sources.stand("s1", "withdrawn"), () => on.sources.stand("s1", "approved")],
    [() => on.sources.missing("s1", true), () => on.sources.missing("s1", false)],
    [() => on.sources.remove("s1"), () => on.sources.put(workbook())],
  ] as const) {
    await take();
    await on.rounds.turn();
    expect(await on.lines("INVOICE")).toEqual([]);
    await give();
    await on.rounds.turn();
    expect(await on.lines("INVOICE")).toEqual(told);
  }
});

test("A document that changed tells its new words alone.", async () => {
  await using on = await stage();
  await on.sources.put(workbook());
  await on.rounds.turn();
  const [piece] = workbook().pieces;
  if (!piece?.fix) throw new Error("The workbook has a row.");
  await on.sources.put(
    workbook({ digest: "2", pieces: [{ ...piece, fix: { ...piece.fix, owner: "Treasury" } }] }),
  );
  await on.rounds.turn();
  expect(await on.lines("INVOICE")).toContain("Treasury owns INVOICE (document 1)");
  expect(await on.lines("INVOICE")).not.toContain("Ops owns INVOICE (document 1)");
});

test("Incidents are told once however often they are read, and again when they are resolved, told otherwise, or somebody is erased.", async () => {
  await using on = await stage();
  const open = async (job: string, at: Date, code: string | null) => {
    const { incident } = await on.incidents.open({
      job,
      stream: "S",
      workstation: "W",
      jobId: `id-${job}`,
      runId: null,
      brokeAt: at,
      returnCode: 1,
    });
    await on.incidents.diagnosed(incident.id, { errorCode: code, cause: "disk_full", signature: null });
    return incident.id;
  };
  const first = await open("A", minutes(1), "ORA-01653");
  await open("B", minutes(5), null);
  await open("LATER", minutes(50), null);
  for (let round = 0; round < 3; round += 1) await on.rounds.turn();
  expect(await on.graph.brokeWith("A", 5)).toEqual([{ job: "B", count: 1, lastSeen: minutes(5) }]);
  await on.incidents.resolve(first, {
    how: "rerun",
    at: minutes(55),
    by: ["ana"],
    runbook: null,
    taskId: null,
  });
  await on.rounds.turn();
  expect(await on.graph.resolvedBy({ errorCode: "ORA-01653" }, 5)).toEqual([
    { person: "ana", count: 1, lastSeen: minutes(55) },
  ]);
  await on.incidents.tellCause(first, "the gateway", "ana");
  await on.rounds.turn();
  expect(
    (await on.graph.around({ kind: "incident", name: first }, { depth: 1, limit: 20 })).edges
      .filter(({ from, to }) => from.kind === "incident" || to.kind === "incident")
      .map(({ kind }) => kind)
      .sort(),
  ).toEqual(["broke", "failed_with", "resolved"]);
  await on.incidents.erase("ana");
  await on.graph.erase("ana");
  on.clock.at = minutes(200);
  await on.rounds.turn();
  expect(await on.graph.find("ana", ["person"], 5)).toEqual([]);
});

test("What happened while nobody looked is read at the next start, and what is known stays as it is.", async () => {
  await using on = await stage();
  for (let number = 0; number < 230; number += 1) {
    const at = new Date(start - number * 86_400_000);
    const { incident } = await on.incidents.open({
      job: "A",
      stream: "S",
      workstation: "W",
      jobId: `id-${number}`,
      runId: null,
      brokeAt: at,
      returnCode: 1,
    });
    if (number === 229)
      await on.incidents.diagnosed(incident.id, { errorCode: "OLDEST", cause: null, signature: null });
  }
  await on.rounds.turn();
  expect((await on.graph.counts()).edges).toEqual({ broke: 230, failed_with: 2 });
});

test("A question counts once for its conversation, however often it is read, and again when it is asked again.", async () => {
  await using on = await stage();
  await on.interactions.record(question("q1", minutes(1), "A"));
  await on.rounds.turn();
  await on.rounds.turn();
  expect(await on.lines("A")).toEqual(["c1 asked_about A (conversations 1)"]);
  await on.interactions.record(question("q2", minutes(2), "A"));
  await on.interactions.record(question("q3", minutes(3), "A"));
  await on.rounds.turn();
  await on.rounds.turn();
  expect(await on.lines("A")).toEqual(["c1 asked_about A (conversations 3)"]);
  expect(
    JSON.stringify(await on.graph.around({ kind: "job", name: "A" }, { depth: 3, limit: 50 })),
  ).not.toContain("ana");
});

test("The plan tells where jobs are and what they follow, keeps up with it, and remembers streams that left it.", async () => {
  await using on = await stage();
  await on.store.replace(
    poll,
    (async function* () {
      yield [...planOf(["A", "B"]), ...planOf(["M"], "MONTHLY")];
    })(),
    [],
  );
  on.dependencies.set("id-B", [
    {
      id: "d",
      kind: "job",
      jobId: "id-A",
      jobName: "A",
      streamName: "DAILY",
      workstation: null,
      predecessorStatus: "SUCC",
      external: false,
      satisfied: true,
      state: "SATISFIED",
    },
  ]);
  await on.rounds.turn();
  expect(await on.lines("B")).toEqual([
    "B follows A (plan 1)",
    "B runs_in DAILY (plan 1)",
    "B runs_on W1 (plan 1)",
  ]);
  expect(on.asked).toHaveLength(3);
  await on.rounds.turn();
  expect(on.asked).toHaveLength(3);
  await on.store.replace(
    poll,
    (async function* () {
      yield planOf(["A", "C"]);
    })(),
    [],
  );
  await on.store.record(poll, [
    { kind: "workstation", before: null, after: { name: "W1", linked: true, agentUp: true } },
  ]);
  on.clock.at = minutes(100);
  await on.rounds.turn();
  expect(await on.lines("C")).toEqual(["C runs_in DAILY (plan 1)", "C runs_on W1 (plan 1)"]);
  expect(await on.lines("B")).toEqual(["B follows A (plan 1)"]);
  expect(await on.lines("M")).toEqual(["M runs_in MONTHLY (plan 1)", "M runs_on W1 (plan 1)"]);
});

test("While HWA is away everything else is read, and the plan's rest when it is back.", async () => {
  await using on = await stage();
  await on.store.replace(
    poll,
    (async function* () {
      yield planOf(["A"]);
    })(),
    [],
  );
  await on.interactions.record(question("q1", minutes(1), "A"));
  on.hwa.isAway = true;
  await expect(on.rounds.turn()).rejects.toThrow("HWA is away.");
  expect(await on.lines("A")).toEqual([
    "A runs_in DAILY (plan 1)",
    "A runs_on W1 (plan 1)",
    "c1 asked_about A (conversations 1)",
  ]);
  on.hwa.isAway = false;
  await on.rounds.turn();
  expect(on.asked).toEqual(["id-A"]);
});

test("A plan of 5,000 jobs asks HWA for no more than a few of them in a round, what fails first.", async () => {
  await using on = await stage();
  const many = planOf(Array.from({ length: 5_000 }, (_, index) => `J${index}`)).map((job, index) => ({
    ...job,
    stream: `S${index % 40}`,
    ...(index === 4_999 && { common: "ERROR" as const }),
  }));
  await on.store.replace(
    poll,
    (async function* () {
      yield many;
    })(),
    [],
  );
  await on.rounds.turn();
  expect(on.asked[0]).toBe("id-J4999");
  expect(on.asked.length).toBeLessThanOrEqual(200);
  expect((await on.graph.counts()).edges.runs_in).toBe(5_000);
});
