// A job stream of the plan as REST API V2 shows it.

import { toIsoDuration } from "#core/duration.ts";
import { folderId } from "../plan/build-plan.ts";
import type { Plan, Stream } from "../plan/plan-model.ts";
import { streamStateOf } from "../time/stream-state.ts";
import { streamStatus } from "../time/stream-status.ts";
import { dependencyCounts, dependencyToWire } from "./dependency.ts";
import { instant, present, slash } from "./scalars.ts";
import type { Scope } from "./scope.ts";

const actionKeys = ["HOLD_JOBSTREAM", "RELEASE_JOBSTREAM", "CANCEL_JOBSTREAM", "ADD_DEPENDENCIES_JOBSTREAM"];

export function streamToWire(plan: Plan, stream: Stream, scope: Scope): object {
  const state = streamStateOf(stream);
  const { counts, startedAt, endedAt } = state;
  const restricted = stream.startAt !== null || stream.deadlineAt !== null;
  return present({
    flowNodeType: "JOBSTREAM",
    id: stream.id,
    persistentId: stream.id,
    planId: plan.id,
    folderId: folderId(stream.folder),
    folder: stream.folder,
    name: stream.name,
    originalJobStreamName: stream.name,
    aliasJobStreamName: stream.name,
    workstationId: stream.workstation.id,
    workstation: slash(stream.workstation.name),
    cpuFolderId: folderId(stream.workstation.folder),
    jobStreamModelId: stream.modelId,
    key: stream.key,
    schedTime: instant(stream.scheduledAt),
    timeZone: "UTC",
    jsDefinitionFlags: { aliased: false, carriedForward: stream.carriedForward, isService: false },
    jsStatusFlags: {
      released: false,
      lateJobStream: stream.late,
      pendingPredecessor: false,
      hasEveryJobs: false,
      inOrder: true,
      dontTouch: false,
    },
    jsOptions: { monitored: false, carryForward: true },
    compositeStatus: streamStatus(stream),
    commonStatus: state.common,
    priority: stream.priority,
    origPriority: stream.originalPriority,
    timeInfo: present({
      estimatedDuration: toIsoDuration(state.estimateMs),
      actualStartTime: startedAt === null ? null : instant(startedAt),
      elapsedTime: startedAt === null ? null : toIsoDuration((endedAt ?? plan.now) - startedAt),
      actualEndTime: endedAt === null ? null : instant(endedAt),
    }),
    scheduledDate: instant(stream.scheduledAt),
    jobStreamStats: {
      numberOfJob: counts.total,
      numberOfCurrentNodes: counts.total,
      numberOfSuccessfullJob: counts.succeeded,
      numberOfDeltaJob: 0,
      numberOfDeltaSuccJob: 0,
      numberOfNotRunningJob: counts.notRunning,
      numberOfExecutingJob: counts.running,
      numberOfAbendedJob: counts.abended,
      numberOfFailedJob: counts.failed,
      numberOfUndecidedJob: 0,
    },
    dependencies: scope.dependencies
      ? stream.dependencies.map((one, at) => dependencyToWire(plan, stream, one, at + 1))
      : null,
    dependenciesStats: dependencyCounts(stream),
    timeRestrictions: restricted
      ? present({
          startTime: stream.startAt === null ? null : instant(stream.startAt),
          startTimeSatisfied: stream.startAt === null ? null : stream.startAt <= plan.now,
          deadlineTime: stream.deadlineAt === null ? null : instant(stream.deadlineAt),
          deadlineSatisfied: stream.deadlineAt === null ? null : !stream.late,
          timeDependent: stream.startAt !== null,
        })
      : null,
    limit: stream.limit ?? -1,
    submitter: stream.submitter,
    internalIdentifier: stream.internalId,
    actions: actionKeys.map((key) => ({ key, id: stream.id })),
    archived: false,
  });
}
