// "What are you doing?": the jobs under way, one's own first, each with what it does or waits for.

import { hasEnded, type Job } from "#core/job/job.ts";
import { may } from "#core/person.ts";
import type { Choice, Reply } from "#core/reply.ts";
import { type Asked, lines, ownReply } from "./desk.ts";
import { jobName, nowOf, statusWord, subjectOf, tookMs } from "./job-words.ts";
import { lacksRole } from "./refusal.ts";
import { shortId } from "./short-id.ts";

const mostShown = 10;

export async function answerTasks(asked: Asked): Promise<Reply> {
  const { say, question, jobs, engine } = asked;
  if (!may(question.person, "read_jobs"))
    return lacksRole(asked, "operator", { en: "seeing jobs", pt: "ver jobs" });
  const { total, jobs: live } = await jobs.list({ live: true, limit: 200, offset: 0 });
  const isMine = (job: Pick<Job, "requester">) => job.requester.id === question.person.id;
  const ordered = [...live.filter(isMine), ...live.filter((job) => !isMine(job))].slice(0, mostShown);
  const whole = (await Promise.all(ordered.map(({ id }) => engine.job(id)))).flatMap((job) =>
    job && !hasEnded(job.status) ? [job] : [],
  );
  const told = await Promise.all(whole.map((job) => tell(asked, job)));
  const mine = live.filter(isMine).length;
  return ownReply(asked, {
    mood: whole.some(({ status }) => status === "WAITING_APPROVAL") ? "warning" : "neutral",
    text: lines(
      total === 0
        ? say.say({
            en: "I am doing nothing: no job is under way.",
            pt: "Não estou fazendo nada: nenhum job em andamento.",
          })
        : say.say({
            en: `${say.count(total, { en: "job is", pt: "" }, { en: "jobs are", pt: "" })} under way${mine > 0 ? `, ${mine} of them yours` : ""}.`,
            pt: `${say.count(total, { en: "", pt: "job" }, { en: "", pt: "jobs" })} em andamento${mine > 0 ? `, ${mine} seus` : ""}.`,
          }),
      ...told,
      total > whole.length &&
        say.say({ en: `And ${total - whole.length} more.`, pt: `E mais ${total - whole.length}.` }),
    ),
    choices: whole
      .slice(0, 6)
      .map(
        (job): Choice => ({ id: `task status ${shortId(job.id)}`, label: jobName(job), style: "default" }),
      ),
    data: whole.map((job) => ({
      job: job.id,
      workflow: job.workflowId,
      status: job.status,
      requested_by: job.requester.name,
      mine: isMine(job),
      started: job.createdAt.toISOString(),
      elapsed_ms: tookMs(job, question.now),
    })),
  });
}

async function tell({ say, engine, question }: Asked, job: Job): Promise<string> {
  const workflow = await engine.workflows.pinned(job.workflowDigest);
  const subject = subjectOf(job, workflow);
  const who = say.say({ en: `asked by ${job.requester.name}`, pt: `pedido por ${job.requester.name}` });
  const head = [
    jobName(job),
    subject,
    statusWord(job.status, say),
    say.duration(tookMs(job, question.now)),
    who,
  ];
  const current = nowOf(job, workflow, say, question.now);
  return `• ${head.filter((part) => part !== "").join(" · ")}${current ? `\n  ${current}` : ""}`;
}
