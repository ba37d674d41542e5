// The data.* family: pure rules over lists of records, which change nothing outside the job.

import { z } from "zod";
import { Fault } from "#core/fault.ts";
import type { Json } from "#core/workflow/workflow.ts";
import type { Action } from "#ports/action.ts";
import { aggregateInput, aggregateRows } from "./aggregate-rows.ts";
import { filterInput, filterRows } from "./filter-rows.ts";
import { mapInput, mapRows } from "./map-rows.ts";
import { processInput, processRows } from "./process-rows.ts";
import { rowsInput } from "./rows.ts";
import { transformNames, transformRows } from "./transform-rows.ts";
import { mostReported, validateRows } from "./validate-rows.ts";

const json = z.unknown() as z.ZodType<Json>;
const row = z.record(z.string(), json);
const rowsOutput = z.strictObject({ rows: z.array(row), count: z.int(), input_count: z.int() });

const example = [
  { id: 1, name: " John ", email: "John@Example.com", amount: 10 },
  { id: 2, name: "Jane", email: "", amount: 32 },
];

/** An action that makes rows of rows. */
function rowsAction<I extends { readonly data: readonly { readonly [field: string]: Json }[] }>(action: {
  readonly name: string;
  readonly title: string;
  readonly docs: string;
  readonly input: z.ZodType<I>;
  readonly example: I;
  readonly make: (input: I) => readonly { readonly [field: string]: Json }[];
}): Action<I, { rows: { [field: string]: Json }[]; count: number; input_count: number }> {
  const { name, title, docs, input, example: shown, make } = action;
  return {
    name,
    title,
    docs: `${docs} The output holds \`rows\`, their \`count\`, and \`input_count\`.`,
    effect: "read",
    asks: false,
    input,
    output: rowsOutput,
    example: shown,
    async run(given) {
      const rows = make(given);
      return {
        kind: "done",
        output: { rows: [...rows], count: rows.length, input_count: given.data.length },
      };
    },
  };
}

const normalize = rowsAction({
  name: "data.normalize",
  title: "Normalize records",
  docs: "Field names in snake_case, spaces trimmed and collapsed, empty text as null, e-mail addresses in lower case, dates that can be read in one way only as ISO 8601, and every record with the same fields.",
  input: z.strictObject({ data: rowsInput }),
  example: { data: example },
  make: ({ data }) => transformRows(data, ["normalize"]),
});

const transform = rowsAction({
  name: "data.transform",
  title: "Transform records by name",
  docs: `Applies one or several of ${transformNames.join(", ")}, in the order given. Each applied twice is the same as once.`,
  input: z.strictObject({
    data: rowsInput,
    transform: z.union([z.enum(transformNames), z.array(z.enum(transformNames)).min(1).max(20)]),
  }),
  example: { data: example, transform: ["trim", "deduplicate"] },
  make: (input) => transformRows(input.data, [input.transform].flat()),
});

const filter = rowsAction({
  name: "data.filter",
  title: "Keep some records",
  docs: "Keeps the records for which the filter holds: eq, ne, lt, le, gt, ge, in, contains, starts_with, ends_with and exists on a field, joined by all, any and not. A missing field is equal to null and in no order; comparing text with a number is an error that names row and field.",
  input: z.strictObject({ data: rowsInput, filter: filterInput }),
  example: { data: example, filter: { field: "amount", op: "gt", value: 20 } },
  make: (input) => filterRows(input.data, input.filter),
});

const map = rowsAction({
  name: "data.map",
  title: "Rename, copy and fill in fields",
  docs: "Makes new records from the named fields. A field that is not there is an error, unless a default is given.",
  input: z.strictObject({
    data: rowsInput,
    fields: mapInput,
    keep_others: z.boolean().default(false).describe("Also keep the fields that the map does not name"),
  }),
  example: {
    data: example,
    fields: { customer: "name", total: { from: "amount", default: 0 }, source: { value: "crm" } },
    keep_others: false,
  },
  make: (input) => mapRows(input.data, input.fields, input.keep_others),
});

const aggregate = rowsAction({
  name: "data.aggregate",
  title: "Count, sum and average records",
  docs: "Groups records and measures each group: count, sum, avg, min, max. Missing values are left out; text where a number is needed is an error that names row and field.",
  input: aggregateInput.extend({ data: rowsInput }),
  example: { data: example, group_by: "name", measures: [{ op: "sum", field: "amount", as: "total" }] },
  make: ({ data, ...rule }) => aggregateRows(data, rule),
});

const validateInput = z.strictObject({
  data: rowsInput,
  schema: z.record(z.string(), json).describe("JSON Schema of one record; without pattern and $ref"),
  on_invalid: z
    .enum(["fail", "report"])
    .default("fail")
    .describe("Fail the step, or go on with the good records and a report"),
});
const validateOutput = z.strictObject({
  valid: z.boolean(),
  rows: z.array(row).describe("The good records"),
  count: z.int(),
  invalid_count: z.int(),
  problems: z.array(z.strictObject({ row: z.int(), field: z.string(), reason: z.string() })),
});

const validate: Action<z.infer<typeof validateInput>, z.infer<typeof validateOutput>> = {
  name: "data.validate",
  title: "Check records against a schema",
  docs: `Checks each record against a JSON Schema and names row (from 0), field and reason of what is wrong, at most ${mostReported}. Fails at the first bad record's mention unless \`on_invalid: report\`.`,
  effect: "read",
  asks: false,
  input: validateInput,
  output: validateOutput,
  example: {
    data: example,
    schema: { required: ["id"], properties: { id: { type: "integer" }, email: { type: "string" } } },
    on_invalid: "report",
  },
  async run({ data, schema, on_invalid }) {
    const { good, badRows, problems } = validateRows(data, schema);
    if (badRows > 0 && on_invalid === "fail") {
      const shown = problems
        .slice(0, 3)
        .map(
          ({ row: index, field, reason }) =>
            `row ${index + 1}${field ? `, field "${field}"` : ""}: ${reason}`,
        );
      throw new Fault(
        "invalid_input",
        `${badRows} of ${data.length} records are not as they must be: ${shown.join("; ")}.`,
        { detail: { problems: problems.slice(0, 20) } },
      );
    }
    return {
      kind: "done",
      output: {
        valid: badRows === 0,
        rows: [...good],
        count: good.length,
        invalid_count: badRows,
        problems: [...problems],
      },
    };
  },
};

const sampleInput = z.strictObject({
  data: rowsInput,
  size: z.int().min(1).max(100).default(5).describe("How many, spread evenly over the whole list"),
});
const sampleOutput = z.strictObject({ sample: z.array(row), count: z.int() });

const sample: Action<z.infer<typeof sampleInput>, z.infer<typeof sampleOutput>> = {
  name: "data.sample",
  title: "Take a few records to show",
  docs: "Takes a few records, the first and the last among them, spread evenly: the same ones each time.",
  effect: "read",
  asks: false,
  input: sampleInput,
  output: sampleOutput,
  example: { data: example, size: 1 },
  async run({ data, size }) {
    const taken = Math.min(size, data.length);
    const places = new Set(
      Array.from({ length: taken }, (_, at) =>
        taken === 1 ? 0 : Math.round((at * (data.length - 1)) / (taken - 1)),
      ),
    );
    return {
      kind: "done",
      output: { sample: data.filter((_, at) => places.has(at)), count: data.length },
    };
  },
};

const processOutput = z.strictObject({
  operation: z.string(),
  item_count: z.int(),
  processed_count: z.int(),
  rows: z.array(row),
});

const processing: Action<z.infer<typeof processInput>, z.infer<typeof processOutput>> = {
  name: "data.process",
  title: "Transform, filter or aggregate records",
  docs: "One of the three operations, chosen by `operation`, with the rule of the same name: transform (default normalize), filter or aggregate. A missing rule, or one for another operation, is refused before anything is processed. With `check_only` the rule is tried and nothing given back.",
  effect: "read",
  asks: false,
  input: processInput,
  output: processOutput,
  example: { operation: "transform", data: example, transform: "normalize", check_only: false },
  async run(input) {
    const rows = processRows(input);
    return {
      kind: "done",
      output: {
        operation: input.operation,
        item_count: input.data.length,
        processed_count: rows.length,
        rows: input.check_only ? [] : [...rows],
      },
    };
  },
};

export const dataActions: readonly Action[] = [
  aggregate,
  filter,
  map,
  normalize,
  processing,
  sample,
  transform,
  validate,
];
