// The guide that operators follow, "Agent Worker - Complete Workflow Guide", steps 3 to 7 and its complete example: its
// commands as they stand there, run by bash. Only the cookie is a real one, and port 3000 is this server's.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestApp, testApp } from "../support/app.ts";

const run = promisify(execFile);
const missing = await Promise.all(
  ["bash", "curl", "jq"].map(async (tool) =>
    run(tool, ["--version"]).then(
      () => null,
      () => tool,
    ),
  ),
).then((tools) => tools.filter((tool) => tool !== null));
const guide = missing.length === 0 ? describe : describe.skip;
if (missing.length > 0)
  process.stderr.write(`The guide is not followed: ${missing.join(", ")} is not installed.\n`);

let app: TestApp;
let cookie = "";

/** Runs the guide's lines; gives back what they print. */
async function bash(script: string): Promise<string> {
  const lines = script
    .replaceAll("http://localhost:3000", app.url.replace("127.0.0.1", "localhost"))
    .replaceAll("your-session-cookie", cookie);
  const { stdout } = await run(
    "bash",
    ["--norc", "-c", `set -o pipefail\n${lines.replaceAll("curl ", "curl -sS ")}`],
    {
      timeout: 60_000,
      env: { PATH: process.env.PATH ?? "", HOME: app.dataDir, NO_PROXY: "*" },
    },
  );
  return stdout;
}
// biome-ignore lint/suspicious/noExplicitAny: what the commands print
const json = async (script: string): Promise<any> => JSON.parse(await bash(script));

/** Asks again and again, as a reader of the guide would, up to twenty seconds. */
async function until(look: () => Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await look())) {
    if (performance.now() > end) throw new Error(`It never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const statusOf = async (id: string): Promise<string> =>
  (
    await bash(`curl http://localhost:3000/api/agent-jobs/${id} \\
  -H "Cookie: your-session-cookie" | jq -r '.job.status'`)
  ).trim();

beforeAll(async () => {
  if (missing.length > 0) return;
  app = await testApp();
  const login = await fetch(`${app.url}/api/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token: app.token }),
  });
  cookie = login.headers.getSetCookie()[0]?.split(";", 1)[0] ?? "";
});
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
});

guide("the guide, by copy and paste", () => {
  let simple = "";
  let generation = "";
  let processing = "";

  test("step 3, example 1: a simple task", async () => {
    const made = await json(`curl -X POST http://localhost:3000/api/agent-jobs \\
  -H "Content-Type: application/json" \\
  -H "Cookie: your-session-cookie" \\
  -d '{
    "jobType": "simple-task",
    "taskDescription": "Process user data",
    "inputData": {
      "userId": "user-123",
      "action": "update-profile"
    },
    "priority": 5
  }'`);
    expect(made).toMatchObject({
      success: true,
      job: { jobType: "simple-task", status: "PENDING", taskDescription: "Process user data", priority: 5 },
    });
    expect(Date.parse(made.job.createdAt)).toBeGreaterThan(Date.now() - 60_000);
    simple = made.job.id;
    await until(async () => (await statusOf(simple)) === "COMPLETED", "the simple task completes");
  });

  test("step 3, example 2: code generation waits for approval", async () => {
    const made = await json(`curl -X POST http://localhost:3000/api/agent-jobs \\
  -H "Content-Type: application/json" \\
  -H "Cookie: your-session-cookie" \\
  -d '{
    "jobType": "code-generation",
    "taskDescription": "Generate authentication module",
    "inputData": {
      "files": [
        {
          "path": "lib/auth.ts",
          "content": "export function authenticate() { return true; }"
        },
        {
          "path": "lib/auth.test.ts",
          "content": "describe(\\"auth\\", () => { ... })"
        }
      ],
      "description": "User authentication module"
    },
    "priority": 8
  }'`);
    generation = made.job.id;
    await until(
      async () => (await statusOf(generation)) === "WAITING_APPROVAL",
      "the code waits for approval",
    );
  });

  test("step 3, example 3: data processing waits for its first review", async () => {
    const made = await json(`curl -X POST http://localhost:3000/api/agent-jobs \\
  -H "Content-Type: application/json" \\
  -H "Cookie: your-session-cookie" \\
  -d '{
    "jobType": "data-processing",
    "taskDescription": "Transform customer data",
    "inputData": {
      "operation": "transform",
      "data": [
        {"id": 1, "name": "John", "email": "john@example.com"},
        {"id": 2, "name": "Jane", "email": "jane@example.com"}
      ],
      "transform": "normalize"
    },
    "priority": 7
  }'`);
    processing = made.job.id;
    await until(
      async () => (await statusOf(processing)) === "WAITING_APPROVAL",
      "the input waits for review",
    );
  });

  test("step 4: jobs are listed, filtered, paged and shown", async () => {
    const all = await json(`curl http://localhost:3000/api/agent-jobs \\
  -H "Cookie: your-session-cookie"`);
    expect(all).toMatchObject({
      success: true,
      pagination: { total: 3, limit: 20, offset: 0, hasMore: false },
    });
    const pending = await json(`curl "http://localhost:3000/api/agent-jobs?status=PENDING" \\
  -H "Cookie: your-session-cookie"`);
    expect(pending.jobs).toEqual([]);
    const ofType = await json(`curl "http://localhost:3000/api/agent-jobs?jobType=code-generation" \\
  -H "Cookie: your-session-cookie"`);
    expect(ofType.jobs).toMatchObject([{ id: generation }]);
    const paged = await json(`curl "http://localhost:3000/api/agent-jobs?limit=10&offset=0" \\
  -H "Cookie: your-session-cookie"`);
    expect(paged.jobs).toHaveLength(3);
    const { job } = await json(`curl http://localhost:3000/api/agent-jobs/${simple} \\
  -H "Cookie: your-session-cookie"`);
    expect(job).toMatchObject({ id: simple, status: "COMPLETED", jobType: "simple-task" });
    expect(job.startedAt <= job.completedAt).toBe(true);
    expect(job.logs.at(-1)).toMatchObject({ level: "info", message: "The job completed." });
    expect(job.logs.map((line: { seq: number }) => line.seq)).toEqual(
      job.logs.map((_: unknown, i: number) => i + 1),
    );
    expect(job.timeline.at(0)).toMatchObject({ what: "accepted" });
    expect(job.timeline.at(-1)).toMatchObject({ what: "ended", state: "COMPLETED" });
    const { checkpoints } = await json(`curl http://localhost:3000/api/agent-jobs/${generation}/checkpoints \\
  -H "Cookie: your-session-cookie"`);
    expect(checkpoints).toMatchObject([
      { status: "PENDING", checkpointType: "APPROVAL_REQUIRED", jobId: generation },
    ]);
  });

  test("step 5: a checkpoint is approved and another rejected through the API", async () => {
    const { checkpoints } = await json(`curl http://localhost:3000/api/admin/agent-checkpoints \\
  -H "Cookie: your-session-cookie"`);
    expect(checkpoints.map((each: { jobId: string }) => each.jobId)).toEqual([generation, processing]);
    const [code, data] = checkpoints;
    const approved = await json(`curl -X POST http://localhost:3000/api/admin/agent-checkpoints/${code.id} \\
  -H "Cookie: your-session-cookie"`);
    expect(approved).toMatchObject({
      success: true,
      checkpoint: { id: code.id, status: "APPROVED", approvedBy: expect.any(String) },
      message: "Checkpoint approved successfully",
    });
    expect(Date.parse(approved.checkpoint.approvedAt)).toBeGreaterThan(Date.now() - 60_000);
    await until(async () => (await statusOf(generation)) === "COMPLETED", "the code is written");

    // The guide's own quotes end at the apostrophe of "doesn't"; here bash is told to keep it.
    const rejected =
      await json(`curl -X DELETE http://localhost:3000/api/admin/agent-checkpoints/${data.id} \\
  -H "Content-Type: application/json" \\
  -H "Cookie: your-session-cookie" \\
  -d '{
    "reason": "Code doesn'\\''t meet security standards"
  }'`);
    expect(rejected).toMatchObject({
      success: true,
      checkpoint: {
        id: data.id,
        status: "REJECTED",
        rejectionReason: "Code doesn't meet security standards",
      },
      message: "Checkpoint rejected successfully",
    });
    await until(async () => (await statusOf(processing)) === "FAILED", "the rejected job ends");
    const again = await json(`curl -X POST http://localhost:3000/api/admin/agent-checkpoints/${data.id} \\
  -H "Cookie: your-session-cookie"`);
    expect(again).toMatchObject({ status: 409 });
    expect(again.detail).toMatch(/reject/i);
  });

  test("step 6: metrics come without a cookie, and say what happened", async () => {
    const text = await bash("curl http://localhost:3000/api/metrics");
    for (const line of [
      "# HELP agent_jobs_total Total number of agent jobs by status",
      "# TYPE agent_jobs_total counter",
      'agent_jobs_total{status="COMPLETED"} 2',
      'agent_jobs_total{status="FAILED"} 1',
      "# TYPE agent_jobs_duration_seconds histogram",
      'agent_jobs_duration_seconds_bucket{status="COMPLETED",le="+Inf"} 2',
      'agent_jobs_duration_seconds_count{status="COMPLETED"} 2',
      // The simple task's note counts, too: notes are kept as approved, since nobody is asked.
      'agent_checkpoints_total{status="APPROVED"} 2',
      'agent_checkpoints_total{status="REJECTED"} 1',
      "# TYPE agent_checkpoints_pending gauge",
      "agent_checkpoints_pending 0",
      "agent_worker_active_jobs 0",
    ])
      expect(text.split("\n")).toContain(line);
  });

  test("step 7: the worker is looked at, stopped and started", async () => {
    const status = `curl http://localhost:3000/api/admin/agent-worker \\
  -H "Cookie: your-session-cookie"`;
    expect(await json(status)).toEqual({
      success: true,
      worker: { isRunning: true, activeJobs: 0, maxConcurrentJobs: 3, pollInterval: 5000 },
      jobs: { pending: 0, running: 0, completed: 2, failed: 1 },
    });
    const stopped = await json(`curl -X DELETE http://localhost:3000/api/admin/agent-worker \\
  -H "Cookie: your-session-cookie"`);
    expect(stopped).toMatchObject({ success: true, worker: { isRunning: false } });
    const made =
      await json(`curl -X POST http://localhost:3000/api/agent-jobs -H "Content-Type: application/json" \\
  -H "Cookie: your-session-cookie" -d '{"jobType": "simple-task", "taskDescription": "Wait", "inputData": {"userId": "u", "action": "a"}}'`);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await statusOf(made.job.id)).toBe("PENDING");
    expect((await json(status)).jobs.pending).toBe(1);
    const started = await json(`curl -X POST http://localhost:3000/api/admin/agent-worker \\
  -H "Cookie: your-session-cookie"`);
    expect(started).toMatchObject({ success: true, worker: { isRunning: true } });
    await until(async () => (await statusOf(made.job.id)) === "COMPLETED", "the job that waited completes");
    // Where the guide forgets the cookie, the answer says what is missing.
    const without = await json("curl http://localhost:3000/api/admin/agent-worker");
    expect(without).toMatchObject({ status: 401 });
    expect(without.detail).toContain("/api/login");
  });

  test("the complete example, from creating the job to its completion", async () => {
    const printed = await bash(`JOB_ID=$(curl -X POST http://localhost:3000/api/agent-jobs \\
  -H "Content-Type: application/json" \\
  -H "Cookie: your-session-cookie" \\
  -d '{
    "jobType": "code-generation",
    "taskDescription": "Generate auth code",
    "inputData": {"files": [{"path": "lib/auth.ts", "content": "..."}]}
  }' | jq -r '.job.id')

echo "Job ID: $JOB_ID"
# Check job status
curl http://localhost:3000/api/agent-jobs/$JOB_ID \\
  -H "Cookie: your-session-cookie" | jq '.job.status'

# Wait for checkpoint
sleep 5

# Get checkpoints
CHECKPOINT_ID=$(curl http://localhost:3000/api/agent-jobs/$JOB_ID/checkpoints \\
  -H "Cookie: your-session-cookie" | jq -r '.checkpoints[0].id')

echo "Checkpoint ID: $CHECKPOINT_ID"
curl -X POST http://localhost:3000/api/admin/agent-checkpoints/$CHECKPOINT_ID \\
  -H "Cookie: your-session-cookie"
echo
sleep 1
# Check final status
curl http://localhost:3000/api/agent-jobs/$JOB_ID \\
  -H "Cookie: your-session-cookie" | jq '.job.status'
# Should be "COMPLETED"
curl http://localhost:3000/api/metrics | grep agent_jobs_total`);
    expect(printed).toMatch(/^Job ID: [0-9a-f-]{36}$/m);
    expect(printed).toMatch(/^Checkpoint ID: [0-9a-f-]{36}$/m);
    expect(printed).toContain('"status":"APPROVED"');
    expect(printed).toMatch(/^"COMPLETED"$/m);
    expect(printed).toContain('agent_jobs_total{status="COMPLETED"} 4');
  });
});
