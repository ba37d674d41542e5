// An action's arguments against its input schema: when a step runs, when somebody changes its plan, and, for the steps a
// job begins with, before the job is accepted.

import { Fault } from "#core/fault.ts";
import { issueField, issueSentence } from "#core/issue-text.ts";
import { evaluateCondition } from "#core/workflow/condition.ts";
import type { JsonObject, Scope } from "#core/workflow/scope.ts";
import { resolveArgs, wholeTemplate } from "#core/workflow/template.ts";
import type { StepSpec, Workflow } from "#core/workflow/workflow.ts";
import type { Action, Actions } from "#ports/action.ts";

/** The input the action takes. Fault `invalid_input` names the argument at fault in `detail.field`. */
export function fitArgs(action: Action, args: JsonObject): unknown {
  const parsed = action.input.safeParse(args);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issueField(issue?.path ?? []);
  const name = field
    ? { en: `"${field}" of ${action.name}`, pt: `"${field}" de ${action.name}` }
    : { en: `What ${action.name} is given`, pt: `O que é dado a ${action.name}` };
  const unfit = {
    en: `${action.name} cannot take these arguments.`,
    pt: `${action.name} não aceita estes argumentos.`,
  };
  throw new Fault("invalid_input", issue ? issueSentence(name, issue) : unfit, { detail: { field } });
}

/**
 * A step the job begins with has nothing but the inputs to take its arguments from, so either they fit its action now or
 * they never will. Fault `invalid_input` names the input at fault in `detail.field`.
 */
export function checkBeginning(actions: Actions, workflow: Workflow, inputs: JsonObject): void {
  const scope: Scope = { inputs, steps: {}, job: {} };
  for (const spec of workflow.steps) {
    const action = spec.needs.length === 0 ? actions.find(spec.uses) : null;
    const args = action ? argsNow(spec, scope) : null;
    const [issue] = (args && action?.input.safeParse(args).error?.issues) ?? [];
    if (!issue) continue;
    const field = issueField(wayIntoInputs(spec, issue.path));
    const name = field
      ? { en: `The input "${field}"`, pt: `A entrada "${field}"` }
      : { en: `What the step ${spec.id} is given`, pt: `O que é dado ao passo ${spec.id}` };
    throw new Fault("invalid_input", issueSentence(name, issue), { detail: { field } });
  }
}

/** Null when the step will not run, or when that, or an argument, is not known before the job is there. */
function argsNow(spec: StepSpec, scope: Scope): JsonObject | null {
  try {
    return spec.if !== null && !evaluateCondition(spec.if, scope) ? null : resolveArgs(spec.with, scope);
  } catch {
    return null;
  }
}

/** An argument that is an input as a whole is told by the input's name. */
function wayIntoInputs(spec: StepSpec, [name, ...rest]: readonly PropertyKey[]): readonly PropertyKey[] {
  const written = spec.with[String(name)];
  const way = typeof written === "string" ? wholeTemplate(written) : null;
  return way?.[0] === "inputs" ? [...way.slice(1), ...rest] : [];
}
