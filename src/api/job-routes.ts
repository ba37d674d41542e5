import { z } from "zod";
import { jobStatuses } from "#core/job/job.ts";
import type { Actor, Engine, StartRequest, Steering } from "#engine/engine.ts";
import type { JobReader } from "#ports/job-reader.ts";
import { type ApiApp, answerInTime, longAnswerMs, signalOf } from "./api-app.ts";
import { checkpointView, viewOfCheckpoint } from "./checkpoint-views.ts";
import { dryRunView, viewOfDryRun } from "./dry-run-view.ts";
import { callerOn } from "./guard.ts";
import {
  idempotencyHeader,
  idParam,
  inputBytes,
  jobOf,
  jsonRecord,
  namingInputs,
  someWords,
  words,
} from "./job-inputs.ts";
import {
  acceptedJobView,
  eventView,
  jobLineView,
  jobView,
  viewOfAccepted,
  viewOfEvent,
  viewOfHead,
  viewOfJob,
  viewOfLine,
} from "./job-views.ts";
import { namedWorkflow } from "./named-workflow.ts";
import { pageInput, pagination, paginationOf } from "./schemas.ts";

export interface JobRoutesDeps {
  readonly engine: Engine;
  readonly jobs: JobReader;
  /** Aborts when the server stops. */
  readonly shutdown: AbortSignal;
}

/** The detail shows this many of the last events as lines; the rest is a page away. */
const logLines = 500;
const tags = ["jobs"];
const yes = z.literal(true);

const newJob = z.strictObject({
  jobType: z.string().min(1).max(200).describe("The id of a workflow; GET /api/v1/workflows lists them."),
  taskDescription: someWords.describe("What it is for, in your words; approvers read it."),
  inputData: jsonRecord.default({}).describe("The workflow's inputs."),
  priority: z.number().int().min(1).max(10).default(5).describe("10 goes first."),
  dryRun: z
    .boolean()
    .default(false)
    .describe("Walk through it instead: what only reads is done, what changes is shown. Nothing is started."),
});

const listQuery = pageInput.extend({
  status: z.enum(jobStatuses).optional(),
  jobType: z.string().min(1).max(200).optional(),
});

/** `/api/agent-jobs`: start jobs, look at them, steer them. */
export function addJobRoutes(app: ApiApp, deps: JobRoutesDeps): void {
  const { engine, jobs } = deps;

  app.post(
    "/api/agent-jobs",
    {
      config: { access: "run_workflows" },
      handlerTimeout: longAnswerMs,
      bodyLimit: inputBytes,
      schema: {
        summary: "Start a job, or walk through it with dryRun",
        description:
          "Answers 201 with the job as it was accepted; its events say what came next. With `dryRun: true` it answers 200 with what would happen, and nothing is started.",
        tags,
        headers: idempotencyHeader,
        body: newJob,
        response: {
          200: z.object({ success: yes, dryRun: dryRunView }),
          201: z.object({ success: yes, job: acceptedJobView }),
        },
      },
    },
    async (request, reply) => {
      const { jobType, taskDescription, inputData, priority, dryRun } = request.body;
      namedWorkflow(engine.workflows, jobType, "jobType");
      const key = request.headers["idempotency-key"];
      const start: StartRequest = {
        workflowId: jobType,
        inputs: inputData,
        task: taskDescription,
        priority,
        by: actorOf(request),
        ...(key !== undefined && !dryRun && { idempotencyKey: key }),
      };
      if (dryRun) {
        const signal = signalOf(reply, deps.shutdown);
        const walked = await namingInputs("inputData", () => engine.dryRun(start, signal));
        return { success: true as const, dryRun: viewOfDryRun(walked) };
      }
      const job = await namingInputs("inputData", () => answerInTime(engine.start(start)));
      return reply.code(201).send({ success: true as const, job: viewOfAccepted(job) });
    },
  );

  app.get(
    "/api/agent-jobs",
    {
      config: { access: "read_jobs" },
      schema: {
        summary: "Jobs, newest first",
        tags,
        querystring: listQuery,
        response: { 200: z.object({ success: yes, jobs: z.array(jobLineView), pagination }) },
      },
    },
    async (request) => {
      const { status, jobType, limit, offset } = request.query;
      const found = await jobs.list({
        limit,
        offset,
        ...(status !== undefined && { status }),
        ...(jobType !== undefined && { workflowId: jobType }),
      });
      return {
        success: true as const,
        jobs: found.jobs.map(viewOfLine),
        pagination: paginationOf(request.query, found.total),
      };
    },
  );

  app.get(
    "/api/agent-jobs/:id",
    {
      config: { access: "read_jobs" },
      schema: {
        summary: "One job: its steps, checkpoints, logs and timeline",
        tags,
        params: idParam,
        response: { 200: z.object({ success: yes, job: jobView }) },
      },
    },
    async (request) => {
      const job = await jobOf(engine, request.params.id);
      const [workflow, attempts, checkpoints, events] = await Promise.all([
        engine.workflows.pinned(job.workflowDigest),
        jobs.attempts(job.id),
        jobs.checkpointsOf(job.id),
        jobs.events(job.id, Math.max(0, job.seq - logLines), logLines),
      ]);
      return { success: true as const, job: viewOfJob({ job, workflow, attempts, checkpoints, events }) };
    },
  );

  app.get(
    "/api/agent-jobs/:id/checkpoints",
    {
      config: { access: "read_jobs" },
      schema: {
        summary: "A job's checkpoints, oldest first",
        tags,
        params: idParam,
        response: { 200: z.object({ success: yes, checkpoints: z.array(checkpointView) }) },
      },
    },
    async (request) => {
      const job = await jobOf(engine, request.params.id);
      const all = await jobs.checkpointsOf(job.id);
      const about = { task: job.task, workflowId: job.workflowId };
      return {
        success: true as const,
        checkpoints: all.map((each) => viewOfCheckpoint({ ...each, ...about })),
      };
    },
  );

  app.get(
    "/api/agent-jobs/:id/events",
    {
      config: { access: "read_jobs" },
      schema: {
        summary: "A job's events after a number, in order, none missing",
        description:
          "Ask again with `after` set to `lastSeq` for more; `WS /ws/jobs/{id}` sends them as they come.",
        tags,
        params: idParam,
        querystring: z.strictObject({
          after: z.coerce.number().int().min(0).max(2_147_483_647).default(0),
          limit: z.coerce.number().int().min(1).max(200).default(200),
        }),
        response: {
          200: z.object({
            success: yes,
            events: z.array(eventView),
            lastSeq: z.number().int().describe("The number of the last event answered."),
            hasMore: z.boolean(),
          }),
        },
      },
    },
    async (request) => {
      const { after, limit } = request.query;
      const job = await jobOf(engine, request.params.id);
      const events = await jobs.events(job.id, after, limit);
      const lastSeq = events.at(-1)?.seq ?? after;
      return { success: true as const, events: events.map(viewOfEvent), lastSeq, hasMore: lastSeq < job.seq };
    },
  );

  app.patch(
    "/api/agent-jobs/:id",
    {
      config: { access: "run_workflows" },
      schema: {
        summary: "Cancel, retry, pause or resume a job",
        description:
          "Your own job, or anybody's with the permission `steer_any_job`. `cancel` stops a running step and ends the job CANCELLED; `retry` tries the failed step again, and the rest stands.",
        tags,
        params: idParam,
        body: z.strictObject({
          action: z.enum(["cancel", "retry", "pause", "resume"]),
          reason: words.optional(),
        }),
        response: { 200: z.object({ success: yes, job: acceptedJobView, message: z.string() }) },
      },
    },
    async (request) => {
      const { action, reason } = request.body;
      const by = actorOf(request);
      const job = await jobOf(engine, request.params.id);
      const steered = await engine.steer(job.id, action, by, reason || undefined);
      return { success: true as const, job: viewOfHead(steered), message: told[action] };
    },
  );
}

const told: Readonly<Record<Steering, string>> = {
  cancel: "The job is being cancelled: what runs is stopped.",
  retry: "The job goes on from the step that failed.",
  pause: "The job is paused: what runs may end, nothing new begins.",
  resume: "The job goes on.",
};

/** Who acts over HTTP. */
export function actorOf(request: Parameters<typeof callerOn>[0]): Actor {
  const { person, surface } = callerOn(request);
  return { person, surface };
}
