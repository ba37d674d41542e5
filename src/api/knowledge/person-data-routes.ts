// A person's data, on their wish or because they left.

import { z } from "zod";
import type { PersonErasure } from "#knowledge/interactions/erase-person.ts";
import type { ApiApp } from "../api-app.ts";
import { byCaller } from "../guard.ts";

/** `DELETE /api/people/{id}/data`. */
export function addPersonDataRoutes(app: ApiApp, erasure: PersonErasure): void {
  app.delete(
    "/api/people/:id/data",
    {
      config: { access: "manage_people" },
      schema: {
        summary: "Erase what is known of a person",
        description:
          "What they asked, were answered, said and thought of answers, and their part in incidents and in the graph. " +
          "Counts stay; so does what `kept` names, with the reason. Written in the audit. Doing it again erases what came since.",
        tags: ["people"],
        params: z.object({ id: z.string().min(1).max(300) }),
        response: {
          200: z.object({
            success: z.literal(true),
            erased: z.object({
              interactions: z.number().int().describe("Questions that belong to nobody now."),
              messages: z.number().int().describe("Messages of conversations without their words now."),
            }),
            kept: z.array(z.object({ what: z.string(), why: z.string() })),
          }),
        },
      },
    },
    async (request) => {
      const { interactions, messages, kept } = await erasure.erase(request.params.id, byCaller(request));
      return {
        success: true as const,
        erased: { interactions, messages },
        kept: kept.map(({ what, why }) => ({ what: what.en, why: why.en })),
      };
    },
  );
}
