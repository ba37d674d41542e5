import { expect, it } from "vitest";
import { api, runningSimulator } from "./running-simulator.ts";

it("holds just what was put on the stage, in the states its own rules give", async () => {
  await using simulated = await runningSimulator();
  const set = await simulated.sim("/stage", {
    workstations: { NEW_AGT: { limit: 0 } },
    prompts: { GO: { status: "ANSWERED_NO" } },
    resources: { DRIVE: { quantity: 1 } },
    streams: [
      {
        name: "S",
        jobs: [
          { name: "BROKEN", runs: [{ as: "ABEND", ago: 5, code: 12, log: "one\ntwo", user: "other" }] },
          { name: "AFTER", after: ["BROKEN"] },
          { name: "ASKED", prompts: ["GO"] },
          { name: "CLOSED", on: "NEW_AGT" },
          { name: "HOLDS", resources: { DRIVE: 1 }, runs: [{ as: "EXEC", ago: 3 }] },
          { name: "WANTS", resources: { DRIVE: 1 } },
          {
            name: "AGAIN",
            runs: [
              { as: "ABEND", ago: 9, code: 1 },
              { as: "SUCC", ago: 4 },
            ],
          },
        ],
      },
    ],
  });
  expect(set.json.jobs).toBe(7);
  const status = async (name: string) => {
    const { status, substatus } = (await simulated.job(name)).lastRunCompositeStatus;
    return [status, substatus];
  };
  expect(await status("BROKEN")).toEqual(["ABEND", undefined]);
  expect(await status("AFTER")).toEqual(["HOLD", "HOLD_WAITING_FOR_PREDECESSOR"]);
  expect(await status("ASKED")).toEqual(["HOLD", "HOLD_WAITING_FOR_PROMPT"]);
  expect(await status("CLOSED")).toEqual(["READY", "READY_WAITING_FOR_LIMIT"]);
  expect(await status("WANTS")).toEqual(["READY", "READY_WAITING_FOR_RESOURCES"]);
  expect((await simulated.job("AGAIN")).jobruns).toHaveLength(2);
  const run = (await simulated.job("BROKEN")).jobruns[0].id;
  const { text } = await simulated.call(`${api}/plan/job/run/${run}/joblog`);
  expect(text).toContain("= USER      : other\n");
  expect(text).toMatch(/={63}\none\ntwo\n={63}\n= Exit Status +: 12\n/);
});

it("says what on a stage is missing, and leaves the plan as it was", async () => {
  await using simulated = await runningSimulator();
  const lost = await simulated.sim("/stage", {
    streams: [{ name: "S", jobs: [{ name: "A", after: ["B"] }] }],
  });
  expect([lost.status, lost.json.message]).toEqual([
    400,
    "A waits for the job B, which is not on the stage.",
  ]);
  const wrong = await simulated.sim("/stage", { streams: "none" });
  expect(wrong.status).toBe(400);
  expect((await simulated.job("FINANCE_PAYROLL")).name).toBe("FINANCE_PAYROLL");
});

it("refuses a log that was staged as one that cannot be read", async () => {
  await using simulated = await runningSimulator();
  const logRefused = { status: 404, message: "AWSJCO119E The job output was not found." };
  await simulated.sim("/stage", {
    streams: [{ name: "S", jobs: [{ name: "A", runs: [{ as: "ABEND", ago: 1, logRefused }] }] }],
  });
  const run = (await simulated.job("A")).jobruns[0].id;
  const answer = await simulated.call(`${api}/plan/job/run/${run}/joblog`);
  expect([answer.status, answer.text.includes("AWSJCO119E")]).toEqual([404, true]);
});
