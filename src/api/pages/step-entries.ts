// A job's steps as its page lists them: what each is, how it stands, what or whom it waits for, what it said last.

import { deciderNames, titleOfStep } from "#agents/operations/job-words.ts";
import { shortId } from "#agents/operations/short-id.ts";
import type { Speech } from "#agents/speech.ts";
import { faultSentence } from "#core/fault-sentence.ts";
import type { Step, StepState } from "#core/job/step.ts";
import { isRollback } from "#core/job/step-spec.ts";
import { masked } from "#core/masked.ts";
import { redact } from "#core/redact.ts";
import { oneLine } from "#core/text.ts";
import { visibleText } from "#core/visible-text.ts";
import { fromData, type Wording } from "#core/wording.ts";
import type { JobParts } from "../job-views.ts";

export interface StepEntry {
  readonly id: string;
  readonly title: string;
  readonly uses: string | null;
  readonly state: StepState;
  readonly stateWord: string;
  /** What or whom it waits for, or why it failed. */
  readonly note: string | null;
  /** When a timer or the next try is due, or until when people may decide. */
  readonly dueAt: string | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly tries: string | null;
  /** What it said last, oldest first. */
  readonly said: readonly string[];
  readonly output: string | null;
  readonly checkpointId: string | null;
  readonly childJobId: string | null;
}

const linesSaid = 4;
const longestOutput = 4_000;

/** In the workflow's order, then what is undone. */
export function stepEntries(parts: JobParts, say: Speech): readonly StepEntry[] {
  const { job, workflow } = parts;
  const own = workflow?.steps.map(({ id }) => id) ?? [];
  const others = Object.keys(job.steps)
    .filter((id) => !own.includes(id))
    .toSorted((a, b) => Number(isRollback(a)) - Number(isRollback(b)));
  return [...own, ...others].map((id) => entryOf(id, parts, say));
}

function entryOf(id: string, parts: JobParts, say: Speech): StepEntry {
  const { job, workflow } = parts;
  const step = job.steps[id];
  const spec = workflow?.steps.find((each) => each.id === id);
  const waiting = step?.waitingFor ?? null;
  const checkpoint = waiting?.kind === "checkpoint" ? job.checkpoints[waiting.checkpointId] : undefined;
  const first = parts.attempts.find((each) => each.step === id);
  const due = waiting?.kind === "checkpoint" ? checkpoint?.expiresAt : step?.dueAt;
  const tries = step?.attempt ?? 0;
  const state = step?.state ?? "PENDING";
  return {
    id,
    title: titleOfStep(workflow, id, say),
    uses: spec?.uses ?? step?.plan?.uses ?? null,
    state,
    stateWord: say.say(stateWords[state]),
    note: step ? noteOf(step, parts, say) : null,
    dueAt: (state === "WAITING" && due?.toISOString()) || null,
    startedAt: (first?.claimedAt ?? step?.claimedAt ?? null)?.toISOString() ?? null,
    endedAt: step?.endedAt?.toISOString() ?? null,
    tries: tries > 1 ? say.say({ en: `try ${tries}`, pt: `tentativa ${tries}` }) : null,
    said: parts.events
      .filter(({ kind, step: of }) => of === id && (kind === "step.said" || kind === "step.progress"))
      .slice(-linesSaid)
      .flatMap(({ data }) => {
        const text = fromData(data, "text", say.locale);
        return text === "" ? [] : [oneLine(redact(text), 1_000)];
      }),
    output: outputOf(step),
    checkpointId: waiting?.kind === "checkpoint" ? waiting.checkpointId : null,
    childJobId: waiting?.kind === "child" ? waiting.jobId : null,
  };
}

const stateWords: Readonly<Record<StepState, Wording>> = {
  PENDING: { en: "not begun", pt: "não começou" },
  READY: { en: "waits for a worker", pt: "espera um worker" },
  RUNNING: { en: "running", pt: "em execução" },
  WAITING: { en: "waiting", pt: "esperando" },
  SUCCEEDED: { en: "done", pt: "feito" },
  FAILED: { en: "failed", pt: "falhou" },
  SKIPPED: { en: "not needed", pt: "não foi necessário" },
  CANCELLED: { en: "not done", pt: "não foi feito" },
  UNKNOWN: { en: "outcome unknown", pt: "desfecho desconhecido" },
};

function noteOf(step: Step, parts: JobParts, say: Speech): string | null {
  const { job } = parts;
  const failure =
    step.failure === null ? "" : oneLine(redact(faultSentence(step.failure, say.locale)), 2_000);
  if (step.state === "FAILED") return failure;
  if (step.state === "UNKNOWN")
    return say.say({
      en: "Nobody knows whether it happened; somebody has to look and say.",
      pt: "Ninguém sabe se aconteceu; alguém precisa verificar e dizer.",
    });
  const waiting = step.state === "WAITING" ? step.waitingFor : null;
  switch (waiting?.kind) {
    case "checkpoint": {
      const checkpoint = job.checkpoints[waiting.checkpointId];
      const who = deciderNames(checkpoint?.policy.from ?? [], say);
      return checkpoint?.status === "EXPIRED"
        ? say.say({
            en: `Nobody decided in time; ${who} can still reopen it.`,
            pt: `Ninguém decidiu a tempo; ${who} ainda podem reabrir.`,
          })
        : say.say({ en: `Waits for ${who} to decide.`, pt: `Espera a decisão de ${who}.` });
    }
    case "child":
      return say.say({
        en: `Waits for job ${shortId(waiting.jobId)}.`,
        pt: `Espera o job ${shortId(waiting.jobId)}.`,
      });
    case "retry":
      return say.say({
        en: `Is tried again after: ${failure}`,
        pt: `Será tentado de novo depois de: ${failure}`,
      });
    case "timer": {
      // What the action itself said of what it found, and so waits for.
      const last = parts.events.findLast(({ kind, step: of }) => of === step.id && kind === "step.waiting");
      const found = oneLine(redact(fromData(last?.data ?? {}, "note", say.locale)), 500);
      return found || say.say({ en: "Waits, then looks again.", pt: "Espera e depois olha de novo." });
    }
    default:
      return null;
  }
}

function outputOf(step: Step | undefined): string | null {
  const output = step?.output ?? null;
  if (output === null || (typeof output === "object" && Object.keys(output).length === 0)) return null;
  const text = visibleText(
    typeof output === "string" ? redact(output) : JSON.stringify(masked(output), null, 2),
  );
  return text.length > longestOutput ? `${text.slice(0, longestOutput)}…` : text;
}
