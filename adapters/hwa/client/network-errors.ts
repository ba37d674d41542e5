// What the error codes of Node, OpenSSL and undici mean for somebody who wants an answer from HWA.

import type { FaultCode } from "#core/fault.ts";
import type { FailureReason } from "./call.ts";

/** What a code of Node, OpenSSL or undici means. `sent: false`: the request cannot have reached HWA. */
export interface Meaning {
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

/** Null for a code that is not of the network's making. */
export function meaningOf(code: string): Meaning | null {
  const exact = Object.hasOwn(meanings, code) ? meanings[code] : undefined;
  if (exact) return exact;
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
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  // undici names a parser's error only when the parser gave it a code.
  if (error.name === "HTTPParserError") return "HPE_UNNAMED";
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error.cause === undefined ? "" : codeOf(error.cause);
}
