// Which job "its status" or "cancel it" means: by id, by an id of something it asked, or the only one it can be.

import { hasEnded, type Job } from "#core/job/job.ts";
import type { Choice, Reply } from "#core/reply.ts";
import { type Asked, lines, ownReply } from "./desk.ts";
import { jobName, statusWord, subjectOf } from "./job-words.ts";
import { shortId } from "./short-id.ts";

export type FoundTask =
  | { readonly kind: "found"; readonly job: Job }
  | { readonly kind: "reply"; readonly reply: Reply };

/** `mine`: without an id only a job of this person's is meant. */
export async function findTask(asked: Asked, command: string, mine: boolean): Promise<FoundTask> {
  const { question, jobs, engine } = asked;
  const typed = question.intent.slots.id;
  const isTyped = typed !== undefined && question.text.toLowerCase().includes(typed.toLowerCase());
  const under = isTyped || !question.about?.job ? null : await engine.job(question.about.job.id);
  if (typed !== undefined) {
    const id = (await jobs.findJob(typed)) ?? (await jobOfCheckpoint(asked, typed));
    const job = id === null ? null : await engine.job(id);
    // Under one job's card another one was talked about: either may be meant.
    const either = under && job && job.id !== under.id && !hasEnded(job.status);
    if (either) return { kind: "reply", reply: whichTask(asked, command, [under, job]) };
    if (job && !under) return { kind: "found", job };
    if (isTyped) return { kind: "reply", reply: unknownTask(asked, typed) };
  }
  if (under) return { kind: "found", job: under };
  const { jobs: live } = await jobs.list({ live: true, limit: 50, offset: 0 });
  const own = live.filter(({ requester }) => requester.id === question.person.id);
  const here = own.filter(({ origin }) => origin.thread === question.thread);
  const [only] = here.length === 1 ? here : own.length === 1 ? own : !mine && live.length === 1 ? live : [];
  const job = only ? await engine.job(only.id) : null;
  if (job) return { kind: "found", job };
  return { kind: "reply", reply: whichTask(asked, command, own.length > 0 ? own : live) };
}

type Candidate = Pick<Job, "id" | "workflowId" | "status" | "inputs">;

function whichTask(asked: Asked, command: string, several: readonly Candidate[]): Reply {
  const { say } = asked;
  return ownReply(asked, {
    mood: several.length > 0 ? "unknown" : "neutral",
    text: lines(
      several.length > 0
        ? say.say({ en: "Which job? Say its id.", pt: "Qual job? Diga o id." })
        : say.say({ en: "No job is under way.", pt: "Nenhum job em andamento." }),
      ...several
        .slice(0, 8)
        .map(
          (each) =>
            `• ${jobName(each)} · ${statusWord(each.status, say)} · ${subjectOf(each, asked.engine.workflows.find(each.workflowId))}`,
        ),
    ),
    choices: several.slice(0, 8).map(
      (each): Choice => ({
        id: `${command} ${shortId(each.id)}`,
        label: jobName(each),
        style: "default",
      }),
    ),
    data: { job: null, jobs: several.map(({ id }) => id) },
  });
}

async function jobOfCheckpoint({ jobs }: Asked, typed: string): Promise<string | null> {
  const id = await jobs.findCheckpoint(typed);
  return id === null ? null : ((await jobs.checkpoint(id))?.jobId ?? null);
}

function unknownTask(asked: Asked, typed: string): Reply {
  return ownReply(asked, {
    mood: "unknown",
    text: asked.say.say({
      en: `No job of Resync's has the id ${typed}. Ids have eight characters or more; "jobs" lists what is under way.`,
      pt: `Nenhum job do Resync tem o id ${typed}. Os ids têm oito caracteres ou mais; "tarefas" lista o que está em andamento.`,
    }),
    choices: [
      {
        id: asked.say.say({ en: "jobs", pt: "tarefas" }),
        label: asked.say.say({ en: "What is under way", pt: "O que está em andamento" }),
        style: "default",
      },
    ],
    data: { job: null, id: typed, found: false },
  });
}
