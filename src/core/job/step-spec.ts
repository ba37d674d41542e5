// What a step of a job is to do, as its workflow says it; also for the rollbacks, which a workflow names within other steps.

import { Fault } from "../fault.ts";
import { inBoth } from "../wording.ts";
import type { StepSpec, Workflow } from "../workflow/workflow.ts";

const prefix = "rollback:";

export function rollbackIdOf(stepId: string): string {
  return `${prefix}${stepId}`;
}

export function isRollback(stepId: string): boolean {
  return stepId.startsWith(prefix);
}

/** The step a rollback undoes. */
export function undoneBy(rollbackId: string): string {
  return rollbackId.slice(prefix.length);
}

const known = new WeakMap<Workflow, ReadonlyMap<string, StepSpec>>();

/** null when the workflow has no such step. */
export function findSpec(workflow: Workflow, stepId: string): StepSpec | null {
  let specs = known.get(workflow);
  if (!specs) {
    specs = new Map(
      workflow.steps.flatMap((step) => [step, ...rollbackOf(step)].map((each) => [each.id, each])),
    );
    known.set(workflow, specs);
  }
  return specs.get(stepId) ?? null;
}

/** Fault `internal` when the workflow has no such step. */
export function specOf(workflow: Workflow, stepId: string): StepSpec {
  const spec = findSpec(workflow, stepId);
  if (spec) return spec;
  throw new Fault("internal", {
    en: `The workflow ${workflow.id} has no step ${stepId}. Its job follows another definition.`,
    pt: `O workflow ${workflow.id} não tem o passo ${stepId}. O job segue outra definição.`,
  });
}

/**
 * A rollback is a step that nobody is asked about: the approval of what it undoes covered it. It has the time and the tries
 * of that step. Whether its action looks before it acts is not known here, so it is given the chance.
 */
function rollbackOf(step: StepSpec): readonly StepSpec[] {
  if (step.rollback === null) return [];
  const title = inBoth(step.title ?? step.id);
  return [
    {
      ...step,
      id: rollbackIdOf(step.id),
      title: { en: `Undo ${title.en}`, pt: `Desfazer: ${title.pt}` },
      uses: step.rollback.uses,
      with: step.rollback.with,
      effect: step.rollback.effect,
      needs: [],
      if: null,
      approval: null,
      onFailure: "continue",
      rollback: null,
      prepares: true,
    },
  ];
}
