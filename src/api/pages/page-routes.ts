// What the pages ask that the API does not show in words: a job in its reader's language.

import { z } from "zod";
import { speech } from "#agents/speech.ts";
import type { Engine } from "#engine/engine.ts";
import type { JobReader } from "#ports/job-reader.ts";
import type { ApiApp } from "../api-app.ts";
import { callerOn } from "../guard.ts";
import { idParam, jobOf } from "../job-inputs.ts";
import { localeInput } from "../schemas.ts";
import { jobPage } from "./job-page.ts";

export interface PageRoutesDeps {
  readonly engine: Engine;
  readonly jobs: JobReader;
  readonly now: () => Date;
}

/** A page that scrolls on and on is read by nobody; the API has them all. */
const eventsShown = 300;

/** `GET /api/agent-jobs/{id}/page`, for whoever may read jobs. */
export function addPageRoutes(app: ApiApp, { engine, jobs, now }: PageRoutesDeps): void {
  app.get(
    "/api/agent-jobs/:id/page",
    {
      config: { access: "read_jobs" },
      schema: {
        hide: true,
        params: idParam,
        querystring: z.strictObject({ lang: localeInput.default("en") }),
      },
    },
    async (request) => {
      const job = await jobOf(engine, request.params.id);
      const [workflow, attempts, checkpoints, events] = await Promise.all([
        engine.workflows.pinned(job.workflowDigest),
        jobs.attempts(job.id),
        jobs.checkpointsOf(job.id),
        jobs.events(job.id, Math.max(0, job.seq - eventsShown), eventsShown),
      ]);
      // No moment is put into words here, so no time zone is needed.
      const say = speech(request.query.lang, "UTC", now());
      const parts = { job, workflow, attempts, checkpoints, events };
      return { success: true as const, page: jobPage(parts, callerOn(request).person, say) };
    },
  );
}
