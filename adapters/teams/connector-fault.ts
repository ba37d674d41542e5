// What Teams answers when it does not do what it was asked, as a sentence with a cure.

import { Fault } from "#core/fault.ts";

export interface Refusal {
  readonly status: number;
  /** Teams' own word, such as `BotNotInConversationRoster`; null: it gave none. */
  readonly code: string | null;
  /** From Retry-After; null: it named no time. */
  readonly retryAfterMs: number | null;
}

/** `doing`: what was tried, to finish "Teams … ", such as `did not take a message for …`. */
export function refusalFault({ status, code, retryAfterMs }: Refusal, doing: string): Fault {
  const detail = { status, ...(code === null ? {} : { code }) };
  const said = code === null ? `${status}` : `${status} ${code}`;
  switch (status) {
    case 401:
      return new Fault(
        "misconfigured",
        `Teams ${doing}: it does not accept the bot's token (${said}). Check TEAMS_APP_ID, TEAMS_TENANT_ID and the bot's registration in Azure.`,
        { retryable: true, detail: { ...detail, retryAfterMs: 60_000 } },
      );
    case 403:
      return new Fault(
        "forbidden",
        `Teams ${doing} (${said}): Resync's app is not installed there, was removed, or is blocked. Install the app for that person, chat or team.`,
        { detail },
      );
    case 404:
      return new Fault(
        "not_found",
        `Teams ${doing} (${said}): that conversation or message is not there any more.`,
        { detail },
      );
    case 413:
      return new Fault("too_large", `Teams ${doing}: the message is too large for it (${said}).`, { detail });
    case 429:
    case 412:
      return new Fault(
        "rate_limited",
        `Teams ${doing} just now (${said}): it asks to be called less often.`,
        {
          retryable: true,
          detail: { ...detail, retryAfterMs: retryAfterMs ?? jittered(2_000) },
        },
      );
    default:
      if (status >= 500)
        return new Fault("unavailable", `Teams ${doing} just now (${said}). It is tried again.`, {
          retryable: true,
          detail: { ...detail, retryAfterMs: retryAfterMs ?? jittered(1_000) },
        });
      return new Fault("bad_gateway", `Teams ${doing} (${said}), and trying again would not help.`, {
        detail,
      });
  }
}

/** Nobody answered, or not in time. Whether it arrived is not known. */
export function silenceFault(cause: unknown, host: string, doing: string): Fault {
  const late = cause instanceof Error && cause.name === "TimeoutError";
  return new Fault(
    late ? "timeout" : "unreachable",
    late
      ? `${host} did not answer in time, so it is not known whether Teams ${doing.replace(/^did not /, "did ")}. It is tried again.`
      : `${host} could not be reached, so Teams ${doing}. It is tried again; look whether this machine may connect to it.`,
    { cause, retryable: true, detail: { retryAfterMs: jittered(1_000) } },
  );
}

/** At least `ms` and up to twice that, so that many who were refused together do not come back together. */
function jittered(ms: number): number {
  return Math.round(ms * (1 + Math.random()));
}
