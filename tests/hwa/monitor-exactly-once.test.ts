// The monitor's promise under any history: every change is told exactly once, and the snapshot ends up as the plan.

import fc from "fast-check";
import { pino } from "pino";
import { expect, test } from "vitest";
import { applyChanges, createLedger, workstationDifference } from "#hwa/monitor/ledger.ts";
import { createMonitor } from "#hwa/monitor/monitor.ts";
import { createPlanPicture } from "#hwa/monitor/picture.ts";
import { snapshotOf } from "#hwa/monitor/snapshot.ts";
import { createNameIndex } from "#hwa/names/name-index.ts";
import type { SnapshotJob } from "#ports/plan-store.ts";
import { createMemoryPlanStore } from "../support/memory-plan-store.ts";
import { createScriptedHwa, scriptedJob, scriptedWorkstation } from "../support/scripted-hwa.ts";

const instant = fc.option(
  fc.integer({ min: 1, max: 50 }).map((n) => new Date(n * 60_000)),
  { nil: null },
);
const anyJob: fc.Arbitrary<SnapshotJob> = fc.record({
  id: fc.constantFrom("a", "b", "c", "d", "e", "f"),
  name: fc.constantFrom("LOAD", "REPORT", "FINAL"),
  stream: fc.constantFrom("DAILY", "NIGHTLY"),
  workstation: fc.constantFrom("AGENT1", "AGENT2"),
  internal: fc.constantFrom("EXEC", "ABEND", "HOLD"),
  common: fc.constantFrom("RUNNING" as const, "ERROR" as const, "WAITING" as const),
  substatus: fc.constantFrom(null, "HOLD_WAITING_FOR_PREDECESSOR"),
  canceled: fc.boolean(),
  runId: fc.constantFrom(null, "run-1", "run-2"),
  returnCode: fc.constantFrom(null, 0, -1, 8),
  startedAt: instant,
  endedAt: instant,
  estimatedMs: fc.constantFrom(null, 0, 60_000),
  late: fc.boolean(),
  critical: fc.boolean(),
  scheduledAt: instant,
});
const anyPlan = fc.uniqueArray(anyJob, { selector: (job) => job.id, maxLength: 6 });

const sorted = (jobs: Iterable<SnapshotJob>) => [...jobs].toSorted((a, b) => a.id.localeCompare(b.id));

test("the changes from one plan to another, applied, make the other, whatever batches they are written in", async () => {
  await fc.assert(
    fc.asyncProperty(
      anyPlan,
      anyPlan,
      anyPlan,
      fc.integer({ min: 1, max: 4 }),
      async (was, misread, is, size) => {
        const picture = createPlanPicture();
        for (const job of was) picture.put(job);
        const other = createPlanPicture();
        for (const job of was) other.put(job);
        const ledger = createLedger({
          picture,
          workstations: new Map(),
          store: {
            record: async (_poll, changes) => {
              applyChanges(other, new Map(), changes);
              return [];
            },
          },
          poll: { readAt: new Date(0), engine: "", totalJobs: 0, countsByStatus: {} },
          changesAtOnce: size,
        });
        picture.beginSweep();
        // A job may be read twice in a poll: the later reading holds.
        for (const job of misread) if (is.some(({ id }) => id === job.id)) await ledger.job(job);
        for (const job of is) await ledger.job(job);
        await ledger.flush();
        for (const id of picture.unseen()) await ledger.gone(id);
        await ledger.close();

        expect(sorted(picture.rows())).toEqual(sorted(is));
        expect(sorted(other.rows())).toEqual(sorted(is));
        for (const status of ["RUNNING", "ERROR", "WAITING"])
          expect(picture.count(status, "common")).toBe(is.filter((job) => job.common === status).length);
      },
    ),
  );
});

test("nothing is told of a plan that stayed as it was", async () => {
  await fc.assert(
    fc.asyncProperty(anyPlan, async (plan) => {
      const picture = createPlanPicture();
      for (const job of plan) picture.put(job);
      let told = 0;
      const ledger = createLedger({
        picture,
        workstations: new Map(),
        store: {
          record: async (_poll, changes) => {
            told += changes.length;
            return [];
          },
        },
        poll: { readAt: new Date(0), engine: "", totalJobs: 0, countsByStatus: {} },
      });
      picture.beginSweep();
      for (const job of plan) await ledger.job(structuredClone(job));
      expect(picture.unseen()).toEqual([]);
      await ledger.close();
      expect(told).toBe(0);
    }),
  );
});

test("the changes between two sets of workstations lead from one to the other", () => {
  const machine = fc.record({
    name: fc.constantFrom("A", "B", "C"),
    linked: fc.boolean(),
    agentUp: fc.boolean(),
  });
  const machines = fc.uniqueArray(machine, { selector: ({ name }) => name });
  fc.assert(
    fc.property(machines, machines, (was, is) => {
      const present = new Map(was.map((one) => [one.name, one]));
      const changes = workstationDifference(present, is);
      applyChanges(createPlanPicture(), present, changes);
      expect(new Map(present)).toEqual(new Map(is.map((one) => [one.name, one])));
      expect(workstationDifference(present, is)).toEqual([]);
    }),
  );
});

type Step =
  | { readonly kind: "job"; readonly job: number; readonly internal: string }
  | { readonly kind: "leave"; readonly job: number }
  | { readonly kind: "machine"; readonly up: boolean }
  | { readonly kind: "poll" | "restart" | "down_poll" | "refused_poll" | "lost_answer_poll" | "hour" };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("job" as const),
      job: fc.nat({ max: 5 }),
      internal: fc.constantFrom("HOLD", "READY", "EXEC", "SUCC", "ABEND", "SUSP"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("leave" as const), job: fc.nat({ max: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("machine" as const), up: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("poll" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        "restart" as const,
        "down_poll" as const,
        "refused_poll" as const,
        "lost_answer_poll" as const,
        "hour" as const,
      ),
    }),
  },
);

test("over any history of changes, polls, outages, failed writes and restarts, each difference is told exactly once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (history) => {
      let time = Date.parse("2026-01-05T10:00:00Z");
      const clock = { now: () => new Date(time) };
      const hwa = createScriptedHwa([scriptedJob({ name: "J0", internal: "HOLD" })]);
      const store = createMemoryPlanStore(clock.now);
      const start = () =>
        createMonitor({
          hwa,
          store,
          names: createNameIndex(),
          clock,
          log: pino({ level: "silent" }),
          pollMs: 30_000,
          leads: true,
        });
      let monitor = start();
      await monitor.pollOnce();

      for (const at of history) {
        time += 1_000;
        if (at.kind === "job") {
          const ran = ["EXEC", "SUCC", "ABEND"].includes(at.internal);
          const job = scriptedJob({
            name: `J${at.job}`,
            internal: at.internal,
            startedAt: ran ? clock.now() : null,
            endedAt: ran && at.internal !== "EXEC" ? clock.now() : null,
          });
          hwa.plan.set(job.id, job);
        } else if (at.kind === "leave") hwa.plan.delete(`id-J${at.job}`);
        else if (at.kind === "machine")
          hwa.machines.set("AGENT1", scriptedWorkstation("AGENT1", true, at.up));
        else if (at.kind === "hour") time += 3_600_000;
        else if (at.kind === "restart") {
          await monitor[Symbol.asyncDispose]();
          monitor = start();
        } else {
          hwa.down = at.kind === "down_poll";
          store.trouble =
            at.kind === "refused_poll" ? "refuse" : at.kind === "lost_answer_poll" ? "lose_answer" : "none";
          await monitor.pollOnce();
          hwa.down = false;
          store.trouble = "none";
        }
      }
      // The quarter-hourly sweep sees even what no count and no time shows.
      time += 3_600_000;
      await monitor.pollOnce();
      await monitor[Symbol.asyncDispose]();

      expect(sorted(store.snapshot())).toEqual(sorted([...hwa.plan.values()].map(snapshotOf)));
      // Each event starts where the one before it for the same thing ended, and goes somewhere else.
      const states = new Map<string, unknown>([
        ["id-J0", snapshotOf(scriptedJob({ name: "J0", internal: "HOLD" }))],
        ["AGENT1", { name: "AGENT1", linked: true, agentUp: true }],
      ]);
      for (const [place, event] of store.allEvents().entries()) {
        expect(event.seq).toBe(place + 1);
        const { before, after } = event.change;
        const thing =
          event.change.kind === "job" ? (event.change.after ?? event.change.before)?.id : "AGENT1";
        expect(states.get(thing ?? "") ?? null).toEqual(before);
        expect(after).not.toEqual(before);
        states.set(thing ?? "", after);
      }
    }),
    { numRuns: 150 },
  );
});
