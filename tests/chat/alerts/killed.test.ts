// A process that dies in the middle of a storm, at every step it takes and with every step's answer lost: the next one tells
// all of it, and nothing twice.

import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { createNotices } from "#adapters/postgres/create-notices.ts";
import type { PlanChange, SnapshotJob } from "#ports/plan-store.ts";
import { alertStage } from "./support/alert-stage.ts";

type Stage = Awaited<ReturnType<typeof alertStage>>;

const jobs = 12;
const ownAlerts = 2;

describe("a process killed in the middle of a storm", () => {
  test.each([
    ["before a step reaches the database", "before"],
    ["after it, before the answer comes back", "after"],
  ] as const)(
    "%s, at whichever step: all is told once.",
    async (_what, when) => {
      await using stage = await alertStage({
        rules: `storm: ${ownAlerts}\noff: [{ kind: [late, too_long, at_risk] }]`,
      });
      const notices = createNotices(stage.db);
      for (let round = 1; ; round += 1) {
        await record(stage, round, true);
        const mortal = mortality(round, when);
        await using killed = stage.process({
          store: mortal.keep(stage.store),
          plan: mortal.keep(stage.plan),
          notices: mortal.keep(notices),
        });
        await killed.turn().catch(() => {});
        await using next = stage.process({ notices });
        await next.turn();

        const live = await stage.store.live();
        expect(live.map(({ kind }) => kind).toSorted()).toEqual([
          ...Array<string>(ownAlerts).fill("failed"),
          "storm",
        ]);
        const told = live.flatMap(({ members }) => members.map(({ id }) => id));
        expect(told.toSorted()).toEqual(Array.from({ length: jobs }, (_, n) => idOf(round, n)).toSorted());
        const { rows } = await sql<{ text: string }>`
        select payload->>'text' as text from notice where payload->>'text' not like 'Resolved%'
      `.execute(stage.db.kysely);
        expect(rows).toHaveLength(ownAlerts + 1);

        await record(stage, round, false);
        await next.turn();
        expect(await stage.store.live()).toEqual([]);
        const { rows: open } = await sql`
        select 1 from notice where payload->>'text' not like 'Resolved%'
      `.execute(stage.db.kysely);
        expect(open).toEqual([]);
        if (!mortal.died()) {
          // It lived through a whole storm: every step there is has been its last one.
          expect(round).toBeGreaterThan(20);
          return;
        }
      }
    },
    90_000,
  );
});

/** Whatever is kept by it works until the given call of all, which is the last one. */
function mortality(last: number, when: "before" | "after") {
  let calls = 0;
  const die = () => new Error("The process is dead.");
  return {
    died: () => calls >= last,
    keep: <T extends object>(kept: T): T =>
      new Proxy(kept, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name);
          // What is read piece by piece changes nothing.
          if (typeof value !== "function" || name === "eachJob") return value;
          return async (...given: unknown[]) => {
            calls += 1;
            if (calls > last || (calls === last && when === "before")) throw die();
            const answer: unknown = await Reflect.apply(value, target, given);
            if (calls >= last) throw die();
            return answer;
          };
        },
      }),
  };
}

const idOf = (round: number, n: number) => `storm-${round}-${n}`;

async function record(stage: Stage, round: number, failed: boolean): Promise<void> {
  const changes = Array.from(
    { length: jobs },
    (_, n): PlanChange => ({
      kind: "job",
      before: failed ? null : job(round, n, true),
      after: job(round, n, failed),
    }),
  );
  await stage.plan.record({ readAt: new Date(), engine: "e", totalJobs: 1, countsByStatus: {} }, changes);
}

function job(round: number, n: number, failed: boolean): SnapshotJob {
  return {
    id: idOf(round, n),
    name: `STORM_${n}`,
    stream: `STREAM_${n}`,
    workstation: `WS${n % 7}`,
    internal: failed ? "ABEND" : "SUCC",
    common: failed ? "ERROR" : "SUCCESSFUL",
    substatus: null,
    canceled: false,
    runId: `run-${round}-${n}`,
    returnCode: failed ? 1 : 0,
    startedAt: null,
    endedAt: null,
    estimatedMs: null,
    late: false,
    critical: false,
    scheduledAt: null,
  };
}
