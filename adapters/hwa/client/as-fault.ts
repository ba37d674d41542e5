// The one place where errors of sockets, TLS, undici, zod and our readers become Faults.

import { BulkheadRejectedError } from "cockatiel";
import { z } from "zod";
import { Fault, type FaultCode, isFault } from "#core/fault.ts";
import { MissingField } from "../wire/fields.ts";
import type { FailureReason } from "./call.ts";
import { type Operation, operationLabel } from "./operations.ts";

/** What the sentence is about. */
export interface Circumstance {
  /** `mdm:31116` */
  readonly host: string;
  readonly operation: Operation;
  /** Where in the answer: `results[3]`. */
  readonly where?: string;
}

/** Any thrown thing as a Fault about HWA. What is not foreign passes as it is, a caller's own cancellation too. */
export function asFault(error: unknown, about: Circumstance): Fault {
  if (isFault(error)) return error;
  if (error instanceof MissingField) return wrongShape(error.field, error.found, about, error);
  if (error instanceof z.ZodError) {
    const issue = error.issues[0];
    const field = issue?.path.map(String).join(".") || "an object";
    return wrongShape(field, issue?.message ?? "missing", about, error);
  }
  if (error instanceof BulkheadRejectedError)
    return failure(
      "rate_limited",
      "queue_full",
      `Resync has too many questions waiting for HWA at ${about.host} already. Ask again in a moment.`,
      about,
      error,
      true,
    );
  return connectionFault(error, about);
}

function wrongShape(field: string, found: string, about: Circumstance, cause: unknown): Fault {
  const where = about.where ? ` in ${about.where}` : "";
  const how =
    found === "missing" ? `without "${field}"${where}` : `with a wrong "${field}"${where} (${found})`;
  return failure(
    "bad_gateway",
    "wrong_shape",
    `HWA at ${about.host} answered ${operationLabel(about.operation)} ${how}. Its version may be one Resync does not know; check that HWA_URL points to HWA's REST API V2.`,
    about,
    cause,
    false,
    { field },
  );
}

/** What a code of Node, OpenSSL or undici means. `sent: false`: the request cannot have reached HWA. */
interface Meaning {
  readonly code: FaultCode;
  readonly reason: FailureReason;
  readonly sent: boolean;
  readonly sentence: (host: string) => string;
}

const meanings: Readonly<Record<string, Meaning>> = {
  ECONNREFUSED: {
    code: "unreachable",
    reason: "refused",
    sent: false,
    sentence: (host) =>
      `HWA at ${host} refused the connection: nothing listens there. Check that the master is up and that HWA_URL names its REST port (31116 by default).`,
  },
  ENOTFOUND: {
    code: "unreachable",
    reason: "unknown_host",
    sent: false,
    sentence: (host) =>
      `The host name of HWA at ${host} is unknown here. Check HWA_URL and this machine's DNS.`,
  },
  EAI_AGAIN: {
    code: "unreachable",
    reason: "unknown_host",
    sent: false,
    sentence: (host) =>
      `The host name of HWA at ${host} could not be looked up: DNS did not answer. Check this machine's DNS.`,
  },
  EHOSTUNREACH: noRoute(),
  ENETUNREACH: noRoute(),
  EHOSTDOWN: noRoute(),
  EADDRNOTAVAIL: noRoute(),
  // The kernel says it of connections that stand as well, so nobody knows what was sent.
  ETIMEDOUT: { ...connectTimeout(), sent: true },
  UND_ERR_CONNECT_TIMEOUT: connectTimeout(),
  UND_ERR_HEADERS_TIMEOUT: slow("did not begin to answer in time"),
  UND_ERR_BODY_TIMEOUT: slow("stopped in the middle of its answer"),
  DEPTH_ZERO_SELF_SIGNED_CERT: tls("is signed by itself", trustAdvice()),
  SELF_SIGNED_CERT_IN_CHAIN: tls("is signed by a private authority", trustAdvice()),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: tls("is signed by an authority unknown here", trustAdvice()),
  UNABLE_TO_GET_ISSUER_CERT: tls("is signed by an authority unknown here", trustAdvice()),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: tls("is signed by an authority unknown here", trustAdvice()),
  CERT_SIGNATURE_FAILURE: tls("does not bear the signature of the authority in HWA_CA_FILE", trustAdvice()),
  CERT_HAS_EXPIRED: tls("has expired", "Have it renewed on the master; HWA_CA_FILE cannot help here."),
  CERT_NOT_YET_VALID: tls("is not valid yet", "Compare the clocks of this machine and the master."),
  ERR_TLS_CERT_ALTNAME_INVALID: tls(
    "is made out to another name",
    "Name the host in HWA_URL as the certificate does, or have the certificate reissued with this name.",
  ),
  UND_ERR_SOCKET: lost(),
  ECONNRESET: lost(),
  EPIPE: lost(),
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: truncated(),
  UND_ERR_HEADERS_OVERFLOW: notHttp("sent headers longer than any of HWA's"),
};

function noRoute(): Meaning {
  return {
    code: "unreachable",
    reason: "no_route",
    sent: false,
    sentence: (host) =>
      `There is no way to HWA at ${host} from this machine. Check the network, the VPN and firewalls.`,
  };
}

function connectTimeout(): Meaning {
  return {
    code: "unreachable",
    reason: "connect_timeout",
    sent: false,
    sentence: (host) =>
      `HWA at ${host} did not accept a connection in time. Check that the master is up and that no firewall drops the port.`,
  };
}

function slow(what: string): Meaning {
  return {
    code: "timeout",
    reason: "timeout",
    sent: true,
    sentence: (host) => `HWA at ${host} ${what}. It may be overloaded; ask again in a moment.`,
  };
}

function trustAdvice(): string {
  return "Set HWA_CA_FILE to the PEM file of the authority that signed it (or to that certificate itself).";
}

function tls(what: string, advice: string): Meaning {
  return {
    code: "unreachable",
    reason: "tls",
    sent: false,
    sentence: (host) =>
      `The TLS certificate of HWA at ${host} ${what}, so Resync does not talk to it. ${advice}`,
  };
}

function lost(): Meaning {
  return {
    code: "unreachable",
    reason: "connection_lost",
    sent: true,
    sentence: (host) =>
      `HWA at ${host} closed the connection before it answered. It may be restarting; ask again in a moment.`,
  };
}

export function truncated(): Meaning {
  return {
    code: "bad_gateway",
    reason: "truncated",
    sent: true,
    sentence: (host) =>
      `The answer of HWA at ${host} broke off before its end. Ask again; if it repeats, look at the proxies between Resync and HWA.`,
  };
}

function notHttp(what: string): Meaning {
  return {
    code: "bad_gateway",
    reason: "not_http",
    sent: true,
    sentence: (host) => `What answers at ${host} ${what}. Check that HWA_URL names HWA's REST port.`,
  };
}

function connectionFault(error: unknown, about: Circumstance): Fault {
  const code = codeOf(error);
  const meaning = meanings[code] ?? familyOf(code);
  if (!meaning)
    return new Fault("internal", `Asking HWA at ${about.host} failed inside Resync. Its log has the cause.`, {
      cause: error,
      detail: { operation: operationLabel(about.operation) },
    });
  const retryable = meaning.reason !== "tls" && meaning.reason !== "not_http";
  return failure(meaning.code, meaning.reason, meaning.sentence(about.host), about, error, retryable, {
    sent: meaning.sent,
    cause: code,
  });
}

function familyOf(code: string): Meaning | null {
  if (code.startsWith("HPE_")) return notHttp("does not speak HTTP");
  if (code === "EPROTO" || code.startsWith("ERR_SSL_"))
    return {
      code: "unreachable",
      reason: "tls",
      sent: false,
      sentence: (host) =>
        `HWA at ${host} could not agree on TLS with Resync. If it speaks plain HTTP, write http:// in HWA_URL; otherwise check its TLS settings.`,
    };
  if (code.startsWith("ERR_TLS_") || code.startsWith("CERT_")) return tls("was not accepted", trustAdvice());
  if (code.startsWith("Z_")) return notHttp("sent an answer that cannot be unpacked");
  return null;
}

/** The telling code of an error; several addresses of one host fail as an AggregateError. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  // undici names a parser's error only when the parser gave it a code.
  if (error.name === "HTTPParserError") return "HPE_UNNAMED";
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error.cause === undefined ? "" : codeOf(error.cause);
}

/** A Fault about HWA with the facts every one of them carries. */
export function failure(
  code: FaultCode,
  reason: FailureReason,
  message: string,
  about: Circumstance,
  cause?: unknown,
  retryable = false,
  detail: Readonly<Record<string, unknown>> = {},
): Fault {
  return new Fault(code, message, {
    cause,
    retryable,
    detail: { reason, host: about.host, operation: operationLabel(about.operation), ...detail },
  });
}

/** The reason of a Fault made here; null for others. */
export function reasonOf(fault: Fault): FailureReason | null {
  return (fault.detail.reason as FailureReason | undefined) ?? null;
}
