// Without HWA_ALLOW_ACTIONS nobody is asked to approve what could not be done anyway.

import { expect, it } from "vitest";
import { eventually, testApp } from "../support/app.ts";

it("ends a runbook that would change HWA with a sentence, asks nobody, and sends nothing", async () => {
  await using app = await testApp();
  const started = await app.request("/api/agent-jobs", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      jobType: "rerun-job",
      taskDescription: "try it",
      inputData: { job: "INVOICE_PROCESSING" },
    }),
  });
  const { job } = (await started.json()) as { job: { id: string } };
  const failed = await eventually(async () => {
    const { job: now } = (await (await app.request(`/api/agent-jobs/${job.id}`)).json()) as {
      job: { status: string; error: string | null; checkpoints: readonly unknown[] };
    };
    return now.status === "FAILED" && now;
  }, "the end of the job");
  expect(failed.error).toContain("HWA_ALLOW_ACTIONS");
  expect(failed.checkpoints).toEqual([]);
  const { requests } = (await app.sim("requests")) as {
    requests?: readonly { method: string; path: string }[];
  };
  expect((requests ?? []).filter(({ method }) => method === "PUT")).toEqual([]);
});
