// What a job is given, against what its workflow asks for. Texts arrive as they were sent, byte for byte, or not at all.

import { z } from "zod";
import { Fault } from "../fault.ts";
import { issueField, issueText } from "../issue-text.ts";
import type { Locale } from "../locale.ts";
import { nearest } from "../nearest.ts";
import { inBoth, mapSaid, type Wording } from "../wording.ts";
import { inTime } from "./in-time.ts";
import type { JsonObject } from "./scope.ts";
import type { InputSpec, Json, Workflow } from "./workflow.ts";

const mebibyte = 1024 * 1024;
export const longestText = mebibyte;
export const largestInputs = 4 * mebibyte;
const deepest = 32;
/** The longest text a `pattern` is tried on: a pattern may take time that grows faster than its text. */
const longestMatched = 4096;

interface InputProblem {
  readonly field: string;
  readonly says: Wording;
}

/**
 * Every declared input: given, its default, or null. Faults: `invalid_input`, a sentence about each input that is wrong,
 * with the first one in `detail.field` and all in `detail.problems`.
 */
export function checkInputs(workflow: Pick<Workflow, "id" | "inputs">, given: JsonObject): JsonObject {
  const declared = Object.keys(workflow.inputs);
  const problems: InputProblem[] = [];
  for (const name of Object.keys(given))
    if (!Object.hasOwn(workflow.inputs, name)) problems.push(unknownInput(workflow.id, name, declared));
  const inputs = Object.entries(workflow.inputs).map(([name, spec]): readonly [string, Json] => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined || (value === null && !accepts(spec, null))) {
      if (spec.default !== undefined) return [name, spec.default];
      if (spec.required) problems.push(missing(workflow.id, name, spec));
      return [name, null];
    }
    const problem = unstorable(value, name, 0) ?? mismatch(name, spec, value);
    if (problem) problems.push(problem);
    return [name, value];
  });
  const [first] = problems;
  if (first) throw refused(problems, first);
  const checked = Object.fromEntries(inputs);
  if (Buffer.byteLength(JSON.stringify(checked)) > largestInputs)
    throw refused([], {
      field: "inputs",
      says: {
        en: `The inputs are larger than ${largestInputs / mebibyte} MB in all. Put large content where a step can read it, and give its place.`,
        pt: `As entradas somam mais de ${largestInputs / mebibyte} MB. Deixe o conteúdo grande onde um passo possa lê-lo, e informe o lugar.`,
      },
    });
  return checked;
}

/** What is wrong with a value for one input, in a sentence; null when nothing is. For defaults, and for forms. */
export function inputProblem(name: string, spec: InputSpec, value: Json): Wording | null {
  return (unstorable(value, name, 0) ?? mismatch(name, spec, value))?.says ?? null;
}

/**
 * `key=value` from a conversation as JSON, by what the workflow asks for: "5" is a number where a number is wanted, "a,b"
 * a list where a list is. What cannot be read stays text, so that `checkInputs` says what is wrong with it.
 */
export function coerceInputs(
  workflow: Pick<Workflow, "inputs">,
  texts: Readonly<Record<string, string>>,
): JsonObject {
  const read = Object.entries(texts).map(([name, text]): readonly [string, Json] => {
    const spec = Object.hasOwn(workflow.inputs, name) ? workflow.inputs[name] : undefined;
    return [name, spec ? coerce(spec.schema, text) : text];
  });
  return Object.fromEntries(read);
}

/** The zod schema of an input; a Fault (`misconfigured`) when its JSON Schema makes no sense. */
export function schemaOf(spec: InputSpec): z.ZodType {
  const kept = schemas.get(spec);
  if (kept) return kept;
  let made: z.ZodType;
  try {
    made = z.fromJSONSchema(bounded(spec.schema) as Parameters<typeof z.fromJSONSchema>[0]);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Fault("misconfigured", `${why.replace(/\.$/, "")}.`, { cause: error });
  }
  schemas.set(spec, made);
  return made;
}

const schemas = new WeakMap<InputSpec, z.ZodType>();

function bounded(schema: JsonObject): JsonObject {
  const entries = Object.entries(schema).map(([key, value]): readonly [string, Json] => [
    key,
    isObject(value) && key !== "default" && key !== "const" ? bounded(value) : value,
  ]);
  const copy: JsonObject = Object.fromEntries(entries);
  return typeof copy.pattern === "string" && copy.maxLength === undefined
    ? { ...copy, maxLength: longestMatched }
    : copy;
}

function accepts(spec: InputSpec, value: Json): boolean {
  return parsedBy(spec, value).success;
}

/** A pattern may take for ever even on a short text. */
function parsedBy(spec: InputSpec, value: Json): ReturnType<z.ZodType["safeParse"]> {
  const schema = schemaOf(spec);
  return patterned(spec) ? inTime(() => schema.safeParse(value)) : schema.safeParse(value);
}

function patterned({ schema }: InputSpec): boolean {
  return JSON.stringify(schema).includes('"pattern"');
}

function mismatch(name: string, spec: InputSpec, value: Json): InputProblem | null {
  let result: ReturnType<z.ZodType["safeParse"]>;
  try {
    result = parsedBy(spec, value);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      field: name,
      says: {
        en: `The input "${name}" could not be held against its pattern: ${why}.`,
        pt: `A entrada "${name}" não pôde ser comparada com a forma que deve ter: ${why}.`,
      },
    };
  }
  const issue = result.error?.issues[0];
  if (!issue) return null;
  const field = issueField([name, ...issue.path]);
  const text = issueText(issue);
  const is = whatItIs(spec);
  return {
    field,
    says: { en: `The input "${field}" ${text.en}.${is.en}`, pt: `A entrada "${field}" ${text.pt}.${is.pt}` },
  };
}

/** Text that a database or a process would change or refuse: NUL, half a surrogate pair, a key that means the prototype. */
function unstorable(value: Json, field: string, depth: number): InputProblem | null {
  if (typeof value === "string") return badText(value, field, { en: "is", pt: "é" });
  if (typeof value === "number" && !Number.isFinite(value))
    return {
      field,
      says: {
        en: `The input "${field}" is no finite number. Give a number that JSON can hold.`,
        pt: `A entrada "${field}" não é um número finito. Informe um número que caiba em JSON.`,
      },
    };
  if (value === null || typeof value !== "object") return null;
  if (depth >= deepest)
    return {
      field,
      says: {
        en: `The input "${field}" is nested more than ${deepest} deep. Give it flatter.`,
        pt: `A entrada "${field}" tem mais de ${deepest} níveis. Informe-a com menos níveis.`,
      },
    };
  for (const [key, each] of Object.entries(value)) {
    const inside = Array.isArray(value) ? `${field}[${key}]` : `${field}.${key}`;
    if (!Array.isArray(value)) {
      if (key === "__proto__")
        return {
          field,
          says: {
            en: `The input "${field}" has a key "__proto__", which no input may have. Leave it out.`,
            pt: `A entrada "${field}" tem uma chave "__proto__", que nenhuma entrada pode ter. Retire-a.`,
          },
        };
      const bad = badText(key, field, { en: "has a key that is", pt: "tem uma chave que é" });
      if (bad) return bad;
    }
    const problem = unstorable(each, inside, depth + 1);
    if (problem) return problem;
  }
  return null;
}

function badText(text: string, field: string, is: Wording): InputProblem | null {
  if (text.includes("\0"))
    return {
      field,
      says: {
        en: `The input "${field}" ${is.en} a text with a NUL character in it. Remove it.`,
        pt: `A entrada "${field}" ${is.pt} um texto com um caractere NUL. Retire-o.`,
      },
    };
  if (!text.isWellFormed())
    return {
      field,
      says: {
        en: `The input "${field}" ${is.en} a text with half of a surrogate pair in it. Send well-formed Unicode.`,
        pt: `A entrada "${field}" ${is.pt} um texto com meio par substituto. Envie Unicode bem formado.`,
      },
    };
  return Buffer.byteLength(text) > longestText
    ? {
        field,
        says: {
          en: `The input "${field}" ${is.en} a text of more than 1 MB. Put it where a step can read it, and give its place.`,
          pt: `A entrada "${field}" ${is.pt} um texto de mais de 1 MB. Deixe-o onde um passo possa lê-lo, e informe o lugar.`,
        },
      }
    : null;
}

function missing(workflow: string, field: string, spec: InputSpec): InputProblem {
  const is = whatItIs(spec);
  return {
    field,
    says: {
      en: `${workflow} needs the input "${field}".${is.en}`,
      pt: `${workflow} precisa da entrada "${field}".${is.pt}`,
    },
  };
}

/** What the file says of it, in the file's languages. */
function whatItIs({ description }: InputSpec): Wording {
  const text = inBoth(mapSaid(description ?? "", (said) => said.replace(/\.$/, "")));
  return text.en ? { en: ` It is: ${text.en}.`, pt: ` O que é: ${text.pt}.` } : text;
}

function unknownInput(workflow: string, name: string, declared: readonly string[]): InputProblem {
  const shown = JSON.stringify(name.slice(0, 80));
  const near = nearest(name, declared);
  const cure: Wording =
    near.length > 0
      ? { en: `Did you mean ${near.join(" or ")}?`, pt: `Você quis dizer ${near.join(" ou ")}?` }
      : declared.length > 0
        ? { en: `It has ${declared.join(", ")}.`, pt: `Ele tem ${declared.join(", ")}.` }
        : { en: "It has no inputs.", pt: "Ele não tem entradas." };
  return {
    field: name,
    says: {
      en: `${workflow} has no input ${shown}. ${cure.en}`,
      pt: `${workflow} não tem a entrada ${shown}. ${cure.pt}`,
    },
  };
}

function refused(problems: readonly InputProblem[], first: InputProblem): Fault {
  const told = problems.length > 0 ? problems.slice(0, 5) : [first];
  const inAll = (locale: Locale) => told.map(({ says }) => says[locale]).join(" ");
  return new Fault(
    "invalid_input",
    { en: inAll("en"), pt: inAll("pt") },
    {
      detail: {
        field: first.field,
        problems: told.map(({ field, says }) => ({ field, message: says.en })),
      },
    },
  );
}

function coerce(schema: JsonObject, text: string): Json {
  const type = schema.type;
  switch (type) {
    case "string":
      return text;
    case "integer":
    case "number":
      return /^\s*-?\d+(\.\d+)?([eE][+-]?\d+)?\s*$/.test(text) ? Number(text) : text;
    case "boolean":
      if (/^\s*(true|yes|on|sim|1)\s*$/i.test(text)) return true;
      return /^\s*(false|no|off|n[aã]o|0)\s*$/i.test(text) ? false : text;
    case "array": {
      const whole = text.trimStart().startsWith("[") ? parsed(text) : undefined;
      if (whole !== undefined) return whole;
      const items = isObject(schema.items) ? schema.items : { type: "string" };
      return text.trim() === "" ? [] : text.split(",").map((each) => coerce(items, each.trim()));
    }
    case "object":
      return parsed(text) ?? text;
    default: {
      const choices = schema.enum;
      return Array.isArray(choices) && choices.includes(text) ? text : (parsed(text) ?? text);
    }
  }
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
