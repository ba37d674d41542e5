// What is answered on a socket whose bytes never became a request Fastify could route: slow, oversized or not HTTP.

import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { newId } from "#core/ids.ts";

const refusals: Readonly<Record<string, readonly [status: number, word: string, detail: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [
    408,
    "timeout",
    "The request did not arrive completely in time: send it again, faster.",
  ],
  HPE_HEADER_OVERFLOW: [431, "too_large", "The request's headers are larger than Resync reads."],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, "too_large", "The request's chunk extensions are too large."],
};

/** Fastify's `clientErrorHandler`. Returns the request id it answered with, or null when nobody listens any more. */
export function refuseRaw(error: NodeJS.ErrnoException, socket: Socket): string | null {
  if (error.code === "ECONNRESET" || socket.destroyed) return null;
  const [status, word, detail] = refusals[error.code ?? ""] ?? [
    400,
    "invalid_input",
    "This is not HTTP that Resync understands.",
  ];
  const requestId = newId();
  const title = STATUS_CODES[status] ?? "Error";
  const body = JSON.stringify({ type: `urn:resync:problem:${word}`, title, status, detail, requestId });
  if (socket.writable)
    socket.write(
      `HTTP/1.1 ${status} ${title}\r\nContent-Type: application/problem+json; charset=utf-8\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nX-Request-Id: ${requestId}\r\nConnection: close\r\n\r\n${body}`,
    );
  socket.destroySoon();
  return requestId;
}
