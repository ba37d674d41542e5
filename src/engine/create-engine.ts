// The engine, put together: desk, committer, claims, runner, sweeper, feed, bell. What each does is told in its own file.

import type { Logger } from "pino";
import { Fault, toFault } from "#core/fault.ts";
import { mayApprove, mayDecide } from "#core/job/decide-rules.ts";
import { hasEnded, type Job } from "#core/job/job.ts";
import type { Actions } from "#ports/action.ts";
import type { Audit } from "#ports/audit.ts";
import type { Doorbell } from "#ports/doorbell.ts";
import type { JobHints } from "#ports/job-hints.ts";
import type { JobReader } from "#ports/job-reader.ts";
import type { JobStore } from "#ports/job-store.ts";
import type { People } from "#ports/people.ts";
import type { WorkerRoll } from "#ports/worker-roll.ts";
import { type Attempted, auditingRefusals } from "./audit-refusals.ts";
import { createChildren } from "./children.ts";
import { createClaims } from "./claims.ts";
import { createCommitter } from "./committer.ts";
import { decide } from "./decide.ts";
import { dryRun } from "./dry-run.ts";
import type { Engine, StartRequest, WorkflowLibrary } from "./engine.ts";
import { createFeed } from "./feed.ts";
import { createJobDesk, type News } from "./job-desk.ts";
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
const roomMs = 15_000;
/** Ended jobs are kept a little longer than the audit has to be. */
const defaultForgetDays = 400;
const dayMs = 86_400_000;

/** The worker does not run before `worker.start()`. Rejects when the database does not answer. */
export async function createEngine(deps: EngineDeps): Promise<Engine> {
  const { store, reader, library, actions, log } = deps;
  const slots = createSlots(deps.concurrency);
  /** Whether the last ring was taken. */
  let bellWorks = true;
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
        nextTurns(); // those that waited for a lease
        void checkRunning();
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
      setImmediate(nextTurns);
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
      ring: (job) => (lease.others() > 0 ? ring(job) : undefined),
      leaveToOthers: () => !bellWorks && slots.free() === 0 && lease.others() > 0,
      housekeeping: () =>
        deps.forget(new Date(now().getTime() - (deps.forgetAfterDays ?? defaultForgetDays) * dayMs)),
      now,
      intervalMs: deps.pollIntervalMs,
      log,
    }),
  );
  opening.use(
    deps.hints.listen((jobIds) => {
      desk.forget(jobIds);
      feed.tell(jobIds);
      void checkRunning(jobIds);
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
    if ((lease.others() > 0 || !isRunning) && becameReady(before, job)) ring(job);
    for (const step of Object.values(job.steps)) {
      if (step.state === "WAITING" && step.waitingFor?.kind === "child" && before?.steps[step.id] !== step)
        void children.begin(job, step.id, step.waitingFor.jobId);
    }
    children.cancelWith(before, job);
    if (job.parent && hasEnded(job.status) && !(before && hasEnded(before.status)))
      void children.tellParent(job);
  }

  function ring(job: Job): void {
    deps.doorbell.ring([{ jobId: job.id, revision: job.revision, priority: job.priority }]).then(
      () => {
        bellWorks = true;
      },
      (error: unknown) => {
        bellWorks = false;
        log.debug(
          { err: toFault(error).message, job: job.id },
          "Nobody could be rung; the sweepers look by themselves.",
        );
      },
    );
  }

  let turning = 0;
  /** Jobs whose turn has come, as many as there is room for. */
  function nextTurns(): void {
    while (turning < slots.free()) {
      const jobId = turns.next() ?? claims.nextSuspect();
      if (jobId === null) return;
      turning += 1;
      void desk
        .say(jobId, () => ({ happenings: [] }))
        .catch((error: unknown) =>
          log.warn(
            { err: toFault(error).message, job: jobId },
            "A job's turn was missed; the sweeper will find it.",
          ),
        )
        .finally(() => {
          turning -= 1;
          if (turns.size > 0 && slots.free() > 0) setImmediate(nextTurns);
        });
    }
  }

  /** Steps that run here but are somebody else's, or nobody's, by now: a cancel in another process, a lost hint. */
  async function checkRunning(jobIds?: readonly string[]): Promise<void> {
    const mine = runner.running().filter((each) => !jobIds || jobIds.includes(each.jobId));
    if (mine.length === 0) return;
    try {
      const ids = [...new Set(mine.map((each) => each.jobId))];
      const jobs = new Map((await store.load(ids)).flatMap((job) => (job ? [[job.id, job] as const] : [])));
      for (const { jobId, step, fence } of mine) {
        const stored = jobs.get(jobId)?.steps[step];
        if (stored && stored.fence > fence) runner.stop(jobId, [step], "lease_lost");
        else if (stored?.state === "CANCELLED") runner.stop(jobId, [step], "cancelled");
      }
    } catch (error) {
      log.debug({ err: toFault(error).message }, "What runs here could not be compared with what is kept.");
    }
  }

  let answering: AsyncDisposable | null = null;
  let isRunning = false;

  async function onRing(jobId: string): Promise<void> {
    if (!(await slots.room(roomMs))) return;
    try {
      const settled = await desk.say(jobId, () => ({ happenings: [] }));
      // Taken as much as there was room for, and more is left: the next one is rung for it.
      if (settled.kind === "settled" && settled.changed && lease.others() > 0 && isWaiting(settled.job))
        ring(settled.job);
    } catch (error) {
      if (toFault(error).code !== "not_found") throw error;
    }
    await deps.at?.("before_ack", { jobId, step: "" });
  }

  async function startWorker(): Promise<void> {
    if (isRunning) return;
    if (slots.size === 0)
      throw new Fault("conflict", "This process runs no worker: give it the role worker (RESYNC_ROLES).");
    isRunning = true;
    try {
      answering = await deps.doorbell.answer(onRing, { concurrency: slots.size });
    } catch (error) {
      isRunning = false;
      throw error;
    }
    slots.open(true);
    nextTurns();
    await sweeper.sweep();
  }

  /** Takes on nothing more; what runs, runs on. */
  async function stopWorker(): Promise<void> {
    if (!isRunning) return;
    isRunning = false;
    slots.open(false);
    const bell = answering;
    answering = null;
    await bell?.[Symbol.asyncDispose]();
  }
  opening.defer(async () => {
    await Promise.all([stopWorker(), runner.drain(drainMs)]);
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
      const verdict = rule(checkpoint, person, rights, now());
      return verdict.may ? { may: true, why: "" } : { may: false, why: verdict.why };
    },
    follow: feed.follow,
    onNews: feed.onNews,
    workflows: library,
    worker: {
      start: startWorker,
      stop: stopWorker,
      status: () => ({
        isRunning,
        activeJobs: new Set(runner.running().map((each) => each.jobId)).size,
        maxConcurrentJobs: slots.size,
        pollInterval: deps.pollIntervalMs,
      }),
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** A step waits for a worker. */
function isWaiting(job: Job): boolean {
  return !job.paused && Object.values(job.steps).some((step) => step.state === "READY");
}

/** A step became READY in this change, and nobody here had room for it. */
function becameReady(before: Job | null, job: Job): boolean {
  return (
    !job.paused &&
    Object.values(job.steps).some(
      (step) => step.state === "READY" && before?.steps[step.id]?.state !== "READY",
    )
  );
}

function startOf({ by, workflowId }: StartRequest, tried: string): Attempted {
  return { verb: "job.refused", by, subject: `workflow:${workflowId}`, tried };
}
