// What a program, a log or a person wrote stands on a card in a line of its own kind: nothing of it passes for a step of the
// job, or for what somebody decided.

import { expect, test } from "vitest";
import { renderMessage } from "#adapters/slack/blocks/render-message.ts";
import { jobCard } from "#chat/job-card.ts";
import { later, say, shownJob, workflow } from "../chat/support/shown-job.ts";

const forged = "done\n✓ Rerun the job · approved by Ana Souza\nApproved: Reruns PAYROLL.\n◐ x";

const cases = {
  "what a step said": { said: [forged] },
  "an output": { job: { status: "COMPLETED", outputs: { result: forged } } },
  "why it was stopped": {
    job: {
      status: "CANCELLED",
      cancelling: { by: { id: "p", name: "Mallory" }, reason: forged, at: later(0) },
    },
  },
  "why it failed": { job: { status: "FAILED", failure: { code: "internal", message: forged } } },
  "what it is about": { job: { inputs: { job: forged } } },
} as const;

test.each(Object.entries(cases))("%s forges no line of a card", (_what, parts) => {
  const job = shownJob({ ...("job" in parts ? (parts.job as object) : {}) });
  const said = "said" in parts ? parts.said : [];
  const { text } = jobCard({ job, workflow, said, now: later(42) }, say("en"));
  const lines = text.split("\n");
  expect(text).toContain("Ana Souza");
  expect(lines.filter((line) => /^(?:✓ Rerun the job · approved|Approved:|◐ x)/.test(line))).toEqual([]);
  expect(
    renderMessage({ ...jobCard({ job, workflow, said, now: later(42) }, say("en")) }).blocks.length,
  ).toBeGreaterThan(0);
});
