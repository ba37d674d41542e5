// A job of the plan as REST API V2 shows it.

import { toIsoDuration } from "#core/duration.ts";
import { commonStatusOf } from "#core/hwa-status.ts";
import { folderId } from "../plan/build-plan.ts";
import { nameUuid } from "../plan/name-uuid.ts";
import { type Definition, type Job, jobKey, type Plan, type Run } from "../plan/plan-model.ts";
import { confidenceOf } from "../time/critical-job.ts";
import { jobStatus } from "../time/job-status.ts";
import { dependencyCounts, dependencyToWire } from "./dependency.ts";
import { instant, present, slash } from "./scalars.ts";
import type { Scope } from "./scope.ts";

export function definitionToWire(plan: Plan, definition: Definition): object {
  const { command, login } = definition;
  return {
    id: nameUuid(`plan/jobdefinition/${definition.id}`),
    jobDefinitionModelId: definition.id,
    folderId: folderId(definition.folder),
    folder: definition.folder,
    name: definition.name,
    workstationId: nameUuid(`plan/workstation//${definition.workstation}`),
    workstation: slash(definition.workstation),
    description: definition.description,
    task: { UNIX: { taskString: command, isCommand: String(definition.isCommand), userName: login } },
    isCommand: definition.isCommand,
    command: definition.isCommand,
    estimatedDuration: toIsoDuration(definition.estimateMs),
    planId: plan.id,
    userLogins: [login],
    recoveryOption: definition.recovery,
    recoveryRepeatOccurrences: definition.recovery === "RERUN" ? 1 : 0,
  };
}

function runActions(run: Run): object[] {
  const keys: string[] = [];
  if (run.startedAt !== null) keys.push("GET_JOB_LOG");
  if (run.endedAt !== null) keys.push("RERUN_JOB");
  return keys.map((key) => ({ key, id: run.id }));
}

function runToWire(plan: Plan, job: Job, run: Run): object {
  const last = run === job.runs.at(-1);
  const { startedAt, endedAt } = run;
  return present({
    id: run.id,
    name: job.name,
    jobId: job.id,
    jobKey: jobKey(job),
    actualWorkstation: slash(job.workstation.name),
    jobNumber: run.jobNumber,
    compositeStatus: jobStatus(plan, job, run),
    commonStatus: last ? job.common : commonStatusOf(run.state),
    returnCode: run.returnCode,
    rerunJob: run.rerunType !== "REGULAR",
    confirmed: run.confirmed,
    released: false,
    rerunType: run.rerunType,
    timeInfo: present({
      estimatedDuration: toIsoDuration(run.estimateMs),
      actualStartTime: startedAt === null ? null : instant(startedAt),
      elapsedTime: startedAt === null ? null : toIsoDuration((endedAt ?? plan.now) - startedAt),
      actualEndTime: endedAt === null ? null : instant(endedAt),
    }),
    submittedTime: instant(job.stream.scheduledAt),
    lastInRerunChain: last,
    minDurationNotReached: false,
    maxDurationGone:
      job.maxDurationMs !== null &&
      startedAt !== null &&
      (endedAt ?? plan.now) - startedAt >= job.maxDurationMs,
    runAttempt: run.attempt,
    actions: runActions(run),
  });
}

const waitingActions = [
  "HOLD_JOB",
  "RELEASE_JOB",
  "CANCEL_JOB",
  "ADD_DEPENDENCIES_JOB",
  "RELEASE_ALL_DEPENDENCIES_JOB",
];

function actionsOf(job: Job): object[] {
  const keys =
    job.common === "RUNNING"
      ? ["KILL_JOB", "CANCEL_JOB"]
      : job.common === "WAITING" || job.common === "READY" || job.common === "HELD"
        ? waitingActions
        : ["RERUN_JOB", "CANCEL_JOB"];
  return keys.map((key) => ({ key, id: job.id }));
}

function timeRestrictions(plan: Plan, job: Job): object | null {
  const { startAt, deadlineAt, maxDurationMs } = job;
  if (startAt === null && deadlineAt === null && maxDurationMs === null) return null;
  return present({
    startTime: startAt === null ? null : instant(startAt),
    startTimeSatisfied: startAt === null ? null : startAt <= plan.now,
    deadlineTime: deadlineAt === null ? null : instant(deadlineAt),
    lateAction: deadlineAt === null ? null : "continue",
    deadlineSatisfied: deadlineAt === null ? null : !job.late,
    maxDuration: maxDurationMs === null ? null : toIsoDuration(maxDurationMs),
    maxDurationAction: maxDurationMs === null ? null : "kill",
    timeDependent: startAt !== null,
  });
}

export function jobToWire(plan: Plan, job: Job, scope: Scope): object {
  const { stream, definition } = job;
  const run = job.runs.at(-1) as Run;
  return present({
    flowNodeType: "JOB",
    id: job.id,
    persistentId: job.id,
    planId: plan.id,
    folderId: folderId(stream.folder),
    folder: stream.folder,
    name: job.name,
    workstationId: job.workstation.id,
    workstation: slash(job.workstation.name),
    cpuFolderId: folderId("/"),
    jobStreamId: stream.id,
    jobStreamName: stream.name,
    jobStreamWorkstationId: stream.workstation.id,
    jobStreamWorkstation: slash(stream.workstation.name),
    position: job.position,
    key: jobKey(job),
    jobDefinitionFlags: {
      monitored: job.critical,
      aliased: job.name !== definition.name,
      interactive: false,
    },
    jobStatusFlags: {
      jobStreamCancelled: stream.canceled,
      promotedToUrgentQueue: false,
      jobLate: job.late,
      userRerunAgain: job.runs.length > 1,
      restarted: run.rerunType !== "REGULAR",
      untilGone: false,
      buckujob: false,
      needMessage: false,
      deadlineHasPassed: job.deadlineAt !== null && job.deadlineAt <= plan.now,
      altJobIssue: false,
    },
    jobOptions: {
      noOperation: job.noOperation,
      critical: job.critical,
      requiresConfirmation: job.requiresConfirmation,
      every: false,
    },
    lastRunCompositeStatus: jobStatus(plan, job, run),
    lastRunCommonStatus: job.common,
    jobDefinitionRefId: definition.id,
    jobDefinition: scope.definitions ? definitionToWire(plan, definition) : null,
    priority: job.priority,
    origPriority: job.originalPriority,
    jobruns: job.runs.map((one) => runToWire(plan, job, one)),
    schedTime: instant(stream.scheduledAt),
    timeZone: "UTC",
    timeRestrictions: timeRestrictions(plan, job),
    dependencies: scope.dependencies
      ? job.dependencies.map((one, at) => dependencyToWire(plan, job, one, at + 1))
      : null,
    dependenciesStats: dependencyCounts(job),
    endTime: run.endedAt === null ? null : instant(run.endedAt),
    confidenceInterval: job.critical ? String(confidenceOf(plan, job)) : null,
    criticalStart: job.criticalStartAt === null ? null : instant(job.criticalStartAt),
    actions: actionsOf(job),
    archived: false,
  });
}
