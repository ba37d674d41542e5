// Which records stay: comparisons of a field with a value, joined by all, any and not. No expressions, no patterns.

import { z } from "zod";
import { Fault } from "#core/fault.ts";
import type { Json } from "#core/workflow/workflow.ts";
import { fieldOf, kindOf, type Rows, rowFault } from "./rows.ts";

const operators = [
  "eq",
  "ne",
  "lt",
  "le",
  "gt",
  "ge",
  "in",
  "contains",
  "starts_with",
  "ends_with",
  "exists",
] as const;

const comparison = z.strictObject({
  field: z.string().min(1).max(200).describe("The field's name, or its way: address.city"),
  op: z.enum(operators).default("eq"),
  value: (z.unknown() as z.ZodType<Json>).optional(),
});
type Comparison = z.infer<typeof comparison>;

export type Filter =
  | Comparison
  | { readonly all: readonly Filter[] }
  | { readonly any: readonly Filter[] }
  | { readonly not: Filter };

const oneFilter: z.ZodType<Filter> = z.lazy(() =>
  z.union([
    comparison,
    z.strictObject({ all: z.array(oneFilter).min(1).max(50) }),
    z.strictObject({ any: z.array(oneFilter).min(1).max(50) }),
    z.strictObject({ not: oneFilter }),
  ]),
);

/** One filter, or several that must all hold. */
export const filterInput = z
  .union([oneFilter, z.array(oneFilter).min(1).max(50)])
  .describe(
    "{ field, op, value }, { all: […] }, { any: […] }, { not: … }, or a list that must hold as a whole",
  );
export type FilterInput = z.infer<typeof filterInput>;

const deepest = 20;

/** The records for which the filter holds. Throws a Fault that names row and field where two things cannot be compared. */
export function filterRows(rows: Rows, filter: FilterInput): Rows {
  const whole: Filter = Array.isArray(filter) ? { all: filter } : (filter as Filter);
  return rows.filter((_, index) => holds(whole, rows, index, 0));
}

function holds(filter: Filter, rows: Rows, index: number, depth: number): boolean {
  if (depth > deepest)
    throw new Fault("invalid_input", `The filter is nested more than ${deepest} levels deep.`);
  if ("all" in filter) return filter.all.every((each) => holds(each, rows, index, depth + 1));
  if ("any" in filter) return filter.any.some((each) => holds(each, rows, index, depth + 1));
  if ("not" in filter) return !holds(filter.not, rows, index, depth + 1);
  const found = fieldOf(rows[index] ?? {}, filter.field);
  return compares(filter, found, index);
}

function compares({ field, op, value = null }: Comparison, found: Json | undefined, index: number): boolean {
  switch (op) {
    case "exists":
      return (found !== undefined && found !== null) === (value !== false);
    case "eq":
      return same(found, value);
    case "ne":
      return !same(found, value);
    case "in":
      if (!Array.isArray(value))
        throw new Fault("invalid_input", `The filter on "${field}" with op "in" needs a list as its value.`);
      return value.some((each: Json) => same(found, each));
    case "contains":
      if (Array.isArray(found)) return found.some((each: Json) => same(each, value));
      return texts(field, op, found, value, index, (text, part) => text.includes(part));
    case "starts_with":
      return texts(field, op, found, value, index, (text, part) => text.startsWith(part));
    case "ends_with":
      return texts(field, op, found, value, index, (text, part) => text.endsWith(part));
    default:
      return ordered(field, op, found, value, index);
  }
}

function same(found: Json | undefined, value: Json): boolean {
  if (typeof found !== "object" || found === null) return (found ?? null) === value;
  return JSON.stringify(found) === JSON.stringify(value);
}

function texts(
  field: string,
  op: string,
  found: Json | undefined,
  value: Json,
  index: number,
  test: (text: string, part: string) => boolean,
): boolean {
  if (typeof value !== "string")
    throw new Fault("invalid_input", `The filter on "${field}" with op "${op}" needs text as its value.`);
  if (found === undefined || found === null) return false;
  if (typeof found !== "string")
    throw rowFault(index, field, `it is ${kindOf(found)}, and "${op}" needs text.`);
  return test(found, value);
}

/** Numbers with numbers, text with text (by code units: ISO dates come in order). A missing value is in no order. */
function ordered(field: string, op: string, found: Json | undefined, value: Json, index: number): boolean {
  if (typeof value !== "number" && typeof value !== "string")
    throw new Fault(
      "invalid_input",
      `The filter on "${field}" with op "${op}" needs a number or text as its value.`,
    );
  if (found === undefined || found === null) return false;
  if (typeof found !== typeof value)
    throw rowFault(index, field, `it is ${kindOf(found)}, and cannot be compared with ${kindOf(value)}.`);
  const order = found === value ? 0 : (found as number | string) < value ? -1 : 1;
  return op === "lt" ? order < 0 : op === "le" ? order <= 0 : op === "gt" ? order > 0 : order >= 0;
}
