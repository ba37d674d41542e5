// From what a workflow says to the request that is sent.

import { Fault } from "#core/fault.ts";
import { oneLine } from "#core/text.ts";
import type { Json } from "#core/workflow/workflow.ts";
import { onlyReads, type Sending } from "./send-request.ts";

type Scalar = string | number | boolean;

export interface RequestWords {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | null | undefined;
  readonly query?: Readonly<Record<string, Scalar | readonly Scalar[]>> | null | undefined;
  /** Text as it is; anything else as JSON. */
  readonly body?: Json | undefined;
  readonly expect?: { readonly status?: number | readonly number[] | undefined } | null | undefined;
}

const maxSent = 8_388_608;

/** Headers that belong to the connection: an author who sets them would change where a request ends. */
const ours =
  /^(host|connection|content-length|transfer-encoding|upgrade|expect|te|trailer|keep-alive|proxy-.*|accept-encoding)$/;

/** Throws a Fault that names what cannot be sent. `effectKey` goes with everything that may change something. */
export function buildRequest(input: RequestWords, effectKey: string): Sending {
  if (!URL.canParse(input.url))
    throw new Fault("invalid_input", {
      en: `"${oneLine(input.url, 120)}" is no whole address. Write https://host/path.`,
      pt: `"${oneLine(input.url, 120)}" não é um endereço completo. Escreva https://host/caminho.`,
    });
  const url = new URL(input.url);
  url.hash = "";
  for (const [name, value] of Object.entries(input.query ?? {}))
    for (const each of [value].flat()) url.searchParams.append(name, String(each));
  const json = input.body !== undefined && input.body !== null && typeof input.body !== "string";
  const body =
    input.body === undefined || input.body === null
      ? null
      : typeof input.body === "string"
        ? input.body
        : JSON.stringify(input.body);
  if (body !== null && onlyReads(input.method))
    throw new Fault("invalid_input", {
      en: `A ${input.method} request carries no body. Use query, or another method.`,
      pt: `Uma requisição ${input.method} não leva corpo. Use query, ou outro método.`,
    });
  if (body !== null && Buffer.byteLength(body) > maxSent)
    throw new Fault("too_large", {
      en: `The body has ${Buffer.byteLength(body)} bytes; at most ${maxSent} are sent.`,
      pt: `O corpo tem ${Buffer.byteLength(body)} bytes; são enviados no máximo ${maxSent}.`,
    });
  return {
    method: input.method,
    url,
    headers: {
      accept: "application/json, */*;q=0.5",
      "user-agent": "Resync",
      ...(body === null ? {} : { "content-type": json ? "application/json" : "text/plain; charset=utf-8" }),
      ...(onlyReads(input.method) ? {} : { "idempotency-key": effectKey }),
      ...checkedHeaders(input.headers ?? {}),
      "accept-encoding": "identity",
    },
    body,
    expected: input.expect?.status === undefined ? [] : [input.expect.status].flat(),
  };
}

function checkedHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const lower = name.toLowerCase();
      if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name))
        throw new Fault("invalid_input", {
          en: `"${oneLine(name, 60)}" is no name for a header.`,
          pt: `"${oneLine(name, 60)}" não serve como nome de cabeçalho. Corrija o nome.`,
        });
      if (ours.test(lower))
        throw new Fault("invalid_input", {
          en: `The header ${name} belongs to the connection. Leave it out.`,
          pt: `O cabeçalho ${name} pertence à conexão. Retire-o.`,
        });
      if (/[^\t\u0020-\u007e\u0080-\u00ff]/.test(value))
        throw new Fault("invalid_input", {
          en: `The header ${name} holds a line break or a character that HTTP cannot carry. Remove it, or encode it.`,
          pt: `O cabeçalho ${name} tem uma quebra de linha ou um caractere que o HTTP não leva. Retire-o, ou codifique-o.`,
        });
      return [lower, value];
    }),
  );
}
