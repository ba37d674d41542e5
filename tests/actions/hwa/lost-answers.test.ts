// What an action says when HWA takes a change late, or its answer never comes.

import { expect, it } from "vitest";
import { Fault } from "#core/fault.ts";
import type { HwaReader } from "#ports/hwa.ts";
import { faultOf, hwaDesk } from "./hwa-desk.ts";

const rerun = { job: "INVOICE_PROCESSING" };

it("an answer that was lost after HWA acted is made good by the look afterwards, and nothing is sent twice", async () => {
  const steps: readonly [string, object, object][] = [
    ["hwa.rerun", rerun, { internal_status: "INTRO" }],
    ["hwa.confirm", { job: "FIN_MANUAL_CHECK", as: "succ" }, { internal_status: "SUCC" }],
    ["hwa.kill", { job: "CRITICAL_JOB" }, { internal_status: "ABEND" }],
    ["hwa.hold", { job: "GL_CLOSE_POST" }, { held: true }],
    ["hwa.reply", { prompt: "PAYROLL_APPROVAL", answer: "no" }, { status: "ANSWERED_NO" }],
    ["hwa.set-limit", { workstation: "WEB_AGT1", limit: 5 }, { limit: 5 }],
    ["hwa.cancel-stream", { stream: "GL_DAILY_CLOSE" }, { status: "Cancelled" }],
    ["hwa.submit", { stream: "INVOICE_DAILY" }, { instances: 2, stream_id: expect.any(String) }],
  ];
  // After five lost answers in a row the client leaves HWA alone for a while: four to a plan.
  for (const some of [steps.slice(0, 4), steps.slice(4)]) {
    await using desk = await hwaDesk();
    await desk.advance(300);
    await desk.sim("/faults", { loseAnswers: true });
    for (const [name, input, after] of some)
      expect([name, await desk.run(name, input)]).toEqual([
        name,
        expect.objectContaining({
          changed: true,
          seen: true,
          answered: false,
          note: "HWA's answer was lost, and a look afterwards showed the change.",
          after: expect.objectContaining(after),
        }),
      ]);
    expect(await desk.changes()).toHaveLength(some.length);
  }
});

it("without an answer and without a trace nobody knows: only what is harmless again may be tried again", async () => {
  await using desk = await hwaDesk();
  await desk.advance(300);
  await desk.sim("/faults", { loseChanges: true });
  for (const [name, input, retryable] of [
    ["hwa.rerun", rerun, false],
    ["hwa.submit", { stream: "INVOICE_DAILY" }, false],
    ["hwa.cancel", { job: "GL_CLOSE_POST" }, false],
    ["hwa.hold", { job: "GL_CLOSE_POST" }, true],
  ] as const) {
    const fault = await faultOf(desk.run(name, input));
    expect([name, fault.detail.outcome, fault.retryable]).toEqual([name, "unknown", retryable]);
    expect(fault.message).toContain("did not show the change when looked at afterwards");
  }
});

it("an object that took the other turn shows plainly that the lost change was not made", async () => {
  let asked = 0;
  await using desk = await hwaDesk({
    // Somebody at the console answers no in the very moment our yes is lost.
    reader: (hwa) => ({
      ...hwa,
      async prompts(query, options) {
        const page = await hwa.prompts(query, options);
        asked += 1;
        return asked === 1
          ? page
          : { ...page, items: page.items.map((each) => ({ ...each, status: "ANSWERED_NO" })) };
      },
    }),
  });
  await desk.advance(300);
  await desk.sim("/faults", { loseChanges: true });
  const fault = await faultOf(desk.run("hwa.reply", { prompt: "PAYROLL_APPROVAL", answer: "yes" }));
  expect([fault.code, fault.detail.outcome, fault.retryable]).toEqual(["conflict", "not_happened", false]);
  expect(fault.message).toContain("PAYROLL_APPROVAL shows that the change was not made");
});

/** Reads well until the action has looked once, then as `later` says. */
const afterFirstLook = (later: (hwa: HwaReader) => HwaReader["job"]) => (hwa: HwaReader) => {
  let looks = 0;
  const read: HwaReader["job"] = (id, options) => {
    looks += 1;
    return looks === 1 ? hwa.job(id, options) : later(hwa)(id, options);
  };
  return { ...hwa, job: read };
};

it("a change that was accepted and is not seen yet is a result, not a failure", async () => {
  await using desk = await hwaDesk({
    reader: afterFirstLook((hwa) => async (id, options) => {
      const job = await hwa.job(id, options);
      return job && { ...job, runs: job.runs.slice(0, 1) };
    }),
  });
  await desk.advance(300);
  const [first] = (await desk.hwa.jobs({ oql: "name = 'INVOICE_PROCESSING'" })).items;
  const output = await desk.run("hwa.rerun", { job_id: first?.id });
  expect(output).toMatchObject({
    changed: true,
    seen: false,
    answered: true,
    note: "HWA accepted the change and does not show it yet.",
  });
});

it("an HWA that cannot be read afterwards leaves an accepted change accepted, and a lost one unknown", async () => {
  const unreadable = () =>
    afterFirstLook(() => async () => {
      throw new Fault("unreachable", "HWA at mdm:31116 refused the connection.");
    });
  await using accepted = await hwaDesk({ reader: unreadable() });
  const [job] = (await accepted.hwa.jobs({ oql: "name = 'CRITICAL_JOB'" })).items;
  const input = { job_id: job?.id };
  expect(await accepted.run("hwa.kill", input)).toMatchObject({
    seen: false,
    answered: true,
    after: null,
    note: "HWA could not be read afterwards: HWA at mdm:31116 refused the connection.",
  });
  await using lost = await hwaDesk({ reader: unreadable() });
  await lost.sim("/faults", { loseAnswers: true });
  const fault = await faultOf(lost.run("hwa.kill", input));
  expect(fault.detail.outcome).toBe("unknown");
  expect(fault.message).toContain("HWA could not be read afterwards");
});

it("another try of an idempotent step finds its own work done; a first try, and a rerun, are refused", async () => {
  await using desk = await hwaDesk();
  await desk.advance(300);
  const input = { job: "GL_CLOSE_POST" };
  await desk.run("hwa.hold", input);
  await desk.run("hwa.release", input);
  expect((await faultOf(desk.run("hwa.release", input))).code).toBe("conflict");
  await desk.prepare("hwa.release", input, { attempt: 2 });
  expect(await desk.run("hwa.release", input, { attempt: 2 })).toMatchObject({ changed: false, seen: true });

  const { run_id } = await desk.run("hwa.job", rerun);
  await desk.run("hwa.rerun", { ...rerun, run_id });
  const again = await faultOf(desk.run("hwa.rerun", { ...rerun, run_id }, { attempt: 2 }));
  expect([again.code, again.message]).toEqual([
    "conflict",
    expect.stringContaining("was run again meanwhile"),
  ]);
  expect(await desk.changes()).toHaveLength(3);
});

it("another try by name comes back to the instance it changed, and does not go on to the next", async () => {
  await using desk = await hwaDesk();
  await desk.advance(300);
  const hold = { job: "INVOICE_PROCESSING" };
  await desk.run("hwa.submit", { stream: "INVOICE_DAILY" });
  const { target_id } = await desk.run("hwa.hold", hold);
  expect(await desk.run("hwa.hold", hold, { attempt: 2 })).toMatchObject({ changed: false, target_id });
  await desk.run("hwa.submit", { stream: "INVOICE_DAILY" });
  const fault = await faultOf(desk.run("hwa.hold", hold, { attempt: 2 }));
  expect([fault.code, fault.message]).toEqual([
    "conflict",
    expect.stringContaining("stands several times in the plan"),
  ]);
});

it("an abort before the change sends nothing; one after it only ends the looking", async () => {
  await using desk = await hwaDesk();
  await desk.advance(300);
  const gone = AbortSignal.abort(new Error("lease lost"));
  await expect(desk.run("hwa.rerun", rerun, { signal: gone })).rejects.toThrow();
  expect(await desk.changes()).toEqual([]);

  const controller = new AbortController();
  const output = await desk.run("hwa.rerun", rerun, {
    signal: controller.signal,
    progress: () => setImmediate(() => controller.abort()),
  });
  expect([output.changed, output.answered]).toEqual([true, true]);
  expect(await desk.changes()).toHaveLength(1);
});
