import { z } from "zod";
import { speech } from "#agents/speech.ts";
import type { Engine } from "#engine/engine.ts";
import type { JobReader } from "#ports/job-reader.ts";
import type { ApiApp } from "../api-app.ts";
import { checkpointOf } from "../checkpoint-routes.ts";
import { checkpointView, viewOfCheckpoint } from "../checkpoint-views.ts";
import { callerOn } from "../guard.ts";
import { idParam } from "../job-inputs.ts";
import { localeInput } from "../schemas.ts";
import { stateOf } from "./checkpoint-entries.ts";
import { decisionLines } from "./decision-lines.ts";
import { planForm } from "./plan-form.ts";

const field = z.object({
  name: z.string(),
  label: z.string(),
  hint: z.string().nullable(),
  kind: z.enum(["text", "long_text", "number", "yes_no", "one_of"]),
  options: z.array(z.object({ value: z.string(), label: z.string() })),
  value: z.string().nullable(),
  required: z.boolean(),
  longest: z.number().int(),
});

const decision = z.object({
  who: z.string(),
  did: z.string(),
  at: z.string(),
  from: z.string().nullable().describe("Where they decided: Slack, Teams, the web, …"),
  reason: z.string().nullable(),
  void: z.boolean().describe("It counts no more: the plan was changed since, or it was asked anew."),
});

/** `GET /api/admin/agent-checkpoints/{id}`: one, whatever became of it. */
export function addOneCheckpointRoute(app: ApiApp, engine: Engine, jobs: JobReader): void {
  app.get(
    "/api/admin/agent-checkpoints/:id",
    {
      config: { access: "read_jobs" },
      schema: {
        summary: "One checkpoint: what is asked, who decided, and what of its plan may be changed",
        tags: ["checkpoints"],
        params: idParam,
        querystring: z.strictObject({ lang: localeInput.default("en") }),
        response: {
          200: z.object({
            success: z.literal(true),
            checkpoint: checkpointView,
            state: z.string().describe("How it stands, in words."),
            decisions: z.array(decision).describe("Oldest first."),
            form: z
              .object({ fields: z.array(field), kept: z.array(z.string()) })
              .nullable()
              .describe("Send what is filled in as `filled`, by the fields' names."),
          }),
        },
      },
    },
    async (request) => {
      const { lang } = request.query;
      const checkpoint = await checkpointOf(jobs, request.params.id);
      const verdict =
        checkpoint.status === "PENDING" ? await engine.mayDecide(checkpoint, callerOn(request).person) : null;
      const form = verdict?.may ? await planForm(engine, checkpoint, lang) : null;
      const say = speech(lang, "UTC", new Date(0));
      return {
        success: true as const,
        checkpoint: {
          ...viewOfCheckpoint(checkpoint, lang),
          ...(verdict && { mayDecide: verdict.may, ...(!verdict.may && { whyNot: verdict.why[lang] }) }),
        },
        state: say.say(stateOf(checkpoint)[0]),
        decisions: [...decisionLines(checkpoint, say)],
        form: form && {
          fields: form.fields.map((each) => ({ ...each, options: [...each.options] })),
          kept: [...form.kept],
        },
      };
    },
  );
}
