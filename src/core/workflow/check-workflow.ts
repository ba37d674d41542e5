// A workflow's file against its form, the actions there are, and itself. Every fault is told, not only the first.

import type { z } from "zod";
import { isFault } from "../fault.ts";
import { argsFaults } from "./check-args.ts";
import { conditionFaults, templateFaults, type View } from "./check-references.ts";
import { remedyFaults } from "./check-remedies.ts";
import { waitFaults } from "./check-wait.ts";
import { type ActionTraits, compileWorkflow, inputSpec, needsOf } from "./compile-workflow.ts";
import { didYouMean, formFaults, valueAt, type WorkflowFault } from "./file-faults.ts";
import { ancestorsOf, cyclesOf, topologicalOrder } from "./graph.ts";
import { inputProblem, schemaOf } from "./inputs.ts";
import type { JsonObject } from "./scope.ts";
import type { Path } from "./template.ts";
import type { Json, Workflow } from "./workflow.ts";
import { type StepFile, type WorkflowFile, workflowFileSchema } from "./workflow-file.ts";

/** What the check asks about an action. The engine makes it from the actions there are. */
export interface ActionFacts extends ActionTraits {
  readonly name: string;
  /** The names its input has, when it is an object. */
  readonly keys: readonly string[];
  /** The names its output has; null or absent when they are not known beforehand. */
  readonly outputs?: readonly string[] | null;
  /** What its input schema says of these arguments; empty when nothing. */
  issues(args: JsonObject): readonly z.core.$ZodIssue[];
}

export interface ActionLookup {
  readonly names: readonly string[];
  find(name: string): ActionFacts | null;
}

export interface CheckedWorkflow {
  /** null when there is any fault. */
  readonly workflow: Workflow | null;
  readonly faults: readonly WorkflowFault[];
}

export function checkWorkflow(source: Json, actions: ActionLookup): CheckedWorkflow {
  const parsed = workflowFileSchema.safeParse(source);
  if (parsed.success) {
    const faults = contentFaults(parsed.data, actions);
    if (faults.length > 0) return { workflow: null, faults };
    const traits = (uses: string) => actions.find(uses) ?? unknownTraits;
    return { workflow: compileWorkflow(parsed.data, traits), faults };
  }
  const form = parsed.error.issues.flatMap((issue) => formFaults(issue, source));
  // What can be understood all the same is checked too, so that one look at the file mends all of it.
  const mended = workflowFileSchema.safeParse(mend(source, form));
  const content = mended.success ? contentFaults(mended.data, actions) : [];
  const told = new Set(form.map((fault) => JSON.stringify(fault.path)));
  return {
    workflow: null,
    faults: [...form, ...content.filter((each) => !told.has(JSON.stringify(each.path)))],
  };
}

const unknownTraits: ActionTraits = { effect: "once", asks: true, prepares: false };
/** Stands for a `uses` that is missing; its fault is told already. */
const noAction = "?";

/** The file without what is wrong with its form; what must be there is filled in with something that says nothing. */
function mend(source: Json, faults: readonly WorkflowFault[]): Json {
  const copy = structuredClone(source);
  const fillers: JsonObject = { id: "unnamed", kind: "job", title: "unnamed", uses: noAction };
  for (const { path } of faults) {
    if (path[0] === "inputs" && path[1] !== undefined) {
      const inputs = valueAt(["inputs"], copy);
      if (inputs && typeof inputs === "object") Reflect.set(inputs, path[1], { type: "string" });
      continue;
    }
    if (path[0] === "remedies" && copy !== null && typeof copy === "object") {
      Reflect.deleteProperty(copy, "remedies");
      continue;
    }
    const owner = valueAt(path.slice(0, -1), copy);
    const key = path.at(-1);
    if (owner === undefined || owner === null || typeof owner !== "object" || typeof key !== "string")
      continue;
    const inStepsOrRoot = path.length === 1 || (path[0] === "steps" && key === "uses");
    const filler = inStepsOrRoot && Object.hasOwn(fillers, key) ? fillers[key] : undefined;
    if (filler === undefined) Reflect.deleteProperty(owner, key);
    else Reflect.set(owner, key, filler);
  }
  return copy;
}

function contentFaults(file: WorkflowFile, actions: ActionLookup): readonly WorkflowFault[] {
  const nodes = file.steps.map((step, index) => ({ id: step.id, needs: needsOf(file.steps, index) }));
  const ancestors = ancestorsOf(nodes);
  const inputs = Object.keys(file.inputs ?? {});
  const ids = nodes.map((node) => node.id);
  const faults = [
    ...inputFaults(file),
    ...remedyFaults(file.remedies ?? [], inputs),
    ...graphFaults(file, nodes),
  ];
  const outputOf = (id: string) =>
    outputNames(
      file.steps.find((step) => step.id === id),
      actions,
    );
  for (const [index, step] of file.steps.entries()) {
    const view: View = {
      place: `The step "${step.id}"`,
      inputs,
      steps: ids,
      before: ancestors.get(step.id) ?? new Set(),
      outputOf,
    };
    faults.push(...stepFaults(step, ["steps", index], view, actions));
  }
  const atTheEnd: View = { place: "The outputs", inputs, steps: ids, before: new Set(ids), outputOf };
  faults.push(...templateFaults(file.outputs ?? {}, ["outputs"], atTheEnd));
  return faults;
}

/** Of a wait it is what it looked with that gives the output. */
function outputNames(step: StepFile | undefined, actions: ActionLookup): readonly string[] | null {
  const looksWith = step?.uses === "wait.until" ? step.with?.uses : step?.uses;
  return typeof looksWith === "string" ? (actions.find(looksWith)?.outputs ?? null) : null;
}

function stepFaults(step: StepFile, path: Path, view: View, actions: ActionLookup): readonly WorkflowFault[] {
  const faults: WorkflowFault[] = [...useFaults(step.uses, step.with ?? {}, path, view, actions)];
  const action = actions.find(step.uses);
  if (action?.asks && step.approval === false)
    faults.push({
      path: [...path, "approval"],
      message: `${view.place}: ${step.uses} always asks people first, and approval: false cannot change that. Remove the line, or say who decides.`,
    });
  if (action?.asks && step.effect === "read")
    faults.push({
      path: [...path, "effect"],
      message: `${view.place}: ${step.uses} changes something, so its effect cannot be read. Remove the line, or declare idempotent or keyed if that is true.`,
    });
  if (typeof step.if === "string") faults.push(...conditionFaults(step.if, [...path, "if"], view));
  if (step.rollback) {
    if (actions.find(step.rollback.uses)?.asks && !asksPeople(step, action?.asks ?? false))
      faults.push({
        path: [...path, "rollback"],
        message: `The rollback of "${step.id}" uses ${step.rollback.uses}, which never runs unless people approved, and nobody approves this step. Give the step an approval: its card shows the rollback, and covers it.`,
      });
    const after: View = {
      ...view,
      place: `The rollback of "${step.id}"`,
      before: new Set([...view.before, step.id]),
    };
    faults.push(
      ...useFaults(step.rollback.uses, step.rollback.with ?? {}, [...path, "rollback"], after, actions),
    );
  }
  return faults;
}

function asksPeople(step: StepFile, always: boolean): boolean {
  return always || (step.approval !== undefined && step.approval !== false);
}

/** An action and what it is given: at `path` stand `uses` and `with`. */
function useFaults(
  uses: string,
  args: JsonObject,
  path: Path,
  view: View,
  actions: ActionLookup,
): readonly WorkflowFault[] {
  if (uses === noAction) return templateFaults(args, [...path, "with"], view);
  const action = actions.find(uses);
  if (!action) {
    const cure = didYouMean(uses, actions.names) || " npm run actions prints the ones there are.";
    return [
      {
        path: [...path, "uses"],
        message: `${view.place} uses ${JSON.stringify(uses)}, and there is no such action.${cure}`,
      },
      ...templateFaults(args, [...path, "with"], view),
    ];
  }
  return [
    ...argsFaults(uses, args, action.issues(args), action.keys).map((fault) => ({
      path: [...path, "with", ...fault.path],
      message: `${view.place}: ${fault.message}`,
    })),
    ...templateFaults(args, [...path, "with"], view),
    ...(uses === "wait.until" ? waitFaults(args, [...path, "with"], view.place, actions) : []),
  ];
}

function inputFaults(file: WorkflowFile): readonly WorkflowFault[] {
  return Object.entries(file.inputs ?? {}).flatMap(([name, input]): readonly WorkflowFault[] => {
    const path: Path = ["inputs", name];
    const spec = inputSpec(input);
    try {
      schemaOf(spec);
    } catch (error) {
      if (!isFault(error)) throw error;
      return [
        { path, message: `The input "${name}" cannot be understood: ${error.message} Correct its keywords.` },
      ];
    }
    if (spec.default === undefined) return [];
    const problem = inputProblem(name, spec, spec.default);
    return problem
      ? [
          {
            path: [...path, "default"],
            message: `The default of the input "${name}" does not fit it: ${problem.en}`,
          },
        ]
      : [];
  });
}

interface Node {
  readonly id: string;
  readonly needs: readonly string[];
}

function graphFaults(file: WorkflowFile, nodes: readonly Node[]): readonly WorkflowFault[] {
  const faults: WorkflowFault[] = [];
  const first = new Map<string, number>();
  const ids = nodes.map((node) => node.id);
  for (const [index, { id, needs }] of nodes.entries()) {
    const same = first.get(id);
    if (same !== undefined)
      faults.push({
        path: ["steps", index, "id"],
        message: `The step ${index + 1} is called "${id}", and so is the step ${same + 1}. Give one of them another id.`,
      });
    else first.set(id, index);
    for (const [at, need] of needs.entries())
      if (!ids.includes(need))
        faults.push({
          path: ["steps", index, ...(file.steps[index]?.needs ? ["needs", at] : [])],
          message: `The step "${id}" needs "${need}", which does not exist.${didYouMean(need, ids) || ` There are ${ids.slice(0, 12).join(", ")}.`}`,
        });
  }
  // A second step of the same id would seem to wait for itself.
  const distinct = nodes.filter((node, index) => first.get(node.id) === index);
  const cycles = cyclesOf(distinct);
  for (const cycle of cycles) {
    const [start = ""] = cycle;
    faults.push({
      path: ["steps", first.get(start) ?? 0, "needs"],
      message: `Steps wait for each other in a circle: ${[...cycle, start].map((id) => `"${id}"`).join(" needs ")}. Remove one of these needs.`,
    });
  }
  const inCycles = new Set(cycles.flat());
  const reached = new Set(topologicalOrder(distinct));
  for (const { id } of distinct)
    if (!reached.has(id) && !inCycles.has(id))
      faults.push({
        path: ["steps", first.get(id) ?? 0],
        message: `The step "${id}" can never be reached: it comes after the circle of ${[...inCycles].slice(0, 3).join(", ")}. Break that circle.`,
      });
  return faults;
}
