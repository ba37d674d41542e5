// An engine that runs nothing: jobs are what a test puts there, and their events come when the test tells them.

import { Fault } from "#core/fault.ts";
import { newId } from "#core/ids.ts";
import type { Checkpoint } from "#core/job/checkpoint.ts";
import type { JobEvent } from "#core/job/event.ts";
import { hasEnded, type Job } from "#core/job/job.ts";
import { saidIn } from "#core/wording.ts";
import type { Workflow } from "#core/workflow/workflow.ts";
import type { Actor, Decision, Engine, StartRequest, Steering } from "#engine/engine.ts";
import type { JobReader } from "#ports/job-reader.ts";

export const sweep: Workflow = {
  id: "sweep-floor",
  kind: "runbook",
  title: "Sweep the floor",
  description: "With a broom.",
  version: 2,
  owner: "operations-team@company.com",
  digest: "d".repeat(64),
  inputs: { room: { schema: { type: "string" }, required: true, description: "Which one" } },
  steps: [
    {
      id: "look",
      title: null,
      phase: "pre",
      uses: "hwa.job",
      with: { job: "A" },
      needs: [],
      if: null,
      approval: null,
      timeoutMs: 1000,
      retry: { attempts: 1, backoffMs: 0, maxMs: 0 },
      onFailure: "stop",
      rollback: null,
      effect: "read",
      prepares: false,
    },
    {
      id: "sweep",
      title: "Sweep",
      phase: "main",
      uses: "local.command",
      with: { command: ["sweep"] },
      needs: ["look"],
      if: "steps.look.output.status == 'Dirty'",
      approval: {
        from: ["operators"],
        count: 1,
        fourEyes: "auto",
        expiresMs: 86_400_000,
        remindMs: null,
        escalate: null,
      },
      timeoutMs: 1000,
      retry: { attempts: 3, backoffMs: 0, maxMs: 0 },
      onFailure: "stop",
      rollback: { uses: "local.command", with: { command: ["unsweep"] }, effect: "once" },
      effect: "once",
      prepares: false,
    },
  ],
  outputs: {},
};

export function aJob(more: Partial<Job> = {}): Job {
  return {
    id: newId(),
    workflowId: sweep.id,
    workflowDigest: sweep.digest,
    task: "Before the visit",
    status: "RUNNING",
    revision: 1,
    seq: 0,
    priority: 5,
    requester: { id: "p1", name: "Ana" },
    origin: { surface: "api", thread: null, conversationId: null, ticketId: null },
    inputs: { room: "3" },
    outputs: null,
    failure: null,
    paused: false,
    cancelling: null,
    rollingBack: false,
    parent: null,
    steps: {},
    checkpoints: {},
    createdAt: new Date("2026-03-01T10:00:00Z"),
    startedAt: new Date("2026-03-01T10:00:01Z"),
    endedAt: null,
    lookAt: null,
    ...more,
  };
}

export function aCheckpoint(more: Partial<Checkpoint> = {}): Checkpoint {
  return {
    id: newId(),
    jobId: newId(),
    step: "sweep",
    type: "APPROVAL_REQUIRED",
    purpose: "approval",
    status: "PENDING",
    title: "Sweep room 3?",
    plan: { uses: "local.command", args: { command: ["sweep", "--room", "3"] } },
    planDigest: "p".repeat(64),
    preview: null,
    data: null,
    policy: {
      from: ["operators"],
      count: 1,
      fourEyes: "auto",
      expiresMs: 86_400_000,
      remindMs: null,
      escalate: null,
    },
    requester: { id: "p1", name: "Ana" },
    round: 1,
    votes: [],
    delegates: [],
    escalatedAt: null,
    remindedAt: null,
    createdAt: new Date("2026-03-01T10:00:02Z"),
    expiresAt: new Date("2026-03-02T10:00:02Z"),
    decidedAt: null,
    decidedBy: null,
    reason: null,
    soleDecider: false,
    brokenGlass: false,
    ...more,
  };
}

export function scriptedEngine() {
  const jobs = new Map<string, Job>();
  const checkpoints = new Map<string, Checkpoint>();
  const events = new Map<string, JobEvent[]>();
  const counts: { now: Awaited<ReturnType<JobReader["counts"]>> } = {
    now: { jobs: {}, checkpoints: {}, durations: [] },
  };
  const asked = {
    starts: [] as StartRequest[],
    decisions: [] as { readonly id: string; readonly decision: Decision; readonly by: Actor }[],
    steers: [] as { readonly id: string; readonly steering: Steering }[],
  };
  let news = Promise.withResolvers<void>();
  /** Wakes every follower; each waits for the next time. */
  function wake(): void {
    const woken = news;
    news = Promise.withResolvers();
    woken.resolve();
  }
  let running = true;
  let following = 0;

  const engine: Engine = {
    async start(request) {
      asked.starts.push(request);
      if (request.inputs.room === undefined)
        throw new Fault("invalid_input", 'The input "room" is missing.', {
          detail: { field: "inputs.room" },
        });
      const job = aJob({
        status: "RUNNING",
        inputs: request.inputs,
        task: request.task ?? saidIn(sweep.title, "en"),
      });
      jobs.set(job.id, job);
      return job;
    },
    async dryRun(request) {
      return { workflowId: request.workflowId, inputs: request.inputs, steps: [] };
    },
    job: async (id) => jobs.get(id) ?? null,
    async steer(id, steering) {
      asked.steers.push({ id, steering });
      const job = jobs.get(id);
      if (!job) throw new Fault("not_found", "No such job.");
      return job;
    },
    async decide(id, decision, by) {
      asked.decisions.push({ id, decision, by });
      const checkpoint = checkpoints.get(id);
      if (checkpoint?.status === "EXPIRED")
        throw new Fault("gone", "It has expired; an approver can reopen it.");
      if (checkpoint?.status !== "PENDING") throw new Fault("not_found", "The job forgot it.");
      const approve = decision.kind === "approve";
      const decided: Checkpoint = {
        ...checkpoint,
        ...(approve && { status: "APPROVED" }),
        ...(decision.kind === "reject" && { status: "REJECTED", reason: decision.reason }),
        decidedAt: new Date("2026-03-01T11:00:00Z"),
        decidedBy: { id: by.person.id, name: by.person.name },
      };
      checkpoints.set(id, decided);
      return {
        checkpoint: decided,
        job: jobs.get(checkpoint.jobId) ?? aJob(),
        settled: true,
        quorum: { enough: true, have: 1, need: 1, why: null },
      };
    },
    mayDecide: async (_checkpoint, person) =>
      person.roles.includes("viewer")
        ? { may: false, code: "forbidden", why: { en: "You are a viewer.", pt: "Você é leitor." } }
        : { may: true, soleDecider: false },
    async *follow(jobId, after, signal) {
      following += 1;
      signal.addEventListener("abort", wake);
      try {
        let seen = after;
        while (!signal.aborted) {
          const waiting = news.promise;
          const next = (events.get(jobId) ?? []).filter((event) => event.seq > seen);
          for (const event of next) {
            if (event.data.break === true) throw new Error("secret of the database");
            seen = event.seq;
            yield event;
          }
          const job = jobs.get(jobId);
          if (!job || (hasEnded(job.status) && next.length === 0)) return;
          if (next.length === 0) await waiting;
        }
      } finally {
        following -= 1;
      }
    },
    onNews: () => ({ [Symbol.dispose]() {} }),
    workflows: {
      list: () => [sweep],
      find: (id) => (id === sweep.id ? sweep : null),
      pinned: async (digest) => (digest === sweep.digest ? sweep : null),
      problems: () => [
        { file: "workflows/runbooks/sweep-floor.yml", line: 3, message: "The title is long: shorten it." },
        { file: "workflows/jobs/other.yml", line: null, message: "It is empty: delete it." },
      ],
    },
    worker: {
      async start() {
        running = true;
      },
      async stop() {
        running = false;
      },
      status: () => ({ isRunning: running, activeJobs: 0, maxConcurrentJobs: 3, pollInterval: 5000 }),
    },
    async [Symbol.asyncDispose]() {},
  };

  const of = (checkpoint: Checkpoint) => ({ ...checkpoint, task: "Before the visit", workflowId: sweep.id });
  const reader: JobReader = {
    async list({ status, workflowId, limit, offset }) {
      const all = [...jobs.values()].filter(
        (job) => (!status || job.status === status) && (!workflowId || job.workflowId === workflowId),
      );
      const lines = all.map(({ steps: _steps, checkpoints: _checkpoints, ...job }) => ({
        ...job,
        current: [],
      }));
      return { total: all.length, jobs: lines.slice(offset, offset + limit) };
    },
    attempts: async () => [],
    checkpointsOf: async (jobId) => [...checkpoints.values()].filter((each) => each.jobId === jobId),
    async checkpoint(id) {
      const found = checkpoints.get(id);
      return found ? of(found) : null;
    },
    async checkpoints({ status, type, limit, offset }) {
      const all = [...checkpoints.values()].filter(
        (each) => (!status || each.status === status) && (!type || each.type === type),
      );
      return { total: all.length, checkpoints: all.slice(offset, offset + limit).map(of) };
    },
    events: async (jobId, after, limit) =>
      (events.get(jobId) ?? []).filter((event) => event.seq > after).slice(0, limit),
    counts: async () => counts.now,
    findJob: async () => null,
    findCheckpoint: async () => null,
  };

  return {
    engine,
    reader,
    jobs,
    checkpoints,
    counts,
    asked,
    following: () => following,
    put(job: Job, ...waiting: readonly Checkpoint[]) {
      jobs.set(job.id, job);
      for (const checkpoint of waiting) checkpoints.set(checkpoint.id, checkpoint);
      return job;
    },
    tell(jobId: string, kind: JobEvent["kind"], data: JobEvent["data"] = {}) {
      const told = events.get(jobId) ?? [];
      events.set(jobId, told);
      told.push({ jobId, seq: told.length + 1, kind, step: null, data, at: new Date() });
      const job = jobs.get(jobId);
      if (job)
        jobs.set(jobId, {
          ...job,
          seq: told.length,
          ...(kind === "job.completed" && { status: "COMPLETED", endedAt: new Date() }),
        });
      wake();
    },
  };
}
