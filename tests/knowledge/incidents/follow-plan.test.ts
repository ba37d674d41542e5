// From the plan's events to incidents, on a real database.

import { expect, test } from "vitest";
import { incidentStage, type Stage } from "./stage.ts";

const shape = async (stage: Stage) =>
  (await stage.all()).map(({ job, runId, acts, resolution }) => ({
    job,
    runId,
    acts: acts.map(({ text, from, by }) => `${text} ${from} ${by ?? "?"}`),
    how: resolution?.how ?? null,
    by: resolution?.by ?? null,
    runbook: resolution?.runbook ?? null,
  }));

test("A job that fails opens an incident; rerun in HWA and well again, it is over, and the rerun was seen.", async () => {
  await using stage = await incidentStage();
  await stage.turn();
  await stage.fails("LOAD");
  await stage.turn();
  expect(await shape(stage)).toEqual([
    { job: "LOAD", runId: "run-1", acts: [], how: null, by: null, runbook: null },
  ]);
  await stage.runs("LOAD", "run-2");
  await stage.ends("LOAD", "run-2");
  await stage.turn();
  expect(await shape(stage)).toEqual([
    { job: "LOAD", runId: "run-1", acts: ["hwa.rerun LOAD seen ?"], how: "rerun", by: [], runbook: null },
  ]);
});

test("A rerun that fails again belongs to the same incident, with every rerun once; failing after it was well is another.", async () => {
  await using stage = await incidentStage();
  await stage.turn();
  await stage.fails("LOAD", "run-1");
  await stage.runs("LOAD", "run-2");
  await stage.fails("LOAD", "run-2", 8);
  await stage.turn();
  await stage.runs("LOAD", "run-3");
  await stage.ends("LOAD", "run-3");
  await stage.fails("LOAD", "run-4");
  await stage.turn();
  const [second, first] = await stage.all();
  expect(first?.acts.map(({ text }) => text)).toEqual(["hwa.rerun LOAD", "hwa.rerun LOAD"]);
  expect(first?.returnCode).toBe(8);
  expect(first?.resolution?.how).toBe("rerun");
  expect(second).toMatchObject({ runId: "run-4", resolution: null, acts: [] });
});

test.each([
  ["confirmed", (stage: Stage) => stage.ends("LOAD", "run-1"), ["hwa.confirm LOAD seen ?"]],
  ["cancelled", (stage: Stage) => stage.cancelled("LOAD"), []],
  ["gone", (stage: Stage) => stage.leaves("LOAD"), []],
  [
    "by_itself",
    (stage: Stage) => stage.become("LOAD", { internal: "SUCC", common: "SUCCESSFUL", runId: null }),
    [],
  ],
] as const)("It can end %s.", async (how, end, acts) => {
  await using stage = await incidentStage();
  await stage.turn();
  await stage.fails("LOAD");
  await stage.turn();
  await end(stage);
  await stage.turn();
  expect(await shape(stage)).toMatchObject([{ how, acts, by: [] }]);
});

test("What Resync did is told with who asked and who approved, and is not taken for somebody else's rerun as well.", async () => {
  await using stage = await incidentStage();
  await stage.turn();
  await stage.fails("LOAD");
  await stage.turn();
  await stage.step({
    task: "task-1",
    uses: "hwa.rerun",
    target: "id-LOAD",
    run: "run-2",
    approvers: ["p-rui"],
  });
  await stage.runs("LOAD", "run-2");
  await stage.ends("LOAD", "run-2");
  await stage.turn();
  expect(await shape(stage)).toEqual([
    {
      job: "LOAD",
      runId: "run-1",
      acts: ["hwa.rerun LOAD seen p-ana"],
      how: "runbook",
      by: ["p-ana", "p-rui"],
      runbook: "recover-abend",
    },
  ]);
  expect((await stage.all())[0]?.resolution?.taskId).toBe("task-1");
});

test("Resync's rerun that failed again is an act of that incident, and somebody's rerun in HWA afterwards is what ended it.", async () => {
  await using stage = await incidentStage();
  await stage.turn();
  await stage.fails("LOAD");
  await stage.turn();
  await stage.step({ task: "task-1", uses: "hwa.rerun", target: "id-LOAD", run: "run-2" });
  await stage.runs("LOAD", "run-2");
  await stage.fails("LOAD", "run-2");
  await stage.turn();
  await stage.runs("LOAD", "run-3");
  await stage.ends("LOAD", "run-3");
  await stage.turn();
  expect(await shape(stage)).toMatchObject([
    { acts: ["hwa.rerun LOAD seen p-ana", "hwa.rerun LOAD seen ?"], how: "rerun", by: [], runbook: null },
  ]);
});

test("A step that is under way counts, since HWA may show its work before it has ended; one of another job does not.", async () => {
  await using stage = await incidentStage();
  await stage.turn();
  await stage.fails("LOAD");
  await stage.fails("OTHER");
  await stage.turn();
  await stage.step({ task: "task-1", uses: "hwa.rerun", target: "id-LOAD", state: "RUNNING" });
  await stage.step({ task: "task-2", uses: "hwa.rerun", target: "id-OTHER", state: "FAILED" });
  await stage.ends("LOAD", "run-2");
  await stage.ends("OTHER", "run-2");
  await stage.turn();
  const ended = new Map((await shape(stage)).map((each) => [each.job, each]));
  expect(ended.get("LOAD")).toMatchObject({ how: "runbook", acts: ["hwa.rerun LOAD seen p-ana"] });
  expect(ended.get("OTHER")).toMatchObject({ how: "rerun", acts: ["hwa.rerun OTHER seen ?"] });
});

test("On a fresh database what stands failed has an incident since it ended, and a restart opens and forgets nothing.", async () => {
  await using stage = await incidentStage();
  const endedAt = new Date(Date.now() - 3_600_000);
  stage.put("LOAD", { internal: "ABEND", common: "ERROR", runId: "run-1", endedAt });
  stage.put("FINE", { internal: "SUCC", common: "SUCCESSFUL", runId: "run-1" });
  await stage.picture();
  await stage.turn();
  expect(await stage.all()).toMatchObject([{ job: "LOAD", brokeAt: endedAt, resolution: null }]);
  await stage.process().turn();
  await stage.fails("FINE", "run-2");
  await stage.process().turn();
  await stage.process().turn();
  expect((await stage.all()).map(({ job }) => job).toSorted()).toEqual(["FINE", "LOAD"]);
});

test("When another plan takes the place of the one before, what it does not have any more is over, and what it has well is well.", async () => {
  await using stage = await incidentStage();
  await stage.turn();
  await stage.fails("LOAD");
  await stage.fails("STAYS");
  await stage.fails("WELL");
  await stage.turn();
  stage.drop("LOAD");
  stage.put("WELL", { internal: "SUCC", common: "SUCCESSFUL", runId: "run-2" });
  await stage.picture();
  await stage.process().turn();
  const ended = new Map((await shape(stage)).map((each) => [each.job, each.how]));
  expect(Object.fromEntries(ended)).toEqual({ LOAD: "gone", STAYS: null, WELL: "rerun" });
});

test("Two processes at once hear everything once.", async () => {
  await using stage = await incidentStage();
  await stage.turn();
  const both = [stage.process(), stage.process()];
  for (let round = 0; round < 5; round += 1) {
    for (let n = 0; n < 4; n += 1) await stage.fails(`J${n}`, `run-${round}-a`);
    for (let n = 0; n < 4; n += 1) await stage.ends(`J${n}`, `run-${round}-b`);
    await Promise.all(both.map((each) => each.turn()));
  }
  const all = await stage.all();
  expect(all).toHaveLength(20);
  for (const { acts, resolution } of all) {
    expect(acts).toHaveLength(1);
    expect(resolution?.how).toBe("rerun");
  }
});

test.each(["before", "after"] as const)(
  "A process that dies %s any of its steps leaves everything for the next one, and nothing twice.",
  async (when) => {
    await using stage = await incidentStage();
    await stage.turn();
    for (let last = 1; ; last += 1) {
      let calls = 0;
      const mortal = <T extends object>(kept: T): T =>
        new Proxy(kept, {
          get(target, name) {
            const value: unknown = Reflect.get(target, name);
            if (typeof value !== "function" || String(name).startsWith("each")) return value;
            return async (...given: unknown[]) => {
              calls += 1;
              if (calls > last || (calls === last && when === "before")) throw new Error("dead");
              const answer: unknown = await Reflect.apply(value, target, given);
              if (calls >= last) throw new Error("dead");
              return answer;
            };
          },
        });
      const job = `DIES_${last}`;
      await stage.fails(job, "run-1");
      await stage.ends(job, "run-2");
      await stage.fails(job, "run-3");
      await stage
        .process({ watch: mortal(stage.watch), plan: mortal(stage.plan) })
        .turn()
        .catch(() => {});
      await stage.process().turn();
      const { incidents } = await stage.incidents.page({ job, limit: 10, offset: 0 });
      expect(incidents.map(({ runId }) => runId)).toEqual(["run-3", "run-1"]);
      expect(incidents[1]?.acts).toHaveLength(1);
      if (calls < last) {
        expect(last).toBeGreaterThan(6);
        return;
      }
    }
  },
);
