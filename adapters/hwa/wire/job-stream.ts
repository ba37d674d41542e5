// JobStreamInPlanV2 as an HwaJobStream.

import type { HwaJobStream } from "#ports/hwa.ts";
import { readDependencies } from "./dependency.ts";
import {
  duration,
  flag,
  folder,
  instant,
  part,
  type Row,
  requiredName,
  requiredText,
  whole,
} from "./fields.ts";
import { requiredStatus } from "./status.ts";
import { readTimeRestrictions } from "./time-restrictions.ts";

/** `complete`: the row came from `GET /plan/jobstream/{id}`. */
export function readJobStream(row: Row, complete: boolean): HwaJobStream {
  const time = part(row, "timeInfo");
  const stats = part(row, "jobStreamStats");
  const limit = whole(row, "limit");
  return {
    id: requiredText(row, "id"),
    name: requiredName(row, "name"),
    folder: folder(row, "folder"),
    workstation: requiredName(row, "workstation"),
    status: requiredStatus(row, "commonStatus", "compositeStatus"),
    priority: whole(row, "priority"),
    limit: limit !== null && limit < 0 ? null : limit,
    scheduledAt: instant(row, "schedTime"),
    startedAt: instant(time, "actualStartTime"),
    endedAt: instant(time, "actualEndTime"),
    estimatedMs: duration(time, "estimatedDuration"),
    late: flag(part(row, "jsStatusFlags"), "lateJobStream") === true,
    carriedForward: flag(part(row, "jsDefinitionFlags"), "carriedForward") === true,
    time: readTimeRestrictions(row),
    jobCounts: {
      total: whole(stats, "numberOfJob"),
      // HWA's own spelling; the right one in case a release mends it.
      succeeded: whole(stats, "numberOfSuccessfullJob") ?? whole(stats, "numberOfSuccessfulJob"),
      abended: whole(stats, "numberOfAbendedJob"),
      failed: whole(stats, "numberOfFailedJob"),
      running: whole(stats, "numberOfExecutingJob"),
    },
    dependencies: readDependencies(row, complete),
  };
}
