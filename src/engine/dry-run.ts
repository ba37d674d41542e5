// What would this workflow do? The graph is walked as a real run would walk it: what only reads is read, what would
// change something is shown with its preview and not done. What depends on the outcome of such a step is said to depend;
// what comes after a step that fails for certain, and whose failure ends the job, is left out.

import type { Logger } from "pino";
import { toFault } from "#core/fault.ts";
import { faultWording } from "#core/fault-sentence.ts";
import { newId } from "#core/ids.ts";
import { previewIn } from "#core/job/checkpoint.ts";
import type { Job } from "#core/job/job.ts";
import { newJob } from "#core/job/new-job.ts";
import type { Step } from "#core/job/step.ts";
import { inBoth, saidIn, type Wording } from "#core/wording.ts";
import { evaluateCondition } from "#core/workflow/condition.ts";
import { scopeOf } from "#core/workflow/scope.ts";
import { resolveArgs } from "#core/workflow/template.ts";
import type { Json, StepSpec, Workflow } from "#core/workflow/workflow.ts";
import type { ActionContext, Actions } from "#ports/action.ts";
import type { DryRun, StartRequest } from "./engine.ts";
import { fitArgs } from "./fit-args.ts";
import type { Accepted } from "./start-job.ts";
import { readWith } from "./step-context.ts";

export interface DryRunDeps {
  readonly actions: Actions;
  readonly now: () => Date;
  readonly log: Logger;
}

type Seen = DryRun["steps"][number];

/** Reads for as long as the signal allows; what fails is shown where it fails, and what needs it depends. */
export async function dryRun(
  deps: DryRunDeps,
  request: StartRequest,
  { workflow, inputs }: Accepted,
  signal: AbortSignal,
): Promise<DryRun> {
  let job = newJob({
    id: newId(),
    workflow,
    task: request.task ?? saidIn(workflow.title, "en"),
    priority: request.priority ?? 5,
    requester: { id: request.by.person.id, name: request.by.person.name },
    origin: { surface: request.by.surface, thread: null, conversationId: null, ticketId: null },
    inputs,
    parent: null,
    now: deps.now(),
  });
  const seen = new Map<string, Seen>();
  /** Steps that fail and end the job, and those behind them: by which step. */
  const endedBy = new Map<string, string>();
  const remaining = [...workflow.steps];
  while (remaining.length > 0) {
    const index = remaining.findIndex((spec) => spec.needs.every((id) => seen.has(id)));
    const [spec] = remaining.splice(Math.max(0, index), 1);
    if (!spec) break;
    const ender = spec.needs.map((id) => endedBy.get(id)).find((id) => id !== undefined);
    const step =
      ender === undefined ? await look(deps, job, workflow, spec, seen, signal) : notReached(spec, ender);
    seen.set(spec.id, step);
    if (ender !== undefined) endedBy.set(spec.id, ender);
    else if (step.verdict === "failed" && spec.onFailure !== "continue") endedBy.set(spec.id, spec.id);
    if (endedBy.has(spec.id)) continue;
    if (step.verdict === "read" || step.verdict === "skipped") job = withStep(job, spec, step);
  }
  return {
    workflowId: workflow.id,
    inputs,
    steps: workflow.steps.flatMap((spec) => seen.get(spec.id) ?? []),
  };
}

function notReached(spec: StepSpec, ender: string): Seen {
  const text = `Not reached, since ${ender} ends the job.`;
  const pt = `Não se chega aqui, pois ${ender} encerra o job.`;
  const asks = spec.approval?.from ?? [];
  return {
    step: spec.id,
    uses: spec.uses,
    verdict: "skipped",
    args: spec.with,
    output: null,
    asks,
    text,
    pt,
  };
}

async function look(
  deps: DryRunDeps,
  job: Job,
  workflow: Workflow,
  spec: StepSpec,
  seen: ReadonlyMap<string, Seen>,
  signal: AbortSignal,
): Promise<Seen> {
  const asks = spec.approval?.from ?? [];
  const shown = (
    verdict: Seen["verdict"],
    text: Wording,
    args: Json = spec.with,
    output: Json = null,
  ): Seen => ({
    step: spec.id,
    uses: spec.uses,
    verdict,
    args,
    output,
    asks,
    text: text.en,
    pt: text.pt,
  });
  const waits = spec.needs.filter((id) =>
    ["would_do", "depends", "failed"].includes(seen.get(id)?.verdict ?? ""),
  );
  const scope = scopeOf(job);
  if (spec.if !== null) {
    try {
      if (!evaluateCondition(spec.if, scope))
        return shown("skipped", {
          en: `Left out, since ${spec.if} is false.`,
          pt: `Deixado de fora, pois ${spec.if} é falso.`,
        });
    } catch (error) {
      return waits.length > 0
        ? shown("depends", {
            en: `Whether it runs (${spec.if}) depends on ${list(waits)}.`,
            pt: `Se executa (${spec.if}) depende de ${waits.join(", ")}.`,
          })
        : shown("failed", faultWording(toFault(error)));
    }
  }
  let args: { readonly [key: string]: Json };
  try {
    args = resolveArgs(spec.with, scope);
  } catch (error) {
    return waits.length > 0
      ? shown("depends", {
          en: `Its arguments depend on what ${list(waits)} will give.`,
          pt: `Os argumentos dependem do que ${waits.join(", ")} devolver.`,
        })
      : shown("failed", faultWording(toFault(error)));
  }
  const action = deps.actions.find(spec.uses);
  if (!action)
    return shown(
      "failed",
      {
        en: `There is no action called ${spec.uses} here.`,
        pt: `Não há aqui uma ação chamada ${spec.uses}.`,
      },
      args,
    );
  let input: unknown;
  try {
    input = fitArgs(action, args);
  } catch (error) {
    return shown("failed", faultWording(toFault(error)), args);
  }
  const context = contextOf(deps, job, workflow, spec, signal);
  try {
    if (action.effect === "read" && !action.asks && spec.effect === "read" && waits.length === 0) {
      const outcome = await action.run(input, context);
      if (outcome.kind === "done")
        return shown(
          "read",
          { en: `${action.title}: read.`, pt: `${action.name}: lido.` },
          args,
          outcome.output as Json,
        );
      return shown(
        "would_do",
        outcome.kind === "again"
          ? { en: "Would wait here.", pt: "Esperaria aqui." }
          : {
              en: `Would start the workflow ${outcome.workflow}.`,
              pt: `Iniciaria o workflow ${outcome.workflow}.`,
            },
        args,
      );
    }
    const preview = action.preview ? await action.preview(input, context) : null;
    return shown(
      "would_do",
      preview
        ? inBoth(preview.summary)
        : { en: `Would run ${action.title}.`, pt: `Executaria ${action.name}.` },
      args,
      preview && (previewIn(preview, "en") as unknown as Json),
    );
  } catch (error) {
    const why = faultWording(toFault(error));
    return waits.length > 0
      ? shown(
          "depends",
          { en: `As things are now: ${why.en}`, pt: `Como as coisas estão agora: ${why.pt}` },
          args,
        )
      : shown("failed", why, args);
  }
}

function contextOf(
  deps: DryRunDeps,
  job: Job,
  workflow: Workflow,
  spec: StepSpec,
  signal: AbortSignal,
): ActionContext {
  const context: ActionContext = {
    jobId: job.id,
    stepId: spec.id,
    workflowId: workflow.id,
    task: job.task,
    requester: job.requester,
    approvedBy: [],
    effectKey: `${job.id}:${spec.id}`,
    attempt: 1,
    memory: null,
    signal: AbortSignal.any([signal, AbortSignal.timeout(Math.min(spec.timeoutMs, 30_000))]),
    now: deps.now,
    log: deps.log,
    progress: () => {},
    say: () => {},
    note: () => {},
    read: (uses, args) => readWith(deps.actions, uses, args, context),
  };
  return context;
}

function withStep(job: Job, spec: StepSpec, seen: Seen): Job {
  const step: Step = {
    id: spec.id,
    state: seen.verdict === "skipped" ? "SKIPPED" : "SUCCEEDED",
    phase: null,
    attempt: 1,
    forgiven: 0,
    lost: 0,
    fence: 1,
    owner: null,
    plan: null,
    planDigest: null,
    waitingFor: null,
    dueAt: null,
    memory: null,
    output: seen.output,
    failure: null,
    readyAt: null,
    claimedAt: null,
    armedAt: null,
    endedAt: null,
  };
  return { ...job, steps: { ...job.steps, [spec.id]: step } };
}

function list(ids: readonly string[]): string {
  return ids.join(" and ");
}
