// What a workflow is given by a message: the names it says, its `key=value` pairs, and what is still missing.

import { jobsOf } from "#core/intent.ts";
import { coerceInputs } from "#core/workflow/inputs.ts";
import type { JsonObject } from "#core/workflow/scope.ts";
import type { InputSpec, Json, Workflow } from "#core/workflow/workflow.ts";
import type { NameKind } from "#hwa/names/name-index.ts";
import { type Asked, filledIn } from "./desk.ts";
import { typedPairs } from "./typed-pairs.ts";

const inputNames: Readonly<Record<NameKind, readonly string[]>> = {
  job: ["job", "job_name", "jobName"],
  stream: ["stream", "job_stream", "jobStream"],
  workstation: ["workstation", "workstation_name", "workstationName"],
};

/** The inputs as JSON, not yet checked. Pairs that were typed come before names that were said. */
export function givenInputs(asked: Asked, workflow: Workflow): JsonObject {
  const { slots } = asked.question.intent;
  const said: Record<NameKind, string | undefined> = {
    job: jobsOf(slots)[0],
    stream: slots.jobStream,
    workstation: slots.workstation,
  };
  const inputs: Record<string, string> = {};
  const left: string[] = [];
  for (const kind of ["job", "stream", "workstation"] as const) {
    const input = inputFor(workflow, kind);
    const name = said[kind] ?? (input === undefined ? undefined : namedIn(asked, kind, workflow.id));
    if (name === undefined) continue;
    if (input !== undefined) inputs[input] = name;
    else left.push(name);
  }
  // "link-workstation FIN01": a name whose kind the message does not tell goes to the one place that wants a name.
  const open = (["job", "stream", "workstation"] as const).flatMap((kind) => {
    const input = inputFor(workflow, kind);
    return input !== undefined && inputs[input] === undefined && workflow.inputs[input]?.required
      ? [input]
      : [];
  });
  const [name] = left;
  const [place] = open;
  if (name !== undefined && place !== undefined && left.length === 1 && open.length === 1)
    inputs[place] = name;
  const pairs = { ...slots.inputs, ...typedPairs(asked.question.text).pairs, ...filledIn(asked) };
  return coerceInputs(workflow, { ...inputs, ...pairs });
}

function inputFor(workflow: Workflow, kind: NameKind): string | undefined {
  return inputNames[kind].find((name) => Object.hasOwn(workflow.inputs, name));
}

/** A name of the plan that the message says, for readings that carry none. */
function namedIn({ names, question }: Asked, kind: NameKind, workflowId: string): string | undefined {
  if (question.intent.name !== "runbook.describe") return undefined;
  const words = question.text.split(/[\s,;?!"'“”]+/).filter((word) => word !== "" && word !== workflowId);
  for (const word of words) {
    const name = names.canonical(kind, word);
    if (name !== null) return name;
  }
  return undefined;
}

/** The first required input nobody gave, in the file's order; null when everything is there. */
export function firstMissing(
  workflow: Pick<Workflow, "inputs">,
  given: JsonObject,
): { readonly name: string; readonly spec: InputSpec } | null {
  for (const [name, spec] of Object.entries(workflow.inputs)) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (spec.required && spec.default === undefined && (value === undefined || value === ""))
      return { name, spec };
  }
  return null;
}

/** The only values there are, where a schema names them; a yes or no counts. */
export function oneOf({ schema }: InputSpec): readonly string[] {
  if (Array.isArray(schema.enum)) return schema.enum.map((value: Json) => String(value));
  return schema.type === "boolean" ? ["true", "false"] : [];
}

/** The inputs as one would type them. */
export function asTyped(inputs: JsonObject): string {
  return Object.entries(inputs)
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      return /\s/.test(text) ? `${name}="${text.replaceAll('"', "'")}"` : `${name}=${text}`;
    })
    .join(" ");
}
