// Incidents that follow a plan kept in a real Postgres: the plan is told what happens to jobs, and Resync's own steps are rows
// as the engine writes them.

import { sql } from "kysely";
import { pino } from "pino";
import { createPlanStore } from "#adapters/postgres/create-plan-store.ts";
import { createIncidentWatch } from "#adapters/postgres/knowledge/create-incident-watch.ts";
import { createIncidents } from "#adapters/postgres/knowledge/create-incidents.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import type { Incident } from "#core/knowledge/incident.ts";
import { createFollower, type FollowDeps } from "#knowledge/incidents/follow-plan.ts";
import type { SnapshotJob } from "#ports/plan-store.ts";
import { testDatabase } from "../../support/database.ts";

export type Stage = Awaited<ReturnType<typeof incidentStage>>;

const never = new AbortController().signal;

export async function incidentStage() {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const db = stack.use(openDatabase({ url: database.url, log: pino({ level: "silent" }) }));
  const plan = createPlanStore(db);
  const watch = createIncidentWatch(db);
  const incidents = createIncidents(db);
  const jobs = new Map<string, SnapshotJob>();

  /** A process; a second one is a restart, or another beside it. */
  const process = (more: Partial<FollowDeps> = {}) => {
    const follower = createFollower({ watch, plan, clock: { now: () => new Date() }, ...more });
    return { turn: () => follower.turn(never), rest: follower.rest };
  };
  const follower = process();
  const poll = () => ({ readAt: new Date(), engine: "e", totalJobs: 1, countsByStatus: {} });

  async function become(name: string, change: Partial<SnapshotJob> | null): Promise<void> {
    const before = jobs.get(name) ?? null;
    const after = change === null ? null : { ...(before ?? calm(name)), ...change };
    if (after) jobs.set(name, after);
    else jobs.delete(name);
    await plan.record(poll(), [{ kind: "job", before, after }]);
  }

  return {
    db,
    plan,
    watch,
    incidents,
    process,
    turn: follower.turn,
    become,
    fails: (name: string, run = "run-1", returnCode = 12) =>
      become(name, { internal: "ABEND", common: "ERROR", runId: run, returnCode }),
    runs: (name: string, run: string) => become(name, { internal: "EXEC", common: "RUNNING", runId: run }),
    ends: (name: string, run: string) =>
      become(name, { internal: "SUCC", common: "SUCCESSFUL", runId: run, returnCode: 0 }),
    cancelled: (name: string) => become(name, { canceled: true }),
    leaves: (name: string) => become(name, null),
    /** The whole picture is replaced and nobody is told: the first one, or another plan's. */
    async picture(): Promise<void> {
      const all = [...jobs.values()];
      await plan.replace(
        poll(),
        (async function* () {
          yield all;
        })(),
        [],
      );
    },
    put: (name: string, change: Partial<SnapshotJob>) => void jobs.set(name, { ...calm(name), ...change }),
    drop: (name: string) => void jobs.delete(name),
    async all(): Promise<readonly Incident[]> {
      return (await incidents.page({ limit: 100, offset: 0 })).incidents;
    },
    /** A step of a job of Resync's, as the engine keeps it. */
    async step(step: {
      task: string;
      uses: string;
      target: string;
      run?: string | null;
      by?: string;
      approvers?: readonly string[];
      state?: "SUCCEEDED" | "RUNNING" | "FAILED";
      name?: string;
    }): Promise<void> {
      const { task, uses, target, run = null, by = "p-ana", approvers = [], state = "SUCCEEDED" } = step;
      const name = step.name ?? "rerun";
      const output =
        state === "SUCCEEDED" ? { target_id: target, changed: true, after: { run_id: run } } : null;
      await sql`
        insert into ai_jobs (id, workflow_id, workflow_digest, task, status, revision, seq, priority, requester_id,
          requester_name, surface, inputs, paused, rolling_back, running, created_at)
        values (${task}, 'recover-abend', 'd', 't', 'RUNNING', 1, 1, 5, ${by}, ${by}, 'api', '{}', false, false, true, now())
        on conflict do nothing`.execute(db.kysely);
      await sql`
        insert into job_step (job_id, step, state, phase, attempt, fence, lost, forgiven, plan, output, armed_at)
        values (${task}, ${name}, ${state}, ${state === "RUNNING" ? "armed" : null}, 1, 1, 0, 0,
          ${JSON.stringify({ uses, args: { job_id: target } })}::json, ${JSON.stringify(output)}::json, now())`.execute(
        db.kysely,
      );
      if (approvers.length === 0) return;
      await sql`
        insert into agent_checkpoints (id, job_id, step, type, purpose, status, title, policy, requester_id, requester_name,
          round, delegates, created_at, sole_decider, broken_glass)
        values (${`c-${task}`}, ${task}, ${name}, 'APPROVAL_REQUIRED', 'approval', 'APPROVED', 't', '{}', ${by}, ${by}, 1,
          '[]', now(), false, false)`.execute(db.kysely);
      for (const [at, approver] of approvers.entries())
        await sql`
          insert into checkpoint_vote (checkpoint_id, number, round, by_id, by_name, verdict, surface, at)
          values (${`c-${task}`}, ${at}, 1, ${approver}, ${approver}, 'approve', 'api', now())`.execute(
          db.kysely,
        );
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

export function calm(name: string): SnapshotJob {
  return {
    id: `id-${name}`,
    name,
    stream: "INVOICE_DAILY",
    workstation: "INV_WS",
    internal: "READY",
    common: "READY",
    substatus: null,
    canceled: false,
    runId: null,
    returnCode: null,
    startedAt: null,
    endedAt: null,
    estimatedMs: null,
    late: false,
    critical: false,
    scheduledAt: null,
  };
}
