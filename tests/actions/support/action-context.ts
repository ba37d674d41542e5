// A context as the engine gives it, with what the action told kept for the test to look at.

import { pino } from "pino";
import { saidIn } from "#core/wording.ts";
import type { Json } from "#core/workflow/workflow.ts";
import type { Action, ActionContext, Outcome } from "#ports/action.ts";

export interface TestContext extends ActionContext {
  readonly told: { readonly kind: "progress" | "say" | "note"; readonly text: string; readonly data: Json }[];
}

export function testContext(overrides: Partial<ActionContext> = {}): TestContext {
  const told: TestContext["told"] = [];
  return {
    jobId: "5f0c8a52-0000-4000-8000-000000000001",
    stepId: "step-1",
    workflowId: "test-workflow",
    task: "A test",
    requester: { id: "p1", name: "Ana" },
    approvedBy: [],
    effectKey: "effect-key-1",
    attempt: 1,
    memory: null,
    signal: new AbortController().signal,
    now: () => new Date("2026-03-11T13:20:00Z"),
    log: pino({ level: "silent" }),
    progress: (text) => told.push({ kind: "progress", text: saidIn(text, "en"), data: null }),
    say: (text) => told.push({ kind: "say", text: saidIn(text, "en"), data: null }),
    note: (text, data) => told.push({ kind: "note", text, data }),
    read: () => Promise.reject(new Error("this test reads nothing")),
    ...overrides,
    told,
  };
}

/** Parses as the engine does, and runs. */
export async function runAction<I, O>(
  action: Action<I, O>,
  input: unknown,
  overrides: Partial<ActionContext> = {},
): Promise<Outcome<O>> {
  return action.run(action.input.parse(input), testContext(overrides));
}

/** The output of an action that is done at once, checked against its own schema. */
export async function outputOf<I, O>(
  action: Action<I, O>,
  input: unknown,
  overrides: Partial<ActionContext> = {},
): Promise<O> {
  const outcome = await runAction(action, input, overrides);
  if (outcome.kind !== "done") throw new Error(`${action.name} is not done but ${outcome.kind}`);
  return action.output.parse(outcome.output);
}
