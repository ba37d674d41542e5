// What alerts hear: the troubles and reliefs of the plan.

import { type CommonStatus, statusWordOf } from "../hwa-status.ts";
import type { ReliefHow, Text, Why } from "./alert.ts";

/** A job as the plan tells it. */
export interface JobSeen {
  readonly id: string;
  readonly name: string;
  readonly stream: string;
  readonly workstation: string;
  readonly internal: string;
  readonly common: CommonStatus;
  readonly canceled: boolean;
  readonly runId: string | null;
  readonly returnCode: number | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly estimatedMs: number | null;
  readonly critical: boolean;
}

export interface WorkstationSeen {
  readonly name: string;
  readonly linked: boolean;
  readonly agentUp: boolean;
}

export type ChangeSeen =
  | { readonly kind: "job"; readonly before: JobSeen | null; readonly after: JobSeen | null }
  | {
      readonly kind: "workstation";
      readonly before: WorkstationSeen | null;
      readonly after: WorkstationSeen | null;
    };

export type News =
  | {
      readonly kind: "trouble";
      readonly why: Exclude<Why, "workstation">;
      readonly job: JobSeen;
      readonly at: number;
      /** Its deadline, where that is what it misses. */
      readonly dueAt?: number | null;
    }
  | { readonly kind: "rerunning"; readonly jobId: string; readonly at: number }
  | {
      readonly kind: "relief";
      readonly jobId: string;
      readonly how: ReliefHow;
      readonly at: number;
      /** The job as it is now; absent: nobody saw it. */
      readonly job?: JobSeen;
    }
  /** A critical job is in danger because of one that failed. */
  | { readonly kind: "threat"; readonly jobId: string; readonly critical: string; readonly at: number }
  | {
      readonly kind: "down";
      readonly workstation: WorkstationSeen;
      readonly was: { readonly linked: boolean; readonly agentUp: boolean };
      readonly at: number;
    }
  | {
      readonly kind: "workstation";
      readonly name: string;
      readonly now: WorkstationSeen | null;
      readonly at: number;
    }
  /** HWA cannot be read since then. */
  | { readonly kind: "silent"; readonly since: number; readonly reason: Text }
  | { readonly kind: "readable"; readonly at: number };

/** What a change of the plan means; most mean nothing. What runs too long or late is told by time, not by a change. */
export function newsOf(change: ChangeSeen, at: number): readonly News[] {
  if (change.kind === "workstation") return workstationNews(change.before, change.after, at);
  const { before, after } = change;
  if (!after) return before ? [{ kind: "relief", jobId: before.id, how: "gone", at }] : [];
  const was = before ? statusWordOf(before) : null;
  const word = statusWordOf(after);
  if (word === "Failed")
    return was !== word || before?.runId !== after.runId
      ? [{ kind: "trouble", why: "failed", job: after, at }]
      : [];
  if (reliefOf(after)) return was === word ? [] : reliefNews(after, at);
  return was === "Failed" ? [{ kind: "rerunning", jobId: after.id, at }] : [];
}

/** What there is to tell of a job as it stands: that it is well, if it is. */
export function reliefNews(job: JobSeen, at: number): readonly News[] {
  const how = reliefOf(job);
  return how ? [{ kind: "relief", jobId: job.id, how, at, job }] : [];
}

function reliefOf(job: JobSeen): ReliefHow | null {
  const word = statusWordOf(job);
  if (word === "Completed") return "completed";
  if (word === "Cancelled") return "cancelled";
  return word === "Suppressed" ? "suppressed" : null;
}

/** Down is what lost its link or its agent; a pool that never had an agent of its own lost none. */
function workstationNews(
  before: WorkstationSeen | null,
  after: WorkstationSeen | null,
  at: number,
): readonly News[] {
  const name = after?.name ?? before?.name;
  if (name === undefined) return [];
  if (after && before && ((before.linked && !after.linked) || (before.agentUp && !after.agentUp)))
    return [
      { kind: "down", workstation: after, was: { linked: before.linked, agentUp: before.agentUp }, at },
    ];
  return [{ kind: "workstation", name, now: after, at }];
}
