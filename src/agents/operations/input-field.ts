// An input as a field of a dialog: its choices where its schema names them, else what is typed into it.

import type { Field } from "#core/form.ts";
import { oneLine } from "#core/text.ts";
import type { InputSpec, Json } from "#core/workflow/workflow.ts";
import type { Speech } from "../speech.ts";

const mostOptions = 100;
const longest = 3_000;

/** Where nothing stands in it yet; `required` as the input says it. */
export function inputField(name: string, spec: InputSpec, say: Speech): Field {
  const { schema, description } = spec;
  const choices = Array.isArray(schema.enum) ? schema.enum.map((value: Json) => String(value)) : [];
  const kind = kindOf(schema.type, choices.length);
  const json = schema.type === "array" || schema.type === "object";
  const told = [
    description === null ? null : oneLine(say.say(description), 200),
    schema.type === "array" && say.say({ en: "A list in JSON.", pt: "Uma lista em JSON." }),
    schema.type === "object" && say.say({ en: "An object in JSON.", pt: "Um objeto em JSON." }),
  ].filter((part) => typeof part === "string");
  return {
    name,
    label: name,
    hint: told.length === 0 ? null : told.join(" "),
    kind,
    options: kind === "one_of" ? choices.map((value) => ({ value, label: oneLine(value, 75) })) : [],
    value: null,
    required: spec.required,
    longest: !json && typeof schema.maxLength === "number" ? Math.min(longest, schema.maxLength) : longest,
  };
}

function kindOf(type: Json | undefined, choices: number): Field["kind"] {
  if (choices > 0 && choices <= mostOptions) return "one_of";
  if (type === "boolean") return "yes_no";
  if (type === "number" || type === "integer") return "number";
  return type === "array" || type === "object" ? "long_text" : "text";
}
