// The queue of reviews: doubtful answers, drafted entries, sources that were uploaded or held back, and the decision on each.

import { z } from "zod";
import { Fault } from "#core/fault.ts";
import { reviewKinds } from "#core/knowledge/review.ts";
import { redact } from "#core/redact.ts";
import type { Reviews } from "#ports/reviews.ts";
import type { ApiApp } from "../api-app.ts";
import { byCaller } from "../guard.ts";
import { notFound } from "../problem.ts";
import { pageInput, pagination, paginationOf } from "../schemas.ts";
import { reviewView, viewOfReview } from "./entry-views.ts";

const idParams = z.object({ id: z.string().min(4).max(40) });
const oneReview = z.object({ success: z.literal(true), review: reviewView });
const reason = z.string().trim().min(1).max(1_000);

/** `GET /api/knowledge/reviews`, `GET/POST …/{id}`. */
export function addReviewsRoutes(app: ApiApp, reviews: Reviews): void {
  app.get(
    "/api/knowledge/reviews",
    {
      config: { access: "review_knowledge" },
      schema: {
        summary: "What waits for a judgement, the weightiest first, then what was decided",
        tags: ["knowledge"],
        querystring: pageInput.extend({
          kind: z.enum(reviewKinds).optional(),
          open: z.enum(["true", "false"]).optional().describe("Only what waits, or only what was decided."),
          q: z.string().trim().min(1).max(200).optional().describe("Part of the title."),
        }),
        response: {
          200: z.object({
            success: z.literal(true),
            reviews: z.array(reviewView),
            waiting: z.record(z.enum(reviewKinds), z.number().int()).describe("How many wait, by kind."),
            pagination,
          }),
        },
      },
    },
    async (request) => {
      const { kind, open, q, limit, offset } = request.query;
      const [page, waiting] = await Promise.all([
        reviews.page({
          ...(kind === undefined ? {} : { kind }),
          ...(open === undefined ? {} : { open: open === "true" }),
          ...(q === undefined ? {} : { words: q }),
          limit,
          offset,
        }),
        reviews.counts(),
      ]);
      return {
        success: true as const,
        reviews: page.reviews.map(viewOfReview),
        waiting,
        pagination: paginationOf(request.query, page.total),
      };
    },
  );

  app.get(
    "/api/knowledge/reviews/:id",
    {
      config: { access: "review_knowledge" },
      schema: {
        summary: "One review, by its id or the beginning of it",
        tags: ["knowledge"],
        params: idParams,
        response: { 200: oneReview },
      },
    },
    async (request) => {
      const review = await reviews.byId(request.params.id);
      if (!review) throw notFound("review");
      return { success: true as const, review: viewOfReview(review) };
    },
  );

  app.post(
    "/api/knowledge/reviews/:id",
    {
      config: { access: "review_knowledge" },
      schema: {
        summary: "Decide a review; a rejection needs a reason",
        description:
          "What it is about follows: an entry or a source may be quoted or may not, an answer counts for fine-tuning or does not. 409: somebody was faster.",
        tags: ["knowledge"],
        params: idParams,
        body: z.discriminatedUnion("verdict", [
          z.strictObject({ verdict: z.literal("approved"), reason: reason.optional() }),
          z.strictObject({ verdict: z.literal("rejected"), reason }),
        ]),
        response: { 200: oneReview },
      },
    },
    async (request) => {
      const review = await reviews.byId(request.params.id);
      if (!review) throw notFound("review");
      const { verdict, reason: why } = request.body;
      const decision = { verdict, reason: why === undefined ? null : redact(why) };
      const outcome = await reviews.decide(review.id, decision, byCaller(request));
      if (outcome.kind === "unknown") throw notFound("review");
      if (outcome.kind === "done") return { success: true as const, review: viewOfReview(outcome.review) };
      const { decided } = outcome.review;
      throw new Fault(
        "conflict",
        `This review was ${decided?.verdict ?? "decided"} at ${decided?.at.toISOString() ?? "an unknown time"} already, so nothing was changed.`,
        { detail: { decidedBy: decided?.by ?? null, verdict: decided?.verdict ?? null } },
      );
    },
  );
}
