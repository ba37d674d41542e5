// One of three operations by its name, each with its own rule.

import { z } from "zod";
import { Fault } from "#core/fault.ts";
import { aggregateInput, aggregateRows } from "./aggregate-rows.ts";
import { filterInput, filterRows } from "./filter-rows.ts";
import { type Rows, rowsInput } from "./rows.ts";
import { transformNames, transformRows } from "./transform-rows.ts";

export const processShape = {
  operation: z.enum(["transform", "filter", "aggregate"]),
  data: rowsInput,
  transform: z
    .union([z.enum(transformNames), z.array(z.enum(transformNames)).min(1).max(20)])
    .nullish()
    .describe("For operation transform; default normalize"),
  filter: filterInput.nullish().describe("For operation filter"),
  aggregate: aggregateInput.nullish().describe("For operation aggregate"),
  check_only: z.boolean().default(false).describe("Try the rule on the data, and give nothing back"),
};

type Asked = z.infer<z.ZodObject<typeof processShape>>;

/** Throws a Fault when the operation lacks its rule, or was given another's: a rule that is ignored misleads. */
export function processRows({ operation, data, transform, filter, aggregate }: Asked): Rows {
  const given = { transform, filter, aggregate };
  for (const [name, rule] of Object.entries(given))
    if (name !== operation && rule !== undefined && rule !== null)
      throw new Fault(
        "invalid_input",
        `The operation is ${operation}, and a rule for ${name} was given. Leave out "${name}", or change the operation.`,
      );
  if (operation === "transform") return transformRows(data, [transform ?? "normalize"].flat());
  if (operation === "filter") {
    if (filter) return filterRows(data, filter);
    throw new Fault(
      "invalid_input",
      'The operation filter needs "filter", for example { "field": "amount", "op": "gt", "value": 100 }.',
    );
  }
  if (aggregate) return aggregateRows(data, aggregate);
  throw new Fault(
    "invalid_input",
    'The operation aggregate needs "aggregate", for example { "group_by": "status", "measures": [{ "op": "count" }] }.',
  );
}
