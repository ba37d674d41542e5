// JSON: the elements of an array of objects are rows, everything else is told with the path where it stands.

import type { Fix } from "#core/knowledge/passage.ts";
import { oneLine } from "#core/text.ts";
import { decodeText } from "./decode-text.ts";
import { limits } from "./limits.ts";
import type { Outlet } from "./outlet.ts";
import { dateIn } from "./pieces/date-in.ts";
import { type Field, fieldNamed, usable } from "./workbook/columns.ts";
import { splitSteps } from "./workbook/knowledge-rows.ts";
import { Refusal } from "./workbook/refusal.ts";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };

export function readJson(bytes: Buffer, outlet: Outlet): void {
  const { text, note } = decodeText(bytes);
  if (note) outlet.note(note);
  const root = parsed(text);
  if (isObject(root) && typeof root.title === "string") outlet.title(root.title);
  let deep = false;
  walk(root, "$", 0);
  if (deep) outlet.note(`What is nested deeper than ${limits.depth} levels was left out.`);

  function walk(value: Json, path: string, depth: number): void {
    if (Array.isArray(value) && value.some(isObject)) {
      for (const [at, each] of value.entries()) tell(each, `${path}[${at}]`, depth + 1);
      return;
    }
    if (!isObject(value) || depth > 8 || usable(new Map(knownFields(value, outlet)))) {
      tell(value, path, depth);
      return;
    }
    const scalars: Record<string, Json> = {};
    for (const [key, each] of Object.entries(value))
      if (typeof each === "object" && each !== null) walk(each, step(path, key), depth + 1);
      else scalars[key] = each;
    tell(scalars, path, depth);
  }

  function tell(value: Json, path: string, depth: number): void {
    const lines: string[] = [];
    leaves(value, "", depth, lines);
    const known = isObject(value) ? new Map(knownFields(value, outlet)) : new Map<Field, string>();
    const fix = usable(known) ? fixOf(known) : null;
    const updated = known.get("updated");
    outlet.pieces.add({
      place: path,
      heading: fix ? [fix.job, fix.errorCode].filter((part) => part !== null).join(" · ") : null,
      text: lines.join("\n"),
      fix,
      dated: updated === undefined ? null : dateIn(updated),
    });
  }

  function leaves(value: Json, path: string, depth: number, lines: string[]): void {
    if (value === null || value === "") return;
    if (depth > limits.depth) {
      deep = true;
      return;
    }
    if (typeof value !== "object")
      lines.push(path === "" ? String(value) : `${oneLine(path, 120)}: ${value}`);
    else if (isObject(value))
      for (const [key, each] of Object.entries(value))
        leaves(each, path === "" ? key : `${path}.${key}`, depth + 1, lines);
    else for (const each of value) leaves(each, path, depth + 1, lines);
  }
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    const cause = error instanceof Error ? oneLine(error.message, 160) : "unreadable";
    throw new Refusal(`It is not valid JSON (${cause}).`);
  }
}

/** Own fields that mean something to us, as text; steps may be a list. */
function* knownFields(value: JsonObject, outlet: Outlet): Generator<readonly [Field, string]> {
  const seen = new Set<Field>();
  for (const [key, each] of Object.entries(value)) {
    const field = fieldNamed(key, outlet.headers);
    const text = Array.isArray(each) ? each.filter(isScalar).join("\n") : isScalar(each) ? String(each) : "";
    if (field === null || seen.has(field) || text.trim() === "") continue;
    seen.add(field);
    yield [field, text];
  }
}

function fixOf(known: ReadonlyMap<Field, string>): Fix {
  const text = (field: Field) => oneLine(known.get(field) ?? "", 1_000) || null;
  return {
    job: text("job"),
    errorCode: text("errorCode"),
    problem: text("problem"),
    steps: splitSteps((known.get("solution") ?? "").slice(0, 20_000)).map((each) => oneLine(each, 4_000)),
    owner: text("owner"),
    procedureUrl: text("procedureUrl"),
  };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isScalar(value: Json): value is string | number | boolean {
  return value !== null && typeof value !== "object";
}

function step(path: string, key: string): string {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(key)
    ? `${path}.${key}`
    : `${path}[${JSON.stringify(key.slice(0, 80))}]`;
}
