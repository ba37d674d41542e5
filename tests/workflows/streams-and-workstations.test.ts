// free-stream, hold-stream, link-workstation, raise-limit and morning-check, on a plan in which every kind of waiting is found.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openShift, type Shift } from "./support/shift.ts";

let shift: Shift;

beforeAll(async () => {
  shift = await openShift();
  // Two minutes in comes the wave of streams that wait, each for something else.
  await shift.app.sim("clock", { advanceSeconds: 300 });
});
afterAll(() => shift[Symbol.asyncDispose]());

const changesBy = async (id: string) =>
  (await shift.changes("/action/"))
    .filter((each) => each.justification?.description.includes(id))
    .map((each) => each.operation.split("/").at(-1));
const freed = async (stream: string, more: object = {}) => {
  const id = await shift.start("free-stream", { stream, ...more });
  return { id, card: await shift.approve(id), done: await shift.ended(id) };
};
const refused = async (runbook: string, inputs: object) => {
  const id = await shift.start(runbook, inputs);
  const done = await shift.ended(id);
  expect([done.status, await changesBy(id)]).toEqual(["FAILED", []]);
  return done.error as string;
};

describe.concurrent("free-stream", () => {
  it("answers the prompt that a job of it waits for, and sees the job start", async () => {
    const { id, card, done } = await freed("payroll_payment");
    expect(card.summary).toBe(
      'Answers yes to the prompt PAYROLL_APPROVAL: "Has HR approved the payroll totals? (y/n)"',
    );
    expect(card.policy.from).toEqual(["approvers"]);
    expect(done.outputData).toEqual({
      remedy: "reply",
      cause: "prompt",
      status: "Running",
      running: 1,
      progress: 0,
    });
    expect(await changesBy(id)).toEqual(["reply"]);
    expect((await shift.said(id)).at(-1)).toMatch(
      /^PAYROLL_PAYMENT is running since .* 1 of its 1 jobs run, and 0 are done\.$/,
    );
  });

  it("releases the job that is held", async () => {
    const { id, card, done } = await freed("CRM-CAMPAIGN");
    expect(card.plan.uses).toBe("hwa.release");
    expect(done.outputData).toMatchObject({ remedy: "release_job", running: 1 });
    expect(await changesBy(id)).toEqual(["release"]);
  });

  it("releases what it waits for where nothing else helps, as for a file that does not come", async () => {
    const { id, card, done } = await freed("EDI-ORDERS");
    expect(card.risk).toBe("high");
    expect((await shift.said(id))[0]).toContain(
      "EDI-ORDERS-IMPORT waits: the file /data/inbound/edi/orders_today.xml is missing on EDI_WS",
    );
    expect(done.outputData).toMatchObject({
      remedy: "release_dependencies",
      cause: "file",
      running: 1,
    });
    expect(await changesBy(id)).toEqual(["release-all-dependencies"]);
  });

  it("releases a stream that hold-stream has held, and not before does a job of it start", async () => {
    const held = await shift.run("hold-stream", { stream: "LOG-ROUTE-PLANNING" });
    expect(held.outputData).toMatchObject({ held: true, still_running: 1 });
    expect(await refused("hold-stream", { stream: "LOG-ROUTE-PLANNING" })).toMatch(
      /^LOG-ROUTE-PLANNING is .* Nothing was done\.$/,
    );
    await shift.app.sim("jobs/LOG-ROUTES-WEST/finish", {});
    const { id, card, done } = await freed("LOG-ROUTE-PLANNING");
    expect(card.plan.uses).toBe("hwa.release-stream");
    expect(done.outputData).toMatchObject({ remedy: "release_stream", running: 1, progress: 33 });
    expect(await changesBy(id)).toEqual(["release"]);
  });

  it("says what holds it now when what was done did not help", async () => {
    await shift.run("hold-stream", { stream: "HR_PENSION" });
    const id = await shift.start("free-stream", { stream: "HR_PENSION", within: "1s" });
    await shift.approve(id);
    const done = await shift.ended(id);
    expect([done.status, done.errorStep]).toEqual(["FAILED", "still_waits"]);
    expect(done.error).toMatch(
      /^That was done, and no job of it has started since\. HR_PENSION .* HR_PENSION_EXPORT waits: it may not start before/,
    );
    expect(await changesBy(id)).toEqual(["release"]);
  });

  it.each([
    ["GL_DAILY_CLOSE", "what helps here is to recover INVOICE_PROCESSING, which failed."],
    ["WEB_CONTENT", "what helps here is to raise the limit of WEB_AGT1."],
    ["HR_BENEFITS", "what helps here is to lower the fence of HR_WS, or to raise the priority of"],
    ["BRANCH_SALES", "what helps here is to bring the workstation BRANCH_SP03 back."],
    ["MONTH_END_FOLLOWUP", "what helps here is to wait, for it goes on by itself."],
    ["FIN_MANUAL_CHECKS", "what helps here is to confirm how FIN_MANUAL_CHECK ended."],
  ])("only tells what would help %s", async (stream, sentence) => {
    expect(await refused("free-stream", { stream })).toContain(sentence);
  });

  it("releases what it waits for all the same when told to", async () => {
    const { id, card, done } = await freed("MONTH_END_FOLLOWUP", { release_dependencies: true });
    expect([card.plan.uses, card.risk]).toEqual(["hwa.release-dependencies", "high"]);
    expect(done.outputData).toMatchObject({ remedy: "wait", running: 1 });
    expect(await changesBy(id)).toEqual(["release-all-dependencies"]);
  });

  it("stops at a stream of which nothing waits, and at one that is not there", async () => {
    expect(await refused("free-stream", { stream: "INVOICE_DAILY" })).toMatch(
      /^INVOICE_DAILY has failed jobs \(ABEND\), and no job of it waits\. There is nothing to free/,
    );
    expect(await refused("free-stream", { stream: "INVOICE_DAYLY" })).toContain("Did you mean INVOICE_DAILY");
  });

  it("rejected, it fails with the reason and changes nothing", async () => {
    const id = await shift.start("free-stream", { stream: "BOARD_REPORTING", release_dependencies: true });
    await shift.reject(id, "The board meets tomorrow");
    const done = await shift.ended(id);
    expect([done.status, done.errorStep]).toEqual(["FAILED", "release_stream_dependencies"]);
    expect(done.error).toContain("The board meets tomorrow");
    expect(await changesBy(id)).toEqual([]);
  });

  it("is refused with a sentence when there is nothing to release", async () => {
    expect(await refused("free-stream", { stream: "LEGACY_EXPORTS", release_dependencies: true })).toContain(
      "LEGACY_STOCK_EXPORT is ready to start (READY) and has no open dependencies of its own.",
    );
  });
});

describe.concurrent("link-workstation", () => {
  it("opens the link and starts the agent, each asked, and sees that it can run jobs", async () => {
    const id = await shift.start("link-workstation", { workstation: "dr_site01" });
    const first = await shift.approve(id);
    await shift.passed(id, "link");
    const second = await shift.approve(id);
    expect([first.plan.uses, second.plan.uses]).toEqual(["hwa.link", "hwa.start-workstation"]);
    const done = await shift.ended(id);
    expect(done.outputData).toEqual({ available: true, linked: true, agent_up: true });
    expect(await changesBy(id)).toEqual(["link", "start"]);
    expect(await shift.said(id)).toEqual([
      expect.stringMatching(
        /^DR_SITE01 is available; .* Before: DR_SITE01 cannot be reached \(unlinked and agent down\)/,
      ),
    ]);
  });

  it("asks nobody when nothing is missing", async () => {
    const id = await shift.start("link-workstation", { workstation: "FIN_WS" });
    const done = await shift.ended(id);
    expect([done.status, await changesBy(id)]).toEqual(["COMPLETED", []]);
  });

  it("says what it saw last when the workstation does not come up", async () => {
    const id = await shift.start("link-workstation", { workstation: "LEGACY_AIX", within: "1s" });
    const card = await shift.asked(id);
    expect(card.plan.uses).toBe("hwa.start-workstation");
    // The line goes down while the approval waits.
    await shift.app.sim("workstations/LEGACY_AIX/down", {});
    await shift.approve(id);
    const done = await shift.ended(id);
    expect([done.status, done.errorStep]).toEqual(["FAILED", "verify"]);
    expect(done.error).toMatch(
      /output\.available was still not so\. Seen last: LEGACY_AIX cannot be reached/,
    );
  });
});

describe("raise-limit", () => {
  it("raises, and the jobs that waited for it start", async () => {
    const id = await shift.start("raise-limit", { workstation: "web_agt1", limit: 5 });
    expect((await shift.approve(id)).undo).toBe("Set it back: hwa.set-limit on WEB_AGT1 to 0.");
    expect((await shift.ended(id)).outputData).toMatchObject({ before: 0, after: 5 });
    expect((await shift.said(id))[0]).toContain("Its limit was 0; set that back when the rush is over.");
  });

  it("refuses what is no raise", async () => {
    expect(await refused("raise-limit", { workstation: "FIN_WS", limit: 40 })).toMatch(
      /^FIN_WS is available; its limit is 40 .* A limit of 40 would not raise it, so nothing was done\.$/,
    );
  });

  it("sets the old limit back when jobs cannot run there all the same", async () => {
    const id = await shift.start("raise-limit", { workstation: "CRM_AGT", limit: 33 });
    await shift.asked(id);
    await shift.app.sim("workstations/CRM_AGT/down", {});
    await shift.approve(id);
    const done = await shift.ended(id);
    expect([done.status, done.errorStep]).toEqual(["FAILED", "no_use"]);
    expect(await changesBy(id)).toEqual(["update-limit", "update-limit"]);
    await shift.app.sim("workstations/CRM_AGT/up", {});
    const back = await shift.start("raise-limit", { workstation: "CRM_AGT", limit: 30 });
    expect((await shift.ended(back)).error).toContain("its limit is 30");
  });

  it("takes a smaller raise that the approver wrote instead", async () => {
    const id = await shift.start("raise-limit", { workstation: "EDI_WS", limit: 200 });
    const { id: checkpoint, plan } = await shift.asked(id);
    await shift.app.request(`/api/admin/agent-checkpoints/${checkpoint}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ changes: { ...plan.args, limit: 35 }, reason: "200 is too much" }),
    });
    await shift.approve(id);
    expect((await shift.ended(id)).outputData).toMatchObject({ before: 30, after: 35 });
  });
});

describe("morning-check", () => {
  it("says in one message what the night left, gives the same as data, and asks nobody", async () => {
    const id = await shift.start("morning-check");
    const { status, outputData } = await shift.ended(id);
    expect([status, await changesBy(id)]).toEqual(["COMPLETED", []]);
    const said = await shift.said(id);
    expect(said).toEqual([outputData.summary]);
    const [failed, late, prompts, plan] = outputData.summary.split("\n");
    expect(failed).toMatch(
      /^1\d failed jobs in the last 14 h: .*INVOICE_PROCESSING \(ABEND RC=12, \d\d:\d\d\)/,
    );
    expect(late).toMatch(/^\d+ late jobs: .*DW_CUSTOMER_CUBE_BUILD/);
    expect(prompts).toMatch(/open prompts?/);
    expect(plan).toMatch(/^\d+ jobs: .* of 15 workstations are available.* at risk/);
    expect(outputData.failed.map((job: { job: string }) => job.job)).toContain("INVOICE_PROCESSING");
    expect(outputData.workstations_down).toContainEqual({
      workstation: "BRANCH_SP03",
      why: "unlinked_and_agent_down",
    });
  });

  it("counts as far back as it is told", async () => {
    const done = await shift.run("morning-check", { hours: 1 });
    expect(done.outputData.failed.map((job: { job: string }) => job.job)).not.toContain(
      "ERP_MRP_NIGHTLY_CALC",
    );
  });
});
