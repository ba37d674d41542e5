// Jobs and their steps in words, for answers and for cards.

import { faultSentence } from "#core/fault-sentence.ts";
import type { Job, JobStatus } from "#core/job/job.ts";
import type { Step, StepState } from "#core/job/step.ts";
import { isRollback, undoneBy } from "#core/job/step-spec.ts";
import type { Locale } from "#core/locale.ts";
import { maskedRecord } from "#core/masked.ts";
import { redact } from "#core/redact.ts";
import type { Mood } from "#core/reply.ts";
import { groupName } from "#core/rights.ts";
import { oneLine } from "#core/text.ts";
import { fromData, type Wording } from "#core/wording.ts";
import type { StepSpec, Workflow } from "#core/workflow/workflow.ts";
import type { Speech } from "../speech.ts";
import { shortId } from "./short-id.ts";

const statusWords: Readonly<Record<JobStatus, Wording>> = {
  PENDING: { en: "waits for a worker", pt: "espera um worker" },
  QUEUED: { en: "waits for a worker", pt: "espera um worker" },
  RUNNING: { en: "running", pt: "em execução" },
  WAITING_APPROVAL: { en: "waits for approval", pt: "espera aprovação" },
  PAUSED: { en: "paused", pt: "pausado" },
  COMPLETED: { en: "completed", pt: "concluído" },
  FAILED: { en: "failed", pt: "falhou" },
  CANCELLED: { en: "cancelled", pt: "cancelado" },
};

export const moodOfStatus: Readonly<Record<JobStatus, Mood>> = {
  PENDING: "neutral",
  QUEUED: "neutral",
  RUNNING: "neutral",
  WAITING_APPROVAL: "warning",
  PAUSED: "warning",
  COMPLETED: "good",
  FAILED: "bad",
  CANCELLED: "neutral",
};

export function statusWord(status: JobStatus, say: Speech): string {
  return say.say(statusWords[status]);
}

/** `recover-abend 3f2a91bc`. */
export function jobName(job: Pick<Job, "workflowId" | "id">): string {
  return `${job.workflowId} ${shortId(job.id)}`;
}

/** What it was started for, in a few words: the values people gave, defaults left out. `job INVOICE_PROCESSING`. */
export function subjectOf(job: Pick<Job, "inputs">, workflow: Pick<Workflow, "inputs"> | null): string {
  const named = Object.entries(maskedRecord(job.inputs)).flatMap(([name, value]) =>
    (typeof value === "string" || typeof value === "number") &&
    value !== "" &&
    value !== workflow?.inputs[name]?.default
      ? [`${name} ${oneLine(redact(String(value)), 60)}`]
      : [],
  );
  return named.slice(0, 3).join(", ");
}

/** How long it took, or has taken so far. */
export function tookMs(job: Pick<Job, "createdAt" | "endedAt">, now: Date): number {
  return (job.endedAt ?? now).getTime() - job.createdAt.getTime();
}

const marks: Readonly<Record<StepState, string>> = {
  PENDING: "○",
  READY: "○",
  RUNNING: "●",
  WAITING: "◐",
  SUCCEEDED: "✓",
  FAILED: "✗",
  SKIPPED: "–",
  CANCELLED: "–",
  UNKNOWN: "?",
};

/** One line for each step in the workflow's order, then the rollbacks. `brief`: without those that were not needed. */
export function stepLines(
  job: Job,
  workflow: Workflow,
  say: Speech,
  now: Date,
  brief = false,
): readonly string[] {
  const own = workflow.steps
    .filter(({ id }) => !brief || job.steps[id]?.state !== "SKIPPED")
    .map((spec) => stepLine(titleOf(spec, say), job.steps[spec.id], job, say, now));
  const undoing = Object.values(job.steps)
    .filter((step) => isRollback(step.id))
    .map((step) => stepLine(titleOfStep(workflow, step.id, say), step, job, say, now));
  return [...own, ...undoing];
}

export function titleOf(spec: StepSpec, say: Speech): string {
  return say.say(spec.title ?? spec.id);
}

export function titleOfStep(workflow: Workflow | null, id: string, say: Speech): string {
  const undone = isRollback(id) ? undoneBy(id) : null;
  const spec = workflow?.steps.find((each) => each.id === (undone ?? id));
  const title = spec ? titleOf(spec, say) : (undone ?? id);
  return undone === null ? title : say.say({ en: `Undo: ${title}`, pt: `Desfazer: ${title}` });
}

function stepLine(title: string, step: Step | undefined, job: Job, say: Speech, now: Date): string {
  const state = step?.state ?? "PENDING";
  const more = step ? moreOf(step, job, say, now) : null;
  return `${marks[state]} ${title}${more ? ` · ${more}` : ""}`;
}

/** What there is to say of a step beside its mark; null when the mark says it. */
function moreOf(step: Step, job: Job, say: Speech, now: Date): string | null {
  switch (step.state) {
    case "PENDING":
    case "SUCCEEDED":
      return null;
    case "READY":
      return say.say({ en: "waits for a worker", pt: "espera um worker" });
    case "RUNNING": {
      const since = step.armedAt ?? step.claimedAt;
      const length = since ? ` ${say.duration(now.getTime() - since.getTime())}` : "";
      return say.say({ en: `running${length}`, pt: `em execução${length}` });
    }
    case "WAITING":
      return waitOf(step, job, say);
    case "FAILED":
      return `${say.say({ en: "failed", pt: "falhou" })}: ${failureOf(step, say, 300)}`;
    case "SKIPPED":
      return say.say({ en: "not needed", pt: "não foi necessário" });
    case "CANCELLED":
      return say.say({ en: "not done", pt: "não foi feito" });
    case "UNKNOWN":
      return say.say({
        en: "nobody knows whether it happened; somebody has to look and say",
        pt: "ninguém sabe se aconteceu; alguém precisa verificar e dizer",
      });
  }
}

function failureOf({ failure }: Step, say: Speech, length: number): string {
  return failure ? oneLine(redact(faultSentence(failure, say.locale)), length) : "";
}

function waitOf(step: Step, job: Job, say: Speech): string {
  const waiting = step.waitingFor;
  switch (waiting?.kind) {
    case "checkpoint": {
      const checkpoint = job.checkpoints[waiting.checkpointId];
      const who = checkpoint ? deciderNames(checkpoint.policy.from, say) : "";
      if (checkpoint?.status === "EXPIRED")
        return say.say({
          en: `nobody decided in time; ${who} can still reopen it`,
          pt: `ninguém decidiu a tempo; ${who} ainda podem reabrir`,
        });
      const id = shortId(waiting.checkpointId);
      return say.say({
        en: `waits for ${who} to decide (${id})`,
        pt: `espera a decisão de ${who} (${id})`,
      });
    }
    case "child":
      return say.say({
        en: `waits for job ${shortId(waiting.jobId)}`,
        pt: `espera o job ${shortId(waiting.jobId)}`,
      });
    case "retry":
      return say.say({
        en: `tried again ${say.at(step.dueAt)}, after: ${failureOf(step, say, 200)}`,
        pt: `nova tentativa ${say.at(step.dueAt)}, depois de: ${failureOf(step, say, 200)}`,
      });
    default:
      return say.say({
        en: `waits, looks again ${say.at(step.dueAt)}`,
        pt: `espera, olha de novo ${say.at(step.dueAt)}`,
      });
  }
}

/** Groups and people of a policy, as one names them in a sentence. */
export function deciderNames(from: readonly string[], say: Speech): string {
  const named = (from.length > 0 ? from : ["approvers"]).map((entry) => {
    const group = groupName(entry);
    return group ? say.say(group) : entry.replace(/^(?:person|email|slack|teams):/, "");
  });
  return named.length < 2
    ? named.join("")
    : `${named.slice(0, -1).join(", ")} ${say.say({ en: "or", pt: "ou" })} ${named.at(-1)}`;
}

/** What a live job does or waits for right now, in one line; null when it has ended or has not begun. */
export function nowOf(job: Job, workflow: Workflow | null, say: Speech, now: Date): string | null {
  if (job.endedAt) return null;
  const current = Object.values(job.steps).filter((step) =>
    ["READY", "RUNNING", "WAITING", "UNKNOWN"].includes(step.state),
  );
  const parts = current
    .slice(0, 3)
    .map((step) => `${titleOfStep(workflow, step.id, say)}: ${moreOf(step, job, say, now) ?? ""}`);
  const more = current.length > 3 ? `, +${current.length - 3}` : "";
  return parts.length === 0 ? null : `${parts.join("; ")}${more}`;
}

/** The workflow's own name for what it does. */
export function workflowTitle(workflow: Workflow | null, id: string, say: Speech): string {
  return workflow ? say.say(workflow.title) : id;
}

/** Short values of what a job gave back; where `NAME_pt` stands beside `NAME`, they are one sentence in two languages. */
export function outputFacts(
  job: Pick<Job, "outputs">,
  locale: Locale,
): readonly { label: string; value: string }[] {
  const outputs = maskedRecord(job.outputs ?? {});
  return Object.entries(outputs).flatMap(([label, found]) => {
    if (label.endsWith("_pt") && label.slice(0, -3) in outputs) return [];
    const value = typeof found === "string" ? fromData(outputs, label, locale) : found;
    if (value === null) return [];
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return [{ label, value: oneLine(redact(text), 300) }];
  });
}
