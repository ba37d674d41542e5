// A small server that stands for HWA where a test needs it to misbehave, and the answers a well-behaved one gives.

import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { createHwaReader } from "#adapters/hwa/client/create-hwa-reader.ts";
import type { HwaClientOptions } from "#adapters/hwa/client/hwa-client-options.ts";
import { Fault } from "#core/fault.ts";

export interface StandIn extends AsyncDisposable {
  readonly url: string;
  readonly label: string;
  readonly requests: {
    readonly method: string;
    readonly url: URL;
    readonly headers: IncomingMessage["headers"];
    readonly body: string;
  }[];
}

type Handler = (
  request: IncomingMessage & { readonly at: URL },
  response: ServerResponse,
  body: string,
) => void | Promise<void>;

export async function standIn(
  handler: Handler,
  tls?: { readonly key: string; readonly cert: string },
): Promise<StandIn> {
  const requests: StandIn["requests"] = [];
  const listener: RequestListener = async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const at = new URL(request.url ?? "/", "http://hwa");
    requests.push({ method: request.method ?? "", url: at, headers: request.headers, body });
    await handler(Object.assign(request, { at }), response, body);
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const label = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${tls ? "https" : "http"}://${label}`,
    label,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}

export function jobRow(over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    id: "612f1cd8-89a8-30c0-ab27-da8f5c89b0d3",
    name: "CALC_TAX",
    folder: "/PAYROLL",
    workstation: "/AGT_ERP01",
    jobStreamId: "659aa50d-8128-3d11-9977-8390004c2a06",
    jobStreamName: "PAY_DAILY",
    jobStreamWorkstation: "/MDM",
    lastRunCommonStatus: "ERROR",
    lastRunCompositeStatus: { status: "ABEND", canceled: false, cancelPending: false },
    ...over,
  };
}

export const engineInfo = {
  displayVersion: "10.2.8",
  timezone: "America/Sao_Paulo",
  licenseType: "PERSERVER",
};

/** Options with short times, so that what waits for HWA is soon over. */
export function optionsFor(
  hosts: string | readonly string[],
  over: Partial<HwaClientOptions> = {},
): HwaClientOptions {
  return {
    hosts: typeof hosts === "string" ? [hosts] : hosts,
    auth: { user: "resync", password: "s3cret-pässword" },
    timeoutMs: 2_000,
    cacheMs: 0,
    random: () => 0,
    log: pino({ level: "silent" }),
    ...over,
  };
}

export function readerOf(hosts: string | readonly string[], over: Partial<HwaClientOptions> = {}) {
  return createHwaReader(optionsFor(hosts, over));
}

/** The Fault a promise fails with. */
export async function faultOf(promise: Promise<unknown>): Promise<Fault> {
  const error: unknown = await promise.then(
    (value) => new Error(`Nothing failed; the answer was ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof Fault) return error;
  throw error;
}

/** An address where nobody listens: bound once, then left. */
export async function deadAddress(): Promise<string> {
  await using gone = await standIn(() => {});
  return gone.url;
}
