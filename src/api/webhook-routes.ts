// The routes that chat platforms call. Whoever calls is the adapter's to find out, over the bytes as they came; the server
// only bounds what it reads, and never tells a stranger what went wrong inside.

import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Webhook, WebhookRequest } from "#ports/webhook.ts";
import { answerInTime } from "./api-app.ts";

/** Mounts every webhook under its own path, with its own limit. One that does not answer in time is answered 503. */
export async function addWebhookRoutes(
  app: FastifyInstance,
  webhooks: readonly Webhook[],
  answerMs: number,
): Promise<void> {
  // A scope of their own: nothing else may take a body that is not JSON.
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    for (const webhook of webhooks)
      scope.route({
        method: webhook.method,
        url: webhook.path,
        bodyLimit: webhook.bodyBytes,
        // A preview that only looks must not use up a link that works once.
        exposeHeadRoute: false,
        config: { access: "public", webhook: true },
        schema: {
          summary: webhook.summary,
          description: "Called by the chat platform. Its signature is checked, nothing else lets anybody in.",
          tags: ["platforms"],
        },
        handler: async (request, reply) => {
          const answering = webhook.handle(webhookRequestOf(request));
          const { status, headers = {}, body = "" } = await answerInTime(answering, answerMs);
          return reply.code(status).headers(headers).send(body);
        },
      });
  });
}

function webhookRequestOf(request: FastifyRequest): WebhookRequest {
  // Not `headers`: there Node keeps only the first of some that came twice, and which one was signed nobody could say.
  const headers = Object.entries(request.raw.headersDistinct).map(
    ([name, values]) => [name, values?.join(", ")] as const,
  );
  return {
    method: request.method,
    url: request.raw.url ?? request.url,
    headers: Object.fromEntries(headers),
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
  };
}
