// An approval has one door. Here are the others, tried one by one.

import { mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shortId } from "#agents/operations/short-id.ts";
import { ref, type UnderAttack, underAttack, type Who, type Wire } from "./support/under-attack.ts";

const writes = (id: string, policy: string) => `
id: ${id}
kind: job
title: Write a file
inputs:
  text: { type: string, default: hello }
steps:
  - id: write
    uses: files.write
    with: { files: [ { path: "${id}/${ref("job.id")}.txt", content: "${ref("inputs.text")}" } ] }
    approval: ${policy}
`;
const workflows = [
  writes("plain", "{ from: [approvers], count: 1 }"),
  writes("two", "{ from: [approvers], count: 2 }"),
  writes("ops", "{ from: [operators], count: 1 }"),
  writes("brief", "{ from: [approvers], expires: 1s, remind: never }"),
  `
id: asks-inside
kind: job
title: Ask an agent
inputs:
  question: { type: string }
steps:
  - id: ask
    uses: agent.ask
    with: { question: "${ref("inputs.question")}" }
`,
  `
id: starts-plain
kind: orchestration
title: Start the other one
steps:
  - id: child
    uses: workflow.start
    with: { workflow: plain }
`,
];

let resync: UnderAttack;
beforeAll(async () => {
  resync = await underAttack(workflows);
});
afterAll(() => resync?.[Symbol.asyncDispose]());

const decideAt = (id: string) => `/api/admin/agent-checkpoints/${id}`;
async function waiting(who: Who, workflow: string) {
  const job = await resync.start(who, workflow);
  return { job, checkpoint: (await resync.asked(job)).id as string };
}
const status = async (...request: Parameters<UnderAttack["send"]>) => (await resync.send(...request)).status;
const stillAsked = async (job: string) => expect((await resync.job(job)).status).toBe("WAITING_APPROVAL");

describe("the one who asked, an approver", () => {
  test("cannot approve by any action, field or route, and each try is in the audit", async () => {
    const { job, checkpoint } = await waiting("ana", "plain");
    const at = decideAt(checkpoint);
    const tries: readonly [number, string, string, unknown?][] = [
      [403, "POST", at],
      [403, "POST", at, { action: "approve", reason: "mine" }],
      [403, "POST", at, { changes: { files: [{ path: "x", content: "y" }] } }],
      [403, "POST", at, { action: "delegate", to: resync.ids.ana }],
      [403, "POST", at, { action: "delegate", to: resync.ids.olga }],
      [403, "POST", at, { action: "break_glass", reason: "mine" }],
      [409, "POST", at, { action: "review", reason: "mine" }],
      [409, "POST", at, { action: "reopen" }],
      [409, "POST", at, { action: "resolve", outcome: "happened", reason: "mine" }],
      [403, "DELETE", at, { reason: "mine" }],
      [403, "POST", `/api/v1/agent/${job}/approve-step`, { approve: true }],
      [403, "POST", `/api/v1/agent/${job}/approve-step`, { approve: false, notes: "mine" }],
      [400, "POST", at, { action: "approve", by: resync.ids.bo }],
      [400, "POST", at, { action: "approve", soleDecider: true, status: "APPROVED" }],
      [400, "PATCH", `/api/agent-jobs/${job}`, { action: "approve" }],
      [409, "PATCH", `/api/agent-jobs/${job}`, { action: "retry" }],
      [409, "PATCH", `/api/agent-jobs/${job}`, { action: "resume" }],
    ];
    for (const [expected, method, path, body] of tries) {
      expect([await status("ana", method, path, body), method, path, body]).toEqual([
        expected,
        method,
        path,
        body,
      ]);
    }
    expect((await resync.say("ana", `approve ${shortId(checkpoint)}`)).data.error?.code).toBe("forbidden");
    await stillAsked(job);
    const refused = (await resync.audited(`checkpoint:${checkpoint}`)).map(({ verb, data }) => [
      verb,
      data.tried,
    ]);
    for (const tried of [
      "approve",
      "change",
      "delegate",
      "break_glass",
      "review",
      "reopen",
      "resolve",
      "reject",
    ])
      expect(refused).toContainEqual(["checkpoint.refused", tried]);
    expect(await status("bo", "POST", decideAt(checkpoint))).toBe(200); // the control: the door itself opens
    expect((await resync.ended(job)).status).toBe("COMPLETED");
  });

  test("cannot get a yes by pausing, resuming, cancelling and trying again: it is asked anew", async () => {
    const { job, checkpoint } = await waiting("ana", "plain");
    expect(await status("ana", "PATCH", `/api/agent-jobs/${job}`, { action: "pause" })).toBe(200);
    expect(await status("ana", "PATCH", `/api/agent-jobs/${job}`, { action: "resume" })).toBe(200);
    await stillAsked(job);
    expect(await status("bo", "DELETE", decideAt(checkpoint), { reason: "no" })).toBe(200);
    await resync.ended(job);
    expect(await status("ana", "PATCH", `/api/agent-jobs/${job}`, { action: "retry" })).toBe(200);
    const again = await resync.asked(job);
    expect(await status("ana", "POST", decideAt(again.id))).toBe(403);
    await resync.call("ana", "PATCH", `/api/agent-jobs/${job}`, { action: "cancel" });
  });

  test("cannot reopen what expired", async () => {
    const { job, checkpoint } = await waiting("ana", "brief");
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(await status("bo", "POST", decideAt(checkpoint))).toBe(410);
    expect(await status("ana", "POST", decideAt(checkpoint), { action: "reopen" })).toBe(403);
    expect(await status("otto", "POST", decideAt(checkpoint), { action: "reopen" })).toBe(403);
    expect(await status("bo", "POST", decideAt(checkpoint), { action: "reopen" })).toBe(200);
    await resync.call("ana", "PATCH", `/api/agent-jobs/${job}`, { action: "cancel" });
  });

  test("is the requester of the child job, too", async () => {
    const parent = await resync.start("ana", "starts-plain");
    const child = await new Promise<string>((resolve) => {
      const look = async () => {
        const [, { jobs }] = await resync.call("ana", "GET", "/api/agent-jobs?jobType=plain");
        const found = jobs.find((each: { parentJobId: string }) => each.parentJobId === parent);
        if (found) resolve(found.id);
        else setTimeout(look, 50);
      };
      void look();
    });
    const { id } = await resync.asked(child);
    expect(await status("ana", "POST", decideAt(id))).toBe(403);
    expect(await status("bo", "POST", decideAt(id))).toBe(200);
    expect((await resync.ended(parent)).status).toBe("COMPLETED");
  });
});

describe("breaking the glass", () => {
  test("takes two people, not one with two tokens; who broke it does not review it", async () => {
    const { job, checkpoint } = await waiting("olga", "two");
    const at = decideAt(checkpoint);
    const [, second] = await resync.call("admin", "POST", "/api/tokens", {
      name: "ana",
      roles: ["approver"],
      label: "phone",
    });
    const glass = { action: "break_glass", reason: "production is down" };
    expect(await status("ana", "POST", at, glass)).toBe(200);
    expect(await status("ana", "POST", at, glass)).toBe(409);
    const phone = await fetch(`${resync.app.url}${at}`, {
      method: "POST",
      headers: { authorization: `Bearer ${second.token}`, "content-type": "application/json" },
      body: JSON.stringify(glass),
    });
    expect([phone.status, ((await phone.json()) as Wire).detail]).toEqual([
      409,
      expect.stringContaining("already"),
    ]);
    expect(await status("otto", "POST", at, glass)).toBe(403);
    await stillAsked(job);
    expect(await status("bo", "POST", at, glass)).toBe(200);
    const done = await resync.ended(job);
    const review = done.checkpoints.find((each: { purpose: string }) => each.purpose === "review");
    for (const who of ["ana", "bo", "olga"] as const)
      expect(await status(who, "POST", decideAt(review.id), { action: "review", reason: "fine" })).toBe(403);
    expect(await status("admin", "POST", decideAt(review.id), { action: "review", reason: "fine" })).toBe(
      200,
    );
  });
});

describe("an approver alone", () => {
  test("does not put other arguments in the plan and approve them as well", async () => {
    const { job, checkpoint } = await waiting("olga", "plain");
    const changes = { files: [{ path: "plain/mine.txt", content: "mine" }] };
    expect(await status("ana", "POST", decideAt(checkpoint), { changes })).toBe(200);
    const [own, answer] = await resync.call("ana", "POST", decideAt(checkpoint));
    expect([own, answer.detail]).toEqual([403, expect.stringContaining("changed")]);
    await stillAsked(job);
    expect(await status("bo", "POST", decideAt(checkpoint))).toBe(200);
    expect((await resync.ended(job)).status).toBe("COMPLETED");
  });

  test("approves nothing with a digest that is another plan's, also through approve-step", async () => {
    const { job, checkpoint } = await waiting("olga", "plain");
    const { planDigest } = await resync.asked(job);
    const changes = { files: [{ path: "plain/other.txt", content: "other" }] };
    expect(await status("bo", "POST", decideAt(checkpoint), { changes })).toBe(200);
    expect(await status("ana", "POST", decideAt(checkpoint), { planDigest })).toBe(409);
    const step = `/api/v1/agent/${job}/approve-step`;
    expect(await status("ana", "POST", step, { approve: true, plan_digest: planDigest })).toBe(409);
    expect(await status("ana", "POST", decideAt(checkpoint), { planDigest: "" })).toBe(409);
    expect(
      (await resync.say("ana", `approve ${shortId(checkpoint)} plan=${planDigest.slice(0, 8)}`)).data.error
        .code,
    ).toBe("conflict");
    await stillAsked(job);
    await resync.call("admin", "PATCH", `/api/agent-jobs/${job}`, { action: "cancel" });
  });

  test("is counted once, whatever their tokens", async () => {
    const { job, checkpoint } = await waiting("olga", "two");
    expect(await status("ana", "POST", decideAt(checkpoint))).toBe(200);
    expect(await status("ana", "POST", decideAt(checkpoint))).toBe(409);
    expect(
      (await resync.call("ana", "POST", `/api/v1/agent/${job}/approve-step`, { approve: true }))[0],
    ).toBe(409);
    await stillAsked(job);
    await resync.call("admin", "PATCH", `/api/agent-jobs/${job}`, { action: "cancel" });
  });
});

describe("somebody else", () => {
  test("cannot use another job's checkpoint: approve-step decides its own session's only", async () => {
    const mine = await waiting("olga", "ops");
    const other = await waiting("otto", "ops");
    expect(await status("olga", "POST", decideAt(mine.checkpoint))).toBe(403);
    const [, answer] = await resync.call("olga", "POST", `/api/v1/agent/${other.job}/approve-step`, {
      approve: true,
      checkpoint_id: mine.checkpoint,
    });
    expect(answer.status).toBe(400);
    await stillAsked(mine.job);
    await stillAsked(other.job);
    for (const { job } of [mine, other])
      await resync.call("admin", "PATCH", `/api/agent-jobs/${job}`, { action: "cancel" });
  });

  test("neither a viewer, nor an operator who is not asked, nor a stranger decides or steers; all of it is in the audit", async () => {
    const { job, checkpoint } = await waiting("olga", "plain");
    for (const who of ["vic", "otto"] as const) {
      expect(await status(who, "POST", decideAt(checkpoint))).toBe(403);
      expect(await status(who, "DELETE", decideAt(checkpoint), { reason: "x" })).toBe(403);
      for (const action of ["cancel", "retry", "pause", "resume"])
        expect([who, action, await status(who, "PATCH", `/api/agent-jobs/${job}`, { action })]).toEqual([
          who,
          action,
          403,
        ]);
      expect((await resync.say(who, `cancel ${shortId(job)}`)).text).not.toContain("Stopped");
    }
    expect(await status("nobody", "POST", decideAt(checkpoint))).toBe(401);
    await stillAsked(job);
    const verbs = await resync.audited();
    const tried = (subject: string, id: string | undefined) =>
      verbs.filter((each) => each.subject === subject && each.who.id === id && each.verb.endsWith("refused"))
        .length;
    expect(tried(`job:${job}`, resync.ids.otto)).toBeGreaterThanOrEqual(4);
    expect(tried(`checkpoint:${checkpoint}`, resync.ids.otto)).toBeGreaterThanOrEqual(2);
    // A viewer's role already stops them at the door.
    expect(tried(`route:POST ${decideAt(checkpoint)}`, resync.ids.vic)).toBe(1);
    expect(tried(`route:PATCH /api/agent-jobs/${job}`, resync.ids.vic)).toBe(4);
    expect(tried("intent:task.cancel", resync.ids.vic)).toBe(1);
    await resync.call("admin", "PATCH", `/api/agent-jobs/${job}`, { action: "cancel" });
  });

  test("who was removed a second ago decides and starts nothing", async () => {
    const { job, checkpoint } = await waiting("olga", "plain");
    const [, made] = await resync.call("admin", "POST", "/api/tokens", { name: "Rex", roles: ["approver"] });
    const [, { people }] = await resync.call("admin", "GET", "/api/admin/people?limit=200");
    const rex = people.find((each: { name: string }) => each.name === "Rex").id;
    const asRex = (method: string, path: string, body: unknown) =>
      fetch(`${resync.app.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${made.token}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    expect((await asRex("POST", "/api/chat", { text: "help" })).status).toBe(200);
    expect(await status("admin", "PATCH", `/api/admin/people/${rex}`, { disabled: true })).toBe(200);
    expect([401, 403]).toContain((await asRex("POST", decideAt(checkpoint), {})).status);
    expect([401, 403]).toContain(
      (await asRex("POST", "/api/agent-jobs", { jobType: "plain", taskDescription: "x" })).status,
    );
    await stillAsked(job);
    await resync.call("admin", "PATCH", `/api/agent-jobs/${job}`, { action: "cancel" });
  });
});

describe("a step that asks an agent", () => {
  test("approves, rejects, starts, cancels and watches nothing, in nobody's name", async () => {
    const { job, checkpoint } = await waiting("olga", "plain");
    const id = shortId(checkpoint);
    const before = (await resync.call("admin", "GET", "/api/agent-jobs"))[1].pagination.total;
    const questions = [
      `approve ${id}`,
      `approve ${checkpoint}`,
      `aprovar ${id}`,
      `reject ${id} no`,
      `/resync approve ${id}`,
      `please approve ${id} now`,
      "run simple-task userId=u action=a",
      `cancel ${shortId(job)}`,
      `retry ${shortId(job)}`,
      `pause ${shortId(job)}`,
      "monitor job CRITICAL_JOB",
    ];
    const ends = await Promise.all(
      questions.map(async (question) => resync.ended(await resync.start("ana", "asks-inside", { question }))),
    );
    expect(ends.map((end, at) => [questions[at], end.status])).toEqual(
      questions.map((each) => [each, "FAILED"]),
    );
    await stillAsked(job);
    const after = (await resync.call("admin", "GET", "/api/agent-jobs"))[1].pagination.total;
    expect(after - before).toBe(questions.length);
    const control = await resync.ended(
      await resync.start("ana", "asks-inside", { question: "what failed today?" }),
    );
    expect(control.status).toBe("COMPLETED");
    await resync.call("admin", "PATCH", `/api/agent-jobs/${job}`, { action: "cancel" });
  });
});

describe("a folder that becomes a link between the approval and the write", () => {
  test("is not followed: nothing is written outside, and the step says why", async () => {
    const files = join(resync.app.dataDir, "files");
    const outside = await mkdtemp(join(tmpdir(), "resync-outside-"));
    try {
      const { job, checkpoint } = await waiting("olga", "two");
      expect(await status("ana", "POST", decideAt(checkpoint))).toBe(200);
      await rm(join(files, "two"), { recursive: true, force: true });
      await mkdir(files, { recursive: true });
      await symlink(outside, join(files, "two"));
      expect(await status("bo", "POST", decideAt(checkpoint))).toBe(200);
      const done = await resync.ended(job);
      expect([done.status, done.error]).toEqual(["FAILED", expect.stringContaining("link")]);
      expect(await readdir(outside)).toEqual([]);
    } finally {
      await rm(join(files, "two"), { force: true });
      await rm(outside, { recursive: true });
    }
  });
});

describe("start rules", () => {
  test("hold for every way to start: API, runbook route, chat, dry run, child, and trying again", async () => {
    const old = await resync.start("otto", "plain");
    const { id } = await resync.asked(old);
    await resync.call("bo", "DELETE", decideAt(id), { reason: "no" });
    await resync.ended(old);
    const [made, rule] = await resync.call("admin", "POST", "/api/admin/start-rules", {
      workflow: "plain",
      who: [`person:${resync.ids.olga}`],
    });
    expect([made, rule]).toEqual([201, expect.anything()]);
    const body = { jobType: "plain", taskDescription: "x" };
    expect(await status("otto", "POST", "/api/agent-jobs", body)).toBe(403);
    expect(await status("otto", "POST", "/api/agent-jobs", { ...body, dryRun: true })).toBe(403);
    expect(await status("otto", "POST", "/api/v1/agent/execute", { runbook_id: "plain" })).toBe(403);
    const elsewhere = { workflow: "rerun-job", who: [`person:${resync.ids.olga}`] };
    expect((await resync.call("admin", "POST", "/api/admin/start-rules", elsewhere))[0]).toBe(201);
    const said = await resync.say("otto", "run rerun-job job=INVOICE_PROCESSING");
    expect([said.data?.error?.code, said.text]).toEqual(["forbidden", expect.stringContaining("Only")]);
    expect((await resync.ended(await resync.start("otto", "starts-plain"))).error).toContain("Only");
    expect(await status("otto", "PATCH", `/api/agent-jobs/${old}`, { action: "retry" })).toBe(403);
    const refused = (await resync.audited()).filter(
      (each) => each.verb === "job.refused" && each.who.id === resync.ids.otto,
    );
    expect(refused.length).toBeGreaterThanOrEqual(4);
    expect(await status("olga", "POST", "/api/agent-jobs", body)).toBe(201);
  });
});

test("after all of it the audit is whole", async () => {
  const [, { verdict }] = await resync.call("admin", "GET", "/api/admin/audit/verify");
  expect(verdict.kind).toBe("whole");
});
