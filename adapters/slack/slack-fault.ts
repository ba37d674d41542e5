// What Slack's web client throws, as a Fault. Slack's own word for what went wrong is in `detail.slack`.

import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from "@slack/web-api";
import { Fault, isFault } from "#core/fault.ts";

/** Slack's words for its own trouble: the same call may succeed later. */
const passing = new Set([
  "internal_error",
  "fatal_error",
  "service_unavailable",
  "team_added_to_org",
  "request_timeout",
  "ratelimited",
  "rate_limited",
  "message_limit_exceeded",
]);
const ofTheToken = new Set([
  "invalid_auth",
  "not_authed",
  "account_inactive",
  "token_revoked",
  "token_expired",
  "missing_scope",
  "no_permission",
]);

export function slackFault(error: unknown): Fault {
  if (isFault(error)) return error;
  if (error instanceof WebAPIRateLimitedError)
    return new Fault("rate_limited", "Slack asks to be called less often.", {
      cause: error,
      retryable: true,
      detail: { retryAfterMs: error.retryAfter * 1_000 },
    });
  if (error instanceof WebAPIPlatformError) {
    const word = error.data.error;
    const detail = { slack: word };
    if (passing.has(word))
      return new Fault("unavailable", `Slack could not do it now and says "${word}".`, {
        cause: error,
        retryable: true,
        detail,
      });
    if (ofTheToken.has(word))
      return new Fault(
        "misconfigured",
        `Slack does not accept Resync's token for this and says "${word}". Check the app's scopes and install it again.`,
        { cause: error, detail },
      );
    return new Fault("invalid_input", `Slack refused it and says "${word}".`, { cause: error, detail });
  }
  if (error instanceof WebAPIHTTPError)
    return new Fault("unavailable", `Slack answered with HTTP ${error.statusCode}.`, {
      cause: error,
      retryable: error.statusCode >= 500 || error.statusCode === 408,
      detail: { status: error.statusCode },
    });
  if (error instanceof WebAPIRequestError)
    return new Fault("unreachable", "Slack cannot be reached.", { cause: error, retryable: true });
  return new Fault("internal", "Talking to Slack failed in a way Resync does not know.", { cause: error });
}
