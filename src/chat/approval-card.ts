// A checkpoint as a card that stands for as long as it takes, in the thread of the request and where approvers look: what
// will run, on what, with which arguments, why, what was found, how to undo it, who may decide and until when; then who
// decided, when, from where and why, and no button. Pure: rendered from the frozen plan, the same checkpoint gives the same
// card. Times are written with their day, for nobody knows when it is read; so `say` is made for a moment long ago.

import {
  because,
  decidedLine,
  endedUndecided,
  fromWhere,
  voteLines,
} from "#agents/operations/checkpoint-history.ts";
import { decisionsOf, detailOf, factsOf, summaryOf, votesOf } from "#agents/operations/checkpoint-words.ts";
import { jobName, subjectOf, titleOfStep, workflowTitle } from "#agents/operations/job-words.ts";
import { shortId } from "#agents/operations/short-id.ts";
import type { Speech } from "#agents/speech.ts";
import type { Checkpoint, CheckpointPurpose } from "#core/job/checkpoint.ts";
import { whoToAsk } from "#core/job/deciders.ts";
import type { Effect } from "#core/job/effect.ts";
import { hasEnded, type Job, type Who } from "#core/job/job.ts";
import { redact } from "#core/redact.ts";
import { type Choice, type Mention, type Mood, type Reply, reply } from "#core/reply.ts";
import type { PersonRecord, Rights } from "#core/rights.ts";
import { shownPlan, shownText } from "#core/shown-plan.ts";
import { oneLine } from "#core/text.ts";
import type { Wording } from "#core/wording.ts";
import type { Json, Workflow } from "#core/workflow/workflow.ts";

/** One change of the plan: who, when, and what stands where something else stood. */
export interface PlanChange {
  readonly by: Who;
  readonly at: Date;
  readonly surface: string | null;
  readonly reason: string | null;
  /** What the changed arguments were before, and what they are since; null: there was, or is, none. */
  readonly was: { readonly [name: string]: Json };
  readonly args: { readonly [name: string]: Json };
}

export interface ApprovalParts {
  readonly checkpoint: Checkpoint;
  readonly job: Job;
  readonly workflow: Workflow | null;
  readonly rights: Pick<Rights, "people">;
  /** Oldest first. */
  readonly changes: readonly PlanChange[];
  /** Where people can be sent to see it; absent: nowhere. */
  readonly publicUrl?: string | null;
}

export function approvalCard(parts: ApprovalParts, say: Speech): Reply {
  const { checkpoint, job, workflow, rights, changes } = parts;
  const open = checkpoint.status === "PENDING" && !isOver(parts);
  const choices = isOver(parts) ? [] : decisionsOf(checkpoint, say);
  const asked = choices.length > 0 ? whoToAsk(checkpoint, rights) : [];
  return reply({
    locale: say.locale,
    mood: moodOf(parts),
    text: [
      `${headline(parts, say)}: ${summaryOf(checkpoint, say.locale)}`,
      aboutJob(job, workflow, checkpoint, say),
      askedFor(checkpoint, job, say),
      isOver(parts) && checkpoint.status === "PENDING"
        ? say.say({
            en: "The job ended before anybody decided, so there is nothing to decide any more.",
            pt: "O job terminou antes de alguém decidir, então não há mais nada a decidir.",
          })
        : decidedLine(checkpoint, say),
      open && whoDecides(checkpoint, asked, say),
      open && votesOf(checkpoint, say),
      ...changes.flatMap((change) => changeLines(change, say)),
      // Changes are told above, with what they changed.
      ...voteLines(withoutTold(checkpoint, changes), say),
      open && doneBefore(job, workflow, say),
      checkpoint.status === "EXPIRED" && askAgain(parts, say),
    ]
      .filter((line): line is string => typeof line === "string" && line !== "")
      .join("\n"),
    facts: factsFor(parts, open, say),
    quote: open ? detailOf(checkpoint, say.locale) : null,
    choices: open ? [...choices, ...page(parts, say)] : choices,
    data: {
      checkpoint: checkpoint.id,
      job: job.id,
      workflow: job.workflowId,
      step: checkpoint.step,
      purpose: checkpoint.purpose,
      status: checkpoint.status,
      planDigest: checkpoint.planDigest,
    },
    ...(asked.length > 0 ? { deciders: asked.map(mentionOf) } : {}),
    ...(open && isFresh(checkpoint) && asked.length > 0 ? { mentions: mentionsOf(asked) } : {}),
  });
}

/** Only where the configuration says how people reach us from there. */
function page({ checkpoint: { id }, publicUrl }: ApprovalParts, say: Speech): readonly Choice[] {
  if (!publicUrl) return [];
  return [
    {
      id: `details ${id}`,
      label: say.say({ en: "Open", pt: "Abrir" }),
      style: "default",
      url: `${publicUrl.replace(/\/+$/, "")}/admin/agent-checkpoints?id=${id}`,
    },
  ];
}

/** As platforms find them; somebody no platform knows is named all the same. More would be a crowd, not a call. */
export function mentionsOf(people: readonly PersonRecord[]): readonly Mention[] {
  return people.slice(0, mostNamed).map(mentionOf);
}

function mentionOf({ name, identities }: PersonRecord): Mention {
  return { name, identities };
}

const mostNamed = 8;

/** Nothing has been said to it yet, so it is shown for the first time, or as good as. */
export function isFresh(checkpoint: Checkpoint): boolean {
  const { votes, round, remindedAt, escalatedAt, delegates, purpose } = checkpoint;
  if (purpose === "review") return true;
  const said = votes.some((vote) => vote.round === round && vote.verdict !== "change");
  return round === 1 && !said && !remindedAt && !escalatedAt && delegates.length === 0;
}

/** The job has ended; only what was done is still reviewed. */
function isOver({ job, checkpoint }: ApprovalParts): boolean {
  return hasEnded(job.status) && checkpoint.purpose !== "review";
}

const headlines: Readonly<
  Record<CheckpointPurpose, Readonly<Record<"PENDING" | "APPROVED" | "REJECTED", Wording>>>
> = {
  approval: {
    PENDING: { en: "Approval needed", pt: "Aprovação necessária" },
    APPROVED: { en: "Approved", pt: "Aprovado" },
    REJECTED: { en: "Rejected", pt: "Rejeitado" },
  },
  outcome: {
    PENDING: { en: "Did it happen?", pt: "Aconteceu?" },
    APPROVED: { en: "Outcome known", pt: "Desfecho conhecido" },
    REJECTED: { en: "Ended without knowing", pt: "Encerrado sem saber" },
  },
  review: {
    PENDING: { en: "Review needed, the glass was broken", pt: "Revisão necessária, a aprovação foi forçada" },
    APPROVED: { en: "Reviewed", pt: "Revisado" },
    REJECTED: { en: "Reviewed", pt: "Revisado" },
  },
  note: {
    PENDING: { en: "Note", pt: "Nota" },
    APPROVED: { en: "Note", pt: "Nota" },
    REJECTED: { en: "Note", pt: "Nota" },
  },
};

function headline(parts: ApprovalParts, say: Speech): string {
  const { status, purpose, round, brokenGlass } = parts.checkpoint;
  if (status === "EXPIRED" && !endedUndecided(parts.checkpoint))
    return say.say({ en: "Expired", pt: "Expirou" });
  if (status === "EXPIRED" || (status === "PENDING" && isOver(parts)))
    return say.say({ en: "Not decided", pt: "Não decidido" });
  if (brokenGlass && purpose === "approval" && status === "APPROVED")
    return say.say({ en: "The glass was broken", pt: "Aprovação forçada" });
  if (status === "PENDING" && purpose === "approval" && round > 1)
    return say.say({ en: "Approval needed again", pt: "Aprovação necessária de novo" });
  return say.say(headlines[purpose][status]);
}

function moodOf(parts: ApprovalParts): Mood {
  const { status, brokenGlass } = parts.checkpoint;
  if (status === "APPROVED") return brokenGlass ? "warning" : "good";
  if (status === "REJECTED") return "bad";
  return isOver(parts) ? "neutral" : "warning";
}

function aboutJob(job: Job, workflow: Workflow | null, { id, step }: Checkpoint, say: Speech): string {
  const subject = subjectOf(job, workflow);
  const about = `${workflowTitle(workflow, job.workflowId, say)}${subject ? `: ${subject}` : ""}`;
  return `${about} · ${titleOfStep(workflow, step, say)} · ${jobName(job)} · ${shortId(id)}`;
}

/** Who wants it, when, from where, and in their own words what for. */
function askedFor({ requester }: Checkpoint, job: Job, say: Speech): string {
  const why = oneLine(redact(job.task), 300);
  const from = fromWhere(job.origin.surface, say);
  return say.say({
    en: `Asked for by ${requester.name} ${say.at(job.createdAt)}${from}: ${why}`,
    pt: `Pedido por ${requester.name} ${say.at(job.createdAt)}${from}: ${why}`,
  });
}

function whoDecides(checkpoint: Checkpoint, asked: readonly PersonRecord[], say: Speech): string {
  const until = checkpoint.expiresAt
    ? say.say({
        en: `, until ${say.time(checkpoint.expiresAt)}`,
        pt: `, até ${say.time(checkpoint.expiresAt)}`,
      })
    : "";
  if (asked.length === 0)
    return say.say({
      en: `Nobody who could still decide it is left${until}; an administrator can add somebody.`,
      pt: `Não resta ninguém que ainda possa decidir${until}; um administrador pode incluir alguém.`,
    });
  const names = asked.slice(0, mostNamed).map(({ name }) => oneLine(name, 60));
  const more = asked.length - names.length;
  const list =
    more > 0 ? `${names.join(", ")} +${more}` : names.length < 2 ? names.join("") : orList(names, say);
  return say.say({ en: `May decide: ${list}${until}.`, pt: `Pode decidir: ${list}${until}.` });
}

function orList(names: readonly string[], say: Speech): string {
  return `${names.slice(0, -1).join(", ")} ${say.say({ en: "or", pt: "ou" })} ${names.at(-1)}`;
}

function changeLines({ by, at, surface, reason, was, args }: PlanChange, say: Speech): readonly string[] {
  const who = say.say({ en: `‹ ${by.name} changed the plan`, pt: `‹ ${by.name} mudou o plano` });
  const names = Object.keys(was);
  const before = shownPlan(was);
  const since = shownPlan(Object.fromEntries(names.map((name) => [name, args[name] ?? null])));
  return [
    `${who} ${say.at(at)}${fromWhere(surface, say)}${because(reason)}`,
    ...names.map((name) => `    ${name}: ${brief(before[name])} → ${brief(since[name])}`),
  ];
}

function brief(value: Json | undefined): string {
  if (value === null || value === undefined) return "—";
  const text = typeof value === "string" ? (value === "" ? '""' : value) : JSON.stringify(value);
  return oneLine(shownText(text), 200);
}

function withoutTold(checkpoint: Checkpoint, changes: readonly PlanChange[]): Checkpoint {
  if (changes.length === 0) return checkpoint;
  return { ...checkpoint, votes: checkpoint.votes.filter(({ verdict }) => verdict !== "change") };
}

/** The steps that are behind it. */
function doneBefore(job: Job, workflow: Workflow | null, say: Speech): string | null {
  const done = (workflow?.steps ?? []).filter(({ id }) => job.steps[id]?.state === "SUCCEEDED");
  if (done.length === 0) return null;
  const titles = done.slice(-5).map(({ id }) => `✓ ${titleOfStep(workflow, id, say)}`);
  return `${say.say({ en: "Before", pt: "Antes" })}: ${done.length > 5 ? "… " : ""}${titles.join(" · ")}`;
}

function askAgain(parts: ApprovalParts, say: Speech): string | null {
  const { checkpoint } = parts;
  if (isOver(parts) || checkpoint.purpose !== "approval") return null;
  const id = shortId(checkpoint.id);
  return say.say({
    en: `The job is parked. Whoever may decide can have it asked again: approve ${id} reopen`,
    pt: `O job está parado. Quem pode decidir pode pedir de novo: aprovar ${id} reabrir`,
  });
}

const effects: Readonly<Record<Effect, Wording>> = {
  read: { en: "only looks, changes nothing", pt: "só consulta, não muda nada" },
  idempotent: {
    en: "changes something; doing it twice is as doing it once",
    pt: "muda algo; fazer duas vezes é como fazer uma",
  },
  keyed: {
    en: "changes something, and is recognised if it is sent twice",
    pt: "muda algo, e é reconhecido se for enviado duas vezes",
  },
  once: {
    en: "changes something, once; it is never repeated on a guess",
    pt: "muda algo, uma vez; nunca é repetido por suposição",
  },
};

/**
 * What is decided, before and after it was; the votes and times that the text tells are left to it. What was found when
 * looking is for whoever decides: afterwards it is the past, and would be taken for the present.
 */
function factsFor({ checkpoint, workflow }: ApprovalParts, open: boolean, say: Speech): Reply["facts"] {
  const told = [
    { en: "Approvals", pt: "Aprovações" },
    { en: "Asked", pt: "Pedido" },
    { en: "Until", pt: "Até" },
  ].map((label) => say.say(label));
  const { preview } = checkpoint;
  const looked = open ? checkpoint : { ...checkpoint, preview: preview && { ...preview, evidence: [] } };
  const facts = factsOf(looked, say).filter(({ label }) => !told.includes(label));
  const effect = workflow?.steps.find(({ id }) => id === checkpoint.step)?.effect;
  const undo = say.say({ en: "Undo", pt: "Desfazer" });
  const before = facts.findIndex(({ label }) => label === undo);
  if (!open || effect === undefined || checkpoint.purpose !== "approval") return facts;
  const shown = { label: say.say({ en: "Effect", pt: "Efeito" }), value: say.say(effects[effect]) };
  const at = before < 0 ? facts.length : before;
  return [...facts.slice(0, at), shown, ...facts.slice(at)];
}
