import { expect, test } from "vitest";
import { createKnowledgeAgent } from "#agents/knowledge/knowledge-agent.ts";
import type { KnowledgeFile, KnowledgeRow, KnowledgeStore } from "#ports/knowledge-store.ts";
import { ask } from "../asked.ts";

const at = new Date("2026-03-12T07:00:00Z");
const loaded: KnowledgeFile = {
  file: "knowledge/ops.xlsx",
  state: "loaded",
  rows: 3,
  loadedAt: at,
  problem: null,
};

function row(number: number, parts: Partial<KnowledgeRow>): KnowledgeRow {
  return {
    job: null,
    errorCode: null,
    steps: [],
    owner: null,
    procedureUrl: null,
    source: { file: "knowledge/ops.xlsx", sheet: "Jobs", row: number, cells: `A${number}:E${number}` },
    ...parts,
  };
}

const rows = [
  row(2, { job: "PAYROLL", owner: "hr@company.com", procedureUrl: "https://docs/payroll" }),
  row(3, { job: "PAYROLL", errorCode: "ABEND_UFL", steps: ["Check the file", "Rerun"] }),
  row(4, { errorCode: "ORA-01017", steps: ["Ask the database team"], owner: "dba@company.com" }),
];

/** These rows, by equality alone; the order among them is the workbook's own test. */
function store(known: readonly KnowledgeRow[], files: readonly KnowledgeFile[] = [loaded]): KnowledgeStore {
  return {
    about: ({ job, errorCode }) =>
      known.filter((each) => {
        if (job === undefined) return each.errorCode === errorCode;
        const fits = errorCode === undefined || each.errorCode === null || each.errorCode === errorCode;
        return fits && (each.job === job || (each.job === null && each.errorCode === errorCode));
      }),
    search: (words, limit) =>
      known
        .filter((each) => each.steps.join(" ").toLowerCase().includes(words.toLowerCase()))
        .slice(0, limit),
    files: () => files,
  };
}

const agentOn = (knowledge: KnowledgeStore) =>
  createKnowledgeAgent({ knowledge, timezone: "UTC", version: "1.0.0" });
const agent = agentOn(store(rows));

test("an error is explained by the code tables and the workbook together, each cited", async () => {
  const answer = await ask(agent, "error.explain", { errorCode: "ora1017" });
  expect(answer.text).toMatch(/^ORA-01017: /);
  expect(answer.text).toContain("1. Ask the database team");
  expect(answer.sources.map((source) => source.ref)).toEqual([
    "ORA-01017",
    "knowledge/ops.xlsx · Jobs!A4:E4",
  ]);
  expect(answer.data).toMatchObject({
    error_code: "ORA-01017",
    known: "exact",
    resolution_steps: ["Ask the database team"],
    owner: "dba@company.com",
    jobs: [],
  });
});

test("a code of the program's own is not given a meaning nobody wrote down", async () => {
  const answer = await ask(agent, "error.explain", { errorCode: "ABEND_UFL", job: "PAYROLL" });
  expect(answer.data).toMatchObject({
    error_code: "ABEND_UFL",
    meaning: null,
    resolution_steps: ["Check the file", "Rerun"],
    owner: "hr@company.com",
    documentation: "https://docs/payroll",
    jobs: ["PAYROLL"],
  });
});

test("what nobody knows is called unknown, with where it was looked for, in the reader's language", async () => {
  const english = await ask(agent, "error.explain", { errorCode: "XYZ-9" });
  expect(english.mood).toBe("unknown");
  expect(english.text).toMatch(/^Nothing is known about XYZ-9\./);
  expect(english.text).toContain("knowledge/ops.xlsx (3 rows)");
  expect(english.data).toMatchObject({ meaning: null, resolution_steps: [], owner: null });
  const portuguese = await ask(agent, "error.explain", { errorCode: "XYZ-9" }, { locale: "pt" });
  expect(portuguese.text).toMatch(/^Nada se sabe sobre XYZ-9\./);
});

test("without a code or a job it asks which error", async () => {
  expect((await ask(agent, "error.explain")).text).toMatch(/^Which error\?/);
});

test("an owner is told with the cell, and several at once under each other", async () => {
  const one = await ask(agent, "owner.who", { job: "PAYROLL" });
  expect(one.data).toEqual({
    job: "PAYROLL",
    owner: "hr@company.com",
    documentation: "https://docs/payroll",
  });
  expect(one.sources.map((source) => source.ref)).toEqual(["knowledge/ops.xlsx · Jobs!A2:E2"]);
  const two = await ask(agent, "owner.who", { job: ["PAYROLL", "STRANGER"] });
  expect(two.data).toEqual([
    { job: "PAYROLL", owner: "hr@company.com", documentation: "https://docs/payroll" },
    { job: "STRANGER", owner: null, documentation: null },
  ]);
  expect(two.text).toContain("STRANGER: the owner is unknown");
  expect(two.text).toContain("I looked in knowledge/ops.xlsx");
});

test("a search lists rows with their cells, or says that nothing is known", async () => {
  const found = await ask(agent, "knowledge.search", { text: "database" });
  expect(found.data).toMatchObject([{ error_code: "ORA-01017", source: "knowledge/ops.xlsx · Jobs!A4:E4" }]);
  const nothing = await ask(agent, "knowledge.search", { text: "bananas" });
  expect(nothing.data).toEqual([]);
  expect(nothing.text).toMatch(/Nothing is known about "bananas"/);
});

test("it is healthy only when every workbook is loaded", async () => {
  const health = async (files: readonly KnowledgeFile[]) =>
    (await agentOn(store(rows, files)).checkHealth(AbortSignal.timeout(5_000))).status;
  const rejected: KnowledgeFile = { ...loaded, state: "rejected", problem: "It is a zip bomb." };
  const missing: KnowledgeFile = { ...loaded, state: "missing", rows: 0, loadedAt: null, problem: "Gone." };
  expect(await health([loaded])).toBe("healthy");
  expect(await health([loaded, missing])).toBe("degraded");
  expect(await health([rejected])).toBe("degraded");
  expect(await health([missing])).toBe("unhealthy");
  expect(await health([])).toBe("degraded");
});

test("with nothing loaded the answer says so instead of claiming to have looked", async () => {
  const missing: KnowledgeFile = { ...loaded, state: "missing", rows: 0, loadedAt: null, problem: "Gone." };
  const answer = await ask(agentOn(store([], [missing])), "owner.who", { job: "PAYROLL" });
  expect(answer.text).toContain("No knowledge workbook is loaded.");
  expect(answer.text).toContain("Gone.");
});
