// An answer of HWA that is not 2xx, as a Fault with HCL's own words in it.

import type { Fault, FaultCode } from "#core/fault.ts";
import { oneLine } from "#core/text.ts";
import { looksLikeHtml, readErrorBody } from "../wire/error-body.ts";
import { type Circumstance, failure } from "./as-fault.ts";
import type { Call, HwaAnswer } from "./call.ts";
import { operationLabel } from "./operations.ts";

/** The longest that `Retry-After` is taken seriously for. */
const longestWaitMs = 3_600_000;

/** The Fault of a refusing answer; `user` is null for an API key. */
export function refusal(answer: HwaAnswer, call: Call, user: string | null, now: Date): Fault {
  const about: Circumstance = { host: answer.host, operation: call.operation };
  const { message, awsCodes } = readErrorBody(answer.text);
  const said = message ? ` HWA says: ${message}` : "";
  const { code, sentence, retryable } = sentenceFor(answer, call, user, said, awsCodes);
  const retryAfterMs = retryAfter(answer.retryAfter, now);
  return failure(code, answer.status < 400 ? "redirect" : "status", sentence, about, undefined, retryable, {
    status: answer.status,
    awsCodes,
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  });
}

interface Wording {
  readonly code: FaultCode;
  readonly sentence: string;
  readonly retryable: boolean;
}

function sentenceFor(
  answer: HwaAnswer,
  call: Call,
  user: string | null,
  said: string,
  awsCodes: readonly string[],
): Wording {
  const { host, status } = answer;
  const what = operationLabel(call.operation);
  const who = user === null ? "the API key Resync uses" : `user "${user}"`;
  const final = (code: FaultCode, sentence: string): Wording => ({ code, sentence, retryable: false });
  const passing = (code: FaultCode, sentence: string): Wording => ({ code, sentence, retryable: true });

  if (status < 400) return final("bad_gateway", redirectSentence(answer));
  switch (status) {
    case 400:
    case 422:
      return final("invalid_input", `HWA at ${host} did not accept ${questionOf(call, what)}.${said}`);
    case 401:
      return final(
        "unauthenticated",
        user === null
          ? `HWA at ${host} did not accept the API key (401). Check HWA_API_KEY; keys expire after 365 days by default.${said}`
          : `HWA at ${host} did not accept user "${user}" with this password (401). Check HWA_USER and HWA_PASSWORD.${said}`,
      );
    case 403:
      return final(
        "forbidden",
        `HWA at ${host} does not allow ${who} to do this (403, ${what}).${said} Its Security file must grant ${call.operation.method === "GET" ? "display and list" : "the action"} on the object.`,
      );
    case 404:
    case 410:
      return final(status === 410 ? "gone" : "not_found", notFoundSentence(answer, call, what, said));
    case 405:
    case 415:
    case 501:
      return final(
        "bad_gateway",
        `HWA at ${host} does not offer ${what} (${status}). Its version may be older than 10.1 Fix Pack 1, or HWA_URL points elsewhere.${said}`,
      );
    case 409:
      return final("conflict", `HWA at ${host} cannot do this in the object's present state (409).${said}`);
    case 408:
      return passing("timeout", `HWA at ${host} gave up waiting for the request (408). Ask again.${said}`);
    case 413:
    case 414:
    case 431:
      return final("too_large", `HWA at ${host} found the question too long (${status}). Narrow it.${said}`);
    case 429:
      return passing(
        "rate_limited",
        `HWA at ${host} asks for fewer calls (429). Ask again in a moment.${said}`,
      );
    case 502:
    case 503:
    case 504:
      return passing(
        "unavailable",
        `HWA at ${host} is not available now (${status}).${said} Ask again in a moment; if it lasts, look at the master's application server.`,
      );
  }
  if (status < 500)
    return final("bad_gateway", `HWA at ${host} refused ${what} with status ${status}.${said}`);
  // HWA answers 500 where the object's state forbids an action: AWSJSY404E around AWSBIN076E.
  if (awsCodes.includes("AWSBIN076E"))
    return final("conflict", `HWA at ${host} cannot do this in the object's present state.${said}`);
  return final(
    "unavailable",
    `HWA at ${host} failed to answer ${what} (${status}).${said || " It gave no reason; look at the master's messages.log."}`,
  );
}

function questionOf(call: Call, what: string): string {
  const oql = call.query?.oql;
  return oql ? `the query ${oneLine(oql, 200)} (400, ${what})` : `${what} as it was asked (400)`;
}

function notFoundSentence(answer: HwaAnswer, call: Call, what: string, said: string): string {
  if (call.id !== undefined && !looksLikeHtml(answer.text))
    return `HWA at ${answer.host} has nothing with the id ${oneLine(call.id, 80)} in its plan (404, ${what}). The plan may have moved on since.${said}`;
  return `HWA at ${answer.host} has no ${what} (404). Its version may not offer it, or HWA_URL points elsewhere: it must be the REST port of the master.${said}`;
}

/** Only the target's origin is told: the rest may carry a session. */
function redirectSentence(answer: HwaAnswer): string {
  const target = URL.parse(answer.location ?? "", `http://${answer.host}`)?.origin ?? "another address";
  return `HWA at ${answer.host} sends callers to ${target} (${answer.status}), and Resync takes its credentials nowhere else. HWA_URL must name HWA's REST port itself, not a login page in front of it.`;
}

/** Seconds or an HTTP date, in milliseconds from now. */
function retryAfter(header: string | null, now: Date): number | null {
  if (header === null) return null;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now.getTime();
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), longestWaitMs) : null;
}
