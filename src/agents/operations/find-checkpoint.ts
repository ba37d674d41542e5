// Which checkpoint "approve" means: by its id, by its job's, or the only one there can be.

import type { Checkpoint } from "#core/job/checkpoint.ts";
import type { Choice, Reply } from "#core/reply.ts";
import { oneLine } from "#core/text.ts";
import { summaryOf } from "./checkpoint-words.ts";
import { type Asked, isPress, lines, ownReply } from "./desk.ts";
import { jobName } from "./job-words.ts";
import { shortId } from "./short-id.ts";

export type Shown = Checkpoint & { readonly task: string; readonly workflowId: string };

export type FoundCheckpoint =
  | { readonly kind: "found"; readonly checkpoint: Shown }
  | { readonly kind: "reply"; readonly reply: Reply };

const mostLookedAt = 200;

/** All that wait for somebody, oldest first. */
export async function pendingCheckpoints({ jobs }: Pick<Asked, "jobs">): Promise<readonly Shown[]> {
  const { checkpoints } = await jobs.checkpoints({ status: "PENDING", limit: mostLookedAt, offset: 0 });
  return checkpoints;
}

export async function findCheckpoint(asked: Asked, verb: string): Promise<FoundCheckpoint> {
  const { question } = asked;
  const typed = question.intent.slots.id;
  const isTyped = typed !== undefined && question.text.toLowerCase().includes(typed.toLowerCase());
  const under = isTyped ? [] : await underCard(asked, typed);
  const [meant] = under;
  if (meant && under.length === 1) return { kind: "found", checkpoint: meant };
  if (meant) return { kind: "reply", reply: which(asked, under, verb) };
  if (typed !== undefined) {
    const named = await byId(asked, typed);
    if (named) return { kind: "found", checkpoint: named };
    // An id that was only leaned on from the turn before, and is none any more, was not meant.
    if (isTyped) {
      // Nobody types what a button carries: this one was forged, or is older than what is kept.
      if (isPress(asked)) await auditUnknown(asked, typed, verb);
      return { kind: "reply", reply: unknownId(asked, typed) };
    }
  }
  const pending = await pendingCheckpoints(asked);
  const mine: Shown[] = [];
  for (const checkpoint of pending)
    if ((await asked.engine.mayDecide(checkpoint, question.person)).may) mine.push(checkpoint);
  const here: Shown[] = [];
  for (const checkpoint of mine) {
    const job = await asked.engine.job(checkpoint.jobId);
    if (job?.origin.thread === question.thread && job.origin.surface === question.platform)
      here.push(checkpoint);
  }
  const [only] = here.length === 1 ? here : mine.length === 1 ? mine : pending.length === 1 ? pending : [];
  if (only) return { kind: "found", checkpoint: only };
  return { kind: "reply", reply: which(asked, here.length > 1 ? here : mine, verb) };
}

/**
 * Said under a card: its checkpoint, or those its job waits with. What was talked about last in the thread may be meant as
 * well, and then it is asked back.
 */
async function underCard(asked: Asked, leaned: string | undefined): Promise<readonly Shown[]> {
  const { jobs, engine, question } = asked;
  const { about } = question;
  if (!about?.job) return [];
  const own = about.kind === "checkpoint" ? await jobs.checkpoint(about.id) : null;
  const job = own ? null : await engine.job(about.job.id);
  const open = Object.values(job?.checkpoints ?? {}).filter(({ status }) => status === "PENDING");
  const here = own ? [own] : await Promise.all(open.map(({ id }) => jobs.checkpoint(id)));
  const last = leaned === undefined ? null : await byId(asked, leaned);
  const also = last?.status === "PENDING" && last.jobId !== about.job.id ? [last] : [];
  return [...here, ...also].filter((each) => each !== null);
}

/** By the beginning of its own id or of its job's, when that job has one to decide. */
async function byId({ jobs, engine }: Asked, typed: string): Promise<Shown | null> {
  const id = await jobs.findCheckpoint(typed);
  if (id !== null) return jobs.checkpoint(id);
  const jobId = await jobs.findJob(typed);
  const job = jobId === null ? null : await engine.job(jobId);
  const open = Object.values(job?.checkpoints ?? {}).filter(({ status }) => status === "PENDING");
  const [only] = open;
  return only && open.length === 1 ? jobs.checkpoint(only.id) : null;
}

async function auditUnknown({ audit, by }: Asked, typed: string, tried: string): Promise<void> {
  const { id, name } = by.person;
  const subject = `checkpoint:${oneLine(typed, 80)}`;
  const data = { tried, why: "There is no such checkpoint." };
  await audit.append([{ verb: "checkpoint.refused", who: { id, name }, surface: by.surface, subject, data }]);
}

function unknownId(asked: Asked, typed: string): Reply {
  return ownReply(asked, {
    mood: "unknown",
    text: asked.say.say({
      en: `Nothing to decide has the id ${typed}, so nothing was decided. Ids have eight characters or more; "approvals" lists what waits.`,
      pt: `Nada a decidir tem o id ${typed}, então nada foi decidido. Os ids têm oito caracteres ou mais; "aprovações" lista o que espera.`,
    }),
    choices: [listChoice(asked)],
    data: { checkpoint: null, id: typed, found: false },
  });
}

function which(asked: Asked, several: readonly Shown[], verb: string): Reply {
  const { say } = asked;
  if (several.length === 0)
    return ownReply(asked, {
      mood: "neutral",
      text: say.say({ en: "Nothing waits for your decision.", pt: "Nada espera a sua decisão." }),
      choices: [listChoice(asked)],
      data: { checkpoint: null, waiting: 0 },
    });
  return ownReply(asked, {
    mood: "unknown",
    text: lines(
      say.say({
        en: `${several.length} wait for you, so say which; nothing was decided.`,
        pt: `${several.length} esperam você, então diga qual; nada foi decidido.`,
      }),
      ...several
        .slice(0, 8)
        .map(
          (each) =>
            `• ${shortId(each.id)} · ${jobName({ id: each.jobId, workflowId: each.workflowId })} · ${summaryOf(each, say.locale)}`,
        ),
    ),
    choices: several.slice(0, 8).map(
      (each): Choice => ({
        id: `${verb} ${shortId(each.id)}`,
        label: `${shortId(each.id)} ${summaryOf(each, say.locale)}`,
        style: "default",
      }),
    ),
    data: { checkpoint: null, waiting: several.length, checkpoints: several.map(({ id }) => id) },
  });
}

function listChoice({ say }: Asked): Choice {
  return {
    id: say.say({ en: "approvals", pt: "aprovações" }),
    label: say.say({ en: "What waits", pt: "O que espera" }),
    style: "default",
  };
}
