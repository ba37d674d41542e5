// What broke a job? From its status, return code, durations, and the end of its log; what is not shown stays unknown.
//
// Which line names the cause: in a program's log the first failure of the last burst is the cause and the rest is its
// echo, so of all recognised lines the most specific wins, HWA's own "was not launched" before the program's, and
// among equals the first. A plain return code explains only what convention says of it.

import { isFault } from "#core/fault.ts";
import type { HwaJob, HwaJobRun, HwaReader, ReadOptions } from "#ports/hwa.ts";
import { type JobFacts, jobFacts, wordOf } from "../job-facts.ts";
import { awsCodesIn } from "./aws-codes.ts";
import { type ErrorCode, errorCodeOf } from "./error-code.ts";
import { type LogLine, meaningfulTail, type ParsedLog } from "./job-log.ts";
import { isFrame, progressAfter } from "./log-progress.ts";
import { saysPlainly, saysTimeIsUp } from "./log-signatures.ts";
import { readLogTail } from "./log-tail.ts";
import { type LineReading, readLine } from "./read-line.ts";
import { meaningOfReturnCode, type ReturnCodeMeaning } from "./return-codes.ts";
import type { FailureKind } from "./signs/sign.ts";

export type BreakCause =
  | { readonly kind: FailureKind; readonly line: LogLine; readonly from: "log" }
  | {
      readonly kind: "max_duration";
      readonly maxDurationMs: number;
      readonly ranMs: number;
      readonly from: "job";
    }
  /** The return code's conventional meaning is all there is. */
  | { readonly kind: "return_code"; readonly meaning: ReturnCodeMeaning; readonly from: "job" }
  | { readonly kind: "unknown"; readonly from: "none" };

/** A line that looks like a well-known failure. */
export interface Recognised {
  readonly kind: FailureKind;
  readonly line: LogLine;
  /** The job worked on after it, until something else went wrong. */
  readonly wentOn: boolean;
  /** 0 to 1: how sure it is that the line shows this; 1 where a rule says so. */
  readonly sure: number;
  /** Which line it is of those that say something: blank ones and the frames of a trace are not counted. */
  readonly at: number;
}

export type LogState =
  | { readonly kind: "read"; readonly whole: boolean; readonly lines: number }
  | { readonly kind: "empty" }
  /** `reason` is a sentence. */
  | { readonly kind: "unavailable"; readonly reason: string };

export type Breakage =
  | { readonly kind: "not_broken"; readonly job: HwaJob; readonly facts: JobFacts }
  | {
      readonly kind: "broken";
      readonly job: HwaJob;
      readonly facts: JobFacts;
      readonly run: HwaJobRun | null;
      /** `abend`: the program ended badly. `fail`: it was never started. `other`: HWA's word is neither. */
      readonly how: "abend" | "fail" | "other";
      readonly errorCode: ErrorCode;
      readonly returnCode: number | null;
      readonly returnCodeMeaning: ReturnCodeMeaning | null;
      readonly cause: BreakCause;
      /** Other things that went wrong in the same log, each kind once. */
      readonly besides: readonly { readonly kind: FailureKind; readonly line: LogLine }[];
      /** Every line that looks like a well-known failure, in order. */
      readonly recognised: readonly Recognised[];
      /** Lines of a well-known failure that is none of the kinds, which the job did not go on from. */
      readonly unnamed: readonly LogLine[];
      /** Where only a defect in the program's own code shows: the first line of its last such trouble. */
      readonly defect: LogLine | null;
      /** A line that says its processor time was used up. */
      readonly timeUp: LogLine | null;
      /** What HWA wrote above the log: as whom, what and where it ran; null: there was no log. */
      readonly header: ParsedLog["header"] | null;
      /** The lines that show it, in order, at most 8. */
      readonly evidence: readonly LogLine[];
      /** The last meaningful lines. */
      readonly tail: readonly LogLine[];
      readonly awsCodes: readonly string[];
      readonly log: LogState;
    };

interface Reading extends LineReading {
  readonly line: LogLine;
}

const tailLines = 12;
/** So many lines are read; a third of a thousandth of a second each. */
const mostRead = 1_000;
const mostEvidence = 8;
/** What was learned must be surer than of any kind: that the program itself is to blame sends people to its owner. */
const sureOfDefect = 0.97;

/**
 * The failure of the run that counts; for a job that is not failed now but failed earlier in this plan, `run` may name
 * the failed run. One log read, a few more when the log is very long. A log that cannot be read is told, not thrown.
 */
export async function whatBroke(
  hwa: HwaReader,
  job: HwaJob,
  now: Date,
  options: ReadOptions & { readonly run?: HwaJobRun } = {},
): Promise<Breakage> {
  const run = options.run ?? failedRun(job);
  if (!run && wordOf(job) !== "Failed") return { kind: "not_broken", job, facts: jobFacts(job, now) };
  if (!run) return explainBreakage(job, null, null, { kind: "empty" }, now);
  try {
    const { log, whole } = await readLogTail(hwa, run.id, tailLines, options);
    const state: LogState =
      log.content.length === 0 ? { kind: "empty" } : { kind: "read", whole, lines: log.lines };
    return explainBreakage(job, run, log, state, now);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!isFault(error)) throw error;
    return explainBreakage(job, run, null, { kind: "unavailable", reason: error.message }, now);
  }
}

/** The failed run to explain: only when the job is failed now. */
function failedRun(job: HwaJob): HwaJobRun | null {
  if (wordOf(job) !== "Failed") return null;
  return job.runs.findLast((run) => run.last) ?? job.runs.at(-1) ?? null;
}

/** The rule itself. */
export function explainBreakage(
  job: HwaJob,
  run: HwaJobRun | null,
  log: ParsedLog | null,
  state: LogState,
  now: Date,
): Breakage {
  const facts = jobFacts(job, now);
  const internal = (run?.status.internal ?? job.status.internal).toUpperCase();
  const returnCode = run?.returnCode ?? log?.footer.exitStatus ?? null;
  const content = endOf(log?.content ?? []);
  const readings = readingsOf(content);
  const { recognised, unnamed } = recognisedIn(content, readings);
  const errorCode = errorCodeOf(content, { internal, returnCode });
  const returnCodeMeaning = returnCode === null ? null : meaningOfReturnCode(returnCode);
  const cause = causeOf(job, run, recognised, returnCodeMeaning);
  const told = cause.from === "log" ? cause.line : null;
  const besides = [...new Map(recognised.toReversed().map((each) => [each.kind, each])).values()].filter(
    (each) => each.kind !== cause.kind,
  );
  return {
    kind: "broken",
    job,
    facts,
    run,
    how: internal === "ABEND" ? "abend" : internal === "FAIL" ? "fail" : "other",
    errorCode,
    returnCode,
    returnCodeMeaning,
    cause,
    besides,
    recognised,
    unnamed,
    defect: defectIn(readings),
    timeUp: content.findLast((line) => saysTimeIsUp(line.text)) ?? null,
    header: log?.header ?? null,
    evidence: evidenceOf(
      recognised.map((each) => each.line),
      [told, errorCode.line],
    ),
    tail: meaningfulTail(content, tailLines),
    awsCodes: awsCodesIn(content.map((line) => line.text).join("\n")),
    log: state,
  };
}

/** Each line that shows a failure, of the last ones: the reason stands near the end. */
function readingsOf(content: readonly LogLine[]): readonly Reading[] {
  return content
    .slice(-mostRead)
    .filter((line) => !isFrame(line))
    .map((line) => ({ line, ...readLine(line.text) }))
    .filter(({ kind }) => kind !== "none");
}

function recognisedIn(
  content: readonly LogLine[],
  readings: readonly Reading[],
): {
  readonly recognised: readonly Recognised[];
  readonly unnamed: readonly LogLine[];
} {
  const told = content.filter((line) => line.text.trim() !== "" && !isFrame(line));
  const place = new Map(told.map((line, index) => [line, index]));
  const found = readings.flatMap(({ kind, line, sure }) =>
    kind === "other" || kind === "program" || kind === "none"
      ? []
      : [{ kind, line, sure, at: place.get(line) ?? 0 }],
  );
  const nameless = readings.filter(({ kind }) => kind === "other").map(({ line }) => line);
  const trouble = [...found.map((each) => each.line), ...nameless];
  const last = trouble.toSorted((a, b) => a.number - b.number).at(-1);
  if (!last) return { recognised: [], unnamed: [] };
  const wentOn = progressAfter(content, last, new Set(trouble));
  return {
    recognised: found.map((each) => ({ ...each, wentOn: wentOn(each.line) })),
    unnamed: nameless.filter((line) => !wentOn(line)),
  };
}

/** A crash is told over several lines, and what it was stands in the first of them. */
function defectIn(readings: readonly Reading[]): LogLine | null {
  // An exception that names its cause only passed it on.
  const reason = readings.findLast(({ line }) => /^\s*Caused by: /.test(line.text));
  const lines = readings
    .filter(({ defect, sure }) => defect && (sure === 1 || sure >= sureOfDefect))
    .map(({ line }) => line)
    .filter((line) => !reason || reason.defect || line.number > reason.line.number);
  const last = lines.at(-1);
  return last === undefined ? null : (lines.find((line) => line.number > last.number - tailLines) ?? last);
}

/** The lower, the nearer to a cause a person can act on; what others echo (a database's error, a kill) comes last. */
export function specificityOf({ kind, line }: Pick<Recognised, "kind" | "line">): number {
  return saysPlainly(kind, line.text) ? 1 : specificity[kind];
}

const specificity: Readonly<Record<FailureKind, number>> = {
  disk_full: 0,
  out_of_memory: 0,
  lock: 0,
  logon: 0,
  certificate: 0,
  missing_file: 0,
  name_resolution: 1,
  bad_data: 1,
  permission: 1,
  command_not_found: 1,
  agent_unreachable: 1,
  connection: 2,
  timeout: 3,
  database: 4,
  killed: 5,
};

function causeOf(
  job: HwaJob,
  run: HwaJobRun | null,
  recognised: readonly Recognised[],
  meaning: ReturnCodeMeaning | null,
): BreakCause {
  const maxDurationMs = job.time.maxDurationMs;
  const ranMs = run?.elapsedMs ?? null;
  const wasKilled = meaning?.signal != null || recognised.some((each) => each.kind === "killed");
  if (maxDurationMs !== null && ranMs !== null && ranMs >= maxDurationMs && wasKilled)
    return { kind: "max_duration", maxDurationMs, ranMs, from: "job" };
  // A log that went on after trouble may have recovered from it: what stands in its last part counts first.
  const burst = recognised.filter((each) => !each.wentOn);
  // What a rule says comes before what was learned.
  const [best] = burst.toSorted(
    (a, b) => Number(a.sure < 1) - Number(b.sure < 1) || specificityOf(a) - specificityOf(b),
  );
  if (best) return { kind: best.kind, line: best.line, from: "log" };
  if (meaning && meaning.code !== 1 && meaning.code !== 0)
    return { kind: "return_code", meaning, from: "job" };
  return { kind: "unknown", from: "none" };
}

/** The last 200,000 characters: the reason stands near the end, and a hostile log must not keep everybody waiting. */
function endOf(content: readonly LogLine[]): readonly LogLine[] {
  let left = 200_000;
  const from = content.findLastIndex((line) => {
    left -= line.text.length + 1;
    return left < 0;
  });
  return content.slice(from + 1);
}

function evidenceOf(recognised: readonly LogLine[], always: readonly (LogLine | null)[]): readonly LogLine[] {
  const lines = new Map<number, LogLine>();
  for (const line of always) if (line) lines.set(line.number, line);
  for (const line of recognised.toReversed()) if (lines.size < mostEvidence) lines.set(line.number, line);
  return [...lines.values()].sort((a, b) => a.number - b.number);
}
