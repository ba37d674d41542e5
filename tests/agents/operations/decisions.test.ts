// Decisions as they are said, and what the engine is told: the rarer ones, which no story walks through.

import { describe, expect, test } from "vitest";
import { createOperationsAgent } from "#agents/operations/agent.ts";
import type { OperationsDesk } from "#agents/operations/desk.ts";
import { Fault } from "#core/fault.ts";
import type { Checkpoint } from "#core/job/checkpoint.ts";
import type { Decision } from "#engine/engine.ts";
import { createNameIndex } from "#hwa/names/name-index.ts";
import { asked, checkpointId, shownJob, workflow } from "../../chat/support/shown-job.ts";
import { ask } from "../asked.ts";

/** One checkpoint that waits, and everything the engine is asked to decide. */
function desk(parts: Partial<Checkpoint> = {}, refuses?: Fault, more: Partial<OperationsDesk> = {}) {
  const checkpoint = { ...asked(parts), task: "Rerun it", workflowId: "recover-abend" };
  const job = shownJob({ checkpoints: { [checkpointId]: checkpoint } });
  const decisions: Decision[] = [];
  const unasked = () => Promise.reject(new Error("nobody asked for this"));
  const deps = {
    engine: {
      start: unasked,
      dryRun: unasked,
      steer: unasked,
      job: async () => job,
      decide: async (_id: string, decision: Decision) => {
        if (refuses) throw refuses;
        decisions.push(decision);
        const quorum = { enough: true, have: 1, need: 1, why: null };
        return { checkpoint: { ...checkpoint, status: "APPROVED" as const }, job, settled: true, quorum };
      },
      mayDecide: async () => ({ may: true, why: "" }),
      workflows: {
        list: () => [workflow],
        find: () => workflow,
        pinned: async () => workflow,
        problems: () => [],
      },
    },
    jobs: {
      findCheckpoint: async (typed: string) => (checkpointId.startsWith(typed) ? checkpointId : null),
      findJob: async (typed: string) => (job.id.startsWith(typed) ? job.id : null),
      checkpoint: async () => checkpoint,
      checkpoints: async () => ({ total: 1, checkpoints: [checkpoint] }),
    },
    cards: { follow: async () => "cannot_show" as const },
    audit: { append: async () => {} },
    names: createNameIndex(),
    timezone: "UTC",
    ...more,
  } as unknown as OperationsDesk;
  return { agent: createOperationsAgent(deps, "1"), decisions };
}

const operator = { role: "operator" } as const;
const outcome: Partial<Checkpoint> = { type: "ERROR", purpose: "outcome", preview: null };

describe("what waits", () => {
  test("ends with how many reviews wait, for whoever may judge them and nobody else", async () => {
    const counts = async () => ({ entry: 2, answer: 0, source: 1 });
    const text = async (role: "operator" | "approver") => {
      const { agent } = desk({}, undefined, { reviews: { counts } });
      return (await ask(agent, "approval.list", {}, { role })).text;
    };
    expect(await text("approver")).toMatch(/3 reviews wait for a judgement: say "reviews"\.$/);
    expect(await text("operator")).not.toContain("review");
  });
});

describe("a step of unknown outcome", () => {
  test.each([
    ["happened", "happened", "happened"],
    ["it happened: the run is in the plan", "happened", "the run is in the plan"],
    ["aconteceu, vi no plano", "happened", "vi no plano"],
    ["not-happened", "not_happened", "not-happened"],
    ["it did not happen, nothing in the plan", "not_happened", "nothing in the plan"],
    ["não aconteceu", "not_happened", "não aconteceu"],
  ] as const)('"approve ID %s" says what was found', async (reason, found, why) => {
    const { agent, decisions } = desk(outcome);
    await ask(
      agent,
      "approval.approve",
      { id: "d27657c7", reason },
      { ...operator, text: "approve d27657c7" },
    );
    expect(decisions).toEqual([{ kind: "resolve", outcome: found, reason: why }]);
  });

  test("is not settled by a mere approval: what happened is asked, with the answers there are", async () => {
    const { agent, decisions } = desk(outcome);
    const reply = await ask(
      agent,
      "approval.approve",
      { id: "d27657c7" },
      { ...operator, text: "approve d27657c7" },
    );
    expect(decisions).toEqual([]);
    expect(reply.choices.map(({ id }) => id)).toContain("approve d27657c7 not-happened");
  });
});

describe("other decisions", () => {
  test("by the job's id, or by none when only one waits", async () => {
    for (const slots of [{ id: "5c1830cb" }, {}]) {
      const { agent, decisions } = desk();
      await ask(agent, "approval.approve", slots, { ...operator, text: "approve 5c1830cb" });
      expect(decisions).toMatchObject([{ kind: "approve" }]);
    }
  });

  test("an id nobody knows decides nothing, though one waits", async () => {
    const { agent, decisions } = desk();
    const reply = await ask(
      agent,
      "approval.approve",
      { id: "aaaa1111" },
      { ...operator, text: "approve aaaa1111" },
    );
    expect(decisions).toEqual([]);
    expect(reply.text).toContain("Nothing to decide has the id aaaa1111");
  });

  test("a review needs a word on what was found, and is asked for it", async () => {
    const { agent, decisions } = desk({ purpose: "review" });
    const reply = await ask(
      agent,
      "approval.approve",
      { id: "d27657c7" },
      { ...operator, text: "approve d27657c7" },
    );
    expect(reply.asks).toMatchObject({ intent: "approval.approve", missing: "reason" });
    await ask(agent, "approval.approve", { id: "d27657c7", reason: "it was right" }, operator);
    expect(decisions).toEqual([{ kind: "review", reason: "it was right" }]);
  });

  test("after its time it decides nothing, and offers to ask again", async () => {
    const { agent } = desk({}, new Fault("gone", "This checkpoint has expired."));
    const reply = await ask(agent, "approval.approve", { id: "d27657c7" }, { ...operator, locale: "pt" });
    expect(reply.text).toBe("O prazo já passou, e nada foi feito.\n(This checkpoint has expired.)");
    expect(reply.choices.map(({ id }) => id)).toEqual(["approve d27657c7 reopen"]);
    const again = desk({ status: "EXPIRED" });
    await ask(again.agent, "approval.approve", { id: "d27657c7", reason: "reopen" }, operator);
    expect(again.decisions).toEqual([{ kind: "reopen" }]);
  });

  test("what is no refusal is not dressed up as an answer", async () => {
    const { agent } = desk({}, new Fault("unreachable", "The database does not answer."));
    await expect(ask(agent, "approval.approve", { id: "d27657c7" }, operator)).rejects.toThrow(
      "The database does not answer.",
    );
  });
});
