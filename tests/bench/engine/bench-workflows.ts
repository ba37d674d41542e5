// The three kinds of work as workflows of ours, and the two actions they are made of: as trivial as the peers' steps.

import { z } from "zod";
import { defaultPolicy } from "#core/job/policy.ts";
import type { StepSpec, Workflow } from "#core/workflow/workflow.ts";
import type { WorkflowLibrary } from "#engine/engine.ts";
import type { Action, Actions } from "#ports/action.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

const five = workflowOf(
  "five",
  numbers(5).map((n) => step(`step-${n}`, { needs: n > 1 ? [`step-${n - 1}`] : [] })),
);
const parallel = workflowOf("parallel", [
  ...numbers(50).map((n) => step(`branch-${n}`)),
  step("join", { needs: numbers(50).map((n) => `branch-${n}`) }),
]);
const waits = workflowOf("waits", [
  step("approved", { approval: { ...defaultPolicy, from: ["admins"] } }),
  step("after", { needs: ["approved"] }),
]);
const all = [five, parallel, waits];

export const benchLibrary: WorkflowLibrary = {
  list: () => all,
  find: (id) => all.find((each) => each.id === id) ?? null,
  pinned: async (digest) => all.find((each) => each.digest === digest) ?? null,
  problems: () => [],
};

/** `began` hears of each step that acts. */
export function benchActions(began: (jobId: string, step: string) => void): Actions {
  const trivial: Action<{ number: number }, { ok: boolean; number: number }> = {
    name: "bench.step",
    title: "Trivial step",
    docs: "Does nothing.",
    effect: "idempotent",
    asks: false,
    input: z.strictObject({ number: z.number() }),
    output: z.object({ ok: z.boolean(), number: z.number() }),
    example: { number: 1 },
    run: async ({ number }, { jobId, stepId }) => {
      began(jobId, stepId);
      return { kind: "done", output: { ok: true, number } };
    },
  };
  return { all: [trivial as Action], find: (name) => (name === trivial.name ? (trivial as Action) : null) };
}

function workflowOf(id: string, steps: readonly StepSpec[]): Workflow {
  return {
    id,
    kind: "job",
    title: `Bench: ${id}`,
    description: null,
    version: 1,
    owner: null,
    digest: id.padEnd(64, "0"),
    inputs: {},
    steps,
    outputs: {},
  };
}

function step(id: string, more: Partial<StepSpec> = {}): StepSpec {
  return {
    id,
    title: null,
    phase: "main",
    uses: "bench.step",
    with: { number: 1 },
    needs: [],
    if: null,
    approval: null,
    timeoutMs: 60_000,
    retry: { attempts: 1, backoffMs: 0, maxMs: 0 },
    onFailure: "stop",
    rollback: null,
    effect: "idempotent",
    prepares: false,
    ...more,
  };
}
