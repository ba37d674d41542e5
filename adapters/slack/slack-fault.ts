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
    return new Fault(
      "rate_limited",
      { en: "Slack asks to be called less often.", pt: "O Slack pede menos chamadas." },
      {
        cause: error,
        retryable: true,
        detail: { retryAfterMs: error.retryAfter * 1_000 },
      },
    );
  if (error instanceof WebAPIPlatformError) {
    const word = error.data.error;
    const detail = { slack: word };
    if (passing.has(word))
      return new Fault(
        "unavailable",
        {
          en: `Slack could not do it now and says "${word}".`,
          pt: `O Slack não pôde fazer isso agora e diz "${word}".`,
        },
        {
          cause: error,
          retryable: true,
          detail,
        },
      );
    if (ofTheToken.has(word))
      return new Fault(
        "misconfigured",
        {
          en: `Slack does not accept Resync's token for this and says "${word}". Check the app's scopes and install it again.`,
          pt: `O Slack não aceita o token do Resync para isto e diz "${word}". Confira os escopos do app e instale-o de novo.`,
        },
        { cause: error, detail },
      );
    return new Fault(
      "invalid_input",
      { en: `Slack refused it and says "${word}".`, pt: `O Slack recusou e diz "${word}".` },
      { cause: error, detail },
    );
  }
  if (error instanceof WebAPIHTTPError)
    return new Fault(
      "unavailable",
      {
        en: `Slack answered with HTTP ${error.statusCode}.`,
        pt: `O Slack respondeu com HTTP ${error.statusCode}.`,
      },
      {
        cause: error,
        retryable: error.statusCode >= 500 || error.statusCode === 408,
        detail: { status: error.statusCode },
      },
    );
  if (error instanceof WebAPIRequestError)
    return new Fault(
      "unreachable",
      { en: "Slack cannot be reached.", pt: "O Slack não pode ser alcançado." },
      { cause: error, retryable: true },
    );
  return new Fault(
    "internal",
    {
      en: "Talking to Slack failed in a way Resync does not know.",
      pt: "Falar com o Slack falhou de um modo que o Resync não conhece.",
    },
    { cause: error },
  );
}
