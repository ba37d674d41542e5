// Records in groups, and one number of each: how many, sum, average, smallest, largest.

import { z } from "zod";
import { Fault } from "#core/fault.ts";
import type { Json } from "#core/workflow/workflow.ts";
import { fieldOf, kindOf, type Row, type Rows, rowFault } from "./rows.ts";

const measure = z.strictObject({
  op: z.enum(["count", "sum", "avg", "min", "max"]),
  field: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe("Not needed for count; with it, only values that are there count"),
  as: z.string().min(1).max(200).optional().describe("Its name in the result; default op_field"),
});
const names = z.union([z.string().min(1).max(200), z.array(z.string().min(1).max(200)).max(10)]);

export const aggregateInput = z.strictObject({
  group_by: names.optional().describe("Fields whose values make a group; default: everything is one group"),
  measures: z
    .array(measure)
    .min(1)
    .max(50)
    .default([{ op: "count" }]),
});
export type AggregateInput = z.infer<typeof aggregateInput>;
type Measure = z.infer<typeof measure>;

/** One record for each group, in the order in which the groups first appear. */
export function aggregateRows(rows: Rows, { group_by = [], measures }: AggregateInput): Rows {
  const fields = [group_by].flat();
  const columns = [...fields, ...measures.map(nameOf)];
  const twice = columns.find((column, at) => columns.indexOf(column) !== at);
  if (twice !== undefined)
    throw new Fault(
      "invalid_input",
      `Two columns of the result would be called "${twice}". Rename one with as.`,
    );
  for (const each of measures)
    if (each.op !== "count" && each.field === undefined)
      throw new Fault("invalid_input", `The measure "${each.op}" needs a field.`);

  const groups = new Map<string, number[]>();
  for (const [index, row] of rows.entries()) {
    const key = JSON.stringify(fields.map((field) => fieldOf(row, field) ?? null));
    const members = groups.get(key);
    if (members) members.push(index);
    else groups.set(key, [index]);
  }
  // Of nothing there is still one total when nothing is grouped.
  if (groups.size === 0 && fields.length === 0) groups.set("[]", []);
  return [...groups].map(([key, members]): Row => {
    const values: readonly Json[] = JSON.parse(key);
    return Object.fromEntries([
      ...fields.map((field, at) => [field, values[at] ?? null] as const),
      ...measures.map((each) => [nameOf(each), measured(each, rows, members)] as const),
    ]);
  });
}

function nameOf({ op, field, as }: Measure): string {
  return as ?? (field === undefined ? op : `${op}_${field}`);
}

function measured({ op, field }: Measure, rows: Rows, members: readonly number[]): Json {
  if (field === undefined) return members.length;
  const found = members.flatMap((index) => {
    const value = fieldOf(rows[index] ?? {}, field);
    return value === undefined || value === null ? [] : [{ index, value }];
  });
  if (op === "count") return found.length;
  if (op === "min" || op === "max") return extreme(op, field, found);
  const numbers = found.map(({ index, value }) => {
    if (typeof value === "number") return value;
    throw rowFault(index, field, `it is ${kindOf(value)}, and "${op}" needs a number.`);
  });
  const sum = exactSum(numbers);
  if (op === "sum") return sum;
  return numbers.length === 0 ? null : sum / numbers.length;
}

function extreme(
  op: "min" | "max",
  field: string,
  found: readonly { readonly index: number; readonly value: Json }[],
): Json {
  const [first] = found;
  if (!first) return null;
  let best = first.value;
  for (const { index, value } of found) {
    if ((typeof value !== "number" && typeof value !== "string") || typeof value !== typeof best)
      throw rowFault(index, field, `it is ${kindOf(value)}, and "${op}" needs numbers only, or text only.`);
    if (op === "min" ? value < (best as typeof value) : value > (best as typeof value)) best = value;
  }
  return best;
}

/** Neumaier's sum: the cents of a hundred thousand amounts do not drift. */
function exactSum(numbers: readonly number[]): number {
  let sum = 0;
  let lost = 0;
  for (const number of numbers) {
    const next = sum + number;
    lost += Math.abs(sum) >= Math.abs(number) ? sum - next + number : number - next + sum;
    sum = next;
  }
  return sum + lost;
}
