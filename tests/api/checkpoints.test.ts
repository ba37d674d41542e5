// Checkpoints over HTTP; against an engine that runs nothing.

import { describe, expect, test } from "vitest";
import { type House, openHouse, problemIn } from "./support/house.ts";
import { aCheckpoint, aJob } from "./support/scripted-engine.ts";

async function open() {
  const house = await openHouse();
  const operator = await house.access.personWith(["operator"]);
  const job = house.work.put(aJob({ status: "WAITING_APPROVAL" }));
  return { house, operator, job };
}

const path = "/api/admin/agent-checkpoints";
const decide = (house: House, token: string, method: string, id: string, body?: unknown) =>
  fetch(
    `${house.url}${path}/${id}`,
    house.as(token, { method, ...(body !== undefined && { body: JSON.stringify(body) }) }),
  );
// biome-ignore lint/suspicious/noExplicitAny: an answer as it came over the wire
const jsonOf = async (response: Response | Promise<Response>): Promise<any> => (await response).json();

describe("GET /api/admin/agent-checkpoints", () => {
  test("lists what is pending with the full plan, and whether the caller may decide", async () => {
    const { house, operator, job } = await open();
    await using _house = house;
    const waiting = aCheckpoint({
      jobId: job.id,
      preview: {
        summary: "The floor of room 3 is swept.",
        target: "room 3",
        undo: null,
        risk: "low",
        evidence: [{ label: "Dust", value: "much, token=abcdef" }],
        detail: { title: "Command", text: "<b>sweep</b>" },
      },
      plan: {
        uses: "local.command",
        args: { command: ["sweep", "--password", "hunter2"], env: { API_KEY: "k-123" } },
      },
    });
    house.work.put(
      job,
      waiting,
      aCheckpoint({ status: "APPROVED" }),
      aCheckpoint({ type: "ERROR", purpose: "outcome" }),
    );
    const list = (token: string, query = "") => jsonOf(fetch(`${house.url}${path}${query}`, house.as(token)));
    const mine = await list(operator);
    expect(mine.pagination).toMatchObject({ total: 2 });
    expect(mine.checkpoints[0]).toMatchObject({
      id: waiting.id,
      status: "PENDING",
      checkpointType: "APPROVAL_REQUIRED",
      jobType: "sweep-floor",
      taskDescription: "Before the visit",
      summary: "The floor of room 3 is swept.",
      plan: {
        uses: "local.command",
        args: { command: ["sweep", "--password", "[masked]"], env: { API_KEY: "[masked]" } },
      },
      detail: { text: "<b>sweep</b>" },
      evidence: [{ value: "much, token=[masked]" }],
      mayDecide: true,
    });
    expect((await list(house.viewer)).checkpoints[0]).toMatchObject({
      mayDecide: false,
      whyNot: "You are a viewer.",
    });
    expect((await list(operator, "?status=APPROVED")).checkpoints).toMatchObject([{ status: "APPROVED" }]);
    expect((await list(operator, "?checkpointType=ERROR")).pagination.total).toBe(1);
    expect((await list(operator, "?limit=1")).pagination).toEqual({
      total: 2,
      limit: 1,
      offset: 0,
      hasMore: true,
    });
    const bad = await problemIn(await fetch(`${house.url}${path}?status=OPEN`, house.as(operator)));
    expect([bad.status, bad.field]).toEqual([400, "status"]);
  });
});

describe("deciding", () => {
  test("a POST without body and without content type approves, and so does an empty JSON body", async () => {
    const { house, operator, job } = await open();
    await using _house = house;
    const [one, two] = [aCheckpoint({ jobId: job.id }), aCheckpoint({ jobId: job.id })];
    house.work.put(job, one, two);
    const bare = await fetch(`${house.url}${path}/${one.id}`, {
      method: "POST",
      headers: { authorization: `Bearer ${operator}` },
    });
    expect([bare.status, await bare.json()]).toMatchObject([
      200,
      {
        success: true,
        checkpoint: { id: one.id, status: "APPROVED", approvedAt: "2026-03-01T11:00:00.000Z" },
        settled: true,
        message: "Checkpoint approved successfully",
      },
    ]);
    const empty = await fetch(`${house.url}${path}/${two.id}`, {
      method: "POST",
      headers: { authorization: `Bearer ${operator}`, "content-type": "application/json" },
      body: "",
    });
    expect(empty.status).toBe(200);
    expect(house.work.asked.decisions.map(({ decision }) => decision)).toEqual([
      { kind: "approve" },
      { kind: "approve" },
    ]);
  });

  test("a body that is no JSON, or tries to plant a prototype, is refused all the same", async () => {
    const { house, operator, job } = await open();
    await using _house = house;
    const waiting = aCheckpoint({ jobId: job.id });
    house.work.put(job, waiting);
    for (const body of ["{", '{"__proto__":{"x":1}}', "[]", '"approve"', '{"approve":true}', '{"reason":7}'])
      expect(
        (
          await problemIn(
            await fetch(`${house.url}${path}/${waiting.id}`, house.as(operator, { method: "POST", body })),
          )
        ).status,
      ).toBe(400);
    expect(house.work.asked.decisions).toEqual([]);
  });

  test("rejecting needs a reason, and gives it back", async () => {
    const { house, operator, job } = await open();
    await using _house = house;
    const waiting = aCheckpoint({ jobId: job.id });
    house.work.put(job, waiting);
    for (const body of [undefined, {}, { reason: "  " }]) {
      const problem = await problemIn(await decide(house, operator, "DELETE", waiting.id, body));
      expect([problem.status, problem.field]).toEqual([400, "reason"]);
    }
    const reason = "Code doesn't meet security standards";
    const rejected = await jsonOf(decide(house, operator, "DELETE", waiting.id, { reason }));
    expect(rejected).toMatchObject({
      success: true,
      checkpoint: { id: waiting.id, status: "REJECTED", rejectionReason: reason, approvedBy: null },
      message: "Checkpoint rejected successfully",
    });
  });

  test("the rarer decisions reach the engine as what they are, or name what they lack", async () => {
    const { house, operator, job } = await open();
    await using _house = house;
    const sent = async (body: object) => {
      const waiting = aCheckpoint({ jobId: job.id });
      house.work.put(job, waiting);
      const response = await decide(house, operator, "POST", waiting.id, body);
      return response.status === 200
        ? house.work.asked.decisions.at(-1)?.decision
        : (await problemIn(response)).field;
    };
    expect(await sent({ reason: "Seen" })).toEqual({ kind: "approve", reason: "Seen" });
    expect(await sent({ changes: { cwd: "/tmp" }, reason: "Safer" })).toEqual({
      kind: "change",
      args: { command: ["sweep", "--room", "3"], cwd: "/tmp" },
      reason: "Safer",
    });
    expect(await sent({ action: "reopen" })).toEqual({ kind: "reopen" });
    expect(await sent({ action: "delegate", to: "email:bia@company.com" })).toEqual({
      kind: "delegate",
      to: "email:bia@company.com",
    });
    expect(await sent({ action: "delegate" })).toBe("to");
    expect(await sent({ action: "break_glass", reason: "Fire" })).toEqual({
      kind: "break_glass",
      reason: "Fire",
    });
    expect(await sent({ action: "break_glass" })).toBe("reason");
    expect(await sent({ action: "review", reason: "Fine" })).toEqual({ kind: "review", reason: "Fine" });
    expect(await sent({ action: "resolve", outcome: "happened", reason: "Seen in the log" })).toEqual({
      kind: "resolve",
      outcome: "happened",
      reason: "Seen in the log",
    });
    expect(await sent({ action: "resolve", reason: "x" })).toBe("outcome");
    expect(await sent({ action: "reopen", changes: {} })).toBe("changes");
    expect(await sent({ changes: {} })).toEqual({ kind: "approve" });
  });

  test("a plan that changed since it was looked at is not decided by mistake", async () => {
    const { house, operator, job } = await open();
    await using _house = house;
    const waiting = aCheckpoint({ jobId: job.id });
    house.work.put(job, waiting);
    const stale = await problemIn(
      await decide(house, operator, "POST", waiting.id, { planDigest: "of another" }),
    );
    expect(stale.status).toBe(409);
    expect(house.work.asked.decisions).toEqual([]);
    const seen = await decide(house, operator, "POST", waiting.id, { planDigest: waiting.planDigest });
    expect(seen.status).toBe(200);
    expect(house.work.asked.decisions.at(-1)?.decision).toEqual({
      kind: "approve",
      planDigest: waiting.planDigest,
    });
  });

  test("a late click on a checkpoint the job has forgotten hears who decided and when", async () => {
    const { house, operator, job } = await open();
    await using _house = house;
    const decided = aCheckpoint({
      jobId: job.id,
      status: "REJECTED",
      decidedBy: { id: "p9", name: "Bia" },
      decidedAt: new Date("2026-03-01T10:30:00Z"),
    });
    house.work.put(job, decided);
    const late = await problemIn(await decide(house, operator, "POST", decided.id));
    expect(late.status).toBe(409);
    expect(late.detail).toContain("rejected by Bia at 2026-03-01T10:30:00.000Z");
  });

  test("one that expired is 410, here and in the runbook's words", async () => {
    const { house, operator, job } = await open();
    await using _house = house;
    const expired = aCheckpoint({ jobId: job.id, status: "EXPIRED" });
    house.work.put(job, expired);
    const gone = await problemIn(await decide(house, operator, "POST", expired.id));
    expect([gone.status, gone.detail]).toEqual([410, "It has expired; an approver can reopen it."]);
    const step = await fetch(
      `${house.url}/api/v1/agent/${job.id}/approve-step`,
      house.as(operator, { method: "POST", body: JSON.stringify({ approve: true }) }),
    );
    expect((await problemIn(step)).status).toBe(410);
  });
});
