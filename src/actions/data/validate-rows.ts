// Records against a JSON Schema for one record: every bad one with its row, field and reason.

import { z } from "zod";
import { Fault } from "#core/fault.ts";
import { oneLine } from "#core/text.ts";
import type { Json } from "#core/workflow/workflow.ts";
import type { Rows } from "./rows.ts";

export interface BadField {
  /** From 0, as programs count. */
  readonly row: number;
  /** Empty when it is about the whole record. */
  readonly field: string;
  readonly reason: string;
}

export interface Validated {
  readonly good: Rows;
  readonly badRows: number;
  /** At most `mostReported`. */
  readonly problems: readonly BadField[];
}

export const mostReported = 1_000;

/** Throws a Fault when the schema itself cannot be used. */
export function validateRows(rows: Rows, schema: { readonly [keyword: string]: Json }): Validated {
  const check = readSchema(schema);
  const problems: BadField[] = [];
  const good = rows.filter((row, index) => {
    const { error } = check.safeParse(row);
    for (const issue of error?.issues ?? [])
      if (problems.length < mostReported)
        problems.push({
          row: index,
          field: issue.path.map(String).join("."),
          reason: oneLine(issue.message, 200),
        });
    return error === undefined;
  });
  return { good, badRows: rows.length - good.length, problems };
}

function readSchema(schema: { readonly [keyword: string]: Json }): z.ZodType {
  // A pattern that backtracks would hold the whole worker; enum, format and lengths say most of what is needed.
  const keyword = forbidden(schema, 0);
  if (keyword)
    throw new Fault(
      "invalid_input",
      `The schema uses ${keyword}, which is not available here. Use enum, format, minLength and maxLength instead.`,
    );
  try {
    return z.fromJSONSchema({ type: "object", ...schema } as Parameters<typeof z.fromJSONSchema>[0]);
  } catch (cause) {
    throw new Fault(
      "invalid_input",
      `The schema cannot be used: ${oneLine(cause instanceof Error ? cause.message : "it is no JSON Schema", 200)}.`,
      { cause },
    );
  }
}

/** The first keyword that is refused, looked for where keywords stand: names of properties are free. */
function forbidden(schema: Json, depth: number): string | null {
  if (depth > 30) return "more than 30 levels";
  if (Array.isArray(schema)) return first(schema, (each: Json) => forbidden(each, depth + 1));
  if (typeof schema !== "object" || schema === null) return null;
  return first(Object.entries(schema), ([name, value]) => {
    if (["pattern", "patternProperties", "$ref", "$dynamicRef"].includes(name)) return name;
    if (["enum", "const", "default", "examples"].includes(name)) return null;
    if (name === "properties" && typeof value === "object" && value !== null)
      return first(Object.values(value), (each: Json) => forbidden(each, depth + 1));
    return forbidden(value, depth + 1);
  });
}

function first<T>(items: readonly T[], find: (item: T) => string | null): string | null {
  for (const item of items) {
    const found = find(item);
    if (found !== null) return found;
  }
  return null;
}
