// Jobs over HTTP: shapes, refusals and who may; against an engine that runs nothing.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type House, openHouse, problemIn } from "./support/house.ts";
import { aCheckpoint, aJob } from "./support/scripted-engine.ts";

let house: House;
let operator: string;
beforeAll(async () => {
  house = await openHouse();
  operator = await house.access.personWith(["operator"]);
});
afterAll(() => house[Symbol.asyncDispose]());

const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  fetch(
    `${house.url}${path}`,
    house.as(operator, {
      method,
      headers,
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    }),
  );
const get = (path: string, token = house.viewer) => fetch(`${house.url}${path}`, house.as(token));
// biome-ignore lint/suspicious/noExplicitAny: an answer as it came over the wire
const jsonOf = async (response: Response | Promise<Response>): Promise<any> => (await response).json();

const good = { jobType: "sweep-floor", taskDescription: "Before the visit", inputData: { room: "3" } };

describe("POST /api/agent-jobs", () => {
  test("answers 201 with the job as it was accepted, whatever became of it meanwhile", async () => {
    const response = await send("POST", "/api/agent-jobs", { ...good, priority: 8 });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({
      success: true,
      job: {
        jobType: "sweep-floor",
        status: "PENDING",
        taskDescription: "Before the visit",
        inputData: { room: "3" },
        outputData: null,
        startedAt: null,
        completedAt: null,
        error: null,
      },
    });
    const asked = house.work.asked.starts.at(-1);
    expect(asked).toMatchObject({ workflowId: "sweep-floor", priority: 8, by: { surface: "api" } });
    expect(asked).not.toHaveProperty("idempotencyKey");
  });

  test("hands the Idempotency-Key on, but not of a dry run, which starts nothing", async () => {
    await send("POST", "/api/agent-jobs", good, { "idempotency-key": "once-1" });
    expect(house.work.asked.starts.at(-1)?.idempotencyKey).toBe("once-1");
    const before = house.work.asked.starts.length;
    const dry = await send(
      "POST",
      "/api/agent-jobs",
      { ...good, dryRun: true },
      { "idempotency-key": "once-2" },
    );
    expect(dry.status).toBe(200);
    expect(await dry.json()).toEqual({
      success: true,
      dryRun: { jobType: "sweep-floor", inputData: { room: "3" }, steps: [] },
    });
    expect(house.work.asked.starts).toHaveLength(before);
    const odd = await problemIn(
      await send("POST", "/api/agent-jobs", good, { "idempotency-key": "two words" }),
    );
    expect([odd.status, odd.field]).toEqual([400, "idempotency-key"]);
  });

  test.each([
    ["an unknown type", { ...good, jobType: "sweep-flor" }, "jobType", "Did you mean sweep-floor?"],
    ["no type", { ...good, jobType: undefined }, "jobType", "missing"],
    ["a type of another type", { ...good, jobType: ["sweep-floor"] }, "jobType", "expected string"],
    ["no description", { ...good, taskDescription: undefined }, "taskDescription", "missing"],
    ["a blank description", { ...good, taskDescription: " \n\u200b" }, "taskDescription", "it is empty"],
    ["a description without end", { ...good, taskDescription: "x".repeat(2001) }, "taskDescription", "2000"],
    ["input that is no object", { ...good, inputData: ["room"] }, "inputData", "expected record"],
    ["input that is missing", { ...good, inputData: {} }, "inputData.room", '"room" is missing'],
    ["a priority of 0", { ...good, priority: 0 }, "priority", ">=1"],
    ["a priority of 11", { ...good, priority: 11 }, "priority", "<=10"],
    ["a priority of 2.5", { ...good, priority: 2.5 }, "priority", "int"],
    ["a priority as text", { ...good, priority: "5" }, "priority", "expected number"],
    ["an unknown field", { ...good, requester: "admin" }, "requester", "not known"],
    [
      "JSON of 100,000 levels",
      `{"jobType":"sweep-floor","taskDescription":"x","inputData":{"room":${"[".repeat(100_000)}${"]".repeat(100_000)}}}`,
      "inputData",
      "nested deeper",
    ],
  ])("%s is refused with 400 and names the field", async (_what, body, field, reason) => {
    const before = house.work.jobs.size;
    const problem = await problemIn(await send("POST", "/api/agent-jobs", body));
    expect([problem.status, problem.field]).toEqual([400, field]);
    expect(problem.detail).toContain(reason);
    expect(house.work.jobs.size).toBe(before);
  });

  test("an input of a megabyte arrives byte for byte, and a body above the limit is refused with the limit", async () => {
    const room = `-x "$(touch /tmp/x)"\n'é`.padEnd(1_000_000, "✓");
    expect((await send("POST", "/api/agent-jobs", { ...good, inputData: { room } })).status).toBe(201);
    expect(house.work.asked.starts.at(-1)?.inputs.room).toBe(room);
    const problem = await problemIn(
      await send("POST", "/api/agent-jobs", { ...good, inputData: { room: "x".repeat(6_000_000) } }),
    );
    expect(problem.status).toBe(413);
    expect(problem.detail).toContain("5120 kB");
  });
});

describe("GET /api/agent-jobs", () => {
  test("pages through them, and filters by status and type", async () => {
    await using own = await openHouse();
    for (let i = 0; i < 5; i++)
      own.work.put(
        aJob({
          task: `job ${i}`,
          status: i < 2 ? "FAILED" : "RUNNING",
          workflowId: i === 4 ? "other" : "sweep-floor",
        }),
      );
    const list = (query: string) => jsonOf(fetch(`${own.url}/api/agent-jobs${query}`, own.as(own.viewer)));
    const all = await list("");
    expect(all).toMatchObject({
      success: true,
      pagination: { total: 5, limit: 20, offset: 0, hasMore: false },
    });
    expect(all.jobs).toHaveLength(5);
    const page = await list("?limit=2&offset=2");
    expect(page.pagination).toEqual({ total: 5, limit: 2, offset: 2, hasMore: true });
    expect(page.jobs.map((job: { taskDescription: string }) => job.taskDescription)).toEqual([
      "job 2",
      "job 3",
    ]);
    expect((await list("?status=FAILED")).pagination.total).toBe(2);
    expect((await list("?jobType=other")).pagination.total).toBe(1);
    expect((await list("?jobType=nothing")).jobs).toEqual([]);
  });

  test("lines of jobs with large inputs stay light; the job itself shows them", async () => {
    await using own = await openHouse();
    const room = "x".repeat(1_000_000);
    const job = own.work.put(aJob({ inputs: { room } }));
    const list = await jsonOf(fetch(`${own.url}/api/agent-jobs`, own.as(own.viewer)));
    expect(list.jobs).toMatchObject([{ id: job.id, inputData: null }]);
    const shown = await jsonOf(fetch(`${own.url}/api/agent-jobs/${job.id}`, own.as(own.viewer)));
    expect(shown.job.inputData.room).toBe(room);
  });

  test.each([
    ["status=DONE", "status"],
    ["limit=201", "limit"],
    ["limit=0", "limit"],
    ["offset=-1", "offset"],
    ["type=x", "type"],
  ])("?%s is refused and names %s", async (query, field) => {
    const problem = await problemIn(await get(`/api/agent-jobs?${query}`));
    expect([problem.status, problem.field]).toEqual([400, field]);
  });
});

describe("GET /api/agent-jobs/{id}", () => {
  test("shows status, every step of the workflow, checkpoints, logs and timeline, without credentials", async () => {
    const job = aJob({
      status: "WAITING_APPROVAL",
      inputs: { room: "3", password: "hunter2", note: "Bearer abcdefgh12345678" },
    });
    house.work.put(job, aCheckpoint({ jobId: job.id }));
    house.work.tell(job.id, "job.created", { by: { id: "p1", name: "Ana" } });
    house.work.tell(job.id, "step.failed", { code: "timeout", message: "Too slow.", again: true });
    house.work.tell(job.id, "job.failed", { message: "password=hunter2 is wrong." });
    const { success, job: shown } = await jsonOf(get(`/api/agent-jobs/${job.id}`));
    expect(success).toBe(true);
    expect(shown).toMatchObject({
      id: job.id,
      status: "WAITING_APPROVAL",
      title: "Sweep the floor",
      workflowVersion: 2,
      createdBy: "p1",
      createdByName: "Ana",
      inputData: { room: "3", password: "[masked]", note: "[masked]" },
      progress: { ended: 0, total: 2 },
      steps: [
        { id: "look", number: 1, phase: "pre", state: "PENDING", requiresApproval: false },
        { id: "sweep", number: 2, state: "PENDING", requiresApproval: true, maxAttempts: 3 },
      ],
      checkpoints: [{ status: "PENDING", plan: { args: { command: ["sweep", "--room", "3"] } } }],
      timeline: [{ what: "accepted" }, { what: "started" }, { what: "checkpoint", to: null }],
      logs: [
        { seq: 1, level: "info", message: "The job was accepted, asked for by Ana." },
        { seq: 2, level: "warn" },
        { seq: 3, level: "error" },
      ],
    });
    expect(JSON.stringify(shown)).not.toContain("hunter2");
  });

  test("events come after a number, in order, with the number to go on from", async () => {
    const job = house.work.put(aJob());
    for (let i = 0; i < 5; i++)
      house.work.tell(job.id, "step.progress", { text: `${i}`, token: "secret-value" });
    const first = await jsonOf(get(`/api/agent-jobs/${job.id}/events?limit=2`));
    expect(first).toMatchObject({ success: true, lastSeq: 2, hasMore: true });
    const rest = await jsonOf(get(`/api/agent-jobs/${job.id}/events?after=2`));
    expect(rest.events.map((event: { seq: number }) => event.seq)).toEqual([3, 4, 5]);
    expect(rest).toMatchObject({ lastSeq: 5, hasMore: false });
    expect(rest.events[0]).toMatchObject({
      jobId: job.id,
      kind: "step.progress",
      data: { text: "2", token: "[masked]" },
    });
    expect(await jsonOf(get(`/api/agent-jobs/${job.id}/events?after=9`))).toMatchObject({
      events: [],
      lastSeq: 9,
      hasMore: false,
    });
  });

  test.each([
    "nothing",
    "%00",
    "..%2f..%2fx",
    "7f3b0000-0000-4000-8000-000000000000",
    "'; drop table jobs; --",
    "x".repeat(200),
  ])("an id nobody knows (%s) is 404 everywhere", async (id) => {
    const encoded = id.includes("%") ? id : encodeURIComponent(id);
    for (const path of ["", "/checkpoints", "/events"])
      expect((await problemIn(await get(`/api/agent-jobs/${encoded}${path}`))).status).toBe(404);
    expect(
      (await problemIn(await send("PATCH", `/api/agent-jobs/${encoded}`, { action: "cancel" }))).status,
    ).toBe(404);
    expect((await problemIn(await get(`/api/v1/agent/${encoded}`))).status).toBe(404);
    expect((await problemIn(await send("POST", `/api/admin/agent-checkpoints/${encoded}`))).status).toBe(404);
  });
});

describe("PATCH /api/agent-jobs/{id}", () => {
  test("hands each action to the engine, which says who may; what is no action goes no further", async () => {
    const job = house.work.put(aJob());
    for (const action of ["cancel", "retry", "pause", "resume"]) {
      const response = await fetch(
        `${house.url}/api/agent-jobs/${job.id}`,
        house.as(house.admin, { method: "PATCH", body: JSON.stringify({ action }) }),
      );
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ success: true, job: { id: job.id } });
      expect(house.work.asked.steers.at(-1)).toEqual({ id: job.id, steering: action });
    }
    const asked = house.work.asked.steers.length;
    for (const body of [{}, { action: "explode" }, { action: "cancel", force: true }])
      expect((await problemIn(await send("PATCH", `/api/agent-jobs/${job.id}`, body))).status).toBe(400);
    expect(house.work.asked.steers).toHaveLength(asked);
  });
});

describe("GET /api/v1/workflows", () => {
  test("lists them with the problems of their files, and shows one with its graph", async () => {
    const list = await jsonOf(get("/api/v1/workflows"));
    expect(list).toMatchObject({
      success: true,
      workflows: [
        { id: "sweep-floor", kind: "runbook", version: 2, steps: 2, inputs: { room: { required: true } } },
      ],
      pagination: { total: 1 },
    });
    expect(list.problems).toHaveLength(2);
    expect((await jsonOf(get("/api/v1/workflows?kind=job"))).workflows).toEqual([]);
    const one = await jsonOf(get("/api/v1/workflows/sweep-floor"));
    expect(one.workflow.steps[1]).toMatchObject({
      id: "sweep",
      approval: { from: ["operators"] },
      effect: "once",
    });
    expect(one.graph).toMatch(/^flowchart TD\n/);
    expect(one.graph).toContain("look");
    expect(one.problems).toMatchObject([{ line: 3 }]);
    const unknown = await problemIn(await get("/api/v1/workflows/sweep"));
    expect(unknown.status).toBe(404);
    expect(unknown.detail).toContain("Did you mean sweep-floor?");
  });
});
