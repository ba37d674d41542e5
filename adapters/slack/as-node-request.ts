// A webhook's request and answer as Node's own, for Bolt's installer, which speaks nothing else. Nothing is on a wire here.

import { IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { Fault } from "#core/fault.ts";
import type { WebhookRequest, WebhookResponse } from "#ports/webhook.ts";

const answerWithinMs = 20_000;

export async function asNodeRequest(
  { method, url, headers }: WebhookRequest,
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<WebhookResponse> {
  const request = new IncomingMessage(new Socket());
  Object.assign(request, { method, url, headers: { ...headers } });
  const response = new ServerResponse(request);
  const { promise, resolve, reject } = Promise.withResolvers<WebhookResponse>();
  let body = "";
  Object.assign(response, {
    writeHead(status: number, given: OutgoingHttpHeaders = {}) {
      response.statusCode = status;
      for (const [name, value] of Object.entries(given))
        if (value !== undefined) response.setHeader(name, value);
      return response;
    },
    write(chunk: unknown) {
      body += String(chunk);
      return true;
    },
    end(chunk?: unknown) {
      if (chunk !== undefined) body += String(chunk);
      const all = Object.entries(response.getHeaders());
      const kept = all.map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(", ") : String(value),
      ]);
      resolve({ status: response.statusCode, headers: Object.fromEntries(kept), body });
      return response;
    },
  });
  // Bolt logs what fails in it and answers nothing.
  const timer = setTimeout(
    () => reject(new Fault("timeout", "Bolt's installer did not answer.", { retryable: true })),
    answerWithinMs,
  );
  try {
    handle(request, response);
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
