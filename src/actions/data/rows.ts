// Records as data steps take and give them.

import { z } from "zod";
import { Fault } from "#core/fault.ts";
import { oneLine } from "#core/text.ts";
import type { Json } from "#core/workflow/workflow.ts";

export type Row = { readonly [field: string]: Json };
export type Rows = readonly Row[];

export const mostRows = 100_000;

export const rowsInput = z
  .array(z.record(z.string(), z.unknown() as z.ZodType<Json>))
  .max(mostRows, `has too many rows: at most ${mostRows} are processed in one step`)
  .describe(`A list of records, at most ${mostRows}`);

/** A Fault that names where: rows count from 1 for people, as in a spreadsheet. */
export function rowFault(index: number, field: string, why: string): Fault {
  return new Fault("invalid_input", `Row ${index + 1}, field "${oneLine(field, 60)}": ${why}`, {
    detail: { row: index, field },
  });
}

/** A field by its name, or by its way through nested records (`address.city`); undefined when it is not there. */
export function fieldOf(row: Row, field: string): Json | undefined {
  if (Object.hasOwn(row, field)) return row[field];
  let here: Json | undefined = row;
  for (const part of field.split(".")) {
    if (!isRecord(here) || !Object.hasOwn(here, part)) return undefined;
    here = here[part];
  }
  return here;
}

export function isRecord(value: Json | undefined): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What people call the value's kind. */
export function kindOf(value: Json | undefined): string {
  if (value === undefined) return "missing";
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  const names: Readonly<Record<string, string>> = {
    string: "text",
    number: "a number",
    boolean: "true or false",
  };
  return names[typeof value] ?? "a record";
}
