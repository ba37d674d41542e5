// "How is 3f2a91bc going?" and "cancel 3f2a91bc".

import { toFault } from "#core/fault.ts";
import { faultSentence } from "#core/fault-sentence.ts";
import { type Failure, hasEnded, type Job } from "#core/job/job.ts";
import { may } from "#core/person.ts";
import { redact } from "#core/redact.ts";
import type { Choice, Reply } from "#core/reply.ts";
import { oneLine } from "#core/text.ts";
import type { Wording } from "#core/wording.ts";
import type { Workflow } from "#core/workflow/workflow.ts";
import type { Steering } from "#engine/engine.ts";
import { type Asked, filledIn, isPress, jobSource, lines, ownReply } from "./desk.ts";
import { findTask } from "./find-task.ts";
import { jobName, moodOfStatus, outputFacts, statusWord, stepLines, subjectOf, tookMs } from "./job-words.ts";
import { isRefusal, lacksRole, refusal, refuseDeed } from "./refusal.ts";
import { shortId } from "./short-id.ts";
import { whatIsPending } from "./what-is-pending.ts";

export async function answerTask(asked: Asked): Promise<Reply> {
  const { say, question, engine } = asked;
  if (!may(question.person, "read_jobs"))
    return lacksRole(asked, "operator", { en: "seeing jobs", pt: "ver jobs" });
  const found = await findTask(asked, "task status", false);
  if (found.kind === "reply") return found.reply;
  const { job } = found;
  const workflow = await engine.workflows.pinned(job.workflowDigest);
  const outputs = outputFacts(job, say.locale);
  const subject = subjectOf(job, workflow);
  const took = say.duration(tookMs(job, question.now));
  return ownReply(asked, {
    mood: moodOfStatus[job.status],
    text: lines(
      `${jobName(job)}${subject ? ` (${subject})` : ""}: ${statusWord(job.status, say)}, ${took}.`,
      say.say({
        en: `Asked by ${job.requester.name} ${say.at(job.createdAt)}: ${oneLine(redact(job.task), 200)}`,
        pt: `Pedido por ${job.requester.name} ${say.at(job.createdAt)}: ${oneLine(redact(job.task), 200)}`,
      }),
      ...(workflow ? stepLines(job, workflow, say, question.now) : []),
      whyItEnded(job, asked),
      ...outputs.map(({ label, value }) => `${label}: ${value}`),
    ),
    choices: nextOf(job, asked),
    sources: [jobSource(job.id)],
    data: viewOf(job, workflow),
  });
}

function whyItEnded({ status, failure }: Job, { say }: Asked): string | null {
  if (!failure || (status !== "FAILED" && status !== "CANCELLED")) return null;
  return `${say.say({ en: "Why", pt: "Por quê" })}: ${redact(faultSentence(failure, say.locale))}`;
}

function nextOf(job: Job, { say }: Asked): readonly Choice[] {
  const id = shortId(job.id);
  if (!hasEnded(job.status))
    return [{ id: `cancel ${id}`, label: say.say({ en: "Stop", pt: "Parar" }), style: "danger", form: true }];
  return job.status !== "COMPLETED" && job.parent === null
    ? [{ id: `retry ${id}`, label: say.say({ en: "Try again", pt: "Tentar de novo" }), style: "default" }]
    : [];
}

function viewOf(job: Job, workflow: Workflow | null) {
  return {
    job: job.id,
    workflow: job.workflowId,
    status: job.status,
    requested_by: job.requester.name,
    started: job.createdAt.toISOString(),
    ended: job.endedAt?.toISOString() ?? null,
    failure: job.failure && { ...job.failure, ...redactedWords(job.failure) },
    outputs: outputFacts(job, "en"),
    steps: (workflow?.steps ?? []).map(({ id, title }) => ({
      id,
      title,
      state: job.steps[id]?.state ?? "PENDING",
    })),
  };
}

function redactedWords({ message, pt }: Failure): Pick<Failure, "message" | "pt"> {
  return { message: redact(message), ...(pt === undefined ? {} : { pt: redact(pt) }) };
}

const done: Readonly<Record<Steering, Wording>> = {
  cancel: {
    en: "is stopped; what had been done stays done",
    pt: "foi parado; o que já tinha sido feito continua feito",
  },
  retry: {
    en: "is tried again from where it failed",
    pt: "é tentado de novo a partir de onde falhou",
  },
  pause: {
    en: "is paused: what runs goes on, nothing new begins",
    pt: "está pausado: o que executa continua, nada novo começa",
  },
  resume: { en: "goes on", pt: "continua" },
};

const deeds: Readonly<Record<Steering, Wording>> = {
  cancel: { en: "stopping a job", pt: "parar um job" },
  retry: { en: "trying a job again", pt: "tentar um job de novo" },
  pause: { en: "pausing a job", pt: "pausar um job" },
  resume: { en: "resuming a job", pt: "retomar um job" },
};

/** Only who asked for a job, or an approver, may; the engine says so. */
export async function answerSteer(asked: Asked, steering: Steering): Promise<Reply> {
  const { say, question, engine } = asked;
  if (question.intent.slots.text === whatIsPending)
    return ownReply(asked, {
      text: say.say({
        en: "All right: nothing was started and nothing was decided.",
        pt: "Tudo bem: nada foi iniciado e nada foi decidido.",
      }),
      data: { pending: false },
    });
  if (!may(question.person, "run_workflows")) return refuseDeed(asked, deeds[steering]);
  const found = await findTask(asked, steering, true);
  if (found.kind === "reply") return found.reply;
  try {
    const reason = filledIn(asked).reason ?? question.intent.slots.reason;
    const job = await engine.steer(found.job.id, steering, asked.by, reason);
    if (steering === "retry" && job.origin.thread === question.thread)
      await asked.cards.follow({ platform: question.platform, thread: question.thread }, job.id, say.locale);
    return ownReply(asked, {
      text: `${jobName(job)} ${say.say(done[steering])}.`,
      choices: isPress(asked)
        ? []
        : [
            {
              id: `task status ${shortId(job.id)}`,
              label: say.say({ en: "Status", pt: "Situação" }),
              style: "default",
            },
          ],
      sources: [jobSource(job.id)],
      data: { job: job.id, workflow: job.workflowId, status: job.status, steered: steering },
    });
  } catch (error) {
    if (isRefusal(error)) return refusal(asked, toFault(error));
    throw error;
  }
}
