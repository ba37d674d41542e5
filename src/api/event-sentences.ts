// A job's event as one sentence, in each language we speak. What an event lacks is left out, never made up.

import type { JobEvent } from "#core/job/event.ts";
import type { Locale } from "#core/locale.ts";
import { fromData } from "#core/wording.ts";
import type { Json } from "#core/workflow/workflow.ts";

export interface Telling {
  readonly locale: Locale;
  /** A step as readers know it. */
  readonly nameOf: (step: string) => string;
}

export function sentenceOf(event: JobEvent, { locale, nameOf }: Telling): string {
  const { kind, data } = event;
  const say = (en: string, pt: string) => (locale === "pt" ? pt : en);
  const step = event.step === null ? say("A step", "Um passo") : nameOf(event.step);
  const by = nameIn(data.by);
  const who = by ? say(` by ${by}`, ` por ${by}`) : "";
  const why = textIn(data.reason) ? `: ${textIn(data.reason)}` : "";
  const title =
    textIn(fromData(data, "title", locale)) ||
    textIn(data.checkpointId) ||
    say("the checkpoint", "o ponto de decisão");
  switch (kind) {
    case "job.created":
      return say(
        `The job was accepted${who ? `, asked for${who}` : ""}.`,
        `O job foi aceito${who ? `, pedido${who}` : ""}.`,
      );
    case "job.started":
      return say("The job began.", "O job começou.");
    case "job.paused":
      return say(`The job was paused${who}.`, `O job foi pausado${who}.`);
    case "job.resumed":
      return say(`The job was resumed${who}.`, `O job foi retomado${who}.`);
    case "job.cancelling":
      return say(`The job is being cancelled${who}${why}.`, `O job está sendo cancelado${who}${why}.`);
    case "job.retried":
      return say(
        `The job is tried again from where it failed${who}.`,
        `O job é tentado de novo de onde falhou${who}.`,
      );
    case "job.rolling_back":
      return say(
        "What was done is being undone, last first.",
        "O que foi feito está sendo desfeito, do último ao primeiro.",
      );
    case "job.completed":
      return say("The job completed.", "O job foi concluído.");
    case "job.failed": {
      const failed = messageIn(data, locale) || failureIn(data);
      return say(
        `The job failed: ${failed || "see its steps"}`,
        `O job falhou: ${failed || "veja os passos"}`,
      );
    }
    case "job.cancelled":
      return say(`The job was cancelled${who}${why}.`, `O job foi cancelado${who}${why}.`);
    case "step.started": {
      const uses = textIn(data.uses) ? ` (${textIn(data.uses)})` : "";
      const tried = typeof data.attempt === "number" && data.attempt > 1 ? data.attempt : null;
      return say(
        `${step} began${uses}${tried ? `, try ${tried}` : ""}.`,
        `${step} começou${uses}${tried ? `, tentativa ${tried}` : ""}.`,
      );
    }
    case "step.progress":
    case "step.said":
      return `${step}: ${textIn(fromData(data, "text", locale))}`;
    case "step.waiting":
      return `${step} ${say("waits", "espera")}${waitIn(data, locale, say)}.`;
    case "step.succeeded":
      return say(`${step} succeeded.`, `${step} terminou bem.`);
    case "step.failed": {
      const failed = messageIn(data, locale) || textIn(data.code);
      return data.again === true
        ? say(
            `${step} failed, and is tried again: ${failed}`,
            `${step} falhou e será tentado de novo: ${failed}`,
          )
        : say(`${step} failed: ${failed}`, `${step} falhou: ${failed}`);
    }
    case "step.skipped":
      return say(
        `${step} was skipped${why || ": its condition is false"}.`,
        `${step} foi pulado${why || ": a condição é falsa"}.`,
      );
    case "step.cancelled":
      return say(`${step} was stopped.`, `${step} foi parado.`);
    case "step.lost":
      return say(
        `The worker of ${step} went silent; the step is run again.`,
        `O worker de ${step} ficou em silêncio; o passo é executado de novo.`,
      );
    case "step.unknown":
      return say(
        `The worker of ${step} went silent after it may have acted: people must say what happened.`,
        `O worker de ${step} ficou em silêncio depois de talvez ter agido: alguém precisa dizer o que aconteceu.`,
      );
    case "step.resolved":
      return say(
        `${step} was resolved as "${textIn(data.outcome)}"${who}${why}.`,
        `${step} foi resolvido como "${textIn(data.outcome)}"${who}${why}.`,
      );
    case "step.late":
      return say(
        `A worker reported on ${step} after it was somebody else's: kept as evidence only.`,
        `Um worker informou sobre ${step} quando o passo já era de outro: guardado só como evidência.`,
      );
    case "checkpoint.opened":
      return say(`Asked for a decision: ${title}.`, `Decisão pedida: ${title}.`);
    case "checkpoint.voted":
      return data.verdict === "break_glass"
        ? say(
            `Asked to break the glass${who}${why}; a second approver must do the same.`,
            `Aprovação forçada pedida${who}${why}; um segundo aprovador precisa fazer o mesmo.`,
          )
        : say(`Approved${who}${why}; more people must.`, `Aprovado${who}${why}; faltam mais pessoas.`);
    case "checkpoint.approved":
      return say(`Approved${who}${why}.`, `Aprovado${who}${why}.`);
    case "checkpoint.rejected":
      return say(`Rejected${who}${why}.`, `Rejeitado${who}${why}.`);
    case "checkpoint.changed":
      return say(
        `The plan was changed${who}${why}; the approvals so far are void.`,
        `O plano foi mudado${who}${why}; as aprovações até aqui não valem mais.`,
      );
    case "checkpoint.expired":
      return say(
        `${textIn(data.reason) || "Nobody decided in time"}. Nothing was done.`,
        `${textIn(fromData(data, "reason", locale)) || "Ninguém decidiu a tempo"}. Nada foi feito.`,
      );
    case "checkpoint.reopened":
      return say(`Reopened${who}.`, `Reaberto${who}.`);
    case "checkpoint.reminded":
      return say("Those who may decide were reminded.", "Quem pode decidir foi lembrado.");
    case "checkpoint.escalated":
      return say(
        "Nobody decided; more people were asked.",
        "Ninguém decidiu; mais pessoas foram perguntadas.",
      );
    case "checkpoint.delegated": {
      const from = nameIn(data.from);
      const to = nameIn(data.to);
      return say(
        `Delegated${from ? ` by ${from}` : who}${to ? ` to ${to}` : ""}.`,
        `Delegado${from ? ` por ${from}` : who}${to ? ` a ${to}` : ""}.`,
      );
    }
    case "checkpoint.broke_glass":
      return say(`The glass was broken${who}${why}.`, `A aprovação foi forçada${who}${why}.`);
    case "checkpoint.reviewed":
      return say(
        `The broken glass was reviewed${who}${why}.`,
        `A aprovação forçada foi revisada${who}${why}.`,
      );
    case "checkpoint.noted":
      return textIn(data.message) || textIn(data.title) || say("Something was noted.", "Algo foi anotado.");
  }
}

function textIn(value: Json | undefined): string {
  return typeof value === "string"
    ? value.replace(/[.\s]+$/, "")
    : typeof value === "number"
      ? String(value)
      : "";
}

/** A `Who`, or a name alone. */
function nameIn(value: Json | undefined): string {
  if (typeof value === "string") return value;
  return value !== undefined && value !== null && typeof value === "object" && "name" in value
    ? textIn(value.name)
    : "";
}

/** What went wrong, in the reader's language where it was said in both. */
function messageIn(data: JobEvent["data"], locale: Locale): string {
  return (locale === "pt" && textIn(data.pt)) || textIn(data.message);
}

function failureIn(data: JobEvent["data"]): string {
  const { failure } = data;
  return failure !== undefined && failure !== null && typeof failure === "object" && "message" in failure
    ? textIn(failure.message)
    : "";
}

function waitIn(data: JobEvent["data"], locale: Locale, say: (en: string, pt: string) => string): string {
  const until = textIn(data.until);
  const note = textIn(fromData(data, "note", locale));
  const what =
    data.for === "child"
      ? say(` for job ${textIn(data.jobId)}`, ` pelo job ${textIn(data.jobId)}`)
      : data.for === "retry"
        ? say(" before its next try", " pela próxima tentativa")
        : "";
  return `${what}${until ? say(` until ${until}`, ` até ${until}`) : ""}${note ? ` (${note})` : ""}`;
}
