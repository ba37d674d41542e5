// One request with its redirects, each hop checked anew against the list and by the address really used.

import { errors, request } from "undici";
import { Fault, isFault } from "#core/fault.ts";
import { faultWording } from "#core/fault-sentence.ts";
import { redact } from "#core/redact.ts";
import { oneLine } from "#core/text.ts";
import { alike } from "#core/wording.ts";
import type { AllowedHosts } from "./allowed-hosts.ts";
import { guardedAgent, type Lookup } from "./guarded-agent.ts";
import { keptHeaders, type ReadBody, readBody } from "./read-body.ts";

export interface Sending {
  readonly method: string;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** A redirect with one of these is an answer, not a way. */
  readonly expected: readonly number[];
}

export interface SendOptions {
  readonly hosts: AllowedHosts;
  readonly lookup?: Lookup | undefined;
  readonly ca?: string | undefined;
  readonly maxBytes: number;
}

export interface Answered extends ReadBody {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly url: string;
  readonly redirects: number;
}

const maxRedirects = 3;

/** Whether repeating the request, or not knowing about it, matters. */
export function onlyReads(method: string): boolean {
  return method === "GET" || method === "HEAD";
}

export async function sendRequest(
  first: Sending,
  options: SendOptions,
  signal: AbortSignal,
): Promise<Answered> {
  let sending = first;
  for (let redirects = 0; ; redirects++) {
    const hop = await sendOnce(sending, options, signal);
    if (hop.location === null)
      return {
        ...hop.body,
        status: hop.status,
        headers: hop.headers,
        url: shownUrl(sending.url),
        redirects,
      };
    if (redirects === maxRedirects)
      throw new Fault("bad_gateway", {
        en: `${shownUrl(first.url)} redirects more than ${maxRedirects} times. Use the address it ends at.`,
        pt: `${shownUrl(first.url)} redireciona mais de ${maxRedirects} vezes. Use o endereço final.`,
      });
    sending = redirected(sending, hop.status, hop.location);
  }
}

/** Throws unless the list has the target; the sentence says how to get it there. */
export function checkTarget(url: URL, hosts: AllowedHosts): "public" | "private" {
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new Fault("forbidden", {
      en: `Only http:// and https:// addresses are called, not ${oneLine(url.protocol, 20)}//.`,
      pt: `Só endereços http:// e https:// são chamados, não ${oneLine(url.protocol, 20)}//.`,
    });
  if (url.username !== "" || url.password !== "")
    throw new Fault("invalid_input", {
      en: `The address of ${url.host} holds a user or password, where logs would show them. Use an Authorization header.`,
      pt: `O endereço de ${url.host} tem usuário ou senha, que apareceriam nos logs. Use um cabeçalho Authorization.`,
    });
  const permitted = hosts.check(url);
  if (permitted !== null) return permitted;
  throw new Fault(
    "forbidden",
    hosts.empty
      ? {
          en: `Requests to other hosts are switched off, so ${url.host} was not called. An administrator allows hosts one by one with RESYNC_HTTP_HOSTS, for example RESYNC_HTTP_HOSTS=${url.host}.`,
          pt: `As requisições a outros hosts estão desligadas, então ${url.host} não foi chamado. Um administrador permite os hosts um a um com RESYNC_HTTP_HOSTS, por exemplo RESYNC_HTTP_HOSTS=${url.host}.`,
        }
      : {
          en: `${url.host} is not among the hosts that may be called. An administrator can add it to RESYNC_HTTP_HOSTS.`,
          pt: `${url.host} não está entre os hosts que podem ser chamados. Um administrador pode incluí-lo em RESYNC_HTTP_HOSTS.`,
        },
  );
}

interface Hop {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ReadBody;
  readonly location: string | null;
}

async function sendOnce(sending: Sending, options: SendOptions, signal: AbortSignal): Promise<Hop> {
  signal.throwIfAborted();
  const permitted = checkTarget(sending.url, options.hosts);
  let connected = false;
  const agent = guardedAgent({
    place: sending.url.host,
    mayBePrivate: permitted === "private",
    lookup: options.lookup,
    ca: options.ca,
    onConnected: () => {
      connected = true;
    },
  });
  try {
    const answer = await request(sending.url.href, {
      dispatcher: agent,
      method: sending.method,
      headers: sending.headers,
      body: sending.body,
      signal,
    });
    const { statusCode: status, headers, body } = answer;
    const target = [headers.location].flat()[0];
    const leads = [301, 302, 303, 307, 308].includes(status) && !sending.expected.includes(status);
    return {
      status,
      headers: keptHeaders(headers),
      body: await readBody(body, headers, options.maxBytes),
      location: leads && target !== undefined ? target : null,
    };
  } catch (error) {
    throw asFault(error, sending, connected, signal);
  } finally {
    await agent.destroy();
  }
}

/** The next hop. A browser's rules, and stricter: nothing the author wrote in a header leaves the origin it was meant for. */
function redirected(sending: Sending, status: number, location: string): Sending {
  if (!URL.canParse(location, sending.url.href))
    throw new Fault("bad_gateway", {
      en: `${shownUrl(sending.url)} redirects to what is no address: "${oneLine(location, 80)}".`,
      pt: `${shownUrl(sending.url)} redireciona para o que não é um endereço: "${oneLine(location, 80)}".`,
    });
  const url = new URL(location, sending.url.href);
  if (sending.url.protocol === "https:" && url.protocol !== "https:")
    throw new Fault("forbidden", {
      en: `${shownUrl(sending.url)} redirects to ${shownUrl(url)}, which is not encrypted. It was not followed.`,
      pt: `${shownUrl(sending.url)} redireciona para ${shownUrl(url)}, que não é criptografado. Não foi seguido.`,
    });
  const rewritten = status === 303 ? sending.method !== "HEAD" : status < 303 && sending.method === "POST";
  const neutral = new Set([
    "accept",
    "accept-encoding",
    "accept-language",
    "content-type",
    "user-agent",
    "idempotency-key",
  ]);
  const headers = Object.entries(sending.headers).filter(
    ([name]) =>
      (url.origin === sending.url.origin || neutral.has(name)) && !(rewritten && name === "content-type"),
  );
  return {
    ...sending,
    url,
    method: rewritten ? "GET" : sending.method,
    headers: Object.fromEntries(headers),
    body: rewritten ? null : sending.body,
  };
}

/** An address for sentences and results: without what a query may hold secret. */
export function shownUrl(url: URL): string {
  return oneLine(redact(url.href), 300);
}

function asFault(error: unknown, sending: Sending, connected: boolean, signal: AbortSignal): Fault {
  const unknown = connected && !onlyReads(sending.method);
  const what = `${sending.method} ${shownUrl(sending.url)}`;
  const doubt = unknown
    ? {
        en: " The request had been sent: nobody can tell whether it took effect.",
        pt: " A requisição já tinha sido enviada: ninguém sabe se teve efeito.",
      }
    : alike("");
  const detail = unknown ? { outcome: "unknown" } : {};
  if (isFault(error)) {
    const said = faultWording(error);
    return new Fault(
      error.code,
      { en: `${said.en}${doubt.en}`, pt: `${said.pt}${doubt.pt}` },
      { cause: error.cause, retryable: error.retryable, detail: { ...error.detail, ...detail } },
    );
  }
  if (signal.aborted) {
    const why = isFault(signal.reason) ? faultWording(signal.reason) : null;
    return new Fault(
      isFault(signal.reason) ? signal.reason.code : "timeout",
      {
        en: `${what} was given up before an answer came.${why ? ` ${why.en}` : ""}${doubt.en}`,
        pt: `${what}: desistiu-se antes de vir uma resposta.${why ? ` ${why.pt}` : ""}${doubt.pt}`,
      },
      { cause: error, retryable: true, detail },
    );
  }
  const slow =
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError ||
    error instanceof errors.ConnectTimeoutError;
  const code =
    error instanceof Error && "code" in error && typeof error.code === "string" ? ` (${error.code})` : "";
  return new Fault(
    slow ? "timeout" : "unreachable",
    connected
      ? {
          en: `${what} got no whole answer: the connection ended${code}.${doubt.en}`,
          pt: `${what} não recebeu uma resposta completa: a conexão terminou${code}.${doubt.pt}`,
        }
      : {
          en: `${what} could not be sent: no connection to ${sending.url.host}${code}.`,
          pt: `${what} não pôde ser enviada: sem conexão com ${sending.url.host}${code}.`,
        },
    { cause: error, retryable: true, detail },
  );
}
