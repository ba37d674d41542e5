// JobInPlanV2 and JobRunInstanceV2 as an HwaJob.

import type { HwaJob, HwaJobRun, HwaStatus } from "#ports/hwa.ts";
import { readDependencies } from "./dependency.ts";
import {
  duration,
  flag,
  folder,
  instant,
  isRow,
  MissingField,
  name,
  part,
  parts,
  type Row,
  requiredName,
  requiredText,
  text,
  whole,
} from "./fields.ts";
import { statusIn } from "./status.ts";
import { readTimeRestrictions } from "./time-restrictions.ts";

/** `complete`: the row came from `GET /plan/job/{id}`, so absent dependencies mean none. */
export function readJob(row: Row, complete: boolean): HwaJob {
  const runs = readRuns(row);
  const lastRun = runs.findLast((run) => run.last) ?? runs.at(-1);
  const flags = part(row, "jobStatusFlags");
  const options = part(row, "jobOptions");
  const definition = part(row, "jobDefinition");
  const task = readTask(definition.task);
  return {
    id: requiredText(row, "id"),
    name: requiredName(row, "name"),
    folder: folder(row, "folder"),
    workstation: requiredName(row, "workstation"),
    stream: {
      id: text(row, "jobStreamId"),
      name: name(row, "jobStreamName") ?? "",
      workstation: name(row, "jobStreamWorkstation"),
    },
    status: jobStatus(row, lastRun),
    priority: whole(row, "priority"),
    scheduledAt: instant(row, "schedTime"),
    runs,
    estimatedMs: lastRun?.estimatedMs ?? duration(definition, "estimatedDuration"),
    critical: flag(options, "critical") === true,
    criticalStart: instant(row, "criticalStart"),
    confidence: percent(row.confidenceInterval),
    late: flag(flags, "jobLate") === true,
    deadlinePassed: flag(flags, "deadlineHasPassed") === true,
    requiresConfirmation: flag(options, "requiresConfirmation") === true,
    time: readTimeRestrictions(row),
    dependencies: readDependencies(row, complete),
    unresolvedDependencies: whole(part(row, "dependenciesStats"), "numberOfUnresolvedDependencies"),
    description: text(definition, "description"),
    command: task.command,
    login: loginOf(definition) ?? task.login,
    recovery: text(definition, "recoveryOption"),
  };
}

/** What HWA says of the last run on the job itself, else what the last run says. */
function jobStatus(row: Row, lastRun: HwaJobRun | undefined): HwaStatus {
  const status = statusIn(row, "lastRunCommonStatus", "lastRunCompositeStatus") ?? lastRun?.status;
  if (status === undefined) throw new MissingField("lastRunCommonStatus", row.lastRunCommonStatus);
  return status;
}

const never = Number.MAX_SAFE_INTEGER;

function readRuns(row: Row): readonly HwaJobRun[] {
  const rows = parts(row, "jobruns");
  if (!rows || rows.length === 0) return [];
  const runs = rows.map(readRun).filter((run) => run !== null);
  // HWA does not promise an order; a run that has not started is the newest.
  if (runs.length > 1)
    runs.sort((a, b) => (a.startedAt?.getTime() ?? never) - (b.startedAt?.getTime() ?? never));
  const newest = runs.at(-1);
  if (newest && !runs.some((run) => run.last)) runs[runs.length - 1] = { ...newest, last: true };
  return runs;
}

/** A run without an id or a status is of no use to anybody and is left out; its job still counts. */
function readRun(row: Row): HwaJobRun | null {
  const id = text(row, "id");
  const status = statusIn(row, "commonStatus", "compositeStatus");
  if (id === null || status === null) return null;
  const time = part(row, "timeInfo");
  return {
    id,
    number: whole(row, "jobNumber"),
    workstation: name(row, "actualWorkstation"),
    status,
    returnCode: whole(row, "returnCode"),
    rerunType: text(row, "rerunType"),
    startedAt: instant(time, "actualStartTime"),
    endedAt: instant(time, "actualEndTime"),
    elapsedMs: duration(time, "elapsedTime"),
    estimatedMs: duration(time, "estimatedDuration"),
    last: flag(row, "lastInRerunChain") === true,
  };
}

const commandKeys = ["taskString", "command", "scriptName", "script", "executable"] as const;

/** `task` holds one object named after its kind (`UNIX`, `WINDOWS`, a plug-in's name); plug-ins name things their way. */
function readTask(task: unknown): { readonly command: string | null; readonly login: string | null } {
  if (!isRow(task)) return { command: null, login: null };
  for (const kind of [...Object.values(task), task]) {
    if (!isRow(kind)) continue;
    const key = commandKeys.find((candidate) => text(kind, candidate) !== null);
    if (key) return { command: text(kind, key), login: text(kind, "userName") };
  }
  return { command: null, login: null };
}

function loginOf(definition: Row): string | null {
  const logins = definition.userLogins;
  const first: unknown = Array.isArray(logins) ? logins[0] : null;
  return typeof first === "string" && first !== "" ? text({ first }, "first") : null;
}

/** `confidenceInterval` is a string of undocumented content; what reads as a percentage is taken, the rest is not. */
function percent(value: unknown): number | null {
  const digits = typeof value === "string" ? /^\s*(\d{1,3}(?:\.\d+)?)\s*%?\s*$/.exec(value)?.[1] : undefined;
  const number = typeof value === "number" ? value : digits === undefined ? Number.NaN : Number(digits);
  return number >= 0 && number <= 100 ? number : null;
}
