// The sample of a workflow in the engine's design, as it is written there: it loads, and does what it says.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { checkWorkflowFiles } from "#engine/library/read-workflows.ts";
import { openShift } from "./support/shift.ts";
import { shippedActions } from "./support/shipped-actions.ts";

const dir = fileURLToPath(new URL("./sample", import.meta.url));

it("loads without a fault, with every default and shape it shows", async () => {
  const { workflows, problems } = await checkWorkflowFiles(dir, shippedActions);
  expect(problems).toEqual([]);
  const [sample] = workflows;
  expect(sample?.steps.map(({ id, needs, phase }) => [id, needs, phase])).toEqual([
    ["look", [], "main"],
    ["rerun", ["look"], "main"],
    ["verify", ["rerun"], "verify"],
  ]);
  const hour = 3_600_000;
  expect(sample?.steps[1]).toMatchObject({
    approval: {
      from: ["operators"],
      count: 1,
      fourEyes: "auto",
      expiresMs: 24 * hour,
      remindMs: hour,
      escalate: { afterMs: 4 * hour, to: ["leads"] },
    },
    timeoutMs: 120_000,
    retry: { attempts: 3, backoffMs: 5_000, maxMs: 60_000 },
    onFailure: "stop",
    rollback: { uses: "hwa.kill", effect: "once" },
  });
});

it("a misspelt id of a run is refused at loading, and both spellings are known", async () => {
  const text = readFileSync(`${dir}/runbooks/recover-abend.yml`, "utf8");
  expect(text).toContain("runId");
  const rerun = shippedActions.find("hwa.rerun");
  expect(rerun?.input.safeParse({ runId: "r" }).success).toBe(true);
  expect(rerun?.input.safeParse({ run_id: "r" }).success).toBe(true);
  expect(rerun?.input.safeParse({ runID: "r" }).success).toBe(false);
});

it("runs: looks, asks, reruns that very run, and waits until it completed", async () => {
  await using shift = await openShift({ WORKFLOWS_DIR: dir });
  const id = await shift.start("recover-abend", { job: "INVOICE_PROCESSING" });
  const card = await shift.approve(id);
  await shift.passed(id, "rerun");
  await shift.app.sim("jobs/INVOICE_PROCESSING/finish", {});
  const done = await shift.ended(id);
  expect([done.status, done.outputData]).toEqual(["COMPLETED", { result: "Completed" }]);
  const [change, ...more] = await shift.changes("");
  expect(more).toEqual([]);
  expect(change.path).toContain(`/run/${card.plan.args.runId}/action/rerun`);

  // Its condition is false for a job that completed: nobody is asked, and nothing is done.
  const again = await shift.ended(await shift.start("recover-abend", { job: "INVOICE_PROCESSING" }));
  expect([again.status, (await shift.steps(again.id)).rerun]).toEqual(["COMPLETED", "SKIPPED"]);
  expect(await shift.changes("")).toHaveLength(1);
});

it("does not rerun a run that is not the latest any more", async () => {
  await using shift = await openShift({ WORKFLOWS_DIR: dir });
  const id = await shift.start("recover-abend", { job: "INVOICE_PROCESSING" });
  await shift.asked(id);
  await shift.app.sim("jobs/INVOICE_PROCESSING/run", {});
  await shift.approve(id);
  const done = await shift.ended(id);
  expect([done.status, done.errorStep]).toEqual(["FAILED", "rerun"]);
  expect(done.error).toMatch(/rerun meanwhile|run again meanwhile/);
  expect(await shift.changes("")).toEqual([]);
});
