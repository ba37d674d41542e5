import { toFault } from "../../fault.ts";
import { keptWords } from "../../fault-sentence.ts";
import { refuseLarge } from "../../workflow/bounds.ts";
import { evaluateCondition } from "../../workflow/condition.ts";
import { digestOf } from "../../workflow/digest.ts";
import type { Scope } from "../../workflow/scope.ts";
import { resolveArgs } from "../../workflow/template.ts";
import type { StepSpec } from "../../workflow/workflow.ts";
import type { Step, StepPlan } from "../step.ts";
import { type Draft, moveStep, stepIn, tell } from "./draft.ts";
import { failStep } from "./failing.ts";

/** READY with its plan made, or SKIPPED, or FAILED when condition or templates name what is not there. */
export function begin(draft: Draft, spec: StepSpec, step: Step, scope: Scope): Step {
  try {
    if (spec.if !== null && !evaluateCondition(spec.if, scope)) {
      const skipped = moveStep(draft, step, "SKIPPED");
      tell(draft, "step.skipped", step.id, { condition: spec.if });
      return skipped;
    }
    const plan: StepPlan = { uses: spec.uses, args: resolveArgs(spec.with, scope) };
    refuseLarge(plan.args, `What ${step.id} is given`);
    return moveStep(draft, step, "READY", { plan, planDigest: digestOf(plan) });
  } catch (error) {
    const fault = toFault(error, {
      en: `The arguments of ${step.id} could not be made out.`,
      pt: `Os argumentos de ${step.id} não puderam ser preparados.`,
    });
    failStep(draft, step, { code: "invalid_input", ...keptWords(fault), step: step.id });
    return stepIn(draft.job, step.id) ?? step;
  }
}
