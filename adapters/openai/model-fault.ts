// What can go wrong with a model's server, as sentences. The product answers by rules all the same; these say why it had to.

import OpenAI from "openai";
import { Fault, type FaultCode, isFault } from "#core/fault.ts";
import type { Wording } from "#core/wording.ts";

export interface Served {
  readonly host: string;
  readonly model: string;
}

/** Any thrown thing as a Fault about the model's server; a Fault passes as it is. Never holds what was asked or the key. */
export function asModelFault(error: unknown, served: Served): Fault {
  if (isFault(error)) return error;
  if (error instanceof OpenAI.APIConnectionTimeoutError) return silent(served, null, error);
  if (error instanceof OpenAI.APIConnectionError) return unreachable(served, error);
  if (error instanceof OpenAI.APIError && error.status !== undefined) return byStatus(error, served);
  return garbled(served, error);
}

function unreachable({ host }: Served, cause: unknown): Fault {
  return fault(
    "unreachable",
    {
      en: `The model's server ${host} cannot be reached. Check OPENAI_BASE_URL and the network.`,
      pt: `O servidor do modelo ${host} está inacessível. Verifique OPENAI_BASE_URL e a rede.`,
    },
    cause,
    { retryable: true },
  );
}

export function silent({ host }: Served, afterMs: number | null, cause: unknown): Fault {
  const [en, pt] = afterMs === null ? ["", ""] : [` for ${afterMs / 1000} s`, ` por ${afterMs / 1000} s`];
  return fault(
    "timeout",
    {
      en: `The model's server ${host} said nothing${en}.`,
      pt: `O servidor do modelo ${host} não disse nada${pt}.`,
    },
    cause,
    { retryable: true },
  );
}

export function garbled({ host }: Served, cause: unknown): Fault {
  return fault(
    "bad_gateway",
    {
      en: `The model's server ${host} answered something that is not OpenAI's protocol. Check OPENAI_BASE_URL.`,
      pt: `O servidor do modelo ${host} respondeu algo que não é o protocolo da OpenAI. Verifique OPENAI_BASE_URL.`,
    },
    cause,
    {},
  );
}

function byStatus(error: InstanceType<typeof OpenAI.APIError>, { host, model }: Served): Fault {
  const status = error.status ?? 0;
  const detail = { status };
  if (status === 401 || status === 403)
    return fault(
      "misconfigured",
      {
        en: `The model's server ${host} refused the key (${status}). Check OPENAI_API_KEY.`,
        pt: `O servidor do modelo ${host} recusou a chave (${status}). Verifique OPENAI_API_KEY.`,
      },
      error,
      { detail },
    );
  if (status === 404)
    return fault(
      "misconfigured",
      {
        en: `The model's server ${host} does not know the model ${model} (404). Check OPENAI_MODEL and OPENAI_BASE_URL.`,
        pt: `O servidor do modelo ${host} não conhece o modelo ${model} (404). Verifique OPENAI_MODEL e OPENAI_BASE_URL.`,
      },
      error,
      { detail },
    );
  if (status === 429)
    return fault(
      "rate_limited",
      {
        en: `The model's server ${host} takes no more questions now (429).`,
        pt: `O servidor do modelo ${host} não aceita mais perguntas agora (429).`,
      },
      error,
      { retryable: true, detail: { ...detail, ...waitOf(error) } },
    );
  if (status >= 500 || status === 408)
    return fault(
      "unavailable",
      {
        en: `The model's server ${host} cannot answer now (${status}).`,
        pt: `O servidor do modelo ${host} não consegue responder agora (${status}).`,
      },
      error,
      { retryable: true, detail },
    );
  return fault(
    "bad_gateway",
    {
      en: `The model's server ${host} would not take the question (${status}).`,
      pt: `O servidor do modelo ${host} não aceitou a pergunta (${status}).`,
    },
    error,
    { detail },
  );
}

/** What its header `retry-after` asks for; a minute at most, so that a wrong one does not silence the model for a day. */
function waitOf(error: InstanceType<typeof OpenAI.APIError>): { readonly retryAfterMs?: number } {
  const seconds = Number(error.headers?.get("retry-after"));
  return Number.isFinite(seconds) && seconds > 0 ? { retryAfterMs: Math.min(60_000, seconds * 1_000) } : {};
}

function fault(
  code: FaultCode,
  sentence: Wording,
  cause: unknown,
  options: { readonly retryable?: boolean; readonly detail?: Readonly<Record<string, unknown>> },
): Fault {
  // The library's own error holds the server's answer, which may repeat what was asked: its name alone is kept.
  const named = cause instanceof Error ? new Error(cause.name) : undefined;
  return new Fault(code, sentence, { ...options, ...(named ? { cause: named } : {}) });
}
