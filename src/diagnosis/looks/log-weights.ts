// How much a line of the log shows of a cause: more when it ended the job, less when it was warned of, gone on from, an echo of
// a nearer cause or the aftermath of a crash.

import type { CauseKind } from "#core/diagnosis/causes.ts";
import type { Bearing } from "#core/diagnosis/evidence.ts";
import type { LogLine } from "#hwa/failure/job-log.ts";
import { saysPlainly } from "#hwa/failure/log-signatures.ts";
import type { FailureKind } from "#hwa/failure/signs/sign.ts";
import { type Breakage, type Recognised, specificityOf } from "#hwa/failure/what-broke.ts";

type Broken = Extract<Breakage, { kind: "broken" }>;

/** How much a line of each kind shows, as the logarithm of odds. A database's error or a kill is often another's echo. */
export const shows: Readonly<Record<FailureKind, number>> = {
  disk_full: 3,
  out_of_memory: 3,
  lock: 3,
  logon: 3,
  certificate: 3,
  missing_file: 2.8,
  name_resolution: 2.8,
  bad_data: 2.4,
  permission: 2.6,
  command_not_found: 2.8,
  agent_unreachable: 2.6,
  connection: 2.2,
  timeout: 1.8,
  database: 1.4,
  killed: 1.2,
};
/** What says the thing itself rather than an echo of it. */
const plainly = 2.6;
/** What was learned fits a cause and never shows it alone. */
const mostLearned = 1.9;
const wentOnFrom = 0.4;
const onlyWarns = 1.4;
/** After a nearer cause a lost connection or an error of the database is its echo, and after the first trouble the next one often is. */
const echoes = 0.5;
const comesLater = 0.6;
/** What says that the error in this line is the one the program ended with. */
export const returned = 0.8;
const ofItsOwn = 2.2;
/** So many lines without trouble between two troubles: the program worked on after the first, and the second ended it. */
const farApart = 6;
const warning =
  /\b(?:warn(?:ing)?|aviso|info|notice|debug|retry(?:ing)?|retrying|non-?fatal|tentando|tentativa)\b|\b(?:falling back|trying (?:the )?(?:next|second|other|another))\b/i;
const causedBy =
  /\bcaused by\b|\bcausad[oa] por\b|\bdirect cause\b|^\s*(?:[\w.$]+\.)?[A-Z]\w*(?:Error|Exception)\b/i;
/** Its own code, and nothing that it was given, ends a program so. */
const crash =
  /\bpanic(?:ked)?\b|null ?pointer|nil pointer|null ?reference|object reference not set|segmentation fault|segfault|SIGSEGV|stack smashing|double free|heap corruption|core dumped|\bS0C4\b|out ?of ?bounds/i;
const gaveUp =
  /\b(?:giving up|gave up|(?:retries|attempts) exhausted|max(?:imum)? (?:number of )?(?:retries|attempts)|no more retries|after \d+ (?:attempts|retries|tries)|desistindo|tentativas esgotadas|ap[oó]s \d+ tentativas)\b/i;
/** After a crash of its own code a program only cleans up, and what fails then is no cause; but a trace may name one further on. */
function isAftermath(defect: Broken["defect"], { line }: Recognised): boolean {
  return (
    defect !== null &&
    crash.test(defect.text) &&
    line.number > defect.number &&
    !causedBy.test(line.text) &&
    !crash.test(line.text)
  );
}

/** The logarithm of odds. */
export function weightOf({ recognised, unnamed, tail, defect }: Broken, each: Recognised): number {
  const { kind, line, wentOn, sure } = each;
  const shown = saysPlainly(kind, line.text) ? plainly : shows[kind];
  const full = wentOn ? wentOnFrom : sure < 1 ? Math.min(shown, oddsOf(sure), mostLearned) : shown;
  // Of what it tried again and again until it gave up, the tries are no mere warnings.
  const tried = tail.some((other) => gaveUp.test(other.text));
  const warns = (text: string) => warning.test(text) && !tried;
  if (wentOn || warns(line.text)) return Math.max(0.2, warns(line.text) ? full - onlyWarns : full);
  const burst = recognised.filter((other) => !other.wentOn && !warns(other.line.text));
  // A failure of none of the kinds came first, and this is what it brought about.
  if (unnamed.some(({ number }) => number < line.number && line.number - number < farApart))
    return full * comesLater;
  const own = specificityOf(each);
  if (own >= 2 && burst.some((other) => specificityOf(other) < 2)) return full * echoes;
  if (isAftermath(defect, each)) return full * comesLater;
  if (own >= 2) return full;
  const near = burst.filter((other) => specificityOf(other) < 2);
  if (near.some((other) => other.kind !== kind && other.at - each.at >= farApart)) return full * comesLater;
  const first = near.find((other) => each.at - other.at < farApart);
  return first !== undefined && first.kind !== kind && first.line.number < line.number
    ? full * comesLater
    : full;
}

/** Of what was learned: as likely as the reader says. */
function oddsOf(sure: number): number {
  return Math.log10(sure / (1 - sure));
}

/** The program ended with the number of this very error; a byte keeps what is left of it by 256. */
export function isReturned(text: string, returnCode: number | null): boolean {
  if (returnCode === null || returnCode < 3) return false;
  const numbers = text.matchAll(
    /\b(?:[A-Z]{2,8}-0*|(?:system )?(?:error|erro|fehler|erreur|reason code|code|c[oó]digo)(?: de sistema| code)?\W{0,3}|curl: \(|SQL0*)(\d{1,5})(?!\d)/gi,
  );
  return [...numbers].some(([, number]) => {
    const code = Number(number);
    return code === returnCode || (code > 255 && code % 256 === returnCode);
  });
}

/** Only a defect in the program's own code writes such a line; after a nearer cause it is the echo of that. */
export function defectWeight({ recognised }: Broken, { number }: LogLine): number {
  const nearer = recognised.some(
    (each) =>
      !each.wentOn &&
      (each.line.number <= number || causedBy.test(each.line.text)) &&
      each.kind !== "killed" &&
      each.kind !== "database" &&
      !warning.test(each.line.text),
  );
  return nearer ? ofItsOwn * echoes : ofItsOwn;
}

/** A line of one kind may be how another cause looks from inside the program. */
export function alsoBy(kind: FailureKind, weight: number): readonly Bearing[] {
  const echo = (cause: CauseKind, share: number) => ({ cause, weight: weight * share, group: "log" });
  switch (kind) {
    case "killed":
      return [echo("out_of_memory", 0.5), echo("max_duration", 0.5)];
    case "timeout":
      return [echo("connection", 0.5), echo("lock", 0.3)];
    case "agent_unreachable":
      return [echo("workstation_down", 0.7)];
    case "connection":
      return [echo("name_resolution", 0.2), echo("certificate", 0.2)];
    default:
      return [];
  }
}

const byShell = /(?:\bline \d+: |\blinha \d+: |sh: (?:\d+: )?)\S+: (?:No such file|not found|arquivo)/i;

/** The shell's "No such file" about the job's own script, or one it calls, is no missing input. */
export function isItsScript({ header, returnCode }: Broken, { kind, line }: Recognised): boolean {
  if (kind !== "missing_file") return false;
  const [script = ""] = (header?.command ?? "").trim().split(/\s+/);
  const asked = script.length > 2 && line.text.includes(script);
  return (returnCode === 127 && (asked || byShell.test(line.text))) || (returnCode === 126 && asked);
}
