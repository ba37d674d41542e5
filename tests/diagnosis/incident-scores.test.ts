// The evaluation must be able to fail: what is wrong is found wrong, and what is right is left alone.

import { describe, expect, it } from "vitest";
import type { Diagnosis } from "#core/diagnosis/diagnosis.ts";
import type { Evidence } from "#core/diagnosis/evidence.ts";
import { readScenario } from "../evals/incidents/scenario.ts";
import { scoreOf } from "../evals/incidents/score.ts";

const written = `
title: A file is missing
play: { streams: [{ name: S, jobs: [{ name: A, runs: [{ as: ABEND, ago: 5, code: 2, log: no file }] }] }] }
knowledge: [{ cite: "k.xlsx · A2", job: A, owner: ana@company.com, steps: [fetch it] }]
ask: { job: A, en: Why did A fail?, pt: Por que A falhou? }
right:
  cause: missing_file
  not: [permission]
  evidence: [no file]
  owner: ana@company.com
  proposal: { runbook: recover-abend, inputs: { job: A } }
  unknown: [last_good_run]
  fixes: ["k.xlsx · A2"]
`;
const scenario = readScenario("a.yml", written);
const text = { en: 'log line 9: "no file"', pt: 'linha 9 do log: "no file"' };
const shown: Evidence = {
  id: "log:9",
  look: "log",
  text,
  source: { title: "HWA", ref: "plan/job/run/1/joblog" },
  at: null,
  bears: [],
};
const cause = { cause: "missing_file", probability: 0.95, for: ["log:9"], against: [] } as const;
const k = { title: "Knowledge", ref: "k.xlsx · A2" };
const right: Diagnosis = {
  job: "A",
  jobId: "1",
  runId: "1",
  at: new Date(0),
  verdict: "confirmed",
  cause,
  hypotheses: [cause],
  confirmed: [{ text, evidence: ["log:9"] }],
  ruledOut: [],
  unknown: [{ look: "last_good_run", text, findOut: null, causes: [] }],
  evidence: [shown],
  fixes: [{ steps: ["fetch it"], procedureUrl: null, source: k, dated: null, fits: "job" }],
  owners: [{ owner: "ana@company.com", source: k, dated: null, gone: null }],
  before: null,
  proposal: { runbook: "recover-abend", inputs: { job: "A" }, why: { text, evidence: ["log:9"] } },
};

describe("A score", () => {
  it("finds nothing wrong with a diagnosis that is right", () => {
    expect(scoreOf(scenario, right)).toMatchObject({
      rootCause: true,
      falseCause: false,
      evidence: { named: 1, due: 1 },
      wrong: [],
    });
  });

  it("tells a wrong cause, which is false, from none, which is not", () => {
    const other = { ...cause, cause: "permission" } as const;
    const wrong = scoreOf(scenario, { ...right, cause: other, hypotheses: [other] });
    expect(wrong).toMatchObject({ rootCause: false, falseCause: true });
    const silent = scoreOf(scenario, { ...right, verdict: "unknown", cause: null });
    expect(silent).toMatchObject({ rootCause: false, falseCause: false });
  });

  it.each<readonly [string, Partial<Diagnosis>]>([
    ["evidence not named", { confirmed: [] }],
    ["evidence not named", { confirmed: [{ text: { en: text.en, pt: "nada" }, evidence: ["log:9"] }] }],
    ["owner not named", { owners: [] }],
    ["proposal", { proposal: null }],
    [
      "proposal",
      { proposal: { runbook: "recover-abend", inputs: { job: "B" }, why: { text, evidence: ["log:9"] } } },
    ],
    ["not said to be unknown", { unknown: [] }],
    ["fix not quoted", { fixes: [] }],
    ["claim without a source", { ruledOut: [{ text, evidence: [] }] }],
    ["claim without a source", { ruledOut: [{ text, evidence: ["log:10"] }] }],
    ["claim without a source", { evidence: [{ ...shown, source: { title: "HWA", ref: "" } }] }],
    [
      "claim without a source",
      { owners: [{ ...(right.owners[0] ?? never()), source: { title: "K", ref: "x" } }] },
    ],
  ])("says %s", (sentence, change) => {
    expect(scoreOf(scenario, { ...right, ...change }).wrong.join("\n")).toContain(sentence);
  });

  it("of a scenario that is written wrongly says where", () => {
    expect(() => readScenario("a.yml", written.replace("missing_file", "a_ghost"))).toThrow(
      /a\.yml.*right\.cause/s,
    );
    expect(() => readScenario("a.yml", written.replace("ABEND", "BROKE"))).toThrow(/a\.yml, play/);
  });
});

function never(): never {
  throw new Error("The right diagnosis names an owner.");
}
