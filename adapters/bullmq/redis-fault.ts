// The one place where what Redis or its driver throws becomes a Fault.

import { Fault, type FaultCode, isFault } from "#core/fault.ts";

const unharmed = "Nothing is lost: waiting jobs are found without it, only later.";

/** What Redis says begins with a word; what the driver says does not. First match wins. */
const verdicts: readonly (readonly [RegExp, FaultCode, string])[] = [
  [/^OOM/, "unavailable", "has no memory left and takes no messages. Raise maxmemory there, or free some."],
  [/^READONLY/, "unavailable", "is a read-only replica. Point REDIS_URL at the primary."],
  [/^(?:LOADING|MASTERDOWN|BUSY|TRYAGAIN|CLUSTERDOWN)/, "unavailable", "is busy starting or recovering."],
  [/^MISCONF/, "unavailable", "cannot save to its disk and takes no messages. Look at its log."],
  [
    /^(?:NOAUTH|WRONGPASS|NOPERM|ERR AUTH|ERR invalid password)/,
    "misconfigured",
    "refused our account. Check the user, the password and their rights in REDIS_URL.",
  ],
  [/timed out|ETIMEDOUT|Socket timeout/i, "timeout", "does not answer."],
  [/ENOTFOUND|EAI_AGAIN/, "unreachable", "has a name that cannot be resolved. Check the host in REDIS_URL."],
  [
    /ECONNREFUSED|ECONNRESET|EPIPE|EHOSTUNREACH|ENETUNREACH|Connection is closed|isn't writeable|max retries/i,
    "unreachable",
    "cannot be reached. Check that it runs, and REDIS_URL.",
  ],
];

/** Always retryable: whoever rings may ring again, and need not. */
export function redisFault(error: unknown, place: string): Fault {
  if (isFault(error)) return error;
  const message = error instanceof Error ? `${error.message} ${codeOf(error)}` : String(error);
  const [, code, sentence] = verdicts.find(([pattern]) => pattern.test(message)) ?? [
    null,
    "internal" as const,
    `failed unexpectedly (${message.slice(0, 200).trim()}).`,
  ];
  return new Fault(code, `The doorbell's ${place} ${sentence} ${unharmed}`, {
    cause: error,
    retryable: true,
  });
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}
