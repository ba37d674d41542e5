// What Slack's client throws when we send something, as a Fault that says where, and what would cure it. `detail.slack` is
// Slack's own word; `detail.ambiguous` says that the message may have arrived all the same.

import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from "@slack/web-api";
import { Fault, type FaultCode, isFault } from "#core/fault.ts";

interface Meaning {
  readonly code: FaultCode;
  readonly sentence: (channel: string) => string;
}

const reinstall = "Install the app again, or set a valid SLACK_BOT_TOKEN.";

const meanings: Readonly<Record<string, Meaning>> = {
  not_in_channel: {
    code: "forbidden",
    sentence: (channel) =>
      `Resync is not in the Slack channel ${channel}. Invite it there (/invite @Resync); with the scope channels:join it joins public channels itself.`,
  },
  channel_not_found: {
    code: "not_found",
    sentence: (channel) =>
      `Slack knows no channel ${channel}, or it is private and Resync is not in it. Check the id, or invite Resync there.`,
  },
  is_archived: {
    code: "gone",
    sentence: (channel) => `The Slack channel ${channel} is archived. Name another one, or unarchive it.`,
  },
  user_not_found: {
    code: "not_found",
    sentence: () => "Slack does not know this user here. They may have left the workspace.",
  },
  cannot_dm_bot: { code: "invalid_input", sentence: () => "Slack lets no bot write to another bot." },
  restricted_action: {
    code: "forbidden",
    sentence: (channel) =>
      `This workspace's rules do not let Resync write in ${channel}. Its owners can allow it.`,
  },
  thread_not_found: {
    code: "gone",
    sentence: (channel) => `The message in ${channel} that this answers has been deleted.`,
  },
  msg_too_long: {
    code: "too_large",
    sentence: (channel) => `Slack refused a message for ${channel} as too long, even when it was shortened.`,
  },
  msg_blocks_too_long: {
    code: "too_large",
    sentence: (channel) => `Slack refused a message for ${channel} as too long, even when it was shortened.`,
  },
  invalid_blocks: {
    code: "internal",
    sentence: (channel) => `Slack refused the layout of a message for ${channel}, even the simplest.`,
  },
  token_revoked: { code: "misconfigured", sentence: () => `Resync's Slack token was revoked. ${reinstall}` },
  token_expired: { code: "misconfigured", sentence: () => `Resync's Slack token has expired. ${reinstall}` },
  invalid_auth: {
    code: "misconfigured",
    sentence: () => `Slack does not accept Resync's token. ${reinstall}`,
  },
  not_authed: { code: "misconfigured", sentence: () => `Resync has no Slack token. ${reinstall}` },
  account_inactive: {
    code: "misconfigured",
    sentence: () => `Resync's Slack app was removed or deactivated. ${reinstall}`,
  },
};

/** Slack's own trouble; it may have taken the message before it said so. */
const passing = new Set(["internal_error", "fatal_error", "service_unavailable", "request_timeout"]);
const tooOften = new Set(["ratelimited", "rate_limited", "message_limit_exceeded"]);
/** Where Slack names no time. */
const pauseMs = 30_000;
/** Slack means minutes at most; whoever else answered in its place shall not keep us quiet for ever. */
const longestPauseMs = 600_000;

export function sendingFault(error: unknown, channel: string): Fault {
  if (isFault(error)) return error;
  if (error instanceof WebAPIRateLimitedError) return tooManyCalls(error.retryAfter * 1_000, error);
  if (error instanceof WebAPIPlatformError) return refused(error, channel);
  if (error instanceof WebAPIHTTPError)
    return error.statusCode === 429
      ? tooManyCalls(pauseMs, error)
      : new Fault("unavailable", `Slack answered with HTTP ${error.statusCode}. It is tried again.`, {
          cause: error,
          retryable: true,
          detail: { status: error.statusCode, ambiguous: true },
        });
  const cause = error instanceof WebAPIRequestError ? error.original : error;
  const name = cause instanceof Error ? cause.name : "";
  if (cause instanceof Error && cause.message.startsWith("Retry header")) return tooManyCalls(pauseMs, error);
  if (name === "TimeoutError" || name === "AbortError")
    return new Fault("timeout", "Slack did not answer in time. It is tried again.", {
      cause: error,
      retryable: true,
      detail: { ambiguous: true },
    });
  return new Fault("unreachable", "The connection to Slack failed. It is tried again.", {
    cause: error,
    retryable: true,
    detail: { ambiguous: !neverSent(cause) },
  });
}

function refused(error: WebAPIPlatformError, channel: string): Fault {
  const word = error.data.error;
  // The client gives what is no JSON as if it were Slack's word: a proxy's page, or half of an answer.
  if (!/^[a-z0-9_]{1,80}$/.test(word))
    return new Fault("bad_gateway", "What answered in Slack's place is not Slack. It is tried again.", {
      cause: new Error("The answer was no JSON."),
      retryable: true,
      detail: { ambiguous: true },
    });
  const detail = { slack: word };
  if (tooOften.has(word)) return tooManyCalls(pauseMs, error);
  if (passing.has(word))
    return new Fault("unavailable", `Slack could not take it now and says "${word}". It is tried again.`, {
      cause: error,
      retryable: true,
      detail: { ...detail, ambiguous: true },
    });
  if (word === "missing_scope") {
    const { needed: scope } = error.data as { readonly needed?: unknown };
    const needed = typeof scope === "string" ? ` ${scope}` : "";
    return new Fault(
      "misconfigured",
      `The Slack app lacks the scope${needed || " this needs"}. Add it to the app's manifest and install the app again.`,
      { cause: error, detail: { ...detail, needed: needed.trim() } },
    );
  }
  const meaning = Object.hasOwn(meanings, word) ? meanings[word] : undefined;
  return new Fault(
    meaning?.code ?? "invalid_input",
    meaning?.sentence(channel) ?? `Slack refused a message for ${channel} and says "${word}".`,
    { cause: error, detail },
  );
}

function tooManyCalls(retryAfterMs: number, cause: unknown): Fault {
  return new Fault("rate_limited", "Slack asks to be called less often. It is tried again after its pause.", {
    cause,
    retryable: true,
    detail: { retryAfterMs: Math.min(retryAfterMs, longestPauseMs) },
  });
}

/** Nobody was there to take it, so nothing can have arrived. */
function neverSent(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause)
    if ("code" in each && (each.code === "ECONNREFUSED" || each.code === "ENOTFOUND")) return true;
  return false;
}

export function isAmbiguous({ detail }: Fault): boolean {
  return detail.ambiguous === true;
}

/** Slack's own word for the refusal; empty when it was none. */
export function wordOf({ detail }: Fault): string {
  return typeof detail.slack === "string" ? detail.slack : "";
}
