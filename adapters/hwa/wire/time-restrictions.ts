import type { HwaTimeRestrictions } from "#ports/hwa.ts";
import { duration, flag, instant, part, type Row } from "./fields.ts";

/** `timeRestrictions` of a job or a job stream. */
export function readTimeRestrictions(row: Row): HwaTimeRestrictions {
  const time = part(row, "timeRestrictions");
  return {
    start: instant(time, "startTime"),
    deadline: instant(time, "deadlineTime"),
    latestStart: instant(time, "latestStartTime"),
    maxDurationMs: duration(time, "maxDuration"),
    startSatisfied: flag(time, "startTimeSatisfied"),
  };
}
