// What the error codes of Node, OpenSSL and undici mean for somebody who wants an answer from HWA.

import type { FaultCode } from "#core/fault.ts";
import type { Wording } from "#core/wording.ts";
import type { FailureReason } from "./call.ts";

/** What a code of Node, OpenSSL or undici means. `sent: false`: the request cannot have reached HWA. */
export interface Meaning {
  readonly code: FaultCode;
  readonly reason: FailureReason;
  readonly sent: boolean;
  readonly sentence: (host: string) => Wording;
}

const meanings: Readonly<Record<string, Meaning>> = {
  ECONNREFUSED: {
    code: "unreachable",
    reason: "refused",
    sent: false,
    sentence: (host) => ({
      en: `HWA at ${host} refused the connection: nothing listens there. Check that the master is up and that HWA_URL names its REST port (31116 by default).`,
      pt: `O HWA em ${host} recusou a conexão: nada escuta ali. Verifique se o master está no ar e se HWA_URL indica a porta REST dele (31116 por padrão).`,
    }),
  },
  ENOTFOUND: {
    code: "unreachable",
    reason: "unknown_host",
    sent: false,
    sentence: (host) => ({
      en: `The host name of HWA at ${host} is unknown here. Check HWA_URL and this machine's DNS.`,
      pt: `O nome do host do HWA em ${host} é desconhecido aqui. Verifique HWA_URL e o DNS desta máquina.`,
    }),
  },
  EAI_AGAIN: {
    code: "unreachable",
    reason: "unknown_host",
    sent: false,
    sentence: (host) => ({
      en: `The host name of HWA at ${host} could not be looked up: DNS did not answer. Check this machine's DNS.`,
      pt: `O nome do host do HWA em ${host} não pôde ser resolvido: o DNS não respondeu. Verifique o DNS desta máquina.`,
    }),
  },
  EHOSTUNREACH: noRoute(),
  ENETUNREACH: noRoute(),
  EHOSTDOWN: noRoute(),
  EADDRNOTAVAIL: noRoute(),
  // The kernel says it of connections that stand as well, so nobody knows what was sent.
  ETIMEDOUT: { ...connectTimeout(), sent: true },
  UND_ERR_CONNECT_TIMEOUT: connectTimeout(),
  UND_ERR_HEADERS_TIMEOUT: slow({
    en: "did not begin to answer in time",
    pt: "não começou a responder a tempo",
  }),
  UND_ERR_BODY_TIMEOUT: slow({ en: "stopped in the middle of its answer", pt: "parou no meio da resposta" }),
  DEPTH_ZERO_SELF_SIGNED_CERT: tls({ en: "is signed by itself", pt: "é autoassinado" }, trustAdvice()),
  SELF_SIGNED_CERT_IN_CHAIN: tls(
    { en: "is signed by a private authority", pt: "é assinado por uma autoridade privada" },
    trustAdvice(),
  ),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: tls(
    { en: "is signed by an authority unknown here", pt: "é assinado por uma autoridade desconhecida aqui" },
    trustAdvice(),
  ),
  UNABLE_TO_GET_ISSUER_CERT: tls(
    { en: "is signed by an authority unknown here", pt: "é assinado por uma autoridade desconhecida aqui" },
    trustAdvice(),
  ),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: tls(
    { en: "is signed by an authority unknown here", pt: "é assinado por uma autoridade desconhecida aqui" },
    trustAdvice(),
  ),
  CERT_SIGNATURE_FAILURE: tls(
    {
      en: "does not bear the signature of the authority in HWA_CA_FILE",
      pt: "não tem a assinatura da autoridade em HWA_CA_FILE",
    },
    trustAdvice(),
  ),
  CERT_HAS_EXPIRED: tls(
    { en: "has expired", pt: "expirou" },
    {
      en: "Have it renewed on the master; HWA_CA_FILE cannot help here.",
      pt: "Renove-o no master; HWA_CA_FILE não ajuda aqui.",
    },
  ),
  CERT_NOT_YET_VALID: tls(
    { en: "is not valid yet", pt: "ainda não é válido" },
    {
      en: "Compare the clocks of this machine and the master.",
      pt: "Compare os relógios desta máquina e do master.",
    },
  ),
  ERR_TLS_CERT_ALTNAME_INVALID: tls(
    { en: "is made out to another name", pt: "foi emitido para outro nome" },
    {
      en: "Name the host in HWA_URL as the certificate does, or have the certificate reissued with this name.",
      pt: "Escreva o host em HWA_URL como está no certificado, ou reemita o certificado com este nome.",
    },
  ),
  UND_ERR_SOCKET: lost(),
  ECONNRESET: lost(),
  EPIPE: lost(),
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: truncated(),
  UND_ERR_HEADERS_OVERFLOW: notHttp({
    en: "sent headers longer than any of HWA's",
    pt: "enviou cabeçalhos mais longos que quaisquer do HWA",
  }),
};

function noRoute(): Meaning {
  return {
    code: "unreachable",
    reason: "no_route",
    sent: false,
    sentence: (host) => ({
      en: `There is no way to HWA at ${host} from this machine. Check the network, the VPN and firewalls.`,
      pt: `Não há rota desta máquina até o HWA em ${host}. Verifique a rede, a VPN e os firewalls.`,
    }),
  };
}

function connectTimeout(): Meaning {
  return {
    code: "unreachable",
    reason: "connect_timeout",
    sent: false,
    sentence: (host) => ({
      en: `HWA at ${host} did not accept a connection in time. Check that the master is up and that no firewall drops the port.`,
      pt: `O HWA em ${host} não aceitou a conexão a tempo. Verifique se o master está no ar e se nenhum firewall bloqueia a porta.`,
    }),
  };
}

function slow(what: Wording): Meaning {
  return {
    code: "timeout",
    reason: "timeout",
    sent: true,
    sentence: (host) => ({
      en: `HWA at ${host} ${what.en}. It may be overloaded; ask again in a moment.`,
      pt: `O HWA em ${host} ${what.pt}. Ele pode estar sobrecarregado; pergunte de novo em instantes.`,
    }),
  };
}

function trustAdvice(): Wording {
  return {
    en: "Set HWA_CA_FILE to the PEM file of the authority that signed it (or to that certificate itself).",
    pt: "Aponte HWA_CA_FILE para o arquivo PEM da autoridade que o assinou (ou para o próprio certificado).",
  };
}

function tls(what: Wording, advice: Wording): Meaning {
  return {
    code: "unreachable",
    reason: "tls",
    sent: false,
    sentence: (host) => ({
      en: `The TLS certificate of HWA at ${host} ${what.en}, so Resync does not talk to it. ${advice.en}`,
      pt: `O certificado TLS do HWA em ${host} ${what.pt}, então o Resync não fala com ele. ${advice.pt}`,
    }),
  };
}

function lost(): Meaning {
  return {
    code: "unreachable",
    reason: "connection_lost",
    sent: true,
    sentence: (host) => ({
      en: `HWA at ${host} closed the connection before it answered. It may be restarting; ask again in a moment.`,
      pt: `O HWA em ${host} fechou a conexão antes de responder. Ele pode estar reiniciando; pergunte de novo em instantes.`,
    }),
  };
}

export function truncated(): Meaning {
  return {
    code: "bad_gateway",
    reason: "truncated",
    sent: true,
    sentence: (host) => ({
      en: `The answer of HWA at ${host} broke off before its end. Ask again; if it repeats, look at the proxies between Resync and HWA.`,
      pt: `A resposta do HWA em ${host} foi interrompida no meio. Pergunte de novo; se repetir, verifique os proxies entre o Resync e o HWA.`,
    }),
  };
}

function notHttp(what: Wording): Meaning {
  return {
    code: "bad_gateway",
    reason: "not_http",
    sent: true,
    sentence: (host) => ({
      en: `What answers at ${host} ${what.en}. Check that HWA_URL names HWA's REST port.`,
      pt: `O que responde em ${host} ${what.pt}. Verifique se HWA_URL indica a porta REST do HWA.`,
    }),
  };
}

/** Null for a code that is not of the network's making. */
export function meaningOf(code: string): Meaning | null {
  const exact = Object.hasOwn(meanings, code) ? meanings[code] : undefined;
  if (exact) return exact;
  if (code.startsWith("HPE_")) return notHttp({ en: "does not speak HTTP", pt: "não fala HTTP" });
  if (code === "EPROTO" || code.startsWith("ERR_SSL_"))
    return {
      code: "unreachable",
      reason: "tls",
      sent: false,
      sentence: (host) => ({
        en: `HWA at ${host} could not agree on TLS with Resync. If it speaks plain HTTP, write http:// in HWA_URL; otherwise check its TLS settings.`,
        pt: `O HWA em ${host} não chegou a um acordo de TLS com o Resync. Se ele fala HTTP simples, escreva http:// em HWA_URL; senão, verifique a configuração de TLS dele.`,
      }),
    };
  if (code.startsWith("ERR_TLS_") || code.startsWith("CERT_"))
    return tls({ en: "was not accepted", pt: "não foi aceito" }, trustAdvice());
  if (code.startsWith("Z_"))
    return notHttp({
      en: "sent an answer that cannot be unpacked",
      pt: "enviou uma resposta que não pode ser descompactada",
    });
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
