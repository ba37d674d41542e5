// Where the doorbell's Postgres is, and what it or its driver throws as a Fault.

import { DatabaseError } from "pg";
import { Fault, type FaultCode, isFault } from "#core/fault.ts";

const unharmed = "Nothing is lost: waiting jobs are found without it, only later.";

/** `Postgres at host:5432/database`, never a password. Fault `misconfigured` when the URL is none. */
export function placeOf(url: string): string {
  if (URL.canParse(url) && /^postgres(?:ql)?:$/.test(new URL(url).protocol)) {
    const { hostname, port, pathname, searchParams } = new URL(url);
    return `Postgres at ${searchParams.get("host") ?? (hostname || "localhost")}:${port || "5432"}${pathname}`;
  }
  throw new Fault(
    "misconfigured",
    "DATABASE_URL is not a Postgres URL. It looks like postgres://user:password@host:5432/database.",
  );
}

/** By SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html First match wins. */
const told: readonly (readonly [RegExp, FaultCode, string])[] = [
  [
    /^(?:28|3D000)/,
    "misconfigured",
    "refused our account. Check user, password and database in DATABASE_URL.",
  ],
  [/^42501/, "misconfigured", "does not let us use the doorbell's schema. Grant it, or run: npm run migrate"],
  [/^(?:42P01|42883|3F000)/, "misconfigured", "lacks the doorbell's tables. Run: npm run migrate"],
  [/^25006/, "unavailable", "is read-only (a standby?). Point DATABASE_URL at the primary."],
  [
    /^53300/,
    "unavailable",
    "takes no more connections. Raise max_connections there, or stop what holds them.",
  ],
  [/^53/, "unavailable", "has no disk or memory left. Free some there."],
  [/^57P0/, "unavailable", "is stopping, starting or recovering."],
  [/^57014/, "timeout", "was too slow."],
];

const met: readonly (readonly [RegExp, FaultCode, string])[] = [
  [/timeout|timed out|ETIMEDOUT/i, "timeout", "does not answer."],
  [
    /ENOTFOUND|EAI_AGAIN/,
    "unreachable",
    "has a name that cannot be resolved. Check the host in DATABASE_URL.",
  ],
  [
    /ECONNREFUSED|ECONNRESET|EPIPE|EHOSTUNREACH|ENETUNREACH|terminated|ended|not queryable|after calling end/i,
    "unreachable",
    "cannot be reached. Check that it runs, and DATABASE_URL.",
  ],
];

/** Retryable but for what our own check found: whoever rings may ring again, and need not. */
export function postgresFault(error: unknown, place: string): Fault {
  if (isFault(error)) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const message = error instanceof Error ? `${error.name} ${error.message}` : String(error);
  const verdict =
    error instanceof DatabaseError
      ? told.find(([state]) => state.test(code))
      : /^SchemaMigrationRequired/.test(message)
        ? told.find(([state]) => state.test("42P01"))
        : met.find(([pattern]) => pattern.test(`${message} ${code}`));
  const [, kind, sentence] = verdict ?? [
    null,
    "internal" as const,
    `failed unexpectedly (${message.slice(0, 200).trim()}).`,
  ];
  return new Fault(kind, `The doorbell's ${place} ${sentence} ${unharmed}`, {
    cause: error,
    retryable: true,
  });
}
