import { z } from "zod";
import { Fault } from "#core/fault.ts";
import type { Checkpoint } from "#core/job/checkpoint.ts";
import type { Job } from "#core/job/job.ts";
import { oneLine } from "#core/text.ts";
import type { Workflow } from "#core/workflow/workflow.ts";
import type { Engine, StartRequest } from "#engine/engine.ts";
import type { JobReader } from "#ports/job-reader.ts";
import { type ApiApp, answerInTime, longAnswerMs, signalOf } from "./api-app.ts";
import { mustBeSeen } from "./checkpoint-routes.ts";
import { seenPlan } from "./decision-input.ts";
import { dryRunView, viewOfDryRun } from "./dry-run-view.ts";
import { idempotencyHeader, inputBytes, jobOf, jsonRecord, namingInputs, words } from "./job-inputs.ts";
import { actorOf, type JobRoutesDeps } from "./job-routes.ts";
import { namedWorkflow } from "./named-workflow.ts";
import {
  isOpenApproval,
  pendingApproval,
  session,
  stepNumber,
  viewOfPending,
  viewOfSession,
} from "./runbook-views.ts";
import { isOneCleanLine, pageInput, pagination, paginationOf } from "./schemas.ts";

const tags = ["runbooks"];
const yes = z.literal(true);
const sessionAnswer = session.extend({ success: yes });
const sessionParam = z.object({ session_id: z.string().min(1).max(200) });

const execution = z.strictObject({
  runbook_id: z.string().min(1).max(200).describe("The id of a workflow; GET /api/v1/workflows lists them."),
  inputs: jsonRecord.default({}),
  ticket_id: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .refine(isOneCleanLine, "one line of printable text")
    .optional(),
  issue_description: words
    .optional()
    .describe("What it is for; approvers read it. Default: the runbook's title."),
  dryRun: z.boolean().default(false).describe("Walk through it instead; nothing is started or changed."),
});

const stepDecision = z.strictObject({
  approve: z.boolean(),
  step_number: z.number().int().min(1).optional().describe("Needed only where several steps wait."),
  notes: words.optional().describe("The reason; needed to reject."),
  plan_digest: seenPlan,
});

/** `/api/v1/agent/…`: the same jobs as executions of runbooks, in the words ticket systems use. */
export function addRunbookRoutes(app: ApiApp, { engine, jobs, shutdown }: JobRoutesDeps): void {
  app.post(
    "/api/v1/agent/execute",
    {
      config: { access: "run_workflows" },
      handlerTimeout: longAnswerMs,
      bodyLimit: inputBytes,
      schema: {
        summary: "Start a runbook, or walk through it with dryRun",
        description:
          "Answers 201 with the session, which is a job: `session_id` works wherever a job's id does.",
        tags,
        headers: idempotencyHeader,
        body: execution,
        response: { 200: z.object({ success: yes, dryRun: dryRunView }), 201: sessionAnswer },
      },
    },
    async (request, reply) => {
      const { runbook_id, inputs, ticket_id, issue_description, dryRun } = request.body;
      namedWorkflow(engine.workflows, runbook_id, "runbook_id");
      const key = request.headers["idempotency-key"];
      const start: StartRequest = {
        workflowId: runbook_id,
        inputs,
        by: actorOf(request),
        ...(issue_description && { task: issue_description }),
        ...(ticket_id !== undefined && { ticketId: ticket_id }),
        ...(key !== undefined && !dryRun && { idempotencyKey: key }),
      };
      if (dryRun) {
        const walked = await namingInputs("inputs", () => engine.dryRun(start, signalOf(reply, shutdown)));
        return { success: true as const, dryRun: viewOfDryRun(walked) };
      }
      const job = await namingInputs("inputs", () => answerInTime(engine.start(start)));
      return reply.code(201).send(await sessionOf(job, engine, jobs));
    },
  );

  app.get(
    "/api/v1/agent/pending-approvals",
    {
      config: { access: "read_jobs" },
      schema: {
        summary: "Steps that wait for approval, oldest first",
        tags,
        querystring: pageInput,
        response: {
          200: z.object({ success: yes, pending_approvals: z.array(pendingApproval), pagination }),
        },
      },
    },
    async (request) => {
      const { limit, offset } = request.query;
      const found = await jobs.checkpoints({ status: "PENDING", type: "APPROVAL_REQUIRED", limit, offset });
      const ids = [...new Set(found.checkpoints.map((each) => each.jobId))];
      const definitions = new Map(
        await Promise.all(
          ids.map(async (id) => {
            const job = await engine.job(id);
            return [id, job && (await engine.workflows.pinned(job.workflowDigest))] as const;
          }),
        ),
      );
      return {
        success: true as const,
        pending_approvals: found.checkpoints.map((each) =>
          viewOfPending(each, definitions.get(each.jobId) ?? null),
        ),
        pagination: paginationOf(request.query, found.total),
      };
    },
  );

  app.get(
    "/api/v1/agent/:session_id",
    {
      config: { access: "read_jobs" },
      schema: {
        summary: "A session: its state and its steps",
        tags,
        params: sessionParam,
        response: { 200: sessionAnswer },
      },
    },
    async (request) => sessionOf(await jobOf(engine, request.params.session_id), engine, jobs),
  );

  app.post(
    "/api/v1/agent/:session_id/approve-step",
    {
      config: { access: "decide" },
      schema: {
        summary: "Approve or reject the step that waits",
        description:
          "409 when no step waits, with who decided and when, where somebody did; 410 when the approval expired.",
        tags,
        params: sessionParam,
        body: stepDecision,
        response: { 200: sessionAnswer.extend({ message: z.string() }) },
      },
    },
    async (request) => {
      const { approve, step_number, notes, plan_digest } = request.body;
      if (!approve && !notes)
        throw new Fault("invalid_input", "A rejection needs a reason: say it in notes.", {
          detail: { field: "notes" },
        });
      const job = await jobOf(engine, request.params.session_id);
      const workflow = await engine.workflows.pinned(job.workflowDigest);
      const all = await jobs.checkpointsOf(job.id);
      const checkpoint = waitingStep(all, workflow, step_number);
      mustBeSeen(checkpoint, plan_digest);
      const result = await engine.decide(
        checkpoint.id,
        approve
          ? {
              kind: "approve",
              ...(notes && { reason: notes }),
              ...(plan_digest !== undefined && { planDigest: plan_digest }),
            }
          : { kind: "reject", reason: notes ?? "" },
        actorOf(request),
      );
      const number = stepNumber(workflow, checkpoint.step) ?? checkpoint.step;
      const message = !approve
        ? `Step ${number} was rejected.`
        : result.settled
          ? `Step ${number} was approved.`
          : `Your approval of step ${number} counts; more people must approve.`;
      return { ...(await sessionOf(result.job, engine, jobs)), message };
    },
  );
}

async function sessionOf(job: Job, engine: Engine, jobs: JobReader): Promise<z.output<typeof sessionAnswer>> {
  const [workflow, checkpoints] = await Promise.all([
    engine.workflows.pinned(job.workflowDigest),
    jobs.checkpointsOf(job.id),
  ]);
  return { success: true, ...viewOfSession(job, workflow, checkpoints) };
}

/**
 * The checkpoint a decision is about. Where none waits any more, the last one of that step: the engine then says who
 * decided it and when, or that it expired.
 */
function waitingStep(
  all: readonly Checkpoint[],
  workflow: Workflow | null,
  number: number | undefined,
): Checkpoint {
  const asked = all.filter(
    (each) =>
      each.purpose === "approval" && (number === undefined || stepNumber(workflow, each.step) === number),
  );
  const open = asked.filter(isOpenApproval);
  if (open.length > 1) {
    const waiting = open.map((each) => stepNumber(workflow, each.step) ?? each.step).join(", ");
    throw new Fault("invalid_input", `Several steps wait (${waiting}): say which in step_number.`, {
      detail: { field: "step_number" },
    });
  }
  const checkpoint = open[0] ?? asked.at(-1);
  if (checkpoint) return checkpoint;
  const step = number === undefined ? undefined : workflow?.steps[number - 1];
  if (number !== undefined && !step)
    throw new Fault("invalid_input", `This session has no step ${number}.`, {
      detail: { field: "step_number" },
    });
  throw new Fault(
    "conflict",
    step
      ? `Step ${number} (${oneLine(step.id, 60)}) does not wait for anybody's approval.`
      : "No step of this session waits for anybody's approval.",
  );
}
