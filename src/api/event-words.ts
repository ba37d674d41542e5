// A job's events as lines of a log: one sentence each, with a level. The events themselves stay the truth.

import type { EventKind, JobEvent } from "#core/job/event.ts";
import { redact } from "#core/redact.ts";
import { oneLine } from "#core/text.ts";
import type { Json } from "#core/workflow/workflow.ts";

export const logLevels = ["info", "warn", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LogLine {
  readonly seq: number;
  /** ISO 8601. */
  readonly time: string;
  readonly level: LogLevel;
  readonly step: string | null;
  readonly message: string;
}

const warnings: ReadonlySet<EventKind> = new Set([
  "job.cancelling",
  "job.cancelled",
  "job.rolling_back",
  "step.cancelled",
  "step.lost",
  "step.late",
  "checkpoint.rejected",
  "checkpoint.expired",
  "checkpoint.escalated",
  "checkpoint.broke_glass",
]);
const errors: ReadonlySet<EventKind> = new Set(["job.failed", "step.failed", "step.unknown"]);

export function logLineOf(event: JobEvent): LogLine {
  return {
    seq: event.seq,
    time: event.at.toISOString(),
    level: levelOf(event),
    step: event.step,
    message: oneLine(redact(sentenceOf(event)), 2_000),
  };
}

function levelOf({ kind, data }: JobEvent): LogLevel {
  if (kind === "step.failed" && data.again === true) return "warn";
  return errors.has(kind) ? "error" : warnings.has(kind) ? "warn" : "info";
}

function sentenceOf(event: JobEvent): string {
  const { kind, data } = event;
  const step = event.step ?? "A step";
  const by = nameIn(data.by);
  const who = by ? ` by ${by}` : "";
  const why = textIn(data.reason) ? `: ${textIn(data.reason)}` : "";
  const title = textIn(data.title) || textIn(data.checkpointId) || "the checkpoint";
  switch (kind) {
    case "job.created":
      return `The job was accepted${who ? `, asked for${who}` : ""}.`;
    case "job.started":
      return "The job began.";
    case "job.paused":
      return `The job was paused${who}.`;
    case "job.resumed":
      return `The job was resumed${who}.`;
    case "job.cancelling":
      return `The job is being cancelled${who}${why}.`;
    case "job.retried":
      return `The job is tried again from where it failed${who}.`;
    case "job.rolling_back":
      return "What was done is being undone, last first.";
    case "job.completed":
      return "The job completed.";
    case "job.failed":
      return `The job failed: ${textIn(data.message) || failureIn(data) || "see its steps"}`;
    case "job.cancelled":
      return `The job was cancelled${who}${why}.`;
    case "step.started":
      return `${step} began${textIn(data.uses) ? ` (${textIn(data.uses)})` : ""}${tryIn(data.attempt)}.`;
    case "step.progress":
    case "step.said":
      return `${step}: ${textIn(data.text)}`;
    case "step.waiting":
      return `${step} waits${waitIn(data)}.`;
    case "step.succeeded":
      return `${step} succeeded.`;
    case "step.failed":
      return `${step} failed${data.again === true ? ", and is tried again" : ""}: ${textIn(data.message) || textIn(data.code)}`;
    case "step.skipped":
      return `${step} was skipped${why || ": its condition is false"}.`;
    case "step.cancelled":
      return `${step} was stopped.`;
    case "step.lost":
      return `The worker of ${step} went silent; the step is run again.`;
    case "step.unknown":
      return `The worker of ${step} went silent after it may have acted: people must say what happened.`;
    case "step.resolved":
      return `${step} was resolved as "${textIn(data.outcome)}"${who}${why}.`;
    case "step.late":
      return `A worker reported on ${step} after it was somebody else's: kept as evidence only.`;
    case "checkpoint.opened":
      return `Asked for a decision: ${title}.`;
    case "checkpoint.voted":
      return data.verdict === "break_glass"
        ? `Asked to break the glass${who}${why}; a second approver must do the same.`
        : `Approved${who}${why}; more people must.`;
    case "checkpoint.approved":
      return `Approved${who}${why}.`;
    case "checkpoint.rejected":
      return `Rejected${who}${why}.`;
    case "checkpoint.changed":
      return `The plan was changed${who}${why}; the approvals so far are void.`;
    case "checkpoint.expired":
      return `${textIn(data.reason) || "Nobody decided in time"}. Nothing was done.`;
    case "checkpoint.reopened":
      return `Reopened${who}.`;
    case "checkpoint.reminded":
      return "Those who may decide were reminded.";
    case "checkpoint.escalated":
      return "Nobody decided; more people were asked.";
    case "checkpoint.delegated":
      return `Delegated${nameIn(data.from) ? ` by ${nameIn(data.from)}` : who}${nameIn(data.to) ? ` to ${nameIn(data.to)}` : ""}.`;
    case "checkpoint.broke_glass":
      return `The glass was broken${who}${why}.`;
    case "checkpoint.reviewed":
      return `The broken glass was reviewed${who}${why}.`;
    case "checkpoint.noted":
      return textIn(data.message) || textIn(data.title) || "Something was noted.";
  }
}

function textIn(value: Json | undefined): string {
  return typeof value === "string"
    ? value.replace(/[.\s]+$/, "")
    : typeof value === "number"
      ? String(value)
      : "";
}

/** A `Who`, or a name alone. */
function nameIn(value: Json | undefined): string {
  if (typeof value === "string") return value;
  return value !== undefined && value !== null && typeof value === "object" && "name" in value
    ? textIn(value.name)
    : "";
}

function failureIn(data: JobEvent["data"]): string {
  const { failure } = data;
  return failure !== undefined && failure !== null && typeof failure === "object" && "message" in failure
    ? textIn(failure.message)
    : "";
}

function tryIn(attempt: Json | undefined): string {
  return typeof attempt === "number" && attempt > 1 ? `, try ${attempt}` : "";
}

function waitIn(data: JobEvent["data"]): string {
  const until = textIn(data.until);
  const note = textIn(data.note);
  const what =
    data.for === "child"
      ? ` for job ${textIn(data.jobId)}`
      : data.for === "retry"
        ? " before its next try"
        : "";
  return `${what}${until ? ` until ${until}` : ""}${note ? ` (${note})` : ""}`;
}
