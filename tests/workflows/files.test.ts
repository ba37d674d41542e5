// The workflows that come with Resync, as files: they are sound, they can be drawn, and they explain themselves.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { saidIn } from "#core/wording.ts";
import { drawWorkflow } from "#engine/library/draw.ts";
import { checkWorkflowFiles } from "#engine/library/read-workflows.ts";
import { readYaml } from "#engine/library/read-yaml.ts";
import { openShift, type Shift } from "./support/shift.ts";
import { shippedActions } from "./support/shipped-actions.ts";

const dir = fileURLToPath(new URL("../../workflows", import.meta.url));
const runbooks = [
  "confirm-job",
  "free-stream",
  "hold-stream",
  "link-workstation",
  "morning-check",
  "raise-limit",
  "recover-abend",
  "rerun-job",
];
const files = ["runbooks", "jobs"].flatMap((folder) =>
  readdirSync(join(dir, folder)).map((file) => join(folder, file)),
);
const { workflows, problems } = await checkWorkflowFiles(dir, shippedActions);

it("nothing is wrong with any of them", () => {
  expect(problems).toEqual([]);
  expect(workflows.filter(({ kind }) => kind === "runbook").map(({ id }) => id)).toEqual(runbooks);
});

describe.each(workflows.map((workflow) => [workflow.id, workflow] as const))("%s", (id, workflow) => {
  it("can be drawn, with every step", async () => {
    const { mermaid, svg } = await drawWorkflow(workflow);
    for (const step of workflow.steps)
      for (const picture of [mermaid, svg]) expect(picture).toContain(saidIn(step.title ?? step.id, "en"));
  });

  it("has a title on every step and a description on every input", () => {
    for (const step of workflow.steps) expect([step.id, step.title]).not.toContain(null);
    for (const said of [workflow.title, workflow.description, ...workflow.steps.map(({ title }) => title)])
      expect(said, "in both languages").toMatchObject({ en: expect.any(String), pt: expect.any(String) });
    for (const [name, input] of Object.entries(workflow.inputs))
      expect([name, input.description]).not.toContain(null);
    expect(id.length).toBeGreaterThan(0);
  });

  it("asks before everything that changes HWA", () => {
    for (const step of workflow.steps)
      if (shippedActions.find(step.uses)?.asks) expect([step.id, step.approval]).not.toContain(null);
  });
});

it("each file names its schema first and then says what it is for and when not to use it", () => {
  for (const file of readdirSync(join(dir, "runbooks"))) {
    const [schema, empty, ...rest] = readFileSync(join(dir, "runbooks", file), "utf8").split("\n");
    expect([file, schema, empty]).toEqual([
      file,
      "# yaml-language-server: $schema=../workflow.schema.json",
      "#",
    ]);
    const about = rest
      .slice(
        0,
        rest.findIndex((line) => !line.startsWith("#")),
      )
      .join(" ");
    expect(about.length, file).toBeGreaterThan(150);
    expect(about, file).toMatch(/\bNot (for|to)\b|it only tells/);
  }
});

it("any reader of YAML reads them as Resync does, and the schema that editors use finds no fault", () => {
  const schema = JSON.parse(readFileSync(join(dir, "workflow.schema.json"), "utf8"));
  const fits = new Ajv2020({ strict: false, formats: { regex: true } }).compile(schema);
  for (const file of files) {
    const bytes = readFileSync(join(dir, file));
    const plain: unknown = parse(bytes.toString());
    expect([file, plain]).toEqual([file, readYaml(bytes).value]);
    expect([file, fits(plain), fits.errors]).toEqual([file, true, null]);
  }
});

describe("asked what they would do", () => {
  let shift: Shift;
  beforeAll(async () => {
    shift = await openShift();
    await shift.app.sim("clock", { advanceSeconds: 300 });
  });
  afterAll(() => shift[Symbol.asyncDispose]());

  it.each([
    ["recover-abend", { job: "INVOICE_PROCESSING" }, "rerun"],
    ["rerun-job", { job: "FINANCE_PAYROLL" }, "rerun"],
    ["confirm-job", { job: "FIN_MANUAL_CHECK", as: "succ" }, "confirm"],
    ["free-stream", { stream: "PAYROLL_PAYMENT" }, "reply"],
    ["hold-stream", { stream: "GL_DAILY_CLOSE" }, "hold"],
    ["link-workstation", { workstation: "BRANCH_SP03" }, "link"],
    ["raise-limit", { workstation: "WEB_AGT1", limit: 10 }, "raise"],
    ["morning-check", {}, null],
  ] as const)("%s reads, shows the change and makes none", async (id, inputs, change) => {
    const { steps } = await shift.dryRun(id, inputs);
    const verdicts = Object.groupBy(steps, (step: { verdict: string }) => step.verdict);
    expect(verdicts.failed).toBeUndefined();
    if (change) expect(verdicts.would_do).toContainEqual(expect.objectContaining({ step: change }));
    expect(await shift.changes("")).toEqual([]);
  });

  it("a runbook that would stop says so", async () => {
    const { steps } = await shift.dryRun("recover-abend", { job: "FINANCE_PAYROLL" });
    expect(steps.find((step: { step: string }) => step.step === "not_failed")).toMatchObject({
      verdict: "failed",
      text: expect.stringContaining("There is nothing to recover"),
    });
  });
});
