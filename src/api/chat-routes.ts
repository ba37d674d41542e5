import { z } from "zod";
import type { Converse } from "#chat/converse.ts";
import { Fault } from "#core/fault.ts";
import type { Conversations } from "#ports/conversations.ts";
import { type ApiApp, longAnswerMs, signalOf } from "./api-app.ts";
import { callerOn } from "./guard.ts";
import { answer, questionInput } from "./schemas.ts";
import type { InFlight } from "./throttle.ts";
import { mustBeTheirs, type Replays, webEvent } from "./web-question.ts";

export interface ChatRoutesDeps {
  readonly converse: Converse;
  readonly conversations: Conversations;
  readonly inFlight: InFlight;
  readonly replays: Replays;
  readonly shutdown: AbortSignal;
  readonly now: () => Date;
}

const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, "1 to 255 printable ASCII characters")
  .describe("A repeat with the same key gets the same answer, for 24 hours.");

/** `POST /api/chat`: one question, one answer. */
export function addChatRoutes(app: ApiApp, deps: ChatRoutesDeps): void {
  app.post(
    "/api/chat",
    {
      config: { access: "ask" },
      handlerTimeout: longAnswerMs,
      schema: {
        summary: "Ask a question",
        tags: ["conversation"],
        headers: z.looseObject({ "idempotency-key": idempotencyKey.optional() }),
        body: questionInput,
        response: { 200: answer },
      },
    },
    async (request, reply) => {
      const { person } = callerOn(request);
      const key = request.headers["idempotency-key"] ?? null;
      using _place = deps.inFlight.enter(person.id);
      const signal = signalOf(reply, deps.shutdown);
      const replayed = key === null ? null : deps.replays.begin(person, key, request.body);
      if (replayed) {
        reply.header("idempotency-replayed", "true");
        return replayed;
      }
      try {
        await mustBeTheirs(request.body.conversationId, person, deps.conversations);
        const exchanged = await deps.converse(webEvent(request.body, person, deps.now(), key), signal);
        if (signal.aborted)
          throw new Fault("unavailable", "Resync stopped before your answer was ready: ask again.");
        if (key !== null) deps.replays.keep(person, key, exchanged.answer);
        return exchanged.answer;
      } catch (error) {
        if (key !== null) deps.replays.drop(person, key);
        throw error;
      }
    },
  );
}
