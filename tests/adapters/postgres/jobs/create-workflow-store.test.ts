import { expect, test } from "vitest";
import { createWorkflowStore } from "#adapters/postgres/jobs/create-workflow-store.ts";
import type { Workflow } from "#core/workflow/workflow.ts";
import { cleanJobs } from "./clean-jobs.ts";

function workflow(digest: string, version: number): Workflow {
  return {
    id: "recover-abend",
    kind: "runbook",
    title: "Rerun an abended job",
    description: null,
    version,
    owner: null,
    digest,
    inputs: { job: { schema: { type: "string" }, required: true, description: "HWA job name" } },
    steps: [],
    outputs: { zebra: 1, ape: "a path" },
  };
}

test("A definition is kept once, as it was, whoever keeps it again; versions come newest first.", async () => {
  await using db = await cleanJobs();
  const store = createWorkflowStore(db);
  const first = workflow("aaa", 1);
  await store.keep([{ ...first, source: "id: recover-abend" }]);
  await Promise.all([
    store.keep([
      { ...workflow("bbb", 2), source: "two" },
      { ...first, title: "Changed", source: "other" },
    ]),
    store.keep([
      { ...first, title: "Changed", source: "other" },
      { ...workflow("bbb", 2), source: "two" },
    ]),
  ]);
  expect(await store.byDigest("aaa")).toEqual(first);
  expect(Object.keys((await store.byDigest("aaa"))?.outputs ?? {})).toEqual(["zebra", "ape"]);
  expect(await store.byDigest("ccc")).toBeNull();
  expect((await store.versions("recover-abend")).map(({ digest, version }) => [digest, version])).toEqual([
    ["bbb", 2],
    ["aaa", 1],
  ]);
  expect(await store.versions("nobody")).toEqual([]);
  await store.keep([]);
});
