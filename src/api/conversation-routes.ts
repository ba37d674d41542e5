import { z } from "zod";
import type { Person } from "#core/person.ts";
import type { Conversation, Conversations } from "#ports/conversations.ts";
import type { ApiApp } from "./api-app.ts";
import { callerOn } from "./guard.ts";
import { notFound } from "./problem.ts";
import { answer, pageInput, pagination, paginationOf } from "./schemas.ts";

const message = z.object({
  id: z.string(),
  role: z.enum(["person", "resync"]),
  personId: z.string().nullable(),
  text: z.string(),
  answer: answer.nullable(),
  at: z.string(),
});

/** `GET /api/conversations/{id}`: what was said, to its owner and to administrators. */
export function addConversationRoutes(app: ApiApp, conversations: Conversations): void {
  app.get(
    "/api/conversations/:id",
    {
      config: { access: "ask" },
      schema: {
        summary: "What was said in a conversation, oldest first",
        tags: ["conversation"],
        params: z.object({ id: z.string().min(1).max(200) }),
        querystring: pageInput,
        response: {
          200: z.object({
            success: z.literal(true),
            conversation: z.object({
              id: z.string(),
              platform: z.string(),
              ownerId: z.string(),
              startedAt: z.string(),
            }),
            messages: z.array(message),
            pagination,
          }),
        },
      },
    },
    async (request) => {
      const found = await conversations.read(request.params.id, request.query);
      if (!found || !mayRead(callerOn(request).person, found.conversation))
        throw notFound("conversation of that id");
      const { id, platform, ownerId, startedAt, messages } = found.conversation;
      return {
        success: true as const,
        conversation: { id, platform, ownerId, startedAt: startedAt.toISOString() },
        messages: messages.map((each) => ({ ...each, at: each.at.toISOString() })),
        pagination: paginationOf(request.query, found.total),
      };
    },
  );
}

function mayRead(person: Person, conversation: Conversation): boolean {
  return conversation.ownerId === person.id || person.roles.includes("admin");
}
