// What was asked and answered: everybody their own, whoever may read interactions everybody's.

import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { may } from "#core/person.ts";
import type { Interactions } from "#ports/interactions.ts";
import type { ApiApp } from "../api-app.ts";
import { callerOn } from "../guard.ts";
import { notFound } from "../problem.ts";
import { interactionView, viewOfInteraction } from "./interaction-views.ts";

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const name = z.string().min(1).max(200);

/** `GET /api/knowledge/interactions`, `GET …/{id}`. */
export function addInteractionsRoutes(app: ApiApp, interactions: Pick<Interactions, "page" | "byId">): void {
  app.get(
    "/api/knowledge/interactions",
    {
      config: { access: "ask" },
      schema: {
        summary: "What was asked and how it was answered, newest first",
        description:
          "Your own, unless you may read everybody's. Pages follow a cursor and are not counted: `next` of one is `after` of the following.",
        tags: ["knowledge"],
        querystring: z.strictObject({
          words: name.optional().describe("All of them, in the question or the answer."),
          person: name.optional().describe("A person's id. Default: everybody you may read."),
          intent: name.optional(),
          agent: name.optional(),
          rated: z.enum(["good", "bad", "none"]).optional().describe("good: 3 or better on average."),
          since: instant.optional(),
          until: instant.optional(),
          limit: z.coerce.number().int().min(1).max(200).default(20),
          after: z
            .string()
            .regex(/^\d{1,18}$/, "the `next` of the page before")
            .optional(),
        }),
        response: {
          200: z.object({
            success: z.literal(true),
            interactions: z.array(interactionView),
            next: z.string().nullable().describe("`after` for the next page; null at the end."),
          }),
        },
      },
    },
    async (request) => {
      const { words, person, intent, agent, rated, since, until, limit, after } = request.query;
      const own = callerOn(request).person.id;
      const personId = mayReadAll(request) ? person : own;
      if (person !== undefined && person !== personId)
        return { success: true as const, interactions: [], next: null };
      const page = await interactions.page({
        limit,
        ...(words === undefined ? {} : { words }),
        ...(personId === undefined ? {} : { personId }),
        ...(intent === undefined ? {} : { intent }),
        ...(agent === undefined ? {} : { agent }),
        ...(rated === undefined ? {} : { rated }),
        ...(since === undefined ? {} : { since }),
        ...(until === undefined ? {} : { until }),
        ...(after === undefined ? {} : { after }),
      });
      return {
        success: true as const,
        interactions: page.interactions.map(viewOfInteraction),
        next: page.next,
      };
    },
  );

  app.get(
    "/api/knowledge/interactions/:id",
    {
      config: { access: "ask" },
      schema: {
        summary: "One question with everything about its answer",
        tags: ["knowledge"],
        params: z.object({ id: name }),
        response: { 200: z.object({ success: z.literal(true), interaction: interactionView }) },
      },
    },
    async (request) => {
      const found = await interactions.byId(request.params.id);
      if (!found || !(found.personId === callerOn(request).person.id || mayReadAll(request)))
        throw notFound("answer of that id");
      return { success: true as const, interaction: viewOfInteraction(found) };
    },
  );
}

function mayReadAll(request: FastifyRequest): boolean {
  return may(callerOn(request).person, "read_interactions");
}
