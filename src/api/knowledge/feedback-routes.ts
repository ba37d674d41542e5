// What programs and pages say an answer was worth.

import { z } from "zod";
import { Fault } from "#core/fault.ts";
import { longestComment } from "#core/knowledge/read-feedback.ts";
import type { FeedbackDesk } from "#knowledge/interactions/feedback-desk.ts";
import type { ApiApp } from "../api-app.ts";
import { callerOn } from "../guard.ts";
import { notFound } from "../problem.ts";

/** `POST /api/knowledge/feedback`. */
export function addFeedbackRoutes(app: ApiApp, desk: FeedbackDesk): void {
  app.post(
    "/api/knowledge/feedback",
    {
      config: { access: "ask" },
      schema: {
        summary: "Say how good an answer was",
        description:
          "One for each person and answer: the newest counts. Of your own answers, and of others' if you may read everybody's.",
        tags: ["knowledge"],
        body: z
          .strictObject({
            messageId: z.string().min(1).max(200).describe("The answer's, as `POST /api/chat` gave it."),
            rating: z
              .number()
              .int()
              .min(1)
              .max(5)
              .nullable()
              .default(null)
              .describe("1 to 5; thumbs are 1 and 5."),
            comment: z.string().max(longestComment).nullable().default(null),
          })
          .refine(
            ({ rating, comment }) => rating !== null || (comment ?? "").trim() !== "",
            "a rating, a comment or both",
          ),
        response: {
          200: z.object({
            success: z.literal(true),
            messageId: z.string(),
            rating: z.number().int().nullable(),
            comment: z.string().nullable(),
          }),
        },
      },
    },
    async (request) => {
      const { messageId, rating, comment } = request.body;
      const { person } = callerOn(request);
      const given = rating as 1 | 2 | 3 | 4 | 5 | null;
      const taken = await desk.take({
        answer: messageId,
        rating: given,
        comment,
        person,
        conversationId: null,
      });
      if (taken.kind === "too_many")
        throw new Fault("rate_limited", "You have given much feedback within ten minutes: wait a little.", {
          retryable: true,
          detail: { retryAfterSeconds: taken.retryAfterMs / 1000 },
        });
      if (taken.kind === "unknown") throw notFound("answer of yours with that messageId");
      if (taken.kind === "empty")
        throw new Fault("invalid_input", "Nothing readable is in the comment, and there is no rating.", {
          detail: { field: "comment" },
        });
      return { success: true as const, messageId, rating, comment };
    },
  );
}
