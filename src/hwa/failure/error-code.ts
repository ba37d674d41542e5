// The code by which operators call an error: what the program itself named, else the database's, else HWA's, else RC=n.

import type { LogLine } from "./job-log.ts";

export interface ErrorCode {
  readonly code: string;
  /** Where it comes from. `return_code` and `status` are read off the job, the others off its log. */
  readonly from: "program" | "database" | "hwa" | "return_code" | "status";
  /** The line it stands in. */
  readonly line: LogLine | null;
}

/** In this order; of each kind the last but for databases, whose first error is the cause of those after it. */
const families: readonly {
  readonly from: ErrorCode["from"];
  readonly pattern: RegExp;
  readonly pick: "first" | "last";
}[] = [
  { from: "program", pattern: /\b(ABEND_[A-Z0-9][A-Z0-9_]{0,40})\b/, pick: "last" },
  {
    from: "program",
    pattern: /\bABEND(?:ED)?(?: CODE)?\s*[ =:]\s*((?:S[0-9A-F]{3}|U\d{4})(?![0-9A-Za-z]))/i,
    pick: "last",
  },
  {
    from: "program",
    pattern: /\b(S0C[1-9A-F]|SB37|SD37|SE37|S[23]22|S[5-9]06|S806|S878|S80A)\b/,
    pick: "last",
  },
  {
    from: "program",
    pattern: /\berror[ _-]?code\s*[=:]?\s*([A-Z][A-Z0-9]*[-_][A-Z0-9_-]{1,40})\b/i,
    pick: "last",
  },
  // IBM i: the last message that is no mere information.
  {
    from: "program",
    pattern: /^\s*((?:CPF|CPE|CPD|MCH|RNX|RNQ)[0-9A-F]{4})\s+\p{L}[\p{L} ]{2,24}?\s+[3-9]\d\s/u,
    pick: "last",
  },
  { from: "database", pattern: /\b(ORA-\d{5})\b/, pick: "first" },
  { from: "database", pattern: /\b(SQL\d{4,5}[NC])\b/, pick: "first" },
  { from: "database", pattern: /\b(SQLCODE\s*[=:]?\s*-\d{1,6})\b/i, pick: "first" },
  { from: "database", pattern: /\b(SQLSTATE\W{0,3}[0-9A-Z]{5})\b/i, pick: "first" },
  { from: "hwa", pattern: /\b(AWS[A-Z]{3}\d{3}E)\b/, pick: "first" },
];

/** Follow-ups that Oracle and IBM i print below the real error. */
const followUps = new Set(["ORA-06512", "ORA-00604", "ORA-06502", "CPF9999"]);

export function errorCodeOf(
  content: readonly LogLine[],
  job: { readonly internal: string; readonly returnCode: number | null },
): ErrorCode {
  for (const family of families) {
    const found = content.flatMap((line) => {
      const code = family.pattern.exec(line.text)?.[1];
      return code === undefined ? [] : [{ code: tidy(code), from: family.from, line }];
    });
    const real = found.filter((each) => !followUps.has(each.code));
    const pool = real.length > 0 ? real : found;
    const chosen = family.pick === "first" ? pool[0] : pool.at(-1);
    if (chosen) return chosen;
  }
  return job.returnCode !== null && job.returnCode !== 0
    ? { code: `RC=${job.returnCode}`, from: "return_code", line: null }
    : { code: job.internal, from: "status", line: null };
}

/** `SQLCODE = -911` and `SQLSTATE[40001]` as operators write them: `SQLCODE -911`, `SQLSTATE 40001`. */
function tidy(code: string): string {
  const upper = code.toUpperCase();
  const sql = /^(SQLCODE|SQLSTATE)[^-0-9A-Z]*(-?[0-9A-Z]+)$/.exec(upper);
  return sql ? `${sql[1]} ${sql[2]}` : upper;
}
