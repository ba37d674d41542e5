// What alerts hear: the troubles and reliefs of the plan.

import { type CommonStatus, statusWordOf } from "../hwa-status.ts";
import type { ReliefHow, Why } from "./alert.ts";

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
    }
  | { readonly kind: "rerunning"; readonly jobId: string; readonly at: number }
  | { readonly kind: "relief"; readonly jobId: string; readonly how: ReliefHow; readonly at: number }
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
    };

/** What a change of the plan means; most mean nothing. What runs too long or late is told by time, not by a change. */
export function newsOf(change: ChangeSeen, at: number): readonly News[] {
  if (change.kind === "workstation") return workstationNews(change.before, change.after, at);
  const { before, after } = change;
  if (!after) return before ? [{ kind: "relief", jobId: before.id, how: "gone", at }] : [];
  const was = before ? statusWordOf(before) : null;
  switch (statusWordOf(after)) {
    case "Failed":
      return was !== "Failed" || before?.runId !== after.runId
        ? [{ kind: "trouble", why: "failed", job: after, at }]
        : [];
    case "Completed":
      return was === "Completed" ? [] : [{ kind: "relief", jobId: after.id, how: "completed", at }];
    case "Cancelled":
      return was === "Cancelled" ? [] : [{ kind: "relief", jobId: after.id, how: "cancelled", at }];
    case "Suppressed":
      return was === "Suppressed" ? [] : [{ kind: "relief", jobId: after.id, how: "suppressed", at }];
    default:
      return was === "Failed" ? [{ kind: "rerunning", jobId: after.id, at }] : [];
  }
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
