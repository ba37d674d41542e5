// What templates and conditions of a workflow name, against what will be there when they are looked up.

import { isFault } from "../fault.ts";
import { inspectCondition } from "./condition.ts";
import { asObject, didYouMean, type WorkflowFault } from "./file-faults.ts";
import { jobFields, scopeRoots, stepFields } from "./scope.ts";
import { hasTemplate, type Path, parseTemplate, pathText } from "./template.ts";
import type { Json } from "./workflow.ts";

/** What can be seen from one place of the file. */
export interface View {
  /** `The step "rerun"`: how its faults begin. */
  readonly place: string;
  readonly inputs: readonly string[];
  /** Every step of the file. */
  readonly steps: readonly string[];
  /** Those that have ended by then. */
  readonly before: ReadonlySet<string>;
  /** The names a step's output has; null when nobody can say before it ran. */
  outputOf(step: string): readonly string[] | null;
}

/** The faults of every template in a value that stands at `path`. */
export function templateFaults(value: Json, path: Path, view: View): readonly WorkflowFault[] {
  if (typeof value === "string") return hasTemplate(value) ? faultsOfText(value, path, view) : [];
  if (Array.isArray(value))
    return value.flatMap((each: Json, index) => templateFaults(each, [...path, index], view));
  return Object.entries(asObject(value)).flatMap(([key, each]) => [
    ...(hasTemplate(key)
      ? [
          {
            path: [...path, key],
            message: `${view.place}: the key "${key}" is a template. Keys are taken as they stand; use templates in values.`,
          },
        ]
      : []),
    ...templateFaults(each, [...path, key], view),
  ]);
}

export function conditionFaults(source: string, path: Path, view: View): readonly WorkflowFault[] {
  const { problems, paths } = inspectCondition(source, scopeRoots);
  const named = paths.filter(([root]) => scopeRoots.some((each) => each === root));
  const messages = [
    ...problems,
    ...named.flatMap((each) => referenceProblem(each, `The condition "${source}"`, view) ?? []),
  ];
  return [...new Set(messages)].map((message) => ({ path, message: `${view.place}: ${message}` }));
}

function faultsOfText(text: string, path: Path, view: View): readonly WorkflowFault[] {
  try {
    return parseTemplate(text).flatMap((part) => {
      const problem =
        typeof part === "string" ? null : referenceProblem(part.path, `The template "${part.source}"`, view);
      return problem ? [{ path, message: `${view.place}: ${problem}` }] : [];
    });
  } catch (error) {
    if (!isFault(error)) throw error;
    return [{ path, message: `${view.place}: ${error.message}` }];
  }
}

/** null when what it names will be there. */
function referenceProblem(path: Path, who: string, view: View): string | null {
  const [root, name, field] = path;
  switch (root) {
    case "inputs":
      if (name === undefined || view.inputs.includes(String(name))) return null;
      return `${who} names the input "${name}", which is not declared.${didYouMean(String(name), view.inputs) || " Declare it under inputs."}`;
    case "steps":
      return stepProblem(path, who, view);
    case "job":
      if (name !== undefined && jobFields.some((each) => each === name)) return null;
      return `${who} must name one of ${jobFields.map((each) => `job.${each}`).join(", ")}.`;
    default:
      return `${who} begins with "${root}". Begin with inputs, steps or job, as in inputs.job or steps.look.output.${field ?? "status"}.`;
  }
}

function stepProblem([, name, field, value]: Path, who: string, view: View): string | null {
  if (typeof name !== "string") return `${who} must name a step: steps.ID.output.`;
  const hyphened = view.steps.find((id) => id.startsWith(`${name}-`));
  if (!view.steps.includes(name) && hyphened && who.startsWith("The condition"))
    return `${who} names the step "${name}", which does not exist: a condition takes a hyphen for a minus. Write steps['${hyphened}'], or call the step ${hyphened.replaceAll("-", "_")}.`;
  if (!view.steps.includes(name))
    return `${who} names the step "${name}", which does not exist.${didYouMean(name, view.steps) || ` There are ${view.steps.slice(0, 12).join(", ")}.`}`;
  if (!view.before.has(name))
    return `${who} names the step "${name}", which need not have ended by then. Add ${name} to needs, here or in a step before.`;
  if (field === undefined || !stepFields.some((each) => each === field))
    return `${who} must say what of the step: ${stepFields.map((each) => pathText(["steps", name, each])).join(", ")}.`;
  const known = field === "output" && typeof value === "string" ? view.outputOf(name) : null;
  if (known && typeof value === "string" && !known.includes(value))
    return `${who} names ${pathText(["steps", name, "output", value])}, and that step gives no "${value}".${didYouMean(value, known) || ` It gives ${known.slice(0, 12).join(", ")}${known.length > 12 ? ", …" : ""}.`}`;
  return null;
}
