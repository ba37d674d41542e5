// The engine, put together: desk, committer, claims, runner, sweeper, feed, bell. What each does is told in its own file.

import type { Logger } from "pino";
import { mayApprove, mayDecide } from "#core/job/decide-rules.ts";
import { hasEnded } from "#core/job/job.ts";
import type { Actions } from "#ports/action.ts";
import type { Audit } from "#ports/audit.ts";
import type { Doorbell } from "#ports/doorbell.ts";
import type { JobHints } from "#ports/job-hints.ts";
import type { JobReader } from "#ports/job-reader.ts";
import type { JobStore } from "#ports/job-store.ts";
import type { People } from "#ports/people.ts";
import type { WorkerRoll } from "#ports/worker-roll.ts";
import { type Attempted, auditingRefusals } from "./audit-refusals.ts";
import { becameReady, createBell } from "./bell.ts";
import { checkRunning } from "./check-running.ts";
import { createChildren } from "./children.ts";
import { createClaims } from "./claims.ts";
import { createCommitter } from "./committer.ts";
import { decide } from "./decide.ts";
import { dryRun } from "./dry-run.ts";
import type { Engine, StartRequest, WorkflowLibrary } from "./engine.ts";
import { createFeed } from "./feed.ts";
import type { News } from "./job-cell.ts";
import { createJobDesk } from "./job-desk.ts";
import type { KillPoint } from "./kill-point.ts";
import { takeLease } from "./lease.ts";
import { previewChange } from "./preview-change.ts";
import { createRunner } from "./runner.ts";
import { sharedReading } from "./shared-reading.ts";
import { createSlots } from "./slots.ts";
import { type Admission, checkRequest, type StartDeps, startJob } from "./start-job.ts";
import { steerJob } from "./steer.ts";
import { createSweeper } from "./sweeper.ts";
import { createTurns } from "./turns.ts";
import { createWorker } from "./worker.ts";

export interface EngineDeps {
  readonly store: JobStore;
  readonly reader: JobReader;
  readonly roll: WorkerRoll;
  readonly hints: JobHints;
  readonly doorbell: Doorbell;
  readonly people: Pick<People, "rights">;
  readonly audit: Pick<Audit, "append">;
  readonly library: WorkflowLibrary;
  readonly actions: Actions;
  readonly log: Logger;
  /** Steps run at once; 0: this process runs none. */
  readonly concurrency: number;
  readonly pollIntervalMs: number;
  /** Default 20 s. */
  readonly leaseMs?: number;
  readonly admission?: Admission;
  readonly forgetAfterDays?: number;
  readonly forget: (olderThan: Date) => Promise<void>;
  readonly at?: (
    point: KillPoint,
    step: { readonly jobId: string; readonly step: string },
  ) => Promise<void> | void;
}

const defaultAdmission: Admission = { all: 200_000, perPerson: 50_000 };
/** Steps of a stopping worker have this long to end by themselves; then those that heed nothing are killed, in five more. */
const drainMs = 20_000;
/** Ended jobs are kept a little longer than the audit has to be. */
const defaultForgetDays = 400;
const dayMs = 86_400_000;

/** The worker does not run before `worker.start()`. Rejects when the database does not answer. */
export async function createEngine(deps: EngineDeps): Promise<Engine> {
  const { store, reader, library, actions, log } = deps;
  const slots = createSlots(deps.concurrency);
  const bell = createBell(deps.doorbell, log);
  const turns = createTurns();
  await using opening = new AsyncDisposableStack();

  const feed = createFeed(reader, async (jobId) => {
    const [job] = await store.load([jobId]);
    return !job || hasEnded(job.status);
  });
  const lease = opening.use(
    await takeLease({
      roll: deps.roll,
      slots: deps.concurrency,
      leaseMs: deps.leaseMs ?? 20_000,
      busy: () => slots.busy(),
      onLost: () => runner.stopAll("lease_lost"),
      onBeat() {
        worker.nextTurns(); // those that waited for a lease
        void checkRunning({ runner, store, log });
      },
      log,
    }),
  );
  const now = () => lease.clock.now();
  const claims = createClaims({
    lease,
    slots,
    turns,
    isRunning: (jobId, step) => runner.running().some((each) => each.jobId === jobId && each.step === step),
  });
  const desk = createJobDesk({
    store,
    committer: createCommitter(store),
    claims,
    pinned: (digest) => library.pinned(digest),
    now,
    onNews,
    log,
  });
  const runner = createRunner({
    actions,
    desk,
    lease,
    now,
    giveSlot() {
      slots.give();
      setImmediate(worker.nextTurns);
    },
    slotsEmptied: slots.emptied,
    log,
    ...(deps.at ? { at: deps.at } : {}),
  });
  opening.use(desk);
  opening.use(runner);
  const startDeps: StartDeps = {
    desk,
    store,
    people: { rights: sharedReading(() => deps.people.rights()) },
    library,
    actions,
    admission: deps.admission ?? defaultAdmission,
    now,
  };
  const children = createChildren(startDeps, log);
  const sweeper = opening.use(
    createSweeper({
      store,
      roll: deps.roll,
      desk,
      askAfterChild: children.askAfter,
      ring: (job) => (lease.others() > 0 ? bell.ring(job) : undefined),
      leaveToOthers: () => !bell.works() && slots.free() === 0 && lease.others() > 0,
      housekeeping: () =>
        deps.forget(new Date(now().getTime() - (deps.forgetAfterDays ?? defaultForgetDays) * dayMs)),
      now,
      intervalMs: deps.pollIntervalMs,
      log,
    }),
  );
  const worker = createWorker({
    desk,
    claims,
    slots,
    turns,
    lease,
    doorbell: deps.doorbell,
    bell,
    sweeper,
    ...(deps.at ? { at: deps.at } : {}),
    log,
  });
  opening.use(
    deps.hints.listen((jobIds) => {
      desk.forget(jobIds);
      feed.tell(jobIds);
      void checkRunning({ runner, store, log }, jobIds);
    }),
  );

  /** What follows a commit: begin what was claimed, stop what was cancelled, tell who follows, ring who could help. */
  function onNews({ before, job, workflow, events, stop, claimed }: News): void {
    for (const step of claimed) runner.begin(job, workflow, step);
    if (stop.length > 0) runner.stop(job.id, stop, "cancelled");
    feed.bring(job.id, events);
    if (lease.peers() > 0) deps.hints.hint([job.id]);
    if (job.lookAt) sweeper.expect(job.lookAt);
    // Where no worker runs, the ring waits for the first one that comes.
    if ((lease.others() > 0 || !worker.isRunning()) && becameReady(before, job)) bell.ring(job);
    for (const step of Object.values(job.steps)) {
      if (step.state === "WAITING" && step.waitingFor?.kind === "child" && before?.steps[step.id] !== step)
        void children.begin(job, step.id, step.waitingFor.jobId);
    }
    children.cancelWith(before, job);
    if (job.parent && hasEnded(job.status) && !(before && hasEnded(before.status)))
      void children.tellParent(job);
  }

  opening.defer(async () => {
    await Promise.all([worker.stop(), runner.drain(drainMs)]);
  });
  const parts = opening.move();

  return {
    start: (request) =>
      auditingRefusals(deps.audit, startOf(request, "start"), () => startJob(startDeps, request)),
    dryRun: async (request, signal) =>
      dryRun(
        { actions, now, log },
        request,
        await auditingRefusals(deps.audit, startOf(request, "dry_run"), () =>
          checkRequest(startDeps, request),
        ),
        signal,
      ),
    job: async (id) => (await store.load([id]))[0] ?? null,
    steer: (jobId, steering, by, reason) =>
      auditingRefusals(
        deps.audit,
        { verb: "job.refused", by, subject: `job:${jobId}`, tried: steering },
        () => steerJob({ desk, people: deps.people }, jobId, steering, by, reason ?? null),
      ),
    decide: (checkpointId, decision, by) =>
      decide(
        {
          desk,
          store,
          people: deps.people,
          audit: deps.audit,
          preview: (job, step, args) => previewChange({ actions, library, now, log }, job, step, args),
          now,
        },
        checkpointId,
        decision,
        by,
      ),
    async mayDecide(checkpoint, person) {
      const rights = await deps.people.rights();
      const rule = checkpoint.purpose === "approval" ? mayApprove : mayDecide;
      return rule(checkpoint, person, rights, now());
    },
    follow: feed.follow,
    onNews: feed.onNews,
    workflows: library,
    worker: {
      start: worker.start,
      stop: worker.stop,
      status: () => ({
        isRunning: worker.isRunning(),
        activeJobs: new Set(runner.running().map((each) => each.jobId)).size,
        maxConcurrentJobs: slots.size,
        pollInterval: deps.pollIntervalMs,
      }),
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

function startOf({ by, workflowId }: StartRequest, tried: string): Attempted {
  return { verb: "job.refused", by, subject: `workflow:${workflowId}`, tried };
}
