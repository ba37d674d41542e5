// Job logs: a range of lines, or the log as it grows.

import { setTimeout as sleep } from "node:timers/promises";
import { isFault } from "#core/fault.ts";
import type { JobLog, JobLogRange } from "#ports/hwa.ts";

/** The query of a range; lines are 1-based and inclusive on both sides, as HWA counts them. */
export function logQuery(range: JobLogRange): Readonly<Record<string, string>> {
  return {
    ...(range.contentOnly ? { contentOnly: "true" } : {}),
    ...(range.fromLine === undefined ? {} : { from_line: String(range.fromLine) }),
    ...(range.toLine === undefined ? {} : { to_line: String(range.toLine) }),
  };
}

/** Lines end in \n alone; a log that was cut ends at a whole line, if it has one. */
export function readLog(runId: string, range: JobLogRange, body: string, cut: boolean): JobLog {
  const text = body.replace(/\r\n?/g, "\n").toWellFormed();
  const end = cut ? text.lastIndexOf("\n") + 1 : 0;
  return { runId, text: end > 0 ? text.slice(0, end) : text, fromLine: range.fromLine ?? 1, truncated: cut };
}

/** HWA closes a log with the exit status and a ruler; until then the run goes on. */
function isClosed(tail: string): boolean {
  const lastLine = tail.trimEnd().split("\n").at(-1) ?? "";
  return lastLine.startsWith("=") && /^= Exit Status\s*:/m.test(tail);
}

export interface FollowOptions {
  readonly intervalMs: number;
  readonly signal?: AbortSignal;
}

/**
 * The log's text as it grows, until HWA closes the log, the run leaves the plan, or the signal is aborted (which ends
 * the iteration without an error).
 *
 * HWA's own `follow=true` would hold one of our few connections for as long as the job runs, and whether it streams or
 * waits for the end is not documented. So the log is asked for from its last line on, every so often, and less often
 * while nothing comes.
 */
export async function* followLog(
  options: FollowOptions,
  read: (range: JobLogRange, signal?: AbortSignal) => Promise<JobLog>,
): AsyncGenerator<string, void, undefined> {
  const { signal } = options;
  // The last line is asked for again: it may have been half written, and it proves that HWA counts as we do.
  let line = 1;
  let shown = "";
  let tail = "";
  let pause = options.intervalMs;
  while (!signal?.aborted) {
    const log = await next(read, line, shown !== "", signal);
    if (log === "gone") return;
    const grown = log?.text.startsWith(shown) ? log.text.slice(shown.length) : "";
    if (log && grown !== "") {
      yield grown;
      tail = (tail + grown).slice(-4_000);
      const lastLine = log.text.lastIndexOf("\n", log.text.length - 2) + 1;
      line += log.text.slice(0, lastLine).split("\n").length - 1;
      shown = log.text.slice(lastLine);
      pause = options.intervalMs;
    }
    if (log?.truncated && grown !== "") continue;
    if (isClosed(tail)) return;
    try {
      await sleep(pause, undefined, signal ? { signal } : {});
    } catch {
      return;
    }
    if (grown === "") pause = Math.min(pause * 1.5, options.intervalMs * 5);
  }
}

/** Null: HWA did not take the range. `gone`: the run was there and is no more, or the reader has left. */
async function next(
  read: (range: JobLogRange, signal?: AbortSignal) => Promise<JobLog>,
  line: number,
  begun: boolean,
  signal: AbortSignal | undefined,
): Promise<JobLog | null | "gone"> {
  try {
    return await read(line === 1 ? {} : { fromLine: line }, signal);
  } catch (error) {
    if (signal?.aborted) return "gone";
    if (begun && isFault(error) && error.code === "invalid_input") return null;
    if (begun && isFault(error) && error.code === "not_found") return "gone";
    throw error;
  }
}
