// Many decide at once, too late, or without the right any more: one continuation, and an honest answer for everybody else.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkInvariants } from "#adapters/postgres/jobs/invariants.ts";
import { isFault } from "#core/fault.ts";
import type { Decided, Decision, Engine } from "#engine/engine.ts";
import {
  type CastName,
  engineOn,
  type OpenedEngine,
  ref,
  type TestEngine,
  testEngine,
  workflow,
  workflowsIn,
} from "../support/engine.ts";

const workflows = [
  workflow(
    "ask",
    [`id: ask, uses: test.asks, with: { target: "${ref("inputs.target")}" }`, "id: after, uses: test.once"],
    {
      inputs: { target: { type: "string", default: "A" } },
    },
  ),
  workflow("brief", [
    "id: ask, uses: test.asks, with: { target: A }, approval: { from: [approvers], expires: 400ms, remind: never }",
  ]),
];

let resync: TestEngine;
/** Two more processes with the same database, as another API node and a chat adapter would be. */
let others: readonly OpenedEngine[];
beforeAll(async () => {
  resync = await testEngine({ workflows });
  const workflowsDir = await workflowsIn(workflows);
  const on = {
    databaseUrl: resync.databaseUrl,
    effectsUrl: resync.databaseUrl,
    workflowsDir,
    concurrency: 0,
  };
  others = [await engineOn(on), await engineOn(on)];
});
afterAll(async () => {
  for (const each of others ?? []) await each[Symbol.asyncDispose]();
  const broken = (await checkInvariants(resync.db)).filter(({ holds }) => !holds);
  await resync?.[Symbol.asyncDispose]();
  expect(broken).toEqual([]);
});

const approve: Decision = { kind: "approve" };
const surfaces = ["slack", "teams", "api"] as const;
const engines = (): readonly Engine[] => [resync.engine, ...others.map(({ engine }) => engine)];

/** As many clicks at once, through three processes and three surfaces. */
async function clicks(id: string, many: readonly (readonly [Decision, CastName])[]) {
  const settled = await Promise.allSettled(
    many.map(([decision, name], n) =>
      (engines()[n % 3] as Engine).decide(id, decision, resync.as(name, surfaces[n % 3])),
    ),
  );
  const went: Decided[] = [];
  const refused: string[] = [];
  for (const each of settled)
    if (each.status === "fulfilled") went.push(each.value);
    else if (isFault(each.reason)) refused.push(`${each.reason.code}: ${each.reason.message}`);
    else throw each.reason;
  return { went, refused };
}

describe("clicks", () => {
  it("fifty at once from three surfaces and two people are one continuation; each other one is told who decided", async () => {
    for (let round = 0; round < 3; round++) {
      const { id } = await resync.start("ask");
      const checkpoint = await resync.asked(id);
      const { went, refused } = await clicks(
        checkpoint.id,
        Array.from({ length: 50 }, (_, n) => [approve, n % 2 === 0 ? "ana" : "bo"] as const),
      );
      expect(went).toHaveLength(1);
      expect(refused).toHaveLength(49);
      const winner = went[0]?.checkpoint.decidedBy?.name;
      for (const answer of refused)
        expect(answer).toMatch(new RegExp(`^conflict: ${winner} approved this already, at `));
      await resync.ended(id);
      expect(await resync.hits(id)).toEqual(["ask", "after"]);
      const told = await resync.told(id);
      expect(told.filter((each) => each === "ask checkpoint.approved")).toHaveLength(1);
    }
  });

  it("approve and reject at once: one of them wins, and the other hears which", async () => {
    for (let round = 0; round < 8; round++) {
      const { id } = await resync.start("ask");
      const checkpoint = await resync.asked(id);
      const { went, refused } = await clicks(checkpoint.id, [
        [approve, "ana"],
        [{ kind: "reject", reason: "no" }, "bo"],
      ]);
      expect(went).toHaveLength(1);
      const approved = went[0]?.checkpoint.status === "APPROVED";
      expect(refused).toEqual([
        expect.stringMatching(
          approved ? /^conflict: Ana approved this already/ : /^conflict: Bo rejected this already/,
        ),
      ]);
      const job = await resync.ended(id);
      expect(job.status).toBe(approved ? "COMPLETED" : "FAILED");
      expect(await resync.hits(id)).toEqual(approved ? ["ask", "after"] : []);
    }
  });

  it("by the requester, fifty times, are nothing", async () => {
    const { id } = await resync.start("ask", {}, { by: resync.as("ana") });
    const checkpoint = await resync.asked(id);
    const { went, refused } = await clicks(
      checkpoint.id,
      Array.from({ length: 50 }, () => [approve, "ana"] as const),
    );
    expect([went.length, refused.length]).toEqual([0, 50]);
    expect(refused[0]).toMatch(/^forbidden: You asked for this, so somebody else decides it\./);
    await resync.engine.steer(id, "cancel", resync.as("ana"));
  });

  it("after expiry are too late by the database's clock, whether or not anybody has noticed the expiry", async () => {
    const { id } = await resync.start("brief");
    const checkpoint = await resync.asked(id);
    await new Promise((resolve) =>
      setTimeout(resolve, (checkpoint.expiresAt?.getTime() ?? 0) - Date.now() + 5),
    );
    const { went, refused } = await clicks(checkpoint.id, [
      [approve, "ana"],
      [approve, "bo"],
      [approve, "ana"],
    ]);
    expect(went).toEqual([]);
    for (const answer of refused) expect(answer).toMatch(/^gone: .*An approver can reopen it\.$/);
    expect(await resync.hits(id)).toEqual([]);
    await resync.engine.steer(id, "cancel", resync.as("olga"));
  });

  it("by somebody removed a second ago do not count, nor by one whose role shrank while they clicked", async () => {
    const { id } = await resync.start("ask");
    const checkpoint = await resync.asked(id);
    const by = { who: { id: "tests", name: "Tests" }, surface: "test" };
    const ana = resync.person("ana").id;
    await resync.people.setDisabled(ana, true, by);
    for (const engine of engines())
      await expect(engine.decide(checkpoint.id, approve, resync.as("ana"))).rejects.toMatchObject({
        code: "forbidden",
      });
    await resync.people.setDisabled(ana, false, by);
    // The right goes while the click is under way: never a continuation that nobody was allowed.
    const bo = resync.person("bo").id;
    const [click] = await Promise.allSettled([
      resync.engine.decide(checkpoint.id, approve, resync.as("bo")),
      others[0]?.people.setRoles(bo, ["viewer"], by),
    ]);
    const verbs = (await resync.audited()).filter(
      (verb) => verb === "person.roles" || verb === "checkpoint.approve",
    );
    const first = verbs.at(-2);
    if (click?.status === "fulfilled") expect(first).toBe("checkpoint.approve");
    else {
      expect(click?.reason).toMatchObject({ code: "forbidden" });
      expect(await resync.hits(id)).toEqual([]);
    }
    await resync.people.setRoles(bo, ["approver"], by);
    await resync.engine.steer(id, "cancel", resync.as("olga")).catch(() => {});
  });

  it("on a plan whose arguments were changed a moment before are refused: nobody approves what they did not see", async () => {
    const { id } = await resync.start("ask");
    const checkpoint = await resync.asked(id);
    const seen: Decision = { kind: "approve", planDigest: checkpoint.planDigest ?? "" };
    const { went, refused } = await clicks(checkpoint.id, [
      [{ kind: "change", args: { target: "B" } }, "ana"],
      [seen, "bo"],
    ]);
    const changed = went.some(({ checkpoint: { status, round } }) => status === "PENDING" && round === 2);
    if (changed) {
      expect(refused).toEqual([
        expect.stringMatching(/^conflict: The plan was changed since you looked at it/),
      ]);
      await expect(resync.engine.decide(checkpoint.id, seen, resync.as("bo"))).rejects.toMatchObject({
        code: "conflict",
      });
      await resync.engine.decide(checkpoint.id, approve, resync.as("bo"));
    }
    const job = await resync.ended(id);
    expect(job.steps.ask?.output).toEqual({ target: changed ? "B" : "A" });
  });

  it("decide the frozen plan, though the workflow's file was edited meanwhile", async () => {
    const { id } = await resync.start("ask", { target: "FROZEN" });
    const checkpoint = await resync.asked(id);
    await resync.write(
      workflow("ask", ["id: ask, uses: test.asks, with: { target: EDITED }", "id: after, uses: test.once"]),
    );
    await resync.engine.decide(checkpoint.id, approve, resync.as("ana"));
    expect((await resync.ended(id)).steps.ask?.output).toEqual({ target: "FROZEN" });
  });
});
