// What a job tells, numbered 1, 2, 3 … within that job. Kinds and their data are public: the WebSockets send them as they are.

import type { Json } from "#core/workflow/workflow.ts";

export const eventKinds = [
  "job.created",
  "job.started",
  "job.paused",
  "job.resumed",
  "job.cancelling",
  "job.retried",
  "job.rolling_back",
  "job.completed",
  "job.failed",
  "job.cancelled",
  "step.started", // data: { attempt, uses, owner }
  "step.progress", // data: { text, text_pt? } from the action
  "step.said", // data: { text, text_pt? }: for the thread, from chat.say
  "step.waiting", // data: { for: "timer" | "child" | "retry", until?, note?, note_pt?, jobId? }
  "step.succeeded", // data: { output }
  "step.failed", // data: { code, message, again: boolean }
  "step.skipped",
  "step.cancelled",
  "step.lost", // its worker went silent; it is run again
  "step.unknown", // its worker went silent after arming, and only people can tell what happened
  "step.resolved", // data: { outcome, by, reason }
  "step.late", // a worker reported after its fence had moved on: evidence only
  "checkpoint.opened", // data: { checkpointId, type, title, title_pt?, … }
  "checkpoint.voted",
  "checkpoint.approved",
  "checkpoint.rejected",
  "checkpoint.changed",
  "checkpoint.expired",
  "checkpoint.reopened",
  "checkpoint.reminded",
  "checkpoint.escalated",
  "checkpoint.delegated",
  "checkpoint.broke_glass",
  "checkpoint.reviewed",
  "checkpoint.noted", // an INFO checkpoint
] as const;
export type EventKind = (typeof eventKinds)[number];

export interface JobEvent {
  readonly jobId: string;
  readonly seq: number;
  readonly kind: EventKind;
  readonly step: string | null;
  readonly data: { readonly [key: string]: Json };
  readonly at: Date;
}
