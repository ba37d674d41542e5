// What of a job must be read in its thread, beside its card: that people are asked, who decided and from where, what a step
// says, how it ended. Everything else is on the card. Pure. Where approval cards stand in the thread, they ask, and what asks
// again or counts votes is told there.

import { fromWhere } from "#agents/operations/checkpoint-history.ts";
import { questionOf, verdictsOf } from "#agents/operations/checkpoint-words.ts";
import { deciderNames, jobName, outputFacts, subjectOf, tookMs } from "#agents/operations/job-words.ts";
import { shortId } from "#agents/operations/short-id.ts";
import type { Speech } from "#agents/speech.ts";
import { faultSentence } from "#core/fault-sentence.ts";
import type { Checkpoint } from "#core/job/checkpoint.ts";
import type { EventKind, JobEvent } from "#core/job/event.ts";
import type { Job } from "#core/job/job.ts";
import { redact } from "#core/redact.ts";
import { type Reply, reply } from "#core/reply.ts";
import { oneLine } from "#core/text.ts";
import { fromData } from "#core/wording.ts";
import type { Json, Workflow } from "#core/workflow/workflow.ts";
import { setOff } from "./set-off.ts";

const told: ReadonlySet<EventKind> = new Set<EventKind>([
  "step.said",
  "checkpoint.opened",
  "checkpoint.voted",
  "checkpoint.approved",
  "checkpoint.rejected",
  "checkpoint.changed",
  "checkpoint.expired",
  "checkpoint.reopened",
  "checkpoint.reminded",
  "checkpoint.escalated",
  "checkpoint.broke_glass",
  "job.completed",
  "job.failed",
  "job.cancelled",
]);

export function isNews({ kind }: JobEvent): boolean {
  return told.has(kind);
}

const onTheApprovalCard: ReadonlySet<EventKind> = new Set<EventKind>([
  "checkpoint.opened",
  "checkpoint.voted",
  "checkpoint.changed",
  "checkpoint.reopened",
  "checkpoint.reminded",
  "checkpoint.escalated",
]);

/** After these the card is worth showing again where it has scrolled away. */
export function isImportant({ kind }: JobEvent, asksBeside = false): boolean {
  if (kind === "job.completed" || kind === "job.failed" || kind === "job.cancelled") return true;
  const asks =
    kind === "checkpoint.opened" || kind === "checkpoint.changed" || kind === "checkpoint.reopened";
  return asks && !asksBeside;
}

/** null when there is nothing to tell of it any more: a question that was answered meanwhile is not asked. */
export function jobNews(
  event: JobEvent,
  job: Job,
  workflow: Workflow | null,
  checkpoint: Checkpoint | null,
  say: Speech,
  asksBeside = false,
): Reply | null {
  if (asksBeside && onTheApprovalCard.has(event.kind)) return null;
  const name = jobName(job);
  const { data } = event;
  const who = nameIn(data.by);
  const from = fromWhere(textIn(data.surface), say);
  const why = textIn(data.reason) ? `: ${sentence(oneLine(redact(textIn(data.reason)), 400))}` : ".";
  const tell = (text: string, more: Partial<Reply> = {}): Reply =>
    reply({
      locale: say.locale,
      text,
      data: { job: job.id, workflow: job.workflowId, event: event.kind, seq: event.seq },
      ...more,
    });
  const ask = (lead: string): Reply | null =>
    checkpoint?.status === "PENDING"
      ? tell(`${name}${lead} ${questionOf(checkpoint, say)}`, {
          mood: "warning",
          choices: verdictsOf(checkpoint, say),
        })
      : null;
  switch (event.kind) {
    case "step.said":
      return tell(redact(fromData(data, "text", say.locale).trim()));
    case "checkpoint.opened":
      return ask(":");
    case "checkpoint.reminded":
      return ask(say.say({ en: " still waits:", pt: " ainda espera:" }));
    case "checkpoint.escalated": {
      const to = Array.isArray(data.to) ? data.to.map(String) : [];
      return ask(
        say.say({
          en: `: nobody decided, so ${deciderNames(to, say)} are asked as well.`,
          pt: `: ninguém decidiu, então ${deciderNames(to, say)} também são perguntados.`,
        }),
      );
    }
    case "checkpoint.changed":
      return ask(
        say.say({
          en: `: ${who} changed the plan, and earlier approvals are void.`,
          pt: `: ${who} mudou o plano, e as aprovações anteriores não valem mais.`,
        }),
      );
    case "checkpoint.reopened":
      return ask(say.say({ en: `: ${who} asks again.`, pt: `: ${who} pede de novo.` }));
    case "checkpoint.voted":
      return tell(
        say.say({
          en: `${name}: ${who} approved${from}${why} More people must.`,
          pt: `${name}: ${who} aprovou${from}${why} Faltam mais pessoas.`,
        }),
      );
    case "checkpoint.approved":
      return tell(
        say.say({
          en: `${name}: ${who} approved${from}${why}${sole(data, say)}`,
          pt: `${name}: ${who} aprovou${from}${why}${sole(data, say)}`,
        }),
        { mood: "good" },
      );
    case "checkpoint.rejected":
      return tell(
        say.say({
          en: `${name}: ${who} rejected${from}${why}${endedBy(job, say)}`,
          pt: `${name}: ${who} rejeitou${from}${why}${endedBy(job, say)}`,
        }),
        { mood: "warning" },
      );
    case "checkpoint.broke_glass":
      return tell(
        say.say({
          en: `${name}: ${who} broke the glass${from}${why} It goes on, and will be reviewed.`,
          pt: `${name}: ${who} forçou a aprovação${from}${why} Segue em frente e será revisado.`,
        }),
        { mood: "warning" },
      );
    case "checkpoint.expired":
      return checkpoint?.status === "EXPIRED" && job.endedAt === null
        ? tell(
            say.say({
              en: `${name}: nobody decided in time, so it is parked. Whoever may decide can have it asked again.`,
              pt: `${name}: ninguém decidiu a tempo, então está parado. Quem pode decidir pode pedir de novo.`,
            }),
            { mood: "warning", choices: asksBeside ? [] : verdictsOf(checkpoint, say) },
          )
        : null;
    case "job.completed":
      return tell(completedText(job, workflow, say, asksBeside), { mood: "good", facts: [] });
    case "job.failed":
      // Whoever rejected it was told of, with their reason; it is no fault that somebody should look for.
      if (job.failure?.code === "rejected" && asksBeside) return null;
      return tell(`${name} ${say.say({ en: "failed", pt: "falhou" })}: ${redact(failureIn(data, say))}`, {
        mood: "bad",
        choices: afterFailure(job, say),
      });
    case "job.cancelled":
      return tell(
        say.say({ en: `${name} was stopped by ${who}${why}`, pt: `${name} foi parado por ${who}${why}` }),
      );
    default:
      return null;
  }
}

function endedBy(job: Job, say: Speech): string {
  if (job.status !== "FAILED" || job.failure?.code !== "rejected") return "";
  return say.say({ en: " The job ended there.", pt: " O job terminou aí." });
}

/** What it gave stands on its card where there are cards. */
function completedText(job: Job, workflow: Workflow | null, say: Speech, onCard: boolean): string {
  const subject = subjectOf(job, workflow);
  const took = say.duration(tookMs(job, job.endedAt ?? job.createdAt));
  const what = `${jobName(job)}${subject ? ` (${subject})` : ""}`;
  const outputs = (onCard ? [] : outputFacts(job, say.locale))
    .slice(0, 8)
    .map(({ label, value }) => `${label}: ${value}`);
  return [
    say.say({ en: `${what} completed after ${took}.`, pt: `${what} concluído após ${took}.` }),
    ...outputs,
  ].join("\n");
}

/** What next: try again from where it failed, or see where that was. */
function afterFailure(job: Job, say: Speech): Reply["choices"] {
  const id = shortId(job.id);
  const look = {
    id: `task status ${id}`,
    label: say.say({ en: "Where it failed", pt: "Onde falhou" }),
    style: "default",
  } as const;
  return job.parent === null
    ? [
        { id: `retry ${id}`, label: say.say({ en: "Try again", pt: "Tentar de novo" }), style: "primary" },
        look,
      ]
    : [look];
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

function sole(data: JobEvent["data"], say: Speech): string {
  if (data.soleDecider !== true) return "";
  return say.say({
    en: " They asked for it themselves, being the only one who could decide.",
    pt: " A própria pessoa pediu, sendo a única que podia decidir.",
  });
}

function failureIn({ code, message, pt }: JobEvent["data"], say: Speech): string {
  const told = { code: textIn(code), message: textIn(message), pt: textIn(pt) || null };
  return told.message === "" ? "" : setOff(faultSentence(told, say.locale));
}

function textIn(value: Json | undefined): string {
  return typeof value === "string" ? value.trim() : "";
}

/** A `Who`. */
function nameIn(value: Json | undefined): string {
  return value !== null && typeof value === "object" && "name" in value && typeof value.name === "string"
    ? value.name
    : "";
}
