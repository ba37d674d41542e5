// "What is the status of job X?"

import { type StatusWord, statusWords } from "#core/hwa-status.ts";
import { jobsOf } from "#core/intent.ts";
import type { Reply } from "#core/reply.ts";
import { type JobFacts, jobFacts } from "#hwa/job-facts.ts";
import { type KnownFix, knownFix } from "#knowledge/known-fix.ts";
import type { HwaJob } from "#ports/hwa.ts";
import { type Asked, hwaSource, lines, liveReply } from "./desk.ts";
import { failureOf } from "./failure.ts";
import { factRows, headline, knownLines, moodOf, quotedSources } from "./job-words.ts";
import { locateJob, whichJob } from "./locate-job.ts";
import { answerStatusList } from "./status-list.ts";
import { answerStream } from "./stream.ts";
import { answerWorkstation } from "./workstation.ts";

export async function answerStatus(asked: Asked): Promise<Reply> {
  const names = jobsOf(asked.question.intent.slots);
  const filter = statusWords.find((word) => word === asked.question.intent.slots.status);
  if (names.length === 0) return withoutJob(asked, filter);
  const replies = await Promise.all(names.map((name) => statusOf(asked, name)));
  const [only] = replies;
  return only && replies.length === 1 ? only : together(asked, replies);
}

/** A question about a stream, a workstation, or the jobs of a status or a span; else it is asked which job is meant. */
function withoutJob(asked: Asked, filter: StatusWord | undefined): Reply | Promise<Reply> {
  const { jobStream, workstation, since, until, windowHours } = asked.question.intent.slots;
  if (jobStream) return answerStream(asked, jobStream);
  if (filter) return answerStatusList(asked, filter);
  if (workstation) return answerWorkstation(asked);
  return since || until || windowHours !== undefined ? answerStatusList(asked, "Completed") : whichJob(asked);
}

async function statusOf(asked: Asked, name: string): Promise<Reply> {
  const located = await locateJob(asked, name);
  if (located.kind === "reply") return located.reply;
  const { job } = located;
  const facts = jobFacts(job, asked.question.now);
  const failure = facts.status === "Failed" ? await failureOf(asked, job) : null;
  const known = await knownFix(asked.knowledge.fixes, job.name, failure?.errorCode ?? null, failure?.sign);
  const { say } = asked;
  return liveReply(asked, {
    mood: moodOf(facts),
    text: lines(
      headline(asked, facts),
      located.total > 1 &&
        say.say({
          en: `This is the most relevant of ${located.total} instances in the plan (stream ${facts.stream}, scheduled ${say.time(facts.scheduledAt)}).`,
          pt: `Esta é a mais relevante de ${located.total} instâncias no plano (stream ${facts.stream}, prevista ${say.time(facts.scheduledAt)}).`,
        }),
      failure?.sentence,
      ...knownLines(asked, known, failure !== null),
      facts.lastFailure && facts.status !== "Failed"
        ? say.say({
            en: `An earlier run failed ${say.time(facts.lastFailure.endedAt)} (${facts.lastFailure.internal}).`,
            pt: `Uma execução anterior falhou ${say.time(facts.lastFailure.endedAt)} (${facts.lastFailure.internal}).`,
          })
        : null,
    ),
    facts: factRows(asked, facts),
    sources: [
      hwaSource(asked, `plan/job/${job.id}`),
      ...(failure?.sources ?? []),
      ...known.sources,
      ...(failure ? quotedSources(known) : []),
    ],
    links: known.links,
    choices: nextQuestions(asked, facts),
    data: statusData(job, facts, known, failure?.errorCode ?? null),
  });
}

/** Exactly the documented shape of `job.status`; more facts stand in `details`. */
function statusData(job: HwaJob, facts: JobFacts, known: KnownFix, errorCode: string | null) {
  const failed = facts.lastFailure;
  return {
    job: job.name,
    status: facts.status,
    start_time: facts.startedAt?.toISOString() ?? null,
    end_time: facts.endedAt?.toISOString() ?? null,
    details: {
      controller: facts.controller,
      workstation: facts.workstation,
      internal_status: facts.internal,
      substatus: facts.substatus,
      job_stream: facts.stream,
      scheduled_time: facts.scheduledAt?.toISOString() ?? null,
      return_code: facts.returnCode,
      progress: facts.status === "Running" && facts.progress !== null ? `${facts.progress}%` : null,
      error_code: errorCode,
      critical: facts.critical,
      late: facts.late,
      run_id: facts.runId,
      id: facts.id,
    },
    related_info: {
      last_failure: failed?.endedAt?.toISOString() ?? null,
      owner: known.owner,
      documentation: known.documentation,
      resolution_steps: known.steps,
    },
  };
}

function nextQuestions(asked: Asked, facts: JobFacts): Reply["choices"] {
  const { say } = asked;
  const ask = (en: string, pt: string, primary = false) => {
    const text = say.say({ en, pt });
    return { id: text, label: text, style: primary ? ("primary" as const) : ("default" as const) };
  };
  const n = facts.name;
  switch (facts.status) {
    case "Failed":
      return [
        ask(`Why did ${n} fail?`, `Por que o job ${n} falhou?`, true),
        ask(`Show the log of ${n}`, `Mostre o log do job ${n}`),
        ask(`What depends on ${n}?`, `O que depende do job ${n}?`),
      ];
    case "Running":
      return [
        ask(`Monitor job ${n}`, `Monitore o job ${n}`, true),
        ask(`Show the log of ${n}`, `Mostre o log do job ${n}`),
      ];
    case "Completed":
      return [
        ask(`Show the log of ${n}`, `Mostre o log do job ${n}`),
        ask(`What depends on ${n}?`, `O que depende do job ${n}?`),
      ];
    default:
      return [
        ask(`Why is ${n} waiting?`, `Por que o job ${n} está aguardando?`, true),
        ask(`Monitor job ${n}`, `Monitore o job ${n}`),
      ];
  }
}

/** Several jobs in one question: their headlines under each other, their data as a list. */
function together(asked: Asked, replies: readonly Reply[]): Reply {
  return liveReply(asked, {
    mood: replies.some((each) => each.mood === "bad")
      ? "bad"
      : replies.every((each) => each.mood === "good")
        ? "good"
        : "neutral",
    text: replies.map((each) => each.text).join("\n\n"),
    sources: uniqueSources(replies),
    choices: replies.flatMap((each) => each.choices.slice(0, 1)),
    data: replies.map((each) => each.data),
  });
}

function uniqueSources(replies: readonly Reply[]): Reply["sources"] {
  return [...new Map(replies.flatMap((each) => each.sources).map((source) => [source.ref, source])).values()];
}
