// The arguments of a frozen plan as something a person may change: as fields of a dialog, and back from what was filled in
// or typed. What an approver cannot read whole cannot be changed here either: what is masked, and what is longer than a
// dialog takes, is left out and stays as it is.

import type { Field, Filled } from "#core/form.ts";
import type { StepPlan } from "#core/job/step.ts";
import { nearest } from "#core/nearest.ts";
import { shownPlan } from "#core/shown-plan.ts";
import { oneLine } from "#core/text.ts";
import type { Wording } from "#core/wording.ts";
import { coerceInputs, inputProblem } from "#core/workflow/inputs.ts";
import type { JsonObject } from "#core/workflow/scope.ts";
import { wholeTemplate } from "#core/workflow/template.ts";
import type { InputSpec, Json, Workflow } from "#core/workflow/workflow.ts";
import type { Speech } from "../speech.ts";
import { inputField } from "./input-field.ts";

/** No dialog of any platform takes more in one field. */
export const longestField = 3_000;

/** What stands in the field at first; a text as it is, everything else as JSON. */
function written(value: Json): string {
  if (value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value, null, typeof value === "object" ? 1 : 0);
}

/** The arguments a person may change in a conversation. */
export function changeableArgs(plan: StepPlan): readonly (readonly [string, Json])[] {
  const shown = shownPlan(plan.args);
  return Object.entries(plan.args).filter(
    ([name, value]) =>
      JSON.stringify(shown[name]) === JSON.stringify(value) && written(value).length <= longestField,
  );
}

/** Those that stay as they are, whatever is filled in. */
export function keptArgs(plan: StepPlan): readonly string[] {
  const open = changeableArgs(plan).map(([name]) => name);
  return Object.keys(plan.args).filter((name) => !open.includes(name));
}

/** The input that an argument is given as a whole: it knows the type, the choices and the hint. */
function specOf(name: string, step: string, workflow: Workflow | null): InputSpec | null {
  const text = workflow?.steps.find(({ id }) => id === step)?.with[name];
  const path = typeof text === "string" ? wholeTemplate(text) : null;
  const input = path?.length === 2 && path[0] === "inputs" ? String(path[1]) : null;
  return (
    (input !== null && workflow && Object.hasOwn(workflow.inputs, input) && workflow.inputs[input]) || null
  );
}

export function planFields(
  plan: StepPlan,
  step: string,
  workflow: Workflow | null,
  say: Speech,
): readonly Field[] {
  return changeableArgs(plan).map(([name, value]): Field => {
    const spec = specOf(name, step, workflow);
    const field = inputField(
      name,
      spec ?? { schema: schemaLike(value), required: false, description: null },
      say,
    );
    const isText = field.kind === "text" || field.kind === "long_text";
    const text = written(value);
    return {
      ...field,
      kind: isText && (text.includes("\n") || text.length > 120) ? "long_text" : field.kind,
      value:
        text === "" || (field.kind === "one_of" && !field.options.some((each) => each.value === text))
          ? null
          : text,
      // A text may be emptied; nothing else means anything when it is empty, unless it is empty now.
      required: value !== null && typeof value !== "string",
    };
  });
}

function schemaLike(value: Json): JsonObject {
  if (value === null) return {};
  if (Array.isArray(value)) return { type: "array" };
  return { type: typeof value };
}

export interface ArgumentProblem {
  readonly field: string;
  readonly message: string;
}

export type ReadArguments =
  | { readonly kind: "read"; readonly args: JsonObject }
  | { readonly kind: "wrong"; readonly problems: readonly ArgumentProblem[] };

/**
 * The plan's arguments with what a dialog was filled with. `filled` has every field that is not empty, so one that is
 * missing was emptied.
 */
export function argsFilledIn(
  filled: Filled,
  plan: StepPlan,
  step: string,
  workflow: Workflow | null,
  say: Speech,
): ReadArguments {
  const texts = changeableArgs(plan).flatMap(([name, value]): readonly (readonly [string, string])[] => {
    const text = Object.hasOwn(filled, name) ? filled[name] : undefined;
    if (text !== undefined) return text === written(value) ? [] : [[name, text]];
    return typeof value === "string" && value !== "" ? [[name, ""]] : [];
  });
  return withTexts(Object.fromEntries(texts), plan, step, workflow, say);
}

/** The plan's arguments with `name=value` as somebody typed them. */
export function argsTyped(
  typed: Filled,
  plan: StepPlan,
  step: string,
  workflow: Workflow | null,
  say: Speech,
): ReadArguments {
  const open = changeableArgs(plan).map(([name]) => name);
  const problems = Object.keys(typed).flatMap((name): readonly ArgumentProblem[] =>
    open.includes(name) ? [] : [{ field: name, message: notThere(name, plan, open, say) }],
  );
  return problems.length > 0 ? { kind: "wrong", problems } : withTexts(typed, plan, step, workflow, say);
}

function notThere(name: string, plan: StepPlan, open: readonly string[], say: Speech): string {
  const shown = oneLine(name, 80);
  if (Object.hasOwn(plan.args, name))
    return say.say({
      en: `"${shown}" is masked or too long to be changed here; whoever needs that changes it over the API.`,
      pt: `"${shown}" está mascarado ou é longo demais para mudar aqui; quem precisar muda pela API.`,
    });
  const near = nearest(name, open);
  const all = near.length > 0 ? near : open;
  return say.say({
    en: `The plan has no argument "${shown}". ${near.length > 0 ? "Did you mean" : "It has"} ${say.list(all)}${near.length > 0 ? "?" : "."}`,
    pt: `O plano não tem o argumento "${shown}". ${near.length > 0 ? "Você quis dizer" : "Tem"} ${say.list(all)}${near.length > 0 ? "?" : "."}`,
  });
}

function withTexts(
  texts: Filled,
  plan: StepPlan,
  step: string,
  workflow: Workflow | null,
  say: Speech,
): ReadArguments {
  const args: Record<string, Json> = { ...plan.args };
  const problems: ArgumentProblem[] = [];
  for (const [name, text] of Object.entries(texts)) {
    const spec = specOf(name, step, workflow);
    const before = Object.hasOwn(plan.args, name) ? (plan.args[name] ?? null) : null;
    const value = spec
      ? (coerceInputs({ inputs: { [name]: spec } }, { [name]: text })[name] ?? null)
      : asBefore(text, before);
    const unfit = spec && text !== "" ? inputProblem(name, spec, value) : sameKind(name, value, before);
    if (unfit !== null) problems.push({ field: name, message: say.say(unfit) });
    else args[name] = value;
  }
  return problems.length > 0 ? { kind: "wrong", problems } : { kind: "read", args };
}

/** No input says what it is, so it is read as what it was. */
function asBefore(text: string, before: Json): Json {
  if (typeof before === "string") return text;
  const type = before === null ? undefined : schemaLike(before).type;
  const spec: InputSpec = { schema: type === undefined ? {} : { type }, required: false, description: null };
  if (before !== null && type === "array" && !text.trimStart().startsWith("[")) return text;
  return coerceInputs({ inputs: { value: spec } }, { value: text }).value ?? null;
}

function sameKind(name: string, value: Json, before: Json): Wording | null {
  if (before === null || kindOf(value) === kindOf(before)) return null;
  const kinds = {
    number: { en: "a number", pt: "um número" },
    boolean: { en: "yes or no", pt: "sim ou não" },
    list: { en: 'a list in JSON, such as ["a", "b"]', pt: 'uma lista em JSON, como ["a", "b"]' },
    object: { en: 'an object in JSON, such as {"a": 1}', pt: 'um objeto em JSON, como {"a": 1}' },
    string: { en: "a text", pt: "um texto" },
  } as const;
  const wanted = kinds[kindOf(before)];
  return {
    en: `"${name}" must be ${wanted.en}; "${oneLine(String(value), 80)}" is not.`,
    pt: `"${name}" deve ser ${wanted.pt}; "${oneLine(String(value), 80)}" não é.`,
  };
}

function kindOf(value: Json): "number" | "boolean" | "list" | "object" | "string" {
  if (Array.isArray(value)) return "list";
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "string")
    return typeof value as "number" | "boolean" | "string";
  return "object";
}
