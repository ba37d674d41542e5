// What is wrong with the form of a workflow's file, in sentences that name the place and the cure.

import type { z } from "zod";
import { nearest } from "../nearest.ts";
import { isJsonObject, type JsonObject } from "./scope.ts";
import type { Path } from "./template.ts";
import type { Json } from "./workflow.ts";
import { workflowFileJsonSchema } from "./workflow-file.ts";

export interface WorkflowFault {
  /** Where in the file: keys and indexes from its root. */
  readonly path: Path;
  readonly message: string;
}

/** Of one mapping: whoever has more has another kind of file. */
const mostUnknownKeys = 20;

/** The faults of one issue; one for each unknown key. */
export function formFaults(issue: z.core.$ZodIssue, file: Json): readonly WorkflowFault[] {
  const path = issue.path.map((each) => (typeof each === "number" ? each : String(each)));
  if (issue.code === "unrecognized_keys")
    return issue.keys
      .slice(0, mostUnknownKeys)
      .map((key) => ({ path: [...path, key], message: unknownKey(key, path, file) }));
  if (issue.code === "invalid_key") {
    const name = JSON.stringify(path.at(-1));
    const message = `${placeOf(path.slice(0, -1), file)}: ${name} is no name an input can have. Use letters, digits and _, beginning with a letter.`;
    return [{ path, message }];
  }
  if (issue.code === "invalid_union") {
    const within = meantAlternative(issue).flatMap((inner) =>
      formFaults({ ...inner, path: [...issue.path, ...inner.path] }, file),
    );
    if (within.length > 0) return within;
    const name = meantName(issue);
    if (name) return [{ path, message: sentence({ ...name, path: issue.path }, path, file) }];
  }
  return [{ path, message: sentence(issue, path, file) }];
}

/** Of several forms a value may have, the one it has but for faults further inside; none when no form or several fit. */
function meantAlternative(issue: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] {
  const meant = issue.errors.filter(
    (issues) => issues.length > 0 && issues.every((inner) => inner.path.length > 0 || isOfKeys(inner)),
  );
  return meant.length === 1 ? (meant[0] ?? []) : [];
}

/** One of many names where a name may stand alone or in a list: then it is misspelt, rather than no list. */
function meantName(issue: z.core.$ZodIssueInvalidUnion): z.core.$ZodIssueInvalidValue | null {
  const [first] = issue.errors.flat();
  return first?.code === "invalid_value" && first.values.length > 1 && first.path.length === 0 ? first : null;
}

function isOfKeys({ code }: z.core.$ZodIssue): boolean {
  return code === "unrecognized_keys" || code === "invalid_key";
}

/** `The step "look"`, `The input "job"`, `The workflow`: where a person would look. */
export function placeOf(path: Path, file: Json): string {
  const [section, name] = path;
  if (section === "steps" && typeof name === "number") {
    const id = valueAt(["steps", name, "id"], file);
    return typeof id === "string" ? `The step "${id}"` : `The step ${name + 1}`;
  }
  if (section === "remedies" && typeof name === "number") return `The remedy ${name + 1}`;
  if (section === "inputs" && name !== undefined) return `The input "${name}"`;
  return "The workflow";
}

/** The path within the step, input or remedy it belongs to. */
function insideOf(path: Path): Path {
  return path.length > 1 && ["steps", "inputs", "remedies"].includes(String(path[0])) ? path.slice(2) : path;
}

/** " Did you mean look or book?", or nothing. */
export function didYouMean(typed: string, names: readonly string[]): string {
  const near = nearest(typed, names);
  return near.length > 0 ? ` Did you mean ${near.join(" or ")}?` : "";
}

export function valueAt(path: Path, file: Json): Json | undefined {
  let here: Json | undefined = file;
  for (const each of path) {
    if (here === null || typeof here !== "object" || !Object.hasOwn(here, each)) return undefined;
    here = (here as { readonly [key: string | number]: Json })[each];
  }
  return here;
}

function sentence(issue: z.core.$ZodIssue, path: Path, file: Json): string {
  const place = placeOf(path, file);
  const inner = insideOf(path);
  const key = inner.join(".") || "it";
  const value = valueAt(path, file);
  const node = nodeAt(path);
  const means = node?.description ? ` ${node.description}` : "";
  const examples = node?.examples ?? [];
  const such =
    examples.length > 0 ? ` Write something such as ${examples.slice(0, 4).map(shown).join(", ")}.` : "";
  if (value === undefined) return `${place} has no ${key}. Add it.${means}${such}`;
  switch (issue.code) {
    case "invalid_type":
      return `${place}: ${key} must be ${nouns[issue.expected] ?? issue.expected}, and is ${shown(value)}.${means}${such}`;
    case "invalid_value": {
      const choices = issue.values.map(String);
      const near = typeof value === "string" ? didYouMean(value, choices) : "";
      return `${place}: ${key} is ${shown(value)}, and can be ${choices.join(", ")}.${near}`;
    }
    case "too_big":
      return path.length === 1 && path[0] === "steps"
        ? `The workflow has ${Array.isArray(value) ? value.length : "too many"} steps, and can have ${issue.maximum}. Split it, and start the parts with workflow.start.`
        : `${place}: ${key} is more than ${issue.maximum}. Make it less.${means}`;
    case "too_small":
      return path.length === 1 && path[0] === "steps"
        ? "The workflow has no steps. Write at least one, with an id and uses."
        : `${place}: ${key} is less than ${issue.minimum}. Make it more.${means}`;
    case "invalid_format":
      return `${place}: ${key} is ${shown(value)}, which it cannot be.${means}${such || ` It must look like ${"pattern" in issue ? issue.pattern : issue.format}.`}`;
    case "invalid_union":
      return `${place}: ${key} is ${shown(value)}, which it cannot be.${means}${such}`;
    default:
      return `${place}: ${key} ${issue.message}. It is ${shown(value)}.${means}`;
  }
}

function unknownKey(key: string, path: Path, file: Json): string {
  const place = placeOf(path, file);
  const inner = insideOf(path);
  const where = inner.length > 0 ? `${place}: ${inner.join(".")}` : place;
  if (key === "<<")
    return `${where} merges another mapping with "<<", which these files cannot. Write the keys out.`;
  const known = keysAt(path);
  const near = didYouMean(key, known);
  return `${where} has an unknown key ${shown(key)}.${near || ` It can have ${known.join(", ")}.`}`;
}

const nouns: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
};

function shown(value: Json): string {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (Array.isArray(value)) return "a list";
  return value !== null && typeof value === "object" ? "a mapping" : String(value);
}

interface SchemaNode {
  readonly $ref?: string;
  readonly description?: string;
  readonly examples?: readonly Json[];
  readonly properties?: { readonly [key: string]: SchemaNode };
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly $defs?: { readonly [name: string]: SchemaNode };
}

let root: SchemaNode | undefined;

/** The keys a mapping at this place can have; a key in two spellings is named in the one of the files. */
function keysAt(path: Path): readonly string[] {
  const nodes = alternatives(nodeAt(path) ?? {});
  const keys = nodes.flatMap((node) => Object.keys(node.properties ?? {}));
  return keys.filter((key) => key === key.toLowerCase());
}

function nodeAt(path: Path): SchemaNode | null {
  root ??= workflowFileJsonSchema() as SchemaNode;
  let here: SchemaNode | undefined = root;
  for (const each of path) {
    const next: SchemaNode | undefined = alternatives(here)
      .map((node) => childOf(node, each))
      .find((child) => child !== undefined);
    if (!next) return null;
    here = next;
  }
  return here;
}

function childOf(node: SchemaNode, key: string | number): SchemaNode | undefined {
  if (typeof key === "number") return node.items;
  if (node.properties && Object.hasOwn(node.properties, key)) return node.properties[key];
  return typeof node.additionalProperties === "object" ? node.additionalProperties : undefined;
}

function alternatives(node: SchemaNode): readonly SchemaNode[] {
  const name = node.$ref?.split("/").at(-1);
  const target = name === undefined ? undefined : root?.$defs?.[name];
  return [node, ...(target ? [target] : []), ...(node.anyOf ?? []).flatMap(alternatives)];
}

export function asObject(value: Json | undefined): JsonObject {
  return value !== undefined && isJsonObject(value) ? value : {};
}
