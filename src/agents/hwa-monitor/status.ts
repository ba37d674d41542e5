// "What is the status of job X?" and "which jobs are running?"

import { type StatusWord, statusWords } from "#core/hwa-status.ts";
import { jobsOf } from "#core/intent.ts";
import type { Mood, Reply } from "#core/reply.ts";
import { type JobFacts, jobFacts } from "#hwa/job-facts.ts";
import { jobsByStatus } from "#hwa/jobs-by-status.ts";
import type { HwaJob } from "#ports/hwa.ts";
import { type Asked, hwaSource, lines, liveReply } from "./desk.ts";
import { failureOf } from "./failure.ts";
import { type KnownFix, knownFix } from "./known-fix.ts";
import { locateJob, whichJob } from "./locate-job.ts";

export async function answerStatus(asked: Asked): Promise<Reply> {
  const names = jobsOf(asked.question.intent.slots);
  const filter = statusWords.find((word) => word === asked.question.intent.slots.status);
  if (names.length === 0) return filter ? listByStatus(asked, filter) : whichJob(asked);
  const replies = await Promise.all(names.map((name) => statusOf(asked, name)));
  const [only] = replies;
  return only && replies.length === 1 ? only : together(asked, replies);
}

async function statusOf(asked: Asked, name: string): Promise<Reply> {
  const located = await locateJob(asked, name);
  if (located.kind === "reply") return located.reply;
  const { job } = located;
  const facts = jobFacts(job, asked.question.now);
  const failure = facts.status === "Failed" ? await failureOf(asked, job) : null;
  const known = knownFix(asked.knowledge, job.name, failure?.errorCode ?? null);
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
    sources: [hwaSource(asked, `plan/job/${job.id}`), ...(failure?.sources ?? []), ...known.sources],
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

/** The point of the answer in one sentence. */
export function headline(asked: Asked, facts: JobFacts): string {
  const { say } = asked;
  const name = facts.name;
  const on = say.say({ en: `on ${facts.workstation}`, pt: `na ${facts.workstation}` });
  switch (facts.status) {
    case "Completed":
      return say.say({
        en: `${name} completed at ${say.time(facts.endedAt)}, after ${say.duration(facts.elapsedMs)} ${on}.`,
        pt: `${name} terminou com sucesso às ${say.time(facts.endedAt)}, após ${say.duration(facts.elapsedMs)}, ${on}.`,
      });
    case "Failed":
      return say.say({
        en: `${name} failed${at(asked, facts.endedAt, "at")}: ${facts.internal}${code(facts)} ${on}.`,
        pt: `${name} falhou${at(asked, facts.endedAt, "às")}: ${facts.internal}${code(facts)} ${on}.`,
      });
    case "Running": {
      const share = facts.progress === null ? "" : `, ${facts.progress}%`;
      const end = facts.estimatedEnd
        ? say.say({
            en: `, expected to end at ${say.time(facts.estimatedEnd)}`,
            pt: `, término previsto às ${say.time(facts.estimatedEnd)}`,
          })
        : "";
      const long =
        facts.ofEstimate !== null && facts.ofEstimate > 1
          ? say.say({
              en: `, longer than its usual ${say.duration(facts.estimatedMs)}`,
              pt: `, acima do habitual de ${say.duration(facts.estimatedMs)}`,
            })
          : end;
      return say.say({
        en: `${name} has been running for ${say.duration(facts.elapsedMs)} ${on}${share}${long}.`,
        pt: `${name} está em execução há ${say.duration(facts.elapsedMs)} ${on}${share}${long}.`,
      });
    }
    case "Unknown":
      return say.say({
        en: `HWA does not know how ${name} stands: it reports ${facts.internal}.`,
        pt: `O HWA não sabe como está o ${name}: ele informa ${facts.internal}.`,
      });
    default:
      return say.say({
        en: `${name} is ${say.status(facts.status)} (${facts.internal}${facts.substatus ? `, ${facts.substatus}` : ""}) ${on}.`,
        pt: `${name} está ${say.status(facts.status)} (${facts.internal}${facts.substatus ? `, ${facts.substatus}` : ""}) ${on}.`,
      });
  }
}

function at(asked: Asked, date: Date | null, word: string): string {
  return date ? ` ${word} ${asked.say.time(date)}` : "";
}

function code(facts: JobFacts): string {
  return facts.returnCode === null ? "" : ` RC=${facts.returnCode}`;
}

export function moodOf(facts: JobFacts): Mood {
  if (facts.status === "Failed") return "bad";
  if (facts.status === "Unknown") return "unknown";
  if (facts.late || facts.deadlinePassed || facts.status === "Blocked" || facts.status === "Held")
    return "warning";
  return facts.status === "Completed" ? "good" : "neutral";
}

export function knownLines(asked: Asked, known: KnownFix, failed: boolean): readonly (string | null)[] {
  const { say } = asked;
  const steps =
    failed && known.steps.length > 0
      ? [
          say.say({ en: "Known fix:", pt: "Solução conhecida:" }),
          ...known.steps.map((step, i) => `${i + 1}. ${step}`),
        ]
      : [];
  return [
    ...steps,
    known.owner && say.say({ en: `Owner: ${known.owner}`, pt: `Responsável: ${known.owner}` }),
    known.documentation &&
      say.say({ en: `Procedure: ${known.documentation}`, pt: `Procedimento: ${known.documentation}` }),
    failed && known.steps.length === 0
      ? say.say({
          en: "No known fix for this in the knowledge workbooks.",
          pt: "Nenhuma solução conhecida para isso nas planilhas de conhecimento.",
        })
      : null,
  ];
}

export function factRows(asked: Asked, facts: JobFacts) {
  const { say } = asked;
  const row = (en: string, pt: string, value: string | null) =>
    value === null || value === "—" ? [] : [{ label: say.say({ en, pt }), value }];
  return [
    ...row("Status", "Status", `${facts.status} (${facts.internal})`),
    ...row("Stream", "Stream", facts.stream),
    ...row("Workstation", "Workstation", facts.workstation),
    ...row("Started", "Início", facts.startedAt && say.time(facts.startedAt)),
    ...row("Ended", "Fim", facts.endedAt && say.time(facts.endedAt)),
    ...row(
      "Scheduled",
      "Previsto",
      facts.startedAt ? null : facts.scheduledAt && say.time(facts.scheduledAt),
    ),
    ...row("Deadline", "Prazo", facts.deadline && say.time(facts.deadline)),
  ];
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

async function listByStatus(asked: Asked, status: StatusWord): Promise<Reply> {
  const { say } = asked;
  const { jobs, total } = await jobsByStatus(asked.hwa, status, asked.question.now, {
    ...asked.read,
    limit: 50,
  });
  const shown = jobs.slice(0, 15);
  const head =
    total === 0
      ? say.say({
          en: `No job is ${say.status(status)} now.`,
          pt: `Nenhum job está ${say.status(status)} agora.`,
        })
      : say.say({
          en: `${say.count(total, { en: "job is", pt: "" }, { en: "jobs are", pt: "" })} ${say.status(status)}.`,
          pt: `${say.count(total, { en: "", pt: "job" }, { en: "", pt: "jobs" })}: ${say.status(status)}.`,
        });
  return liveReply(asked, {
    mood: status === "Failed" && total > 0 ? "bad" : "neutral",
    text: lines(
      head,
      ...shown.map((facts) => `• ${shortLine(asked, facts)}`),
      total > shown.length &&
        say.say({ en: `… and ${total - shown.length} more.`, pt: `… e mais ${total - shown.length}.` }),
    ),
    sources: [hwaSource(asked, `plan/job, ${status}`)],
    data: jobs.map((facts) => ({
      job: facts.name,
      status: facts.status,
      start_time: facts.startedAt?.toISOString() ?? null,
      end_time: facts.endedAt?.toISOString() ?? null,
      workstation: facts.workstation,
      job_stream: facts.stream,
    })),
  });
}

export function shortLine(asked: Asked, facts: JobFacts): string {
  const { say } = asked;
  const where = `${facts.workstation}, ${facts.stream}`;
  if (facts.status === "Running") {
    const share = facts.progress === null ? "" : `, ${facts.progress}%`;
    return say.say({
      en: `${facts.name}: running for ${say.duration(facts.elapsedMs)}${share} (${where})`,
      pt: `${facts.name}: em execução há ${say.duration(facts.elapsedMs)}${share} (${where})`,
    });
  }
  const when = facts.endedAt ?? facts.scheduledAt;
  return `${facts.name}: ${say.status(facts.status)}${when ? ` ${say.time(when)}` : ""} (${where})`;
}
