import { z } from "zod";
import { Fault, isFault } from "#core/fault.ts";
import { checkpointStatuses, checkpointTypes } from "#core/job/checkpoint.ts";
import { oneLine } from "#core/text.ts";
import type { Actor, Decided, Decision, Engine } from "#engine/engine.ts";
import type { JobReader } from "#ports/job-reader.ts";
import type { ApiApp } from "./api-app.ts";
import {
  type CheckpointView,
  checkpointView,
  type ShownCheckpoint,
  viewOfCheckpoint,
} from "./checkpoint-views.ts";
import {
  type DecisionInput,
  decisionInput,
  decisionOf,
  messageOf,
  needed,
  seenPlan,
} from "./decision-input.ts";
import { callerOn } from "./guard.ts";
import { idParam, isUuid, words } from "./job-inputs.ts";
import { actorOf } from "./job-routes.ts";
import { takeEmptyBodies } from "./optional-body.ts";
import { preferredLocale } from "./pages/page-locale.ts";
import { withFormRead } from "./pages/plan-form.ts";
import { localeInput, pageInput, pagination, paginationOf } from "./schemas.ts";

const tags = ["checkpoints"];
const yes = z.literal(true);

const decided = z.object({
  success: yes,
  checkpoint: checkpointView,
  settled: z.boolean(),
  message: z.string(),
});

const refusals =
  "409 says who decided and when, where somebody did; 410 that it expired, and that an approver can reopen it; 403 why it is not yours to decide.";

/** `/api/admin/agent-checkpoints`: what waits for people, and their decisions. */
export function addCheckpointRoutes(app: ApiApp, engine: Engine, jobs: JobReader): void {
  app.get(
    "/api/admin/agent-checkpoints",
    {
      config: { access: "read_jobs" },
      schema: {
        summary: "Checkpoints, oldest first; pending ones unless a status is asked for",
        tags,
        querystring: pageInput.extend({
          status: z.enum(checkpointStatuses).default("PENDING"),
          checkpointType: z.enum(checkpointTypes).optional(),
          lang: localeInput.optional().describe("Default: what Accept-Language prefers, else English."),
        }),
        response: { 200: z.object({ success: yes, checkpoints: z.array(checkpointView), pagination }) },
      },
    },
    async (request) => {
      const { status, checkpointType, limit, offset, lang } = request.query;
      const { person } = callerOn(request);
      const locale = lang ?? preferredLocale(request.headers["accept-language"]) ?? "en";
      const found = await jobs.checkpoints({
        status,
        limit,
        offset,
        ...(checkpointType !== undefined && { type: checkpointType }),
      });
      const shown: CheckpointView[] = [];
      for (const checkpoint of found.checkpoints) {
        const view = viewOfCheckpoint(checkpoint, locale);
        if (checkpoint.status !== "PENDING") shown.push(view);
        else {
          const verdict = await engine.mayDecide(checkpoint, person);
          shown.push({
            ...view,
            mayDecide: verdict.may,
            ...(verdict.may ? {} : { whyNot: verdict.why[locale] }),
          });
        }
      }
      return {
        success: true as const,
        checkpoints: shown,
        pagination: paginationOf(request.query, found.total),
      };
    },
  );

  app.register(async (scope) => {
    takeEmptyBodies(scope);
    addDecisions(scope as unknown as ApiApp, engine, jobs);
  });
}

function addDecisions(app: ApiApp, engine: Engine, jobs: JobReader): void {
  app.post(
    "/api/admin/agent-checkpoints/:id",
    {
      config: { access: "decide" },
      schema: {
        summary: "Approve a checkpoint, with or without a reason; or one of the rarer decisions",
        description: `No body approves. ${refusals}`,
        tags,
        params: idParam,
        body: decisionInput.nullish(),
        response: { 200: decided },
      },
    },
    async (request) => {
      const sent = request.body ?? decisionInput.parse({});
      const checkpoint = await checkpointOf(jobs, request.params.id);
      mustBeSeen(checkpoint, sent.planDigest);
      const input = await withFormRead(engine, checkpoint, sent);
      const result = await decide(engine, checkpoint, decisionOf(input, checkpoint), actorOf(request));
      return answerOf(result, checkpoint, input);
    },
  );

  app.delete(
    "/api/admin/agent-checkpoints/:id",
    {
      config: { access: "decide" },
      schema: {
        summary: "Reject a checkpoint, with a reason",
        description: `The step fails by its on_failure. ${refusals}`,
        tags,
        params: idParam,
        body: z.strictObject({ reason: words.optional(), planDigest: seenPlan }).nullish(),
        response: { 200: decided },
      },
    },
    async (request) => {
      const reason = needed(
        request.body?.reason,
        "reason",
        "A rejection needs a reason: those who asked will read it.",
      );
      const checkpoint = await checkpointOf(jobs, request.params.id);
      mustBeSeen(checkpoint, request.body?.planDigest);
      const result = await decide(engine, checkpoint, { kind: "reject", reason }, actorOf(request));
      return {
        success: true as const,
        checkpoint: viewOfCheckpoint({ ...checkpoint, ...result.checkpoint }),
        settled: result.settled,
        message: "Checkpoint rejected successfully",
      };
    },
  );
}

/** The checkpoint of an id, or `not_found`. */
export async function checkpointOf(jobs: JobReader, id: string) {
  const checkpoint = isUuid(id) ? await jobs.checkpoint(id.toLowerCase()) : null;
  if (checkpoint) return checkpoint;
  throw new Fault(
    "not_found",
    `There is no checkpoint "${oneLine(id, 60)}": GET /api/admin/agent-checkpoints lists those that wait.`,
  );
}

/** A job forgets what it no longer needs; a late click is told who decided then, as any other late click is. */
async function decide(
  engine: Engine,
  checkpoint: ShownCheckpoint,
  decision: Decision,
  by: Actor,
): Promise<Decided> {
  try {
    return await engine.decide(checkpoint.id, decision, by);
  } catch (error) {
    const { decidedAt, decidedBy, status } = checkpoint;
    if (!isFault(error) || error.code !== "not_found" || !decidedAt || !decidedBy) throw error;
    throw new Fault(
      "conflict",
      `This checkpoint was ${status.toLowerCase()} by ${decidedBy.name} at ${decidedAt.toISOString()} already.`,
    );
  }
}

/** What somebody looked at must be what they decide. */
export function mustBeSeen(checkpoint: ShownCheckpoint, planDigest: string | undefined): void {
  if (planDigest === undefined || planDigest === checkpoint.planDigest) return;
  throw new Fault(
    "conflict",
    "The plan was changed since you looked at it: read the checkpoint again, then decide.",
    { detail: { field: "planDigest" } },
  );
}

function answerOf(result: Decided, before: ShownCheckpoint, input: DecisionInput) {
  return {
    success: true as const,
    checkpoint: viewOfCheckpoint({ ...before, ...result.checkpoint }),
    settled: result.settled,
    message: messageOf(result, input),
  };
}
