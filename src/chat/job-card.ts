// A job as one card: who asked for what, where each step stands, what was said last, how it ended or what people are asked.
// Pure: the same job gives the same card. The text alone says how it stands and what is asked; facts and box are what approvers
// read before they decide. Where an approval card stands beside it, that one asks, and this one says for whom the job waits.

import { detailOf, factsOf, questionOf, verdictsOf } from "#agents/operations/checkpoint-words.ts";
import {
  jobName,
  moodOfStatus,
  outputFacts,
  statusWord,
  stepLines,
  subjectOf,
  tookMs,
  workflowTitle,
} from "#agents/operations/job-words.ts";
import { shortId } from "#agents/operations/short-id.ts";
import type { Speech } from "#agents/speech.ts";
import { faultSentence } from "#core/fault-sentence.ts";
import type { Checkpoint } from "#core/job/checkpoint.ts";
import { hasEnded, type Job } from "#core/job/job.ts";
import { redact } from "#core/redact.ts";
import { type Choice, type Fact, type Reply, reply } from "#core/reply.ts";
import { oneLine } from "#core/text.ts";
import type { Workflow } from "#core/workflow/workflow.ts";
import { setOff } from "./set-off.ts";

export interface CardParts {
  readonly job: Job;
  /** The definition it pinned; null when that is not kept any more. */
  readonly workflow: Workflow | null;
  /** What its steps said last, oldest first. */
  readonly said: readonly string[];
  readonly now: Date;
  /** What people are asked stands on cards of its own, in the same thread. */
  readonly asksBeside?: boolean;
  /** Where people can be sent to see it; absent: nowhere. */
  readonly publicUrl?: string | null;
}

const linesSaid = 2;

export function jobCard(parts: CardParts, say: Speech): Reply {
  const { job, workflow, now } = parts;
  const waiting = openCheckpoints(job);
  const open = parts.asksBeside ? [] : waiting;
  const [first] = open;
  return reply({
    locale: say.locale,
    mood: moodOfStatus[job.status],
    text: [
      headline(job, workflow, say),
      `${jobName(job)} · ${statusOf(job, say, now)} · ${askedBy(job, say)}`,
      ...(workflow ? stepLines(job, workflow, say, now, true) : []),
      ...parts.said.slice(-linesSaid).map((line) => `› ${setOff(line)}`),
      ...endOf(job, say),
      ...open.map((checkpoint) => questionOf(checkpoint, say)),
    ]
      .filter((line) => line !== "")
      .join("\n"),
    facts: first ? factsOf(first, say) : [],
    quote: first ? detailOf(first, say.locale) : null,
    choices: [
      ...open.flatMap((checkpoint) => verdictsOf(checkpoint, say)),
      ...steering(job, say),
      ...view(job, parts.publicUrl ?? null, say),
    ],
    data: {
      job: job.id,
      workflow: job.workflowId,
      status: job.status,
      seq: job.seq,
      steps: (workflow?.steps ?? []).map(({ id }) => ({ id, state: job.steps[id]?.state ?? "PENDING" })),
      checkpoints: waiting.map(({ id, status, purpose }) => ({ id, status, purpose })),
    },
  });
}

/** What people are asked now, oldest first: what waits, and what expired and may be asked again. */
function openCheckpoints(job: Job): readonly Checkpoint[] {
  if (hasEnded(job.status)) return [];
  return Object.values(job.checkpoints)
    .filter(({ status, purpose }) => purpose !== "note" && (status === "PENDING" || status === "EXPIRED"))
    .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
}

function headline(job: Job, workflow: Workflow | null, say: Speech): string {
  const title = workflowTitle(workflow, job.workflowId, say);
  const subject = subjectOf(job, workflow);
  return subject ? `${title}: ${subject}` : title;
}

function statusOf(job: Job, say: Speech, now: Date): string {
  const word = statusWord(job.status, say);
  const took = say.duration(tookMs(job, now));
  return hasEnded(job.status)
    ? say.say({ en: `${word} after ${took}`, pt: `${word} após ${took}` })
    : `${word}, ${took}`;
}

function askedBy({ requester, createdAt }: Job, say: Speech): string {
  return say.say({
    en: `asked by ${requester.name} ${say.at(createdAt)}`,
    pt: `pedido por ${requester.name} ${say.at(createdAt)}`,
  });
}

function endOf(job: Job, say: Speech): readonly string[] {
  if (job.status === "FAILED" && job.failure)
    return [
      `${say.say({ en: "Why", pt: "Por quê" })}: ${setOff(redact(faultSentence(job.failure, say.locale)))}`,
    ];
  if (job.status === "CANCELLED" && job.cancelling) {
    const { by, reason } = job.cancelling;
    const why = reason ? `: ${oneLine(redact(reason), 400)}` : ".";
    return [say.say({ en: `Stopped by ${by.name}${why}`, pt: `Parado por ${by.name}${why}` })];
  }
  return outputs(job, say).map(({ label, value }) => `${label}: ${value}`);
}

function outputs(job: Job, say: Speech): readonly Fact[] {
  return job.status === "COMPLETED" ? outputFacts(job, say.locale).slice(0, 8) : [];
}

function steering(job: Job, say: Speech): readonly Choice[] {
  const id = shortId(job.id);
  if (!hasEnded(job.status))
    return [{ id: `cancel ${id}`, label: say.say({ en: "Stop", pt: "Parar" }), style: "danger", form: true }];
  return job.status === "FAILED" && job.parent === null
    ? [{ id: `retry ${id}`, label: say.say({ en: "Try again", pt: "Tentar de novo" }), style: "default" }]
    : [];
}

/** Only where the configuration says how people reach us from there. */
function view(job: Job, publicUrl: string | null, say: Speech): readonly Choice[] {
  if (publicUrl === null) return [];
  return [
    {
      id: `task status ${shortId(job.id)}`,
      label: say.say({ en: "View", pt: "Ver" }),
      style: "default",
      url: `${publicUrl.replace(/\/+$/, "")}/jobs/${job.id}`,
    },
  ];
}
