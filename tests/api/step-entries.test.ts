// A job's steps as its page lists them.

import { expect, test } from "vitest";
import { speech } from "#agents/speech.ts";
import { stepEntries } from "#api/pages/step-entries.ts";
import type { JobEvent } from "#core/job/event.ts";
import type { Step } from "#core/job/step.ts";
import { aJob, sweep } from "./support/scripted-engine.ts";

const at = new Date("2026-03-01T10:00:00Z");

function aStep(more: Partial<Step>): Step {
  return {
    id: "look",
    state: "WAITING",
    phase: null,
    attempt: 1,
    forgiven: 0,
    lost: 0,
    fence: 1,
    owner: "w",
    plan: null,
    planDigest: null,
    waitingFor: null,
    dueAt: at,
    memory: null,
    output: null,
    failure: null,
    readyAt: at,
    claimedAt: at,
    armedAt: null,
    endedAt: null,
    ...more,
  };
}

function entries(
  steps: readonly Step[],
  events: readonly Partial<JobEvent>[] = [],
  locale: "en" | "pt" = "en",
) {
  const job = aJob({ steps: Object.fromEntries(steps.map((step) => [step.id, step])) });
  const told = events.map(
    (event, index): JobEvent => ({
      jobId: job.id,
      seq: index + 1,
      kind: "step.said",
      step: "look",
      data: {},
      at,
      ...event,
    }),
  );
  const parts = { job, workflow: sweep, attempts: [], checkpoints: [], events: told };
  return stepEntries(parts, speech(locale, "UTC", at));
}

test("they stand in the workflow's order, those that nothing happened to as well, and what is undone last", () => {
  const all = entries([aStep({ id: "rollback:sweep", state: "RUNNING" }), aStep({ id: "look" })]);
  expect(all.map(({ id, title, state }) => [id, title, state])).toEqual([
    ["look", "look", "WAITING"],
    ["sweep", "Sweep", "PENDING"],
    ["rollback:sweep", "Undo: Sweep", "RUNNING"],
  ]);
});

test("one that waits says for what: what it found when it looked last, its child, its next try", () => {
  const timer = aStep({ waitingFor: { kind: "timer" } });
  const looks = ["look 1, not yet", "look 2, PAYROLL runs"].map((note) => ({
    kind: "step.waiting" as const,
    data: { for: "timer", note },
  }));
  expect(entries([timer], looks)[0]).toMatchObject({ note: "look 2, PAYROLL runs", dueAt: at.toISOString() });
  expect(entries([timer], [], "pt")[0]?.note).toBe("Espera e depois olha de novo.");
  const child = aStep({ waitingFor: { kind: "child", jobId: "3f2a91bc-0000-4000-8000-000000000000" } });
  expect(entries([child])[0]).toMatchObject({
    note: "Waits for job 3f2a91bc.",
    childJobId: "3f2a91bc-0000-4000-8000-000000000000",
  });
  const failure = { code: "timeout", message: "HWA was slow.", pt: "O HWA demorou.", step: "look" };
  const retry = aStep({ waitingFor: { kind: "retry" }, failure });
  expect(entries([retry])[0]?.note).toBe("Is tried again after: HWA was slow.");
  expect(entries([retry], [], "pt")[0]?.note).toBe("Será tentado de novo depois de: O HWA demorou.");
});

test("it shows the last lines of what it said, masked, and an output no longer than a screen", () => {
  const said = Array.from({ length: 9 }, (_, n) => ({ data: { text: `line ${n} password=hunter2` } }));
  const [look] = entries([aStep({ state: "SUCCEEDED", output: "x".repeat(9_000) })], said);
  expect(look?.said).toEqual([5, 6, 7, 8].map((n) => `line ${n} password=[masked]`));
  expect(look?.output?.length).toBe(4_001);
  expect(entries([aStep({ state: "SUCCEEDED", output: {} })])[0]?.output).toBeNull();
});
