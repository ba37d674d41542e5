// The fields each kind of object may be filtered by, as the user's guide lists them for distributed engines.
// A field of `jobruns` looks at the last run of the rerun chain: a job that failed and was rerun well is no error.

import { folderId } from "../plan/build-plan.ts";
import { commonOf } from "../plan/plan-index.ts";
import {
  type Job,
  lastRun,
  type Node,
  type PlanFile,
  type Prompt,
  type Resource,
  type Stream,
  type Workstation,
} from "../plan/plan-model.ts";
import { dependencyState } from "../time/dependency-state.ts";
import { streamStateOf } from "../time/stream-state.ts";
import { dependencyCounts } from "../wire/dependency.ts";
import { activeStatesOf } from "../wire/workstation.ts";
import type { Field, Fields, FieldValue } from "./oql-evaluate.ts";

type Type = Exclude<Field<never>["type"], "many">;
const one = <T>(type: Type, of: (row: T) => FieldValue): Field<T> => ({ type, of });
const many = <T>(of: (row: T) => readonly FieldValue[]): Field<T> => ({ type: "many", of });
const slash = (name: string) => `/${name}`;
/** A folder or a workstation may be written with or without the slash it is shown with. */
const bothWays = <T>(of: (row: T) => string): Field<T> =>
  many((row) => {
    const shown = of(row);
    const bare = shown.length > 1 ? shown.replace(/\/$/, "") : shown;
    return [shown, bare, bare.replace(/^\//, "")];
  });

function dependencyFields<T extends Node>(): [string, Field<T>][] {
  const counts = (pick: keyof ReturnType<typeof dependencyCounts>): [string, Field<T>] => [
    `dependenciesStats.${pick}`,
    one("number", (row) => dependencyCounts(row)[pick]),
  ];
  const streamsOf = (row: T) =>
    row.dependencies.flatMap((dependency) =>
      dependency.kind === "job" && dependency.external
        ? [dependency.on.stream]
        : dependency.kind === "stream"
          ? [dependency.on]
          : [],
    );
  return [
    [
      "dependencies.jobId",
      many((row) => row.dependencies.flatMap((d) => (d.kind === "job" ? [d.on.id] : []))),
    ],
    [
      "dependencies.jobName",
      many((row) => row.dependencies.flatMap((d) => (d.kind === "job" ? [d.on.name] : []))),
    ],
    ["dependencies.jobStreamId", many((row) => streamsOf(row).map(({ id }) => id))],
    ["dependencies.jobStreamName", many((row) => streamsOf(row).map(({ name }) => name))],
    ["dependencies.jobStreamFolder", many((row) => streamsOf(row).map(({ folder }) => folder))],
    [
      "dependencies.jobStreamWorkstation",
      many((row) => streamsOf(row).map(({ workstation }) => slash(workstation.name))),
    ],
    [
      "dependencies.dependencyStatus",
      many((row) =>
        row.dependencies.map((d) => (dependencyState(d) === "satisfied" ? "SATISFIED" : "UNSATISFIED")),
      ),
    ],
    counts("numberOfDependencies"),
    counts("numberOfJobDependencies"),
    counts("numberOfJobStreamDependencies"),
    counts("numberOfPromptDependencies"),
    counts("numberOfResourceDependencies"),
    counts("numberOfFileDependencies"),
    counts("numberOfUnresolvedDependencies"),
    counts("numberOfNonResourceUnresolvedDependencies"),
  ];
}

/** `now` gives the plan's time, for what grows as time passes. */
export function jobFields(now: () => number): Fields<Job> {
  const elapsed = (job: Job): number | null => {
    const { startedAt, endedAt } = lastRun(job);
    return startedAt === null ? null : (endedAt ?? now()) - startedAt;
  };
  return new Map<string, Field<Job>>([
    ["id", one("text", (job) => job.id)],
    ["name", one("text", (job) => job.name)],
    ["folder", bothWays((job) => job.stream.folder)],
    ["folderId", one("text", (job) => folderId(job.stream.folder))],
    ["workstation", bothWays((job) => slash(job.workstation.name))],
    ["jobStreamId", one("text", (job) => job.stream.id)],
    ["jobStreamName", one("text", (job) => job.stream.name)],
    ["jobStreamWorkstation", bothWays((job) => slash(job.stream.workstation.name))],
    ["priority", one("number", (job) => job.priority)],
    ["schedTime", one("instant", (job) => job.stream.scheduledAt)],
    ["criticalStart", one("instant", (job) => job.criticalStartAt)],
    ["lastRunCommonStatus", one("text", commonOf)],
    ["lastRunCompositeStatus.status", one("text", (job) => lastRun(job).state)],
    ["jobDefinition.isCommand", one("boolean", (job) => job.definition.isCommand)],
    ["jobDefinition.taskType", one("text", () => "UNIX")],
    ["jobDefinition.userLogin", one("text", (job) => job.definition.login)],
    ["jobDefinition.workstation", bothWays((job) => slash(job.definition.workstation))],
    ["jobDefinition.recoveryOption", one("text", (job) => job.definition.recovery)],
    ["jobOptions.critical", one("boolean", (job) => job.critical)],
    ["jobOptions.every", one("boolean", () => false)],
    ["jobOptions.noOperation", one("boolean", (job) => job.noOperation)],
    ["jobOptions.requiresConfirmation", one("boolean", (job) => job.requiresConfirmation)],
    ["jobStatusFlags.jobLate", one("boolean", (job) => job.late)],
    ["jobruns.id", one("text", (job) => lastRun(job).id)],
    ["jobruns.commonStatus", one("text", commonOf)],
    ["jobruns.compositeStatus.status", one("text", (job) => lastRun(job).state)],
    ["jobruns.compositeStatus.substatus", one("text", (job) => lastRun(job).substate)],
    ["jobruns.actualWorkstation", bothWays((job) => slash(job.workstation.name))],
    ["jobruns.elapsedTime", one("duration", elapsed)],
    ["jobruns.timeInfo.elapsedTime", one("duration", elapsed)],
    ["jobruns.estimatedDuration", one("duration", (job) => lastRun(job).estimateMs)],
    ["jobruns.timeInfo.estimatedDuration", one("duration", (job) => lastRun(job).estimateMs)],
    ["jobruns.jobNumber", one("number", (job) => lastRun(job).jobNumber)],
    [
      "jobruns.maxDurationGone",
      one("boolean", (job) => (job.maxDurationMs ?? Infinity) <= (elapsed(job) ?? 0)),
    ],
    ["jobruns.minDurationNotReached", one("boolean", () => false)],
    ["jobruns.rerunType", one("text", (job) => lastRun(job).rerunType)],
    ["jobruns.returnCode", one("number", (job) => lastRun(job).returnCode)],
    ["jobruns.step", one("text", () => null)],
    ["jobruns.timeInfo.actualStartTime", one("instant", (job) => lastRun(job).startedAt)],
    ["jobruns.timeInfo.actualEndTime", one("instant", (job) => lastRun(job).endedAt)],
    ["timeRestrictions.startTime", one("instant", (job) => job.startAt)],
    ["timeRestrictions.deadlineTime", one("instant", (job) => job.deadlineAt)],
    ["timeRestrictions.untilTime", one("instant", () => null)],
    ["timeRestrictions.untilAction", one("text", () => null)],
    ...dependencyFields<Job>(),
  ]);
}

export function streamFields(now: () => number): Fields<Stream> {
  const state = streamStateOf;
  const stat = (name: string, pick: keyof ReturnType<typeof state>["counts"]): [string, Field<Stream>] => [
    `jobStreamStats.${name}`,
    one("number", (stream) => state(stream).counts[pick]),
  ];
  return new Map<string, Field<Stream>>([
    ["id", one("text", (stream) => stream.id)],
    ["name", one("text", (stream) => stream.name)],
    ["key", one("text", (stream) => stream.key)],
    ["folder", bothWays((stream) => stream.folder)],
    ["folderId", one("text", (stream) => folderId(stream.folder))],
    ["workstation", bothWays((stream) => slash(stream.workstation.name))],
    ["aliasJobStreamName", one("text", (stream) => stream.name)],
    ["originalJobStreamName", one("text", (stream) => stream.name)],
    ["commonStatus", one("text", (stream) => state(stream).common)],
    ["compositeStatus.status", one("text", (stream) => state(stream).status)],
    ["limit", one("number", (stream) => stream.limit ?? -1)],
    ["priority", one("number", (stream) => stream.priority)],
    ["origPriority", one("number", (stream) => stream.originalPriority)],
    ["pendingPredecessor", one("boolean", () => false)],
    ["schedTime", one("instant", (stream) => stream.scheduledAt)],
    ["timeInfo.actualStartTime", one("instant", (stream) => state(stream).startedAt)],
    ["timeInfo.actualEndTime", one("instant", (stream) => state(stream).endedAt)],
    [
      "timeInfo.elapsedTime",
      one("duration", (stream) => {
        const { startedAt, endedAt } = state(stream);
        return startedAt === null ? null : (endedAt ?? now()) - startedAt;
      }),
    ],
    ["timeInfo.estimatedDuration", one("duration", (stream) => state(stream).estimateMs)],
    ["timeRestrictions.startTime", one("instant", (stream) => stream.startAt)],
    ["timeRestrictions.untilTime", one("instant", () => null)],
    ["timeRestrictions.deadlineTime", one("instant", (stream) => stream.deadlineAt)],
    stat("numberOfJob", "total"),
    stat("numberOfSuccessfullJob", "succeeded"),
    stat("numberOfNotRunningJob", "notRunning"),
    stat("numberOfExecutingJob", "running"),
    stat("numberOfAbendedJob", "abended"),
    stat("numberOfFailedJob", "failed"),
    ["jsOptions.monitored", one("boolean", () => false)],
    ["jsOptions.carryForward", one("boolean", () => true)],
    ["jsDefinitionFlags.carriedForward", one("boolean", (stream) => stream.carriedForward)],
    ...dependencyFields<Stream>(),
  ]);
}

export const workstationFields: Fields<Workstation> = new Map<string, Field<Workstation>>([
  ["id", one("text", (workstation) => workstation.id)],
  ["name", one("text", (workstation) => workstation.name)],
  ["folder", bothWays((workstation) => workstation.folder)],
  ["type", one("text", (workstation) => workstation.type)],
  ["domainName", one("text", () => "MASTERDM")],
  [
    "activeStates",
    many((workstation) => [...activeStatesOf(workstation), workstation.linked ? "LINKED" : "UNLINKED"]),
  ],
  ["jobmanUp", one("boolean", (workstation) => workstation.agentUp)],
  ["limit", one("number", (workstation) => workstation.limit)],
  ["fence", one("number", (workstation) => workstation.fence)],
]);

export const resourceStatus = ({ quantity, inUse }: Resource) =>
  quantity - inUse > 0 ? "AVAILABLE" : "NOT_AVAILABLE";

export const resourceFields: Fields<Resource> = new Map<string, Field<Resource>>([
  ["id", one("text", (resource) => resource.id)],
  ["name", one("text", (resource) => resource.name)],
  ["folder", bothWays((resource) => resource.folder)],
  ["workstation", bothWays((resource) => slash(resource.workstation.name))],
  ["workstationFolder", bothWays((resource) => resource.workstation.folder)],
  ["quantity", one("number", (resource) => resource.quantity)],
  ["quantityInUse", one("number", (resource) => resource.inUse)],
  ["quantityAvailable", one("number", (resource) => Math.max(0, resource.quantity - resource.inUse))],
  ["status", one("text", resourceStatus)],
]);

export const promptFields: Fields<Prompt> = new Map<string, Field<Prompt>>([
  ["id", one("text", (prompt) => prompt.id)],
  ["name", one("text", (prompt) => prompt.name)],
  ["number", one("number", (prompt) => prompt.number)],
  ["text", one("text", (prompt) => prompt.text)],
  ["status", one("text", (prompt) => prompt.status)],
  ["type", one("text", (prompt) => prompt.kind)],
]);

export const fileFields: Fields<PlanFile> = new Map<string, Field<PlanFile>>([
  ["id", one("text", (file) => file.id)],
  ["name", one("text", (file) => file.path)],
  ["status", one("text", (file) => file.status)],
  ["workstation", bothWays((file) => slash(file.workstation.name))],
]);
