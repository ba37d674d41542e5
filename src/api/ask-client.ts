// One question to a running Resync, for the command line. Every way it can fail is one clear line.

import { z } from "zod";
import type { Answer } from "#core/answer.ts";
import { Fault, type FaultCode, isFault } from "#core/fault.ts";
import type { Locale } from "#core/locale.ts";
import { oneLine } from "#core/text.ts";
import { answer as answerSchema } from "./schemas.ts";

export interface AskOptions {
  /** Where Resync listens, such as `http://localhost:3000`. */
  readonly url: string;
  readonly token: string;
  readonly text: string;
  readonly conversationId?: string;
  readonly locale?: Locale;
  readonly signal?: AbortSignal;
  readonly fetch?: typeof fetch;
}

const patienceMs = 120_000;
const problem = z.looseObject({ detail: z.string(), requestId: z.string().optional() });

/** The answer of the server at `url`. Throws a Fault whose message is the one line to print. */
export async function askServer(options: AskOptions): Promise<Answer> {
  const { url, token, text, conversationId, locale } = options;
  const base = baseOf(url);
  const patience = AbortSignal.timeout(patienceMs);
  const signal = options.signal ? AbortSignal.any([patience, options.signal]) : patience;
  try {
    const response = await (options.fetch ?? fetch)(new URL("api/chat", base), {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ text, conversationId, locale }),
      redirect: "error",
      signal,
    });
    return await readAnswer(response, url);
  } catch (error) {
    throw isFault(error) ? error : connectionFault(error, url, patience.aborted);
  }
}

function baseOf(url: string): URL {
  const base = URL.canParse(url) ? new URL(url) : null;
  if (!base || !/^https?:$/.test(base.protocol))
    throw new Fault(
      "misconfigured",
      `RESYNC_URL is "${oneLine(url, 100)}", which is no http or https address.`,
    );
  if (!base.pathname.endsWith("/")) base.pathname += "/";
  return base;
}

async function readAnswer(response: Response, url: string): Promise<Answer> {
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) {
    const parsed = answerSchema.safeParse(body);
    if (parsed.success) return parsed.data as Answer;
    throw new Fault(
      "bad_gateway",
      `Something answers at ${url}, but not as Resync does: is RESYNC_URL right?`,
    );
  }
  if (response.status === 401)
    throw new Fault(
      "unauthenticated",
      `The Resync at ${url} does not know this token: set RESYNC_TOKEN to a valid one.`,
    );
  const said = problem.safeParse(body);
  if (!said.success)
    throw new Fault(
      "bad_gateway",
      `Something at ${url} answered ${response.status}, but not as Resync does: is RESYNC_URL right?`,
    );
  throw new Fault(codeOf(response.status), oneLine(said.data.detail, 1_000), {
    retryable: response.status === 429 || response.status >= 500,
    detail: { status: response.status, requestId: said.data.requestId },
  });
}

function codeOf(status: number): FaultCode {
  if (status === 403) return "forbidden";
  if (status === 404) return "not_found";
  if (status === 409) return "conflict";
  if (status === 413) return "too_large";
  if (status === 429) return "rate_limited";
  if (status < 500) return "invalid_input";
  return status === 500 ? "internal" : "unavailable";
}

function connectionFault(error: unknown, url: string, late: boolean): Fault {
  const options = { cause: error, retryable: true };
  if (late)
    return new Fault(
      "timeout",
      `The Resync at ${url} did not answer within ${patienceMs / 1000} seconds.`,
      options,
    );
  const code = codeOfCause(error);
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return new Fault(
      "unreachable",
      `The name in ${url} is not known to the network: check RESYNC_URL.`,
      options,
    );
  if (code === "ECONNREFUSED")
    return new Fault(
      "unreachable",
      `No Resync is listening at ${url}: start it with npm start, or set RESYNC_URL.`,
      options,
    );
  const reason = code ? ` (${code})` : "";
  return new Fault(
    "unreachable",
    `The connection to ${url} broke before the answer came${reason}: is it Resync that runs there?`,
    options,
  );
}

/** The system's word for a failed connection; fetch hides it in `cause`, and in an AggregateError when it tried several addresses. */
function codeOfCause(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  const first = cause instanceof AggregateError ? cause.errors[0] : cause;
  return (first as NodeJS.ErrnoException | undefined)?.code;
}
