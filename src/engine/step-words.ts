// What is said of a step that was run: its output, its failure, or that nobody knows; plain JSON, and no secrets.

import { Fault, toFault } from "#core/fault.ts";
import { newId } from "#core/ids.ts";
import { mayRepeat } from "#core/job/effect.ts";
import type { Happening } from "#core/job/happening.ts";
import type { Failure } from "#core/job/job.ts";
import type { Step } from "#core/job/step.ts";
import { redact } from "#core/redact.ts";
import type { Json, StepSpec } from "#core/workflow/workflow.ts";
import type { Action, Outcome } from "#ports/action.ts";

const largestOutput = 4 * 1024 * 1024;

/** The action's own word on its output, checked; what is stored is plain JSON. */
export function jsonOf(output: unknown, action: Action): Json {
  const parsed = action.output.safeParse(output);
  if (!parsed.success)
    throw new Fault(
      "internal",
      {
        en: `${action.name} gave an output it does not declare (${parsed.error.issues[0]?.path.join(".") ?? ""}).`,
        pt: `${action.name} devolveu um resultado que não declara (${parsed.error.issues[0]?.path.join(".") ?? ""}). É um defeito da ação; o log tem os detalhes.`,
      },
      { detail: { outcome: "unknown" } },
    );
  const text = JSON.stringify(parsed.data ?? null);
  if (text.length > largestOutput)
    throw new Fault("too_large", {
      en: `${action.name} gave ${Math.round(text.length / 1024)} KB; a step keeps ${largestOutput / 1024} KB at most. Ask it for less.`,
      pt: `${action.name} devolveu ${Math.round(text.length / 1024)} KB; um passo guarda no máximo ${largestOutput / 1024} KB. Peça menos a ela.`,
    });
  return JSON.parse(text) as Json;
}

/** The outcome of an action as the job is told it. */
export function wordOf(outcome: Outcome<unknown>, action: Action, { id, fence }: Step, now: Date): Happening {
  if (outcome.kind === "done")
    return { kind: "succeeded", step: id, fence, output: jsonOf(outcome.output, action) };
  if (outcome.kind === "child") return { kind: "child_started", step: id, fence, jobId: newId() };
  const at = new Date(now.getTime() + Math.max(0, outcome.afterMs));
  return { kind: "again", step: id, fence, at, memory: outcome.memory, note: outcome.note ?? null };
}

/**
 * A Fault's sentence. `mayHaveActed`, or a Fault's own `detail.outcome === "unknown"`: the effect may or may not have
 * happened, so a `once` step is left to people.
 */
export function failureWord({ id, fence }: Step, error: unknown, mayHaveActed: boolean): Happening {
  const failed = failureOf(error, id);
  return { kind: "failed", step: id, fence, ...failed, unknown: failed.unknown || mayHaveActed };
}

/** A step that acted when this process had to let go of it: done again when that is harmless, else for people to find out. */
export function interruptedWord({ id, fence }: Step, spec: StepSpec, error: unknown): Happening {
  if (mayRepeat(spec.effect)) return { kind: "returned", step: id, fence };
  const failure = {
    ...failureOf(error, id).failure,
    code: "interrupted",
    message: "The worker had to stop while this step was acting, so nobody knows how far it came.",
    pt: "O worker precisou parar enquanto este passo agia, então ninguém sabe até onde ele chegou.",
  };
  return { kind: "failed", step: id, fence, failure, retryable: false, unknown: true };
}

function failureOf(error: unknown, step: string): { failure: Failure; retryable: boolean; unknown: boolean } {
  const fault = toFault(error, {
    en: "The step failed inside Resync; its log has the details.",
    pt: "O passo falhou dentro do Resync; o log tem os detalhes.",
  });
  const { code, message, pt } = fault;
  const words = { message: redact(message), ...(pt === null ? {} : { pt: redact(pt) }) };
  return {
    failure: { code, ...words, step, detail: detailOf(fault) },
    retryable: fault.retryable,
    unknown: fault.detail.outcome === "unknown",
  };
}

/** Facts for machines, as far as they are JSON. */
function detailOf(fault: Fault): Json {
  try {
    return JSON.parse(redact(JSON.stringify(fault.detail))) as Json;
  } catch {
    return {};
  }
}
