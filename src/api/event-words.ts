// A job's events as lines of a log: one sentence each, with a level. The events themselves stay the truth.

import type { EventKind, JobEvent } from "#core/job/event.ts";
import { redact } from "#core/redact.ts";
import { oneLine } from "#core/text.ts";
import { sentenceOf, type Telling } from "./event-sentences.ts";

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

const byId: Telling = { locale: "en", nameOf: (step) => step };

export function logLineOf(event: JobEvent, telling: Telling = byId): LogLine {
  return {
    seq: event.seq,
    time: event.at.toISOString(),
    level: levelOf(event),
    step: event.step,
    // What people wrote may end in a mark of its own.
    message: oneLine(redact(sentenceOf(event, telling)), 2_000).replace(/([?!…])\.$/, "$1"),
  };
}

function levelOf({ kind, data }: JobEvent): LogLevel {
  if (kind === "step.failed" && data.again === true) return "warn";
  return errors.has(kind) ? "error" : warnings.has(kind) ? "warn" : "info";
}
