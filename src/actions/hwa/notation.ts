// Objects as operators write them, and states and times as they say them.

import { humanDuration } from "#core/duration.ts";
import { statusWordOf } from "#core/hwa-status.ts";
import { jobFacts } from "#hwa/job-facts.ts";
import type { HwaJob, HwaJobStream } from "#ports/hwa.ts";
import type { Asked } from "./desk.ts";

type InStream = Pick<HwaJob, "folder" | "scheduledAt"> & {
  readonly stream: { readonly name: string; readonly workstation: string | null };
};

/** `FIN_WS#/FINANCE/PAYROLL(0600 03/10).FINANCE_PAYROLL`: what conman takes, and `job` of every action here as well. */
export function jobNotation(job: HwaJob, timezone: string): string {
  return `${inStream(job, timezone)}.${job.name}`;
}

export function streamNotation(stream: HwaJobStream, timezone: string): string {
  return inStream({ ...stream, stream }, timezone);
}

function inStream(object: InStream, timezone: string): string {
  const { stream, folder, scheduledAt } = object;
  const workstation = stream.workstation ? `${stream.workstation}#` : "";
  const path = folder === "/" ? "" : folder;
  return `${workstation}${path}${stream.name}${scheduledAt ? conmanTime(scheduledAt, timezone) : ""}`;
}

/** `(0600 03/10)`. */
function conmanTime(at: Date, timezone: string): string {
  const part = partsOf(at, timezone);
  return `(${part("hour")}${part("minute")} ${part("month")}/${part("day")})`;
}

/** `03:12`, with the date when it is another day: `10 Mar 22:40`. */
export function clock(at: Date, { desk, now }: Asked): string {
  const part = partsOf(at, desk.timezone);
  const today = partsOf(now, desk.timezone);
  const time = `${part("hour")}:${part("minute")}`;
  const sameDay = (["year", "month", "day"] as const).every((each) => part(each) === today(each));
  if (sameDay) return time;
  const month = new Intl.DateTimeFormat("en-GB", { timeZone: desk.timezone, month: "short" }).format(at);
  return `${Number(part("day"))} ${month} ${time}`;
}

function partsOf(at: Date, timeZone: string): (type: Intl.DateTimeFormatPartTypes) => string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  return (type) => parts.find((part) => part.type === type)?.value ?? "";
}

/** What goes after the job's name: `is running since 03:12 (EXEC)`, `failed at 02:47 (ABEND RC=12)`. */
export function jobState(job: HwaJob, asked: Asked): string {
  const facts = jobFacts(job, asked.now);
  const rc = facts.returnCode === null ? "" : ` RC=${facts.returnCode}`;
  const at = facts.endedAt ? ` at ${clock(facts.endedAt, asked)}` : "";
  const hwaWord = `(${facts.internal}${rc})`;
  if (facts.internal === "PEND") return `ended${at} and waits to be confirmed ${hwaWord}`;
  switch (facts.status) {
    case "Running":
      return `is running${facts.startedAt ? ` since ${clock(facts.startedAt, asked)}` : ""} ${hwaWord}`;
    case "Failed":
      return `failed${at} ${hwaWord}`;
    case "Completed":
      return `completed${at} ${hwaWord}`;
    case "Cancelled":
      return "is cancelled";
    case "Suppressed":
      return `was suppressed because its condition was not met ${hwaWord}`;
    case "Held":
      return `is held ${hwaWord}`;
    case "Ready":
      return `is ready to start ${hwaWord}`;
    case "Blocked":
      return `is blocked ${hwaWord}`;
    case "Waiting":
      return isHeld(job) ? `is held (${facts.internal}, priority 0)` : `has not started ${hwaWord}`;
    case "Unknown":
      return `is in a state HWA does not name clearly ${hwaWord}`;
  }
}

/** The same of a job stream: `is running since 03:12 (EXEC)`, `has failed jobs (ABEND)`. */
export function streamState(stream: HwaJobStream, asked: Asked): string {
  const { internal } = stream.status;
  const at = (when: Date | null, word: string) => (when ? ` ${word} ${clock(when, asked)}` : "");
  switch (statusWordOf(stream.status)) {
    case "Running":
      return `is running${at(stream.startedAt, "since")} (${internal})`;
    case "Completed":
      return `completed${at(stream.endedAt, "at")} (${internal})`;
    case "Failed":
      return `has failed jobs (${internal})`;
    case "Cancelled":
      return "is cancelled";
    default:
      return isHeld(stream) ? `is held (${internal}, priority 0)` : `has not started (${internal})`;
  }
}

/** An operator's hold, as HWA keeps it: a priority of 0. */
export function isHeld(object: HwaJob | HwaJobStream): boolean {
  return object.priority === 0 || object.status.common === "HELD";
}

export function lasted(ms: number | null): string {
  return ms === null ? "unknown" : humanDuration(ms);
}

export function iso(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}

export function wholeSeconds(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms / 1_000);
}

/** `ERP_SYNC (ABEND RC=12, 02:47)`: a job in a list. */
export function nameAndState(job: HwaJob, asked: Asked): string {
  const { internal, returnCode, endedAt } = jobFacts(job, asked.now);
  const rc = returnCode === null || returnCode === 0 ? "" : ` RC=${returnCode}`;
  return `${job.name} (${internal}${rc}${endedAt ? `, ${clock(endedAt, asked)}` : ""})`;
}

/** `3 failed jobs: A, B and 1 more.` or `No failed jobs.`; as many are named as fit a message. */
export function listed(what: string, total: number, names: readonly string[]): string {
  if (total === 0) return `No ${what}.`;
  const shown = names.slice(0, 12);
  const more = total > shown.length ? ` and ${total - shown.length} more` : "";
  return `${total} ${what}: ${shown.join(", ")}${more}.`;
}

/** `A, B or C`. */
export function oneOf(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}
