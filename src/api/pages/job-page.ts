// A job as its page shows it: in the reader's language, with every moment left for the browser to put into its time zone.
// Everything is masked here as it is in the API; nothing here is markup.

import {
  jobName,
  moodOfStatus,
  outputFacts,
  statusWord,
  subjectOf,
  titleOfStep,
  workflowTitle,
} from "#agents/operations/job-words.ts";
import type { Speech } from "#agents/speech.ts";
import { faultSentence } from "#core/fault-sentence.ts";
import { hasEnded, type Job } from "#core/job/job.ts";
import { may, type Person } from "#core/person.ts";
import { redact } from "#core/redact.ts";
import type { Fact, Mood } from "#core/reply.ts";
import { oneLine } from "#core/text.ts";
import { saidIn } from "#core/wording.ts";
import { type LogLine, logLineOf } from "../event-words.ts";
import type { JobParts } from "../job-views.ts";
import { type CheckpointEntry, checkpointEntries } from "./checkpoint-entries.ts";
import { placeName } from "./decision-lines.ts";
import { type StepEntry, stepEntries } from "./step-entries.ts";

export interface JobPage {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly subject: string;
  /** What the requester said it is for; null when that says no more than the title. */
  readonly task: string | null;
  readonly status: Job["status"];
  readonly statusWord: string;
  readonly mood: Mood;
  readonly live: boolean;
  readonly stopping: boolean;
  readonly askedBy: string;
  readonly from: string | null;
  readonly ticket: string | null;
  readonly parentJobId: string | null;
  readonly createdAt: string;
  readonly endedAt: string | null;
  /** Why it failed, or who stopped it and why. */
  readonly ending: string | null;
  readonly inputs: readonly Fact[];
  readonly outputs: readonly Fact[];
  readonly steps: readonly StepEntry[];
  readonly checkpoints: readonly CheckpointEntry[];
  readonly log: readonly LogLine[];
  readonly lastEvent: number;
  /** Whether Stop is offered to this reader; whether it is theirs to press is decided again when they do. */
  readonly mayStop: boolean;
}

export function jobPage(parts: JobParts, reader: Person, say: Speech): JobPage {
  const { job, workflow, events } = parts;
  const title = workflowTitle(workflow, job.workflowId, say);
  // A job that nobody gave words of their own is for what its workflow is called.
  const titleInEnglish = workflow && saidIn(workflow.title, "en");
  const task = oneLine(redact(job.task), 2_000);
  const telling = { locale: say.locale, nameOf: (step: string) => titleOfStep(workflow, step, say) };
  return {
    id: job.id,
    name: jobName(job),
    title,
    subject: subjectOf(job, workflow),
    task: task === "" || task === title || task === titleInEnglish ? null : task,
    status: job.status,
    statusWord: statusWord(job.status, say),
    mood: moodOfStatus[job.status],
    live: !hasEnded(job.status),
    stopping: job.cancelling !== null && !hasEnded(job.status),
    askedBy: job.requester.name,
    from: placeName(job.origin.surface, say),
    ticket: job.origin.ticketId,
    parentJobId: job.parent?.jobId ?? null,
    createdAt: job.createdAt.toISOString(),
    endedAt: job.endedAt?.toISOString() ?? null,
    ending: endingOf(job, say),
    inputs: outputFacts({ outputs: job.inputs }, say.locale),
    outputs: outputFacts(job, say.locale),
    steps: stepEntries(parts, say),
    checkpoints: checkpointEntries(parts, say),
    log: events.map((event) => logLineOf(event, telling)),
    lastEvent: job.seq,
    mayStop: mayStop(job, reader),
  };
}

function mayStop(job: Job, reader: Person): boolean {
  if (hasEnded(job.status) || job.cancelling !== null || !may(reader, "run_workflows")) return false;
  return job.requester.id === reader.id || may(reader, "steer_any_job");
}

function endingOf(job: Job, say: Speech): string | null {
  if (job.status === "FAILED" && job.failure) return redact(faultSentence(job.failure, say.locale));
  if (!job.cancelling) return null;
  const { by, reason } = job.cancelling;
  const why = reason ? `: ${redact(reason)}` : ".";
  return hasEnded(job.status)
    ? say.say({ en: `Stopped by ${by.name}${why}`, pt: `Parado por ${by.name}${why}` })
    : say.say({ en: `${by.name} stops it${why}`, pt: `${by.name} está parando${why}` });
}
