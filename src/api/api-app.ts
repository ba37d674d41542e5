// The Fastify instance as route files see it: schemas are zod, and a request's signal says when nobody waits any more.

import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, RawServerDefault } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";

export type ApiApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** Aborts when the client leaves before its answer is written, or when `also` does. */
export function signalOf(reply: FastifyReply, also: AbortSignal): AbortSignal {
  const left = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) left.abort(new Error("The client left before its answer was ready."));
  });
  return AbortSignal.any([left.signal, also]);
}
