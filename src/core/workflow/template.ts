// `${{ steps.look.output.run_id }}`: a path, looked up once in what a job knows.
//
// A template is never evaluated: there is nothing in it but names and indexes. What it yields is data, and is not looked
// into for further templates, so a log line that contains `${{ … }}` arrives as it is. Only own properties are found.

import { Fault } from "../fault.ts";
import { refuseLarge } from "./bounds.ts";
import { isJsonObject, type JsonObject, type Scope } from "./scope.ts";
import type { Json } from "./workflow.ts";

export type Path = readonly (string | number)[];

/** Literal text, or the path of a template and how it was written. */
export type TemplatePart = string | { readonly path: Path; readonly source: string };

const opening = "${{";
const template =
  /\$\{\{\s*([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*|\[\d{1,9}\]|\['[^'\\\n]*'\]|\["[^"\\\n]*"\])*)\s*\}\}/y;
const segment = /([A-Za-z_][\w-]*)|\[(\d+)\]|\['([^']*)'\]|\["([^"]*)"\]/g;

/** The parts of a text; a Fault (`misconfigured`) when a `${{` in it begins no path. */
export function parseTemplate(text: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let from = 0;
  for (;;) {
    const at = text.indexOf(opening, from);
    if (at < 0) break;
    template.lastIndex = at;
    const match = template.exec(text);
    if (!match) throw malformed(text.slice(at));
    if (at > from) parts.push(text.slice(from, at));
    parts.push({ path: segments(match[1] ?? ""), source: match[0] });
    from = template.lastIndex;
  }
  if (from < text.length || parts.length === 0) parts.push(text.slice(from));
  return parts;
}

export function hasTemplate(text: string): boolean {
  return text.includes(opening);
}

/** The path of a text that is one template and nothing else; null for any other. */
export function wholeTemplate(text: string): Path | null {
  if (!text.startsWith(opening)) return null;
  const [only, ...more] = parseTemplate(text);
  return more.length === 0 && typeof only === "object" ? only.path : null;
}

/** `steps.look.output.items[0]`, as one would write it. */
export function pathText(path: Path): string {
  return path
    .map((each, index) => {
      if (typeof each === "number") return `[${each}]`;
      if (!/^[A-Za-z_][\w-]*$/.test(each)) return `['${each}']`;
      return index === 0 ? each : `.${each}`;
    })
    .join("");
}

export interface ResolveOptions {
  /** What a path that leads nowhere is: a Fault (the default), or null, for outputs of steps that were skipped. */
  readonly missing?: "fault" | "null";
}

/**
 * The value with every template in it replaced by what its path leads to. A text that is one template becomes the value
 * itself, whatever its type; inside a longer text values become text: objects and lists as JSON, null as nothing.
 * Keys are never templates. Faults: `not_found` names the path that leads nowhere.
 */
export function resolveTemplate(value: Json, scope: Scope, options: ResolveOptions = {}): Json {
  if (typeof value === "string") return hasTemplate(value) ? resolveText(value, scope, options) : value;
  if (Array.isArray(value)) return value.map((each: Json) => resolveTemplate(each, scope, options));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, resolveTemplate(each, scope, options)]),
  );
}

/**
 * An action's arguments. As `resolveTemplate`, and an argument that is just an optional input which was not given is left
 * out, at any depth, so that "not given" reaches the action as "not given" and its own default holds.
 */
export function resolveArgs(args: JsonObject, scope: Scope): JsonObject {
  const entries = Object.entries(args)
    .filter(([, value]) => !isInputNotGiven(value, scope))
    .map(([key, value]): readonly [string, Json] => [key, resolveArg(value, scope)]);
  return Object.fromEntries(entries);
}

function resolveArg(value: Json, scope: Scope): Json {
  if (Array.isArray(value)) return value.map((each: Json) => resolveArg(each, scope));
  return isJsonObject(value) ? resolveArgs(value, scope) : resolveTemplate(value, scope);
}

function isInputNotGiven(value: Json, scope: Scope): boolean {
  const path = typeof value === "string" ? wholeTemplate(value) : null;
  return path?.length === 2 && path[0] === "inputs" && lookUp(path, scope) === null;
}

function resolveText(text: string, scope: Scope, options: ResolveOptions): Json {
  const parts = parseTemplate(text);
  const [first] = parts;
  if (parts.length === 1 && typeof first === "object") return valueAt(first.path, scope, options);
  const texts = parts.map((part) =>
    typeof part === "string" ? part : asText(valueAt(part.path, scope, options)),
  );
  refuseLarge(texts, "A text");
  return texts.join("");
}

function valueAt(path: Path, scope: Scope, options: ResolveOptions): Json {
  const found = lookUp(path, scope);
  if (found !== undefined) return found;
  if (options.missing === "null") return null;
  throw new Fault(
    "not_found",
    {
      en: `There is no ${pathText(path)} in what this job knows so far. Check the name against what the step before it gave.`,
      pt: `Não há ${pathText(path)} no que este job sabe até agora. Compare o nome com o que o passo anterior devolveu.`,
    },
    { detail: { path: pathText(path) } },
  );
}

/** undefined when the path leads nowhere. */
function lookUp(path: Path, scope: Scope): Json | undefined {
  let here: unknown = scope;
  for (const each of path) {
    if (here === null || typeof here !== "object") return undefined;
    if (Array.isArray(here) !== (typeof each === "number") || !Object.hasOwn(here, each)) return undefined;
    here = (here as { readonly [key: string | number]: unknown })[each];
  }
  return here as Json | undefined;
}

function asText(value: Json): string {
  if (value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function segments(text: string): Path {
  return [...text.matchAll(segment)].map(([, name, index, single, double]) =>
    index === undefined ? (name ?? single ?? double ?? "") : Number(index),
  );
}

function malformed(rest: string): Fault {
  const end = rest.indexOf("}}");
  const shown = end < 0 ? rest.slice(0, 40) : rest.slice(0, Math.min(end + 2, 80));
  return new Fault(
    "misconfigured",
    end < 0
      ? `The template "${shown}" is not closed. Write \${{ inputs.name }} with both braces at each end.`
      : `The template "${shown}" is no path. Write a path such as \${{ inputs.job }} or \${{ steps.look.output.items[0] }}; nothing is computed inside a template.`,
  );
}
