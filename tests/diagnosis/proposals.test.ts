// What is proposed for which cause, as the runbooks' own files say it.

import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parse } from "yaml";
import type { CauseKind } from "#core/diagnosis/causes.ts";
import { compileWorkflow } from "#core/workflow/compile-workflow.ts";
import type { Workflow } from "#core/workflow/workflow.ts";
import { workflowFileSchema } from "#core/workflow/workflow-file.ts";
import { proposalsFrom } from "#diagnosis/proposals.ts";

const folder = new URL("../../workflows/runbooks/", import.meta.url);
const compiled = (text: string): Workflow =>
  compileWorkflow(workflowFileSchema.parse(parse(text)), () => ({
    effect: "once",
    asks: true,
    prepares: false,
  }));
const shipped = readdirSync(folder).map((name) => compiled(readFileSync(new URL(name, folder), "utf8")));

it.each<readonly [CauseKind, string | null]>([
  ["missing_file", "recover-abend"],
  ["failed_predecessor", "recover-abend"],
  ["workstation_down", "link-workstation"],
  ["limit", "raise-limit"],
  ["confirmation", "confirm-job"],
  ["return_code_mapping", "confirm-job"],
  ["held", "free-stream"],
  ["bad_data", null],
  ["program", null],
  ["not_yet", null],
])("For %s the runbooks that come with Resync propose %s", (cause, runbook) => {
  expect(proposalsFrom(() => shipped)(cause).map((each) => each.runbook)).toEqual(
    runbook === null ? [] : [runbook],
  );
});

it("Each input that a remedy fills is one that the workflow has", () => {
  for (const { inputs, remedies = [] } of shipped)
    for (const remedy of remedies)
      for (const name of Object.keys(remedy.inputs)) expect(Object.keys(inputs)).toContain(name);
});

it("A remedy that says in which state the job must be goes before one for any, and a runbook saved meanwhile counts at once", () => {
  const own = (id: string, when: string) =>
    compiled(`id: ${id}
kind: runbook
title: Try
inputs: { job: { type: string } }
remedies: [{ cause: lock, ${when}inputs: { job: job }, why: { en: a, pt: b } }]
steps: [{ id: a, uses: x }]
`);
  const loaded = [own("a-any", "")];
  const proposals = proposalsFrom(() => loaded);
  expect(proposals("lock")).toEqual([
    { runbook: "a-any", inputs: { job: "job" }, why: { en: "a", pt: "b" } },
  ]);
  loaded.push(own("b-failed", "when: failed, "));
  expect(proposals("lock").map((each) => each.runbook)).toEqual(["b-failed", "a-any"]);
});

it("A file that is meant for no cause keeps the digest it had before files could say so", () => {
  const text = "id: try\nkind: runbook\ntitle: Try\nsteps: [{ id: a, uses: x }]\n";
  expect(compiled(text)).not.toHaveProperty("remedies");
});
