// The end of a job log, which is where the reason stands, without reading a log of any size from its beginning.

import { isFault } from "#core/fault.ts";
import type { HwaReader, ReadOptions } from "#ports/hwa.ts";
import { type LogLine, meaningfulTail, type ParsedLog, parseJobLog } from "./job-log.ts";

export interface LogTail {
  readonly log: ParsedLog;
  /** The last meaningful lines, oldest first. */
  readonly tail: readonly LogLine[];
  /** False: lines before these were not read. */
  readonly whole: boolean;
}

const window = 2_000;

/**
 * Reads the log at once when it is of ordinary size. Of a longer one HWA does not tell the length, so the last line is
 * found by doubling and halving (about two dozen small reads for a million lines) and the last 2,000 lines are read.
 */
export async function readLogTail(
  hwa: HwaReader,
  runId: string,
  count: number,
  options: ReadOptions = {},
): Promise<LogTail> {
  const start = await hwa.jobLog(runId, {}, options);
  const parsed = parseJobLog(start.text, start.fromLine);
  if (!start.truncated) return { log: parsed, tail: meaningfulTail(parsed.content, count), whole: true };

  let known = start.fromLine + Math.max(0, parsed.lines - 1);
  let beyond = known + window;
  while (await hasLine(beyond)) {
    known = beyond;
    beyond *= 2;
  }
  while (beyond - known > window / 2) {
    const middle = Math.floor((known + beyond) / 2);
    if (await hasLine(middle)) known = middle;
    else beyond = middle;
  }
  const fromLine = Math.max(1, known - window / 2);
  const end = await hwa.jobLog(runId, { fromLine, toLine: beyond }, options);
  const ending = parseJobLog(end.text, end.fromLine);
  const log = { ...ending, header: parsed.header };
  return { log, tail: meaningfulTail(log.content, count), whole: false };

  /** HWA answers beyond the end with nothing; some engines refuse it instead. Ten lines, lest a blank one be taken for the end. */
  async function hasLine(line: number): Promise<boolean> {
    if (line > 2 ** 31) return false;
    try {
      return (await hwa.jobLog(runId, { fromLine: line, toLine: line + 9 }, options)).text !== "";
    } catch (error) {
      if (isFault(error) && ["invalid_input", "not_found"].includes(error.code)) return false;
      throw error;
    }
  }
}
