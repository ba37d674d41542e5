// The same routes on the whole house: a real engine, a real database, real people.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { eventually, type TestApp, testApp } from "../support/app.ts";

let app: TestApp;
const tokens: Record<string, string> = {};
beforeAll(async () => {
  app = await testApp();
  tokens.admin = app.token;
  for (const role of ["viewer", "operator", "approver"]) {
    const { token } = await call("POST", "/api/tokens", { name: `An ${role}`, roles: [role] });
    tokens[role] = token;
  }
});
afterAll(() => app[Symbol.asyncDispose]());

async function send(method: string, path: string, body?: unknown, as = "admin", headers = {}) {
  return fetch(`${app.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${tokens[as]}`,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}
// biome-ignore lint/suspicious/noExplicitAny: an answer as it came over the wire
const jsonOf = (response: Response): Promise<any> => response.json();
const call = async (...request: Parameters<typeof send>) => jsonOf(await send(...request));

const simple = {
  jobType: "simple-task",
  taskDescription: "Sweep",
  inputData: { userId: "u1", action: "sweep" },
};
const code = (path: string) => ({
  jobType: "code-generation",
  taskDescription: "Write a file",
  inputData: { files: [{ path, content: "export {};\n" }] },
});
const records = (rule: object) => ({
  jobType: "data-processing",
  taskDescription: "Sort out",
  inputData: { data: [{ a: 1 }], ...rule },
});
const reach = (id: string, status: string) =>
  eventually(async () => {
    const { job } = await call("GET", `/api/agent-jobs/${id}`);
    return job.status === status ? job : null;
  }, `job ${id} is ${status}`);
async function waiting(path: string, as = "operator"): Promise<{ job: string; checkpoint: string }> {
  const { job } = await call("POST", "/api/agent-jobs", code(path), as);
  await reach(job.id, "WAITING_APPROVAL");
  const { checkpoints } = await call("GET", `/api/agent-jobs/${job.id}/checkpoints`);
  return { job: job.id, checkpoint: checkpoints[0].id };
}

describe("Idempotency-Key", () => {
  test("ten requests at once are one job, each gets the same answer, also after it ended; another body is a conflict", async () => {
    const ask = (body: object, as = "admin") =>
      send("POST", "/api/agent-jobs", body, as, { "idempotency-key": "k1" });
    const answers = await Promise.all(Array.from({ length: 10 }, async () => jsonOf(await ask(simple))));
    const [first] = answers;
    for (const answer of answers) expect(answer).toEqual(first);
    await reach(first.job.id, "COMPLETED");
    const later = await ask(simple);
    expect([later.status, await jsonOf(later)]).toEqual([201, first]);
    const other = await ask({ ...simple, taskDescription: "Mop" });
    expect(other.status).toBe(409);
    expect((await jsonOf(await ask(simple, "operator"))).job.id).not.toBe(first.job.id);
  });
});

describe("bad input", () => {
  test.each<[object, string]>([
    [{ ...simple, jobType: "simple-tusk" }, "jobType"],
    [{ ...code("a.ts"), inputData: {} }, "inputData.files"],
    [{ ...code("a.ts"), inputData: { files: [{ path: "a.ts" }] } }, "inputData.files[0].content"],
    ...["../a.ts", "a/../../b.ts", "a/..", "/etc/passwd", "~/a.ts", "a\\b.ts"].map(
      (path): [object, string] => [code(path), "inputData.files[0].path"],
    ),
    [{ ...simple, inputData: { userId: "u\u0000", action: "a" } }, "inputData.userId"],
    [{ ...simple, inputData: { user: "u" } }, "inputData.user"],
    [records({ operation: "filter" }), "inputData.filter"],
    [records({ operation: "aggregate" }), "inputData.aggregate"],
    [records({ operation: "transform", filter: { field: "a", value: 1 } }), "inputData.filter"],
    [records({ operation: "filter", filter: { field: "a", op: "near", value: 1 } }), "inputData.filter"],
    [records({ operation: "aggregate", aggregate: { measures: [] } }), "inputData.aggregate.measures"],
  ])("%j is refused at creation and names the field", async (body, field) => {
    const before = (await call("GET", "/api/agent-jobs")).pagination.total;
    const problem = await call("POST", "/api/agent-jobs", body);
    expect(problem).toMatchObject({ status: 400, field });
    expect((await call("GET", "/api/agent-jobs")).pagination.total).toBe(before);
  });

  test("a path with dots that stays in its folder is welcome", async () => {
    for (const path of ["a/..b/c.ts", ".config/a..ts", "..a", "a/b~.ts"])
      expect((await send("POST", "/api/agent-jobs", { ...code(path), dryRun: true })).status).toBe(200);
  });

  test("a dry run shows what would be written, and starts and writes nothing", async () => {
    const before = (await call("GET", "/api/agent-jobs")).pagination.total;
    const { dryRun } = await call("POST", "/api/agent-jobs", { ...code("dry.ts"), dryRun: true });
    expect(dryRun.steps.map((step: { step: string; verdict: string }) => [step.step, step.verdict])).toEqual([
      ["check", "read"],
      ["write", "would_do"],
    ]);
    expect((await call("GET", "/api/agent-jobs")).pagination.total).toBe(before);
  });
});

describe("deciding", () => {
  test("fifty clicks are one approval; every other one hears who decided and when", async () => {
    const { job, checkpoint } = await waiting("fifty.ts");
    const clicks = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        send("POST", `/api/admin/agent-checkpoints/${checkpoint}`, undefined, i % 2 ? "admin" : "approver"),
      ),
    );
    const statuses = clicks.map((click) => click.status).sort();
    expect(statuses).toEqual([200, ...Array.from({ length: 49 }, () => 409)]);
    const late = await Promise.all(clicks.filter((click) => click.status === 409).map(jsonOf));
    for (const { detail } of late)
      expect(detail).toMatch(/(An approver|Administrator|dmin).*\d{4}-\d\d-\d\d|\d\d:\d\d/i);
    await reach(job, "COMPLETED");
    const { events } = await call("GET", `/api/agent-jobs/${job}/events`);
    expect(events.filter((event: { kind: string }) => event.kind === "checkpoint.approved")).toHaveLength(1);
    expect(events.map((event: { seq: number }) => event.seq)).toEqual(
      events.map((_: unknown, i: number) => i + 1),
    );
    const after = await call("POST", `/api/admin/agent-checkpoints/${checkpoint}`);
    expect(after.status).toBe(409);
  });

  test("approve and reject at once end in one of both, and the job agrees", async () => {
    const { job, checkpoint } = await waiting("both.ts");
    const [approve, reject] = await Promise.all([
      send("POST", `/api/admin/agent-checkpoints/${checkpoint}`, undefined, "approver"),
      send("DELETE", `/api/admin/agent-checkpoints/${checkpoint}`, { reason: "No" }, "admin"),
    ]);
    expect([approve.status, reject.status].sort()).toEqual([200, 409]);
    await reach(job, approve.status === 200 ? "COMPLETED" : "FAILED");
  });

  test("the requester is told why they may not decide, where two others could", async () => {
    const { job, checkpoint } = await waiting("own.ts", "approver");
    const own = await call("POST", `/api/admin/agent-checkpoints/${checkpoint}`, undefined, "approver");
    expect(own.status).toBe(403);
    const { checkpoints } = await call("GET", "/api/admin/agent-checkpoints", undefined, "approver");
    const mine = checkpoints.find((each: { id: string }) => each.id === checkpoint);
    expect(mine.mayDecide).toBe(false);
    expect(mine.whyNot).toContain("somebody else");
    expect(
      (await send("POST", `/api/admin/agent-checkpoints/${checkpoint}`, undefined, "operator")).status,
    ).toBe(403);
    expect(
      (await send("POST", `/api/admin/agent-checkpoints/${checkpoint}`, undefined, "viewer")).status,
    ).toBe(403);
    expect(
      (await send("POST", `/api/v1/agent/${job}/approve-step`, { approve: true, step_number: 2 })).status,
    ).toBe(200);
    await reach(job, "COMPLETED");
  });

  test("changed arguments are asked about anew, and the old plan cannot be approved by who saw only that", async () => {
    const { job, checkpoint } = await waiting("before.ts");
    const seen = (await call("GET", `/api/agent-jobs/${job}/checkpoints`)).checkpoints[0].planDigest;
    const changes = { files: [{ path: "after.ts", content: "changed\n" }] };
    const changed = await call(
      "POST",
      `/api/admin/agent-checkpoints/${checkpoint}`,
      { changes, reason: "Rather" },
      "approver",
    );
    expect(changed).toMatchObject({
      success: true,
      settled: false,
      checkpoint: { status: "PENDING", round: 2 },
    });
    expect(changed.checkpoint.plan.args).toMatchObject(changes);
    const path = `/api/admin/agent-checkpoints/${checkpoint}`;
    expect((await send("POST", path, { planDigest: seen }, "admin")).status).toBe(409);
    expect((await send("POST", path, { planDigest: changed.checkpoint.planDigest }, "admin")).status).toBe(
      200,
    );
    const { outputData } = await reach(job, "COMPLETED");
    expect(JSON.stringify(outputData)).toContain("after.ts");
  });
});

describe("steering", () => {
  test("a waiting job is cancelled by its requester, not by another operator; then nothing is left to decide", async () => {
    const { job, checkpoint } = await waiting("cancel.ts");
    expect((await send("PATCH", `/api/agent-jobs/${job}`, { action: "cancel" }, "viewer")).status).toBe(403);
    const { job: foreign } = await call("POST", "/api/agent-jobs", code("foreign.ts"), "admin");
    expect(
      (await send("PATCH", `/api/agent-jobs/${foreign.id}`, { action: "cancel" }, "operator")).status,
    ).toBe(403);
    expect(
      (await send("PATCH", `/api/agent-jobs/${job}`, { action: "cancel", reason: "Late" }, "operator"))
        .status,
    ).toBe(200);
    await reach(job, "CANCELLED");
    const again = await send("PATCH", `/api/agent-jobs/${job}`, { action: "cancel" }, "operator");
    expect(again.status).toBe(409);
    expect([404, 409, 410]).toContain(
      (await send("POST", `/api/admin/agent-checkpoints/${checkpoint}`)).status,
    );
    expect(
      (await send("PATCH", `/api/agent-jobs/${foreign.id}`, { action: "cancel" }, "approver")).status,
    ).toBe(200);
  });
});

describe("following", () => {
  test("a socket that breaks after every event still tells what the route tells, once and in order", async () => {
    const { job, checkpoint } = await waiting("follow.ts");
    const seen: unknown[] = [];
    let last = 0;
    const follow = async () => {
      for (;;) {
        const ws = new WebSocket(`${app.url.replace("http", "ws")}/ws/jobs/${job}?after=${last}`, {
          headers: { authorization: `Bearer ${tokens.viewer}` },
        });
        let taken = false;
        ws.on("message", (data) => {
          if (taken) return;
          taken = true;
          const event = JSON.parse(String(data));
          seen.push(event);
          last = event.seq;
          ws.terminate();
        });
        const code = await new Promise((resolve) => ws.on("close", resolve));
        if (!taken) return code;
      }
    };
    const following = follow();
    await send("POST", `/api/admin/agent-checkpoints/${checkpoint}`, undefined, "approver");
    expect(await following).toBe(1000);
    const { events, hasMore } = await call("GET", `/api/agent-jobs/${job}/events`);
    expect(hasMore).toBe(false);
    expect(seen).toEqual(events);
    expect(events.at(-1).kind).toBe("job.completed");
  });
});
