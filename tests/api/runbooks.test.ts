// Jobs in the words of ticket systems; against an engine that runs nothing.

import { describe, expect, test } from "vitest";
import { type House, openHouse, problemIn } from "./support/house.ts";
import { aCheckpoint, aJob } from "./support/scripted-engine.ts";

async function open() {
  const house = await openHouse();
  return { house, operator: await house.access.personWith(["operator"]) };
}
const post = (house: House, token: string, path: string, body: unknown) =>
  fetch(`${house.url}/api/v1/agent/${path}`, house.as(token, { method: "POST", body: JSON.stringify(body) }));
// biome-ignore lint/suspicious/noExplicitAny: an answer as it came over the wire
const jsonOf = async (response: Response | Promise<Response>): Promise<any> => (await response).json();

describe("POST /api/v1/agent/execute", () => {
  test("starts a runbook and answers the session, which is the job", async () => {
    const { house, operator } = await open();
    await using _house = house;
    const response = await post(house, operator, "execute", {
      runbook_id: "sweep-floor",
      inputs: { room: "3" },
      ticket_id: "INC-7",
      issue_description: "Dust",
    });
    expect(response.status).toBe(201);
    const session = await jsonOf(response);
    expect(session).toMatchObject({
      success: true,
      runbook_id: "sweep-floor",
      runbook_title: "Sweep the floor",
      status: "in_progress",
      current_step: 1,
      waiting_for_approval: false,
      approval_step_number: null,
      issue_description: "Dust",
      steps: [
        { step_number: 1, step_type: "precheck", requires_approval: false, approved: null, completed: false },
        { step_number: 2, step_type: "main", requires_approval: true, approved: null, approved_by: null },
      ],
    });
    expect(house.work.asked.starts.at(-1)).toMatchObject({
      workflowId: "sweep-floor",
      ticketId: "INC-7",
      task: "Dust",
    });
    const job = await jsonOf(fetch(`${house.url}/api/agent-jobs/${session.session_id}`, house.as(operator)));
    expect(job.job.id).toBe(session.session_id);
  });

  test.each([
    [{ runbook_id: "sweep-flor", inputs: { room: "3" } }, "runbook_id", "Did you mean sweep-floor?"],
    [{ inputs: { room: "3" } }, "runbook_id", "missing"],
    [{ runbook_id: "sweep-floor" }, "inputs.room", "missing"],
    [{ runbook_id: "sweep-floor", inputs: [] }, "inputs", "expected record"],
    [{ runbook_id: "sweep-floor", inputs: { room: "3" }, ticket_id: " " }, "ticket_id", ">=1"],
    [{ runbook_id: "sweep-floor", inputs: { room: "3" }, mode: "auto" }, "mode", "not known"],
  ])("%j is refused and names %s", async (body, field, reason) => {
    const { house, operator } = await open();
    await using _house = house;
    const problem = await problemIn(await post(house, operator, "execute", body));
    expect([problem.status, problem.field]).toEqual([400, field]);
    expect(problem.detail).toContain(reason);
  });

  test("a dry run starts nothing", async () => {
    const { house, operator } = await open();
    await using _house = house;
    const body = { runbook_id: "sweep-floor", inputs: { room: "3" }, dryRun: true };
    expect(await jsonOf(post(house, operator, "execute", body))).toMatchObject({
      success: true,
      dryRun: { steps: [] },
    });
    expect(house.work.asked.starts).toEqual([]);
  });
});

describe("approving a step", () => {
  async function waiting() {
    const { house, operator } = await open();
    const job = aJob({ status: "WAITING_APPROVAL" });
    const checkpoint = aCheckpoint({ jobId: job.id });
    house.work.put({ ...job, checkpoints: { [checkpoint.id]: checkpoint } }, checkpoint);
    return { house, operator, job, checkpoint };
  }

  test("pending approvals say what waits where, in the session's own words", async () => {
    const { house, job, checkpoint } = await waiting();
    await using _house = house;
    expect(
      await jsonOf(fetch(`${house.url}/api/v1/agent/pending-approvals`, house.as(house.viewer))),
    ).toMatchObject({
      success: true,
      pending_approvals: [
        {
          session_id: job.id,
          checkpoint_id: checkpoint.id,
          runbook_id: "sweep-floor",
          runbook_title: "Sweep the floor",
          step_number: 2,
          step_type: "main",
          command: 'local.command ["sweep","--room","3"]',
          issue_description: "Before the visit",
        },
      ],
      pagination: { total: 1 },
    });
    expect(await jsonOf(fetch(`${house.url}/api/v1/agent/${job.id}`, house.as(house.viewer)))).toMatchObject({
      status: "waiting_approval",
      waiting_for_approval: true,
      approval_step_number: 2,
    });
  });

  test("approve says who and when; a rejection needs notes", async () => {
    const { house, operator, job } = await waiting();
    await using _house = house;
    const without = await problemIn(
      await post(house, operator, `${job.id}/approve-step`, { approve: false }),
    );
    expect([without.status, without.field]).toEqual([400, "notes"]);
    const approved = await jsonOf(
      post(house, operator, `${job.id}/approve-step`, { approve: true, step_number: 2, notes: "ok" }),
    );
    expect(approved.message).toBe("Step 2 was approved.");
    expect(approved.steps[1]).toMatchObject({ approved: true, approved_at: "2026-03-01T11:00:00.000Z" });
    expect(approved.steps[1].approved_by).toEqual(expect.any(String));
    expect(house.work.asked.decisions.at(-1)?.decision).toEqual({ kind: "approve", reason: "ok" });
  });

  test("a rejection reaches the engine with its reason", async () => {
    const { house, operator, job } = await waiting();
    await using _house = house;
    await post(house, operator, `${job.id}/approve-step`, { approve: false, notes: "Not now" });
    expect(house.work.asked.decisions.at(-1)?.decision).toEqual({ kind: "reject", reason: "Not now" });
  });

  test("steps that do not wait, that are not there, and several at once are told apart", async () => {
    const { house, operator, job } = await waiting();
    await using _house = house;
    const status = async (body: object) => {
      const problem = await problemIn(await post(house, operator, `${job.id}/approve-step`, body));
      return [problem.status, problem.field ?? null];
    };
    expect(await status({ approve: true, step_number: 1 })).toEqual([409, null]);
    expect(await status({ approve: true, step_number: 9 })).toEqual([400, "step_number"]);
    expect(await status({ approve: "yes" })).toEqual([400, "approve"]);
    expect(await status({ step_number: 2 })).toEqual([400, "approve"]);
    house.work.put(job, aCheckpoint({ jobId: job.id, step: "look" }));
    expect(await status({ approve: true })).toEqual([400, "step_number"]);
    const idle = house.work.put(aJob());
    const none = await problemIn(await post(house, operator, `${idle.id}/approve-step`, { approve: true }));
    expect(none.status).toBe(409);
  });
});

test.each([
  ["PENDING", "pending"],
  ["QUEUED", "in_progress"],
  ["RUNNING", "in_progress"],
  ["WAITING_APPROVAL", "waiting_approval"],
  ["PAUSED", "paused"],
  ["COMPLETED", "completed"],
  ["FAILED", "failed"],
  ["CANCELLED", "abandoned"],
] as const)("a job that is %s is a session that is %s", async (status, word) => {
  const { house } = await open();
  await using _house = house;
  const job = house.work.put(aJob({ status }));
  const session = await jsonOf(fetch(`${house.url}/api/v1/agent/${job.id}`, house.as(house.viewer)));
  expect(session.status).toBe(word);
});
