// A job from its start to its end: order, joins, conditions, tries, times, failures and what undoes them, children.

import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkInvariants } from "#adapters/postgres/jobs/invariants.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import { ref, type TestEngine, testEngine, workflow } from "../support/engine.ts";

const retrying = "retry: { attempts: 3, backoff: 40ms, max: 60ms }";

const workflows = [
  workflow(
    "chain",
    [
      `id: a, uses: test.echo, with: { value: "${ref("inputs.text")}" }`,
      `id: b, uses: test.echo, with: { value: "${ref("steps.a.output.value")}" }`,
      "id: c, uses: test.once",
    ],
    {
      inputs: { text: { type: "string", required: true } },
      outputs: { text: ref("steps.b.output.value") },
    },
  ),
  workflow("fan", [
    "id: first, uses: test.echo",
    ...Array.from({ length: 10 }, (_, n) => `id: p${n}, uses: test.block, with: { ms: 300 }, needs: [first]`),
    `id: join, uses: test.echo, needs: [${Array.from({ length: 10 }, (_, n) => `p${n}`).join(", ")}]`,
  ]),
  workflow(
    "choice",
    [
      `id: look, uses: test.echo, with: { value: "${ref("inputs.state")}" }`,
      "id: only-when-broken, uses: test.once, if: steps.look.output.value == 'ABEND'",
      "id: after, uses: test.echo",
    ],
    { inputs: { state: { type: "string", required: true } } },
  ),
  workflow("flaky", [`id: try, uses: test.fail, with: { times: 2 }, ${retrying}`]),
  workflow("hopeless", [`id: try, uses: test.fail, ${retrying}`, "id: never, uses: test.once"]),
  workflow("refuses", [`id: try, uses: test.fail, with: { retryable: false }, ${retrying}`]),
  workflow("too-slow", ["id: slow, uses: test.block, with: { ms: 60000 }, timeout: 200ms"]),
  workflow("patient", ["id: quick, uses: test.block, with: { ms: 150 }, timeout: 60d"]),
  workflow("stops", [
    "id: a, uses: test.once",
    "id: b, uses: test.fail, with: { retryable: false }",
    "id: c, uses: test.once",
  ]),
  workflow("goes-on", [
    "id: a, uses: test.once",
    "id: b, uses: test.fail, with: { retryable: false }, on_failure: continue",
    "id: c, uses: test.once",
  ]),
  workflow("undoes", [
    "id: a, uses: test.once, rollback: { uses: test.once }",
    "id: b, uses: test.once, rollback: { uses: test.once }",
    "id: c, uses: test.echo",
    "id: d, uses: test.once, rollback: { uses: test.once }",
    "id: e, uses: test.fail, with: { retryable: false }, on_failure: rollback",
  ]),
  workflow("waits", ["id: wait, uses: test.wait, with: { ms: 120 }", "id: after, uses: test.once"]),
  workflow("looks-first", ["id: act, uses: test.prepared"]),
  workflow(
    "parent",
    [
      "id: call, uses: test.child, with: { workflow: chain, inputs: { text: hello } }",
      `id: after, uses: test.echo, with: { value: "${ref("steps.call.output.text")}" }`,
    ],
    { outputs: { heard: ref("steps.after.output.value") } },
  ),
  workflow("bad-parent", ["id: call, uses: test.child, with: { workflow: stops }"]),
  workflow("lost-parent", ["id: call, uses: test.child, with: { workflow: nobody-has-this }"]),
];

let resync: TestEngine;
beforeAll(async () => {
  resync = await testEngine({ workflows, concurrency: 16 });
});
afterAll(async () => {
  await resync?.[Symbol.asyncDispose]();
});

describe("a job", () => {
  it("is accepted as PENDING, runs its steps in order, hands outputs on, and tells each thing once", async () => {
    const accepted = await resync.start("chain", { text: "a b" });
    expect(accepted).toMatchObject({ status: "PENDING", requester: { name: "Olga" } });
    const job = await resync.ended(accepted.id);
    expect(job).toMatchObject({ status: "COMPLETED", outputs: { text: "a b" }, failure: null });
    expect(await resync.told(job.id)).toEqual([
      "job.created",
      "job.started",
      ...["a", "b", "c"].flatMap((id) => [`${id} step.started`, `${id} step.succeeded`]),
      "job.completed",
    ]);
    expect(await resync.hits(job.id)).toEqual(["c"]);
  });

  it("runs what can run at once at once, and what joins them when all have ended", async () => {
    const job = await resync.run("fan");
    const told = await resync.told(job.id);
    const join = told.indexOf("join step.started");
    for (let n = 0; n < 10; n++) expect(told.indexOf(`p${n} step.succeeded`)).toBeLessThan(join);
    const events = await resync.events(job.id);
    const numbers = (kind: string) =>
      events.filter((each) => each.kind === kind && each.step?.startsWith("p")).map(({ seq }) => seq);
    expect(numbers("step.started")).toHaveLength(10);
    expect(Math.max(...numbers("step.started"))).toBeLessThan(Math.min(...numbers("step.succeeded")));
  });

  it("leaves out a step whose condition is false, and goes on behind it", async () => {
    const skipped = await resync.run("choice", { state: "SUCC" });
    expect(skipped).toMatchObject({
      status: "COMPLETED",
      steps: { "only-when-broken": { state: "SKIPPED" }, after: { state: "SUCCEEDED" } },
    });
    expect(await resync.hits(skipped.id)).toEqual([]);
    const taken = await resync.run("choice", { state: "ABEND" });
    expect(await resync.hits(taken.id)).toEqual(["only-when-broken"]);
  });

  it("tries again with growing pauses, as often as the file says", async () => {
    const job = await resync.run("flaky");
    expect(job).toMatchObject({
      status: "COMPLETED",
      steps: { try: { attempt: 3, output: { attempt: 3 } } },
    });
    const started = (await resync.events(job.id)).filter(({ kind }) => kind === "step.started");
    const pauses = started.slice(1).map(({ at }, n) => at.getTime() - (started[n]?.at.getTime() ?? 0));
    expect(pauses[0]).toBeGreaterThanOrEqual(40);
    expect(pauses[1]).toBeGreaterThanOrEqual(60);
  });

  it("fails when the tries are used up, with the last try's sentence, and nothing after it begins", async () => {
    const job = await resync.run("hopeless");
    expect(job).toMatchObject({
      status: "FAILED",
      failure: { code: "unavailable", message: "Attempt 3 failed on purpose.", step: "try" },
    });
    expect(await resync.hits(job.id)).toEqual([]);
    const attempts = await resync.reader.attempts(job.id);
    expect(attempts.map(({ outcome }) => outcome)).toEqual(["failed", "failed", "failed"]);
  });

  it("does not try again what the action says is hopeless", async () => {
    expect(await resync.run("refuses")).toMatchObject({ status: "FAILED", steps: { try: { attempt: 1 } } });
  });

  it("stops a step whose time is over, and says so", async () => {
    const job = await resync.run("too-slow");
    expect(job).toMatchObject({ status: "FAILED", failure: { code: "timeout", step: "slow" } });
    expect((job.endedAt?.getTime() ?? 0) - (job.startedAt?.getTime() ?? 0)).toBeLessThan(8_000);
  });

  it("gives a step sixty days when the file does, though timers of Node end after twenty-four", async () => {
    expect(await resync.run("patient")).toMatchObject({ status: "COMPLETED" });
  });

  it("stops at a failure by default, goes on with `continue`", async () => {
    const stopped = await resync.run("stops");
    expect(stopped.status).toBe("FAILED");
    expect(await resync.hits(stopped.id)).toEqual(["a"]);
    const went = await resync.run("goes-on");
    expect(went).toMatchObject({ status: "COMPLETED", steps: { b: { state: "FAILED" } } });
    expect(await resync.hits(went.id)).toEqual(["a", "c"]);
  });

  it("undoes what succeeded with `rollback`, the last first, each once", async () => {
    const job = await resync.run("undoes");
    expect(job).toMatchObject({ status: "FAILED", failure: { step: "e" } });
    expect(await resync.hits(job.id)).toEqual(["a", "b", "d", "rollback:d", "rollback:b", "rollback:a"]);
  });

  it("begins what was undone anew when the job is retried, and the doctor finds nothing in it", async () => {
    const job = await resync.run("undoes");
    const retried = await resync.engine.steer(job.id, "retry", resync.as("olga"));
    await resync.until(
      job.id,
      (now) => now.status === "FAILED" && now.seq > retried.seq,
      "the second failure",
    );
    const once = ["a", "b", "d", "rollback:d", "rollback:b", "rollback:a"];
    expect(await resync.hits(job.id)).toEqual([...once, ...once]);
    await using db = openDatabase({ url: resync.databaseUrl, log: pino({ level: "silent" }) });
    expect((await checkInvariants(db)).flatMap(({ findings }) => findings)).toEqual([]);
  });

  it("lets an action come back later with what it remembered, as one try", async () => {
    const job = await resync.run("waits");
    expect(job).toMatchObject({
      status: "COMPLETED",
      steps: { wait: { attempt: 1, output: { waited: true } } },
    });
    expect(await resync.told(job.id)).toContain("wait step.waiting");
  });

  it("looks before it arms when the action wants to", async () => {
    const job = await resync.run("looks-first");
    expect(job.status).toBe("COMPLETED");
    expect(await resync.hits(job.id)).toEqual(["act"]);
  });
});

describe("a job of a job", () => {
  it("runs in its requester's name, and its outputs become the step's", async () => {
    const job = await resync.run("parent");
    expect(job).toMatchObject({ status: "COMPLETED", outputs: { heard: "hello" } });
    const { jobs } = await resync.reader.list({ workflowId: "chain", limit: 50, offset: 0 });
    const child = jobs.find(({ parent }) => parent?.jobId === job.id);
    expect(child).toMatchObject({ status: "COMPLETED", requester: { name: "Olga" } });
  });

  it("fails its parent's step with its own sentence when it fails", async () => {
    const job = await resync.run("bad-parent");
    expect(job).toMatchObject({ status: "FAILED", failure: { code: "child", step: "call" } });
    expect(job.failure?.message).toContain("Attempt 1 failed on purpose.");
  });

  it("that cannot begin fails its parent with the reason, not in silence", async () => {
    const job = await resync.run("lost-parent");
    expect(job.status).toBe("FAILED");
    expect(job.failure?.message).toContain('No workflow is called "nobody-has-this".');
  });
});
