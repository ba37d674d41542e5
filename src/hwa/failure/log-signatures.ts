// What well-known failures look like in a job log, whatever program wrote it, in English and in Portuguese.

import type { FamilyKind } from "./families/family.ts";
import { familyOf } from "./families/family-of.ts";
import { ownWords, reasonIn } from "./only-quoted.ts";
import { agentUnreachable } from "./signs/agent.ts";
import { certificate } from "./signs/certificate.ts";
import { connection } from "./signs/connection.ts";
import { badData } from "./signs/data.ts";
import { database, lock } from "./signs/databases.ts";
import { defect, timeUsedUp } from "./signs/defects.ts";
import { missingFile } from "./signs/files.ts";
import { harmless } from "./signs/harmless.ts";
import { logon } from "./signs/logon.ts";
import { nameResolution } from "./signs/name-resolution.ts";
import { certainlyOther, likelyOther } from "./signs/others.ts";
import { permission } from "./signs/permission.ts";
import { commandNotFound, killed, outOfMemory } from "./signs/programs.ts";
import type { FailureKind, LogSignature } from "./signs/sign.ts";
import { diskFull } from "./signs/storage.ts";
import { timeout } from "./signs/timeout.ts";

/** Specific ones before general ones: the first that fits a line names it. */
const logSignatures: readonly LogSignature[] = [
  lock,
  logon,
  diskFull,
  outOfMemory,
  certificate,
  nameResolution,
  agentUnreachable,
  connection,
  timeout,
  commandNotFound,
  permission,
  missingFile,
  badData,
  killed,
  database,
];

/** A long line says what went wrong in its beginning or at its end; what is read of it is bounded. */
const mostRead = 600;
const mostReadOfEnd = 200;

/**
 * What the line tells of, by rules: a code that everybody knows, else the first signature that fits. `none`: certainly of no
 * failure, whatever its words; null: no rule knows it.
 */
export function toldBy(text: string): FamilyKind {
  const line =
    text.length <= mostRead + mostReadOfEnd
      ? text
      : `${text.slice(0, mostRead)} … ${text.slice(-mostReadOfEnd)}`;
  if (harmless.test(line)) return "none";
  const words = ownWords(line);
  if (words === null) return "none";
  const reason = reasonIn(words);
  const why = reason === null ? null : (familyOf(reason) ?? bySignature(reason));
  const known = why ?? familyOf(words);
  if (known !== null) return known;
  if (certainlyOther.test(words)) return "other";
  const kind = bySignature(words);
  if (kind !== null) return kind;
  if (defect.test(line)) return "program";
  return likelyOther.test(words) ? "other" : null;
}

/** One of the kinds, by rules; null for ordinary lines, and for failures of none of the kinds. */
export function signatureOf(line: string): FailureKind | null {
  const kind = toldBy(line);
  return kind === "program" || kind === "other" || kind === "none" ? null : kind;
}

/** A failure that everybody knows, and whose cause is none of the kinds: no handles left, a disk that cannot be read. */
export function isNoNamedKind(line: string): boolean {
  return toldBy(line) === "other";
}

function bySignature(words: string): FailureKind | null {
  return logSignatures.find((signature) => signature.pattern.test(words))?.kind ?? null;
}

/** A database's error or a kill is often the echo of something else; these say the thing itself. */
const plain: Readonly<Partial<Record<FailureKind, RegExp>>> = {
  database:
    /SQLCODE\s*[=:]?\s*-(?:805|9(?:04|23|24))\b|\bNAT3148\b|\bdatabase \S{1,40} (?:is )?(?:currently )?not active|WSREP has not yet prepared|ORA-01034|ORA-01033|ORA-01089|ORA-01090|ORA-01109|ORA-27101|57P0[1-4]|database system is (?:starting up|shutting down|in recovery)|SQL1032N|SQL6036N|banco de dados .{0,40}(?:indispon[ií]vel|fora do ar|iniciado|parado|desligando)/i,
  killed:
    /\bS[12]22\b|cancel command accepted|by (?:the )?(?:user|operator|administrator)|pel[oa] (?:usu[aá]rio|operador)/i,
};

export function saysPlainly(kind: FailureKind, line: string): boolean {
  return plain[kind]?.test(line) ?? false;
}

export function saysTimeIsUp(line: string): boolean {
  return timeUsedUp.test(line);
}

/** It may show a defect of the program beside what the line tells of. */
export function showsDefect(line: string): boolean {
  return defect.test(line);
}
