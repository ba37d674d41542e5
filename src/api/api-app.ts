// The Fastify instance as route files see it: schemas are zod, and a request's signal says when nobody waits any more.

import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, RawServerDefault } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { Fault } from "#core/fault.ts";
import { tooLate } from "./problem.ts";

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

/** Questions and walks read HWA, as often as they must: these routes have longer than others to answer. */
export const longAnswerMs = 90_000;

/** The work, or Fault `unavailable` when it takes longer; it goes on all the same. */
export async function answerInTime<T>(work: Promise<T>, withinMs = 15_000): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Fault("unavailable", tooLate, { retryable: true })), withinMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
