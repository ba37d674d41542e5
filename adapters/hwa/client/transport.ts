// The only door to the network: one HTTP exchange with HWA, at the host that answered last or else the next in turn.

import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { Agent, type Dispatcher } from "undici";
import { Fault, isFault } from "#core/fault.ts";
import { faultSentence } from "#core/fault-sentence.ts";
import type { Locale } from "#core/locale.ts";
import { asFault, type Circumstance, failure, reasonOf, truncatedFault } from "./as-fault.ts";
import type { Call, HwaAnswer } from "./call.ts";
import {
  authorizationOf,
  checkCa,
  type HwaClientOptions,
  type HwaHost,
  parseHosts,
} from "./hwa-client-options.ts";
import { codeOf } from "./network-errors.ts";
import { type AllowList, assertAllowed, pathOf } from "./operations.ts";

export interface Transport {
  /** One exchange, whatever the status. Throws Faults; a caller's own abort passes as its reason. */
  exchange(call: Call): Promise<HwaAnswer>;
  /** The host in use. */
  readonly host: HwaHost;
  /** Exchanges begun, a second host's included. */
  readonly requests: number;
  destroy(): Promise<void>;
}

const mebibyte = 1_048_576;

export function createTransport(options: HwaClientOptions, allowed: AllowList): Transport {
  const hosts = parseHosts(options.hosts);
  const authorization = authorizationOf(options.auth);
  const timeoutMs = options.timeoutMs ?? 30_000;
  const maxBytes = options.maxAnswerBytes ?? 64 * mebibyte;
  if (options.ca !== undefined) checkCa(options.ca);
  if (options.verifyTls === false)
    options.log.warn("HWA's certificate is not verified (HWA_TLS_VERIFY=false); anybody may pose as HWA.");
  const changes = allowed.some((operation) => operation.method !== "GET");
  const agent = new Agent({
    connections: options.maxInFlight ?? 3,
    // A change is never sent on a connection the server may just be closing: there would be no telling what became of it.
    pipelining: changes ? 0 : 1,
    keepAliveTimeout: 15_000,
    headersTimeout: timeoutMs,
    bodyTimeout: Math.min(timeoutMs, 15_000),
    connect: {
      timeout: Math.min(timeoutMs, 5_000),
      rejectUnauthorized: options.verifyTls ?? true,
      ...(options.ca === undefined ? {} : { ca: options.ca }),
    },
  });
  let current = 0;
  let requests = 0;

  async function exchange(call: Call): Promise<HwaAnswer> {
    const path = pathOf(call.operation, call.id);
    assertAllowed(allowed, call.operation.method, path);
    const faults: Fault[] = [];
    for (let turn = 0; turn < hosts.length; turn += 1) {
      const index = (current + turn) % hosts.length;
      const host = hosts[index] ?? hosts[0];
      try {
        const answer = await exchangeWith(host, path, call);
        if (index !== current)
          options.log.warn(
            { host: host.label },
            "HWA answers at another of its hosts; Resync stays with it.",
          );
        current = index;
        return answer;
      } catch (error) {
        call.signal?.throwIfAborted();
        const fault = asFault(error, { host: host.label, operation: call.operation });
        if (!mayMoveOn(fault, call)) throw fault;
        faults.push(fault);
      }
    }
    throw allFailed(faults);
  }

  async function exchangeWith(host: HwaHost, path: string, call: Call): Promise<HwaAnswer> {
    const about: Circumstance = { host: host.label, operation: call.operation };
    const query = new URLSearchParams(call.query).toString().replaceAll("+", "%20");
    requests += 1;
    const response = await agent.request({
      origin: host.origin,
      path: `${host.prefix}${path}${query === "" ? "" : `?${query}`}`,
      method: call.operation.method,
      headers: {
        accept: "application/json, text/plain;q=0.9, */*;q=0.1",
        "accept-encoding": "gzip",
        "user-agent": "resync",
        ...(call.anonymous ? {} : { authorization }),
        ...(call.body === undefined ? {} : { "content-type": "application/json" }),
        ...call.headers,
      },
      body: call.body === undefined ? null : JSON.stringify(call.body),
      signal: call.signal ?? null,
    });
    const contentType = headerOf(response, "content-type") ?? "";
    const text = await readBody(response, call, about, maxBytes, contentType);
    return {
      host: host.label,
      status: response.statusCode,
      contentType,
      retryAfter: headerOf(response, "retry-after"),
      location: headerOf(response, "location"),
      clock: dateOf(headerOf(response, "date")),
      ...text,
    };
  }

  return {
    exchange,
    get host() {
      return hosts[current] ?? hosts[0];
    },
    get requests() {
      return requests;
    },
    destroy: () => agent.destroy(),
  };
}

/**
 * The next host is asked when this one could not be reached. A change moves on only when it surely did not arrive:
 * a connection that was lost after sending leaves open whether HWA acted.
 */
function mayMoveOn(fault: Fault, call: Call): boolean {
  if (fault.code !== "unreachable") return false;
  return call.operation.method === "GET" || fault.detail.sent === false;
}

function allFailed(faults: readonly Fault[]): Fault {
  const [first, ...others] = faults;
  if (!first) throw new TypeError("HWA has no host to ask.");
  if (others.length === 0) return first;
  const inAll = (locale: Locale) => faults.map((fault) => faultSentence(fault, locale)).join(" ");
  return new Fault(
    first.code,
    {
      en: `None of HWA's ${faults.length} hosts can be asked. ${inAll("en")}`,
      pt: `Nenhum dos ${faults.length} hosts do HWA pode ser consultado. ${inAll("pt")}`,
    },
    {
      cause: first,
      retryable: faults.some((fault) => fault.retryable),
      detail: {
        ...first.detail,
        sent: faults.some((fault) => fault.detail.sent !== false),
        hosts: faults.map((fault) => fault.detail.host),
        reasons: faults.map(reasonOf),
      },
    },
  );
}

function dateOf(header: string | null): Date | null {
  const at = Date.parse(header ?? "");
  return Number.isNaN(at) ? null : new Date(at);
}

function headerOf(response: Dispatcher.ResponseData, name: string): string | null {
  const value = response.headers[name];
  return Array.isArray(value) ? (value[0] ?? null) : (value ?? null);
}

type BodyText = Pick<HwaAnswer, "text" | "bytes" | "cut">;

/** Reads to the end or to a limit, whichever comes first; the limit counts unpacked bytes. */
async function readBody(
  response: Dispatcher.ResponseData,
  call: Call,
  about: Circumstance,
  maxBytes: number,
  contentType: string,
): Promise<BodyText> {
  // An error's words fit in far less than an answer; only a good answer may be as long as the limit.
  const refused = response.statusCode >= 300;
  const cutAt = refused ? 256 * 1024 : call.cutAtBytes;
  const limit = cutAt ?? maxBytes;
  const announced = Number(headerOf(response, "content-length") ?? 0);
  const stream = unpacked(response, about);
  const chunks: Buffer[] = [];
  let bytes = 0;
  let cut = false;
  try {
    if (cutAt === undefined && announced > limit) throw tooLarge(limit, about);
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (bytes + chunk.length > limit) {
        if (cutAt === undefined) throw tooLarge(limit, about);
        chunks.push(chunk.subarray(0, limit - bytes));
        bytes = limit;
        cut = true;
        break;
      }
      chunks.push(chunk);
      bytes += chunk.length;
    }
  } catch (error) {
    call.signal?.throwIfAborted();
    throw brokenBody(error, about);
  } finally {
    response.body.destroy();
  }
  return { text: decode(chunks, contentType), bytes, cut };
}

function unpacked(response: Dispatcher.ResponseData, about: Circumstance): Readable {
  const encoding = headerOf(response, "content-encoding")?.toLowerCase() ?? "identity";
  if (encoding === "identity") return response.body;
  if (encoding !== "gzip" && encoding !== "x-gzip") {
    response.body.destroy();
    throw failure(
      "bad_gateway",
      "not_http",
      {
        en: `HWA at ${about.host} packed its answer as "${encoding.slice(0, 20)}", which Resync did not ask for. Look at the proxies in between.`,
        pt: `O HWA em ${about.host} compactou a resposta como "${encoding.slice(0, 20)}", o que o Resync não pediu. Verifique os proxies no caminho.`,
      },
      about,
    );
  }
  // The iteration sees the errors of both; nothing is left for a callback to do.
  return pipeline(response.body, createGunzip(), () => {});
}

function tooLarge(limit: number, about: Circumstance): Fault {
  return failure(
    "too_large",
    "too_large",
    {
      en: `The answer of HWA at ${about.host} is longer than ${Math.round(limit / mebibyte)} MiB, so Resync stopped reading it. Ask for fewer objects at once.`,
      pt: `A resposta do HWA em ${about.host} passa de ${Math.round(limit / mebibyte)} MiB, então o Resync parou de ler. Peça menos objetos de uma vez.`,
    },
    about,
  );
}

/** A connection that ends inside a body is a truncated answer, not a lost connection. */
function brokenBody(error: unknown, about: Circumstance): Fault {
  if (isFault(error)) return error;
  const fault = asFault(error, about);
  return reasonOf(fault) === "connection_lost" || unexpectedEnd(error) ? truncatedFault(error, about) : fault;
}

function unexpectedEnd(error: unknown): boolean {
  const code = codeOf(error);
  return code === "Z_BUF_ERROR" || code === "ERR_STREAM_PREMATURE_CLOSE";
}

/** UTF-8 unless the answer says otherwise; what is invalid becomes U+FFFD. */
function decode(chunks: readonly Buffer[], contentType: string): string {
  const bytes = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
  const charset = /charset\s*=\s*"?([\w-]+)/i.exec(contentType)?.[1]?.toLowerCase() ?? "utf-8";
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
