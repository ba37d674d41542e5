// Each invariant holds of jobs that went their way, and is found broken when the tables are made to say so.

import { sql } from "kysely";
import { expect, test } from "vitest";
import { createJobStore } from "#adapters/postgres/jobs/create-job-store.ts";
import { createWorkerRoll } from "#adapters/postgres/jobs/create-worker-roll.ts";
import { createWorkflowStore } from "#adapters/postgres/jobs/create-workflow-store.ts";
import { checkInvariants } from "#adapters/postgres/jobs/invariants.ts";
import type { InvariantId } from "#adapters/postgres/jobs/rule.ts";
import type { Database } from "#adapters/postgres/open-database.ts";
import type { Effect } from "#core/job/effect.ts";
import { defaultPolicy } from "#core/job/policy.ts";
import type { StepSpec } from "#core/workflow/workflow.ts";
import { fiveSteps } from "../../../bench/engine/five-steps.ts";
import { testDatabase } from "../../../support/database.ts";
import {
  armedStep,
  bo,
  noon,
  opening,
  sampleAttempt,
  sampleCheckpoint,
  sampleEvent,
  sampleJob,
  sampleStep,
  sampleVote,
} from "../../../support/sample-job.ts";
import { cleanJobs } from "./clean-jobs.ts";

const ids = ["I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9"];

test("All invariants hold of jobs that ended, run, wait for people and wait for a time.", async () => {
  await using db = await wholeJobs();
  const checked = await checkInvariants(db);
  expect(checked.map(({ id }) => id)).toEqual(ids);
  expect(checked.flatMap(({ findings }) => findings)).toEqual([]);
  expect(checked.every(({ holds, cure, title }) => holds && cure.length > 40 && title.length > 20)).toBe(
    true,
  );
});

/** What is done to whole tables, which invariant must say so, and what its finding names. */
const breakages: readonly (readonly [InvariantId, string, string, RegExp])[] = [
  [
    "I1",
    "a lost `once` step is armed again with nobody having resolved it",
    "delete from step_attempt where job_id = 'resolved' and outcome = 'resolved_not_happened'",
    /"rerun" of job resolved .* fence 1 and again under fence 2/,
  ],
  [
    "I1",
    "a `once` step that was done is armed again",
    "update step_attempt set outcome = 'succeeded' where job_id = 'resolved' and outcome = 'resolved_not_happened'",
    /"rerun" of job resolved/,
  ],
  [
    "I2",
    "a keyed step was done twice",
    "insert into step_attempt (job_id, step, attempt, fence, owner, claimed_at, ended_at, outcome) select job_id, step, 2, 2, owner, now(), now(), outcome from step_attempt where job_id = 'keyed'; update job_step set fence = 2 where job_id = 'keyed'",
    /"call" of job keyed .* 1, 2/,
  ],
  [
    "I3",
    "a timer was missed",
    "update ai_jobs set look_at = now() - interval '2 minutes' where id = 'timer'",
    /timer was due at/,
  ],
  [
    "I3",
    "the worker of a running step is long gone",
    "update worker set lease_until = now() - interval '2 minutes'",
    /resolved .*no running worker/,
  ],
  ["I3", "a checkpoint is gone", "delete from agent_checkpoints where job_id = 'asks'", /Job asks/],
  [
    "I3",
    "a running step is hidden from the sweeper",
    "update ai_jobs set running = false where id = 'resolved'",
    /resolved is not marked as running/,
  ],
  [
    "I4",
    "an event is missing",
    "delete from job_event where seq = 3",
    /has 14 events, numbered 1 to 15|events/,
  ],
  [
    "I4",
    "an event was told twice",
    "update job_event set kind = 'step.succeeded' where kind = 'step.started' and step = 'step-2'",
    /"step-2" .* and 2 events say so/,
  ],
  [
    "I4",
    "a job's end was never told",
    "update job_event set kind = 'step.progress' where kind = 'job.completed'",
    /is COMPLETED, and its events tell 0 completed/,
  ],
  [
    "I5",
    "a step still waits for a checkpoint that is approved",
    'update job_step set state = \'WAITING\', waiting_for = \'{"kind":"checkpoint","checkpointId":"c-approved"}\' where job_id = \'approved\'',
    /c-approved .* still waits/,
  ],
  [
    "I5",
    "an approval counted twice",
    "insert into job_event (job_id, seq, kind, data, at) values ('approved', 5, 'checkpoint.approved', '{\"checkpointId\":\"c-approved\"}', now())",
    /c-approved of job approved was approved 2 times/,
  ],
  [
    "I6",
    "another plan ran than was approved",
    "update job_step set plan_digest = 'other' where job_id = 'approved'",
    /"rerun" of job approved was armed with a plan that nobody approved/,
  ],
  [
    "I6",
    "a step that always asks ran without asking",
    "delete from agent_checkpoints where job_id = 'approved'",
    /"rerun" of job approved/,
  ],
  [
    "I6",
    "somebody voted after the expiry",
    "update checkpoint_vote set at = '2027-01-01'",
    /Bo decided checkpoint c-approved .* after it had expired/,
  ],
  [
    "I6",
    "the requester approved where four eyes are needed",
    "update checkpoint_vote set by_id = 'person-ana', by_name = 'Ana'",
    /Ana approved their own request/,
  ],
  [
    "I7",
    "a fence went down",
    "update step_attempt set fence = 3 where job_id = 'resolved' and outcome = 'lost'",
    /"rerun" of job resolved stands at fence 2 and has a try under fence 3/,
  ],
  [
    "I8",
    "a message was received twice",
    "alter table inbox drop constraint inbox_pkey; insert into inbox (platform, id, thread, conversation_id, person, text, at) select 'slack', 'E1', 't', 'c', '{}', 'hi', now() from generate_series(1, 2)",
    /"E1" of slack is in the inbox 2 times/,
  ],
  [
    "I9",
    "a reply was due long ago",
    "insert into outbox (id, platform, thread, payload, due_at) values ('o1', 'slack', 't', '{}', now() - interval '6 minutes')",
    /Reply o1 to slack/,
  ],
];

test.each(breakages)("%s finds that %s.", async (id, _what, damage, finding) => {
  await using db = await wholeJobs();
  await using broken = await rolledBack(db, damage);
  const checked = await broken.check();
  const rule = checked.find((each) => each.id === id);
  expect(rule?.holds).toBe(false);
  expect(rule?.findings.join("\n")).toMatch(finding);
  expect(checked.filter(({ holds }) => !holds).map((each) => each.id)).toContain(id);
});

test("I2 counts effects at the target where a test keeps a table of them.", async () => {
  await using database = await testDatabase();
  const { openDatabase } = await import("#adapters/postgres/open-database.ts");
  const { pino } = await import("pino");
  await using db = openDatabase({ url: database.url, log: pino({ level: "silent" }) });
  await db.pool.query("create table effect (effect_key text); insert into effect values ('j:a'), ('j:b')");
  const holds = async () =>
    (await checkInvariants(db, { effects: "effect" })).find(({ id }) => id === "I2")?.holds;
  expect(await holds()).toBe(true);
  await db.pool.query("insert into effect values ('j:a')");
  expect(await holds()).toBe(false);
});

/** The damage is done in a transaction that is never committed, and looked at from inside. */
async function rolledBack(db: Database, damage: string) {
  const transaction = await db.kysely.startTransaction().execute();
  await sql.raw(damage.split("; ")[0] ?? "").execute(transaction);
  for (const statement of damage.split("; ").slice(1)) await sql.raw(statement).execute(transaction);
  return {
    check: () => checkInvariants({ kysely: transaction }),
    async [Symbol.asyncDispose]() {
      await transaction.rollback().execute();
    },
  };
}

async function wholeJobs(): Promise<Database> {
  const db = await cleanJobs();
  const store = createJobStore(db);
  await createWorkflowStore(db).keep([
    {
      id: "recover-abend",
      kind: "runbook",
      title: "Rerun",
      description: null,
      version: 1,
      owner: null,
      digest: "d".repeat(64),
      inputs: {},
      outputs: {},
      steps: [spec("rerun", "once", true), spec("call", "keyed", false), spec("look", "read", false)],
      source: "",
    },
  ]);
  await createWorkerRoll(db).enrol({ id: "worker-1", host: "here", pid: 1, slots: 3 }, 60_000);
  for (const transition of fiveSteps("worker-1")) await store.commit([transition]);
  const approval = (id: string, jobId: string) =>
    sampleCheckpoint(id, jobId, {
      status: "APPROVED",
      votes: [sampleVote()],
      decidedAt: noon,
      decidedBy: bo,
    });
  const approved = sampleJob("approved", {
    status: "COMPLETED",
    endedAt: noon,
    steps: { rerun: armedStep("rerun", "worker-1", { state: "SUCCEEDED", phase: null }) },
    checkpoints: { "c-approved": approval("c-approved", "approved") },
  });
  const resolved = sampleJob("resolved", {
    status: "RUNNING",
    steps: { rerun: armedStep("rerun", "worker-1", { fence: 2 }) },
    checkpoints: { "c-resolved": { ...approval("c-resolved", "resolved"), votes: [] } },
  });
  const keyed = sampleJob("keyed", {
    status: "COMPLETED",
    endedAt: noon,
    steps: { call: armedStep("call", "worker-1", { state: "SUCCEEDED", phase: null }) },
  });
  const asks = sampleJob("asks", {
    status: "WAITING_APPROVAL",
    steps: { rerun: sampleStep("rerun", { state: "WAITING" }) },
    checkpoints: { "c-asks": sampleCheckpoint("c-asks", "asks") },
  });
  const told = (job: string, ...kinds: Parameters<typeof sampleEvent>[2][]) => ({
    events: kinds.map((kind, index) => ({
      ...sampleEvent(
        job,
        index + 1,
        kind,
        kind.startsWith("step") ? (job === "keyed" ? "call" : "rerun") : null,
      ),
      data: { checkpointId: `c-${job}` },
    })),
    after: { seq: kinds.length },
  });
  const whole = [
    [approved, told("approved", "job.created", "checkpoint.approved", "step.succeeded", "job.completed"), []],
    [
      resolved,
      told("resolved", "job.created", "step.unknown", "step.resolved"),
      [
        sampleAttempt("resolved", "rerun", { outcome: "lost" }),
        sampleAttempt("resolved", "rerun", { outcome: "resolved_not_happened" }),
      ],
    ],
    [
      keyed,
      told("keyed", "job.created", "step.succeeded", "job.completed"),
      [sampleAttempt("keyed", "call")],
    ],
    [asks, told("asks", "job.created"), []],
    [sampleJob("timer", { lookAt: new Date(Date.now() + 60_000) }), told("timer", "job.created"), []],
    [sampleJob("paused", { paused: true, status: "PAUSED" }), told("paused", "job.created"), []],
  ] as const;
  const verdicts = await store.commit(
    whole.map(([job, { events, after }, attempts]) =>
      opening(job, { after: { ...job, ...after }, events, attempts }),
    ),
  );
  expect(verdicts.every(({ kind }) => kind === "committed")).toBe(true);
  return db;
}

function spec(id: string, effect: Effect, asks: boolean): StepSpec {
  return {
    id,
    title: null,
    phase: "main",
    uses: "hwa.rerun",
    with: {},
    needs: [],
    if: null,
    approval: asks ? { ...defaultPolicy, fourEyes: "always" } : null,
    timeoutMs: 1_000,
    retry: { attempts: 1, backoffMs: 0, maxMs: 0 },
    onFailure: "stop",
    rollback: null,
    effect,
    prepares: false,
  };
}
