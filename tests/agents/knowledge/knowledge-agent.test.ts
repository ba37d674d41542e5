import { expect, test } from "vitest";
import { createKnowledgeAgent } from "#agents/knowledge/knowledge-agent.ts";
import type { KnowledgeSource } from "#core/knowledge/source.ts";
import type { KnowledgeDesk } from "#knowledge/knowledge-desk.ts";
import { knowing, row, source } from "../../support/known-rows.ts";
import { ask } from "../asked.ts";

const rows = [
  row(2, { job: "PAYROLL", owner: "hr@company.com", procedureUrl: "https://docs/payroll" }),
  row(3, { job: "PAYROLL", errorCode: "ABEND_UFL", steps: ["Check the file", "Rerun"] }),
  row(4, { errorCode: "ORA-01017", steps: ["Ask the database team"], owner: "dba@company.com" }),
];

const agentOn = (knowledge: KnowledgeDesk) =>
  createKnowledgeAgent({ knowledge, timezone: "UTC", version: "1.0.0" });
const agent = agentOn(knowing(rows));

test("an error is explained by the code tables and what is known together, each cited", async () => {
  const answer = await ask(agent, "error.explain", { errorCode: "ora1017" });
  expect(answer.text).toMatch(/^ORA-01017: /);
  expect(answer.text).toContain("1. Ask the database team");
  expect(answer.sources.map((source) => source.ref)).toEqual([
    "ORA-01017",
    "knowledge/resync.xlsx · Jobs!A4:E4",
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
  expect(english.text).toContain("knowledge/resync.xlsx (3 passages)");
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
  expect(one.sources.map((source) => source.ref)).toEqual(["knowledge/resync.xlsx · Jobs!A2:E2"]);
  const two = await ask(agent, "owner.who", { job: ["PAYROLL", "STRANGER"] });
  expect(two.data).toEqual([
    { job: "PAYROLL", owner: "hr@company.com", documentation: "https://docs/payroll" },
    { job: "STRANGER", owner: null, documentation: null },
  ]);
  expect(two.text).toContain("STRANGER: the owner is unknown");
  expect(two.text).toContain("I looked in knowledge/resync.xlsx");
});

test("a search quotes what is known with its cells, or says that nothing is known", async () => {
  const found = await ask(agent, "knowledge.search", { text: "database" });
  expect(found.data).toMatchObject([
    { error_code: "ORA-01017", source: "knowledge/resync.xlsx · Jobs!A4:E4" },
  ]);
  const nothing = await ask(agent, "knowledge.search", { text: "bananas" });
  expect(nothing.data).toEqual([]);
  expect(nothing.text).toMatch(/Nothing is known about "bananas"/);
});

test("it is healthy while every source is as it was read last, and says which are not", async () => {
  const health = async (sources: readonly KnowledgeSource[]) =>
    agentOn(knowing(rows, sources)).checkHealth(AbortSignal.timeout(5_000));
  const refused = source({ id: "b", name: "knowledge/b.pdf", problem: "It is a zip bomb." });
  const gone = source({ id: "c", name: "knowledge/c.md", missing: true });
  expect(await health([source()])).toEqual({ status: "healthy", detail: "1 source in use, 3 passages." });
  expect(await health([source(), refused])).toMatchObject({
    status: "degraded",
    detail: expect.stringContaining("knowledge/b.pdf: It is a zip bomb."),
  });
  expect(await health([source(), gone])).toMatchObject({
    status: "healthy",
    detail: expect.stringContaining("Gone, and not quoted: knowledge/c.md."),
  });
  expect((await health([gone])).status).toBe("unhealthy");
  expect((await health([])).status).toBe("degraded");
});

test("with nothing to look in the answer says so instead of claiming to have looked", async () => {
  const refused = source({ passages: 0, problem: "It is encrypted." });
  const answer = await ask(agentOn(knowing([], [refused])), "owner.who", { job: "PAYROLL" });
  expect(answer.text).toContain("There is no source of knowledge to look in.");
  expect(answer.text).toContain("It is encrypted.");
});

test("when what is known cannot be looked up, every answer says that and claims nothing else", async () => {
  const broken: KnowledgeDesk = {
    fixes: { about: () => Promise.reject(new Error("connection refused")) },
    retrieval: { search: () => Promise.reject(new Error("connection refused")) },
    sources: { page: () => Promise.reject(new Error("connection refused")) },
  };
  const lost = agentOn(broken);
  for (const [name, slots] of [
    ["error.explain", { errorCode: "ORA-01017" }],
    ["error.explain", { errorCode: "XYZ-9" }],
    ["owner.who", { job: "PAYROLL" }],
    ["knowledge.search", { text: "disk" }],
  ] as const) {
    const { text } = await ask(lost, name, slots);
    expect(text).toContain("could not be looked up");
    expect(text).not.toMatch(/No fix|is unknown|Nothing is known|connection refused/);
  }
  expect((await lost.checkHealth(AbortSignal.timeout(5_000))).status).toBe("unhealthy");
});
