// One of three operations by its name, each with its own rule.

import { z } from "zod";
import { Fault } from "#core/fault.ts";
import { aggregateInput, aggregateRows } from "./aggregate-rows.ts";
import { filterInput, filterRows } from "./filter-rows.ts";
import { type Rows, rowsInput } from "./rows.ts";
import { transformNames, transformRows } from "./transform-rows.ts";

const processShape = {
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

export const processInput = z.strictObject(processShape).superRefine((asked, refused) => {
  const problem = ruleProblem(asked);
  if (problem) refused.addIssue({ code: "custom", path: [problem.field], message: problem.message });
});

type Asked = z.infer<z.ZodObject<typeof processShape>>;

/** An operation lacks its rule, or was given another's: a rule that is ignored misleads. */
function ruleProblem(asked: Asked): { readonly field: string; readonly message: string } | null {
  const { operation } = asked;
  const other = (["transform", "filter", "aggregate"] as const).find(
    (name) => name !== operation && asked[name] !== undefined && asked[name] !== null,
  );
  if (other)
    return {
      field: other,
      message: `The operation is ${operation}, and a rule for ${other} was given. Leave out "${other}", or change the operation.`,
    };
  if (operation === "transform" || asked[operation]) return null;
  return {
    field: operation,
    message: `The operation ${operation} needs "${operation}", for example ${examples[operation]}.`,
  };
}

const examples = {
  filter: '{ "field": "amount", "op": "gt", "value": 100 }',
  aggregate: '{ "group_by": "status", "measures": [{ "op": "count" }] }',
} as const;

/** What the operation's rule makes of the rows. Throws a Fault as the operation does, and when it has no rule. */
export function processRows(asked: Asked): Rows {
  const problem = ruleProblem(asked);
  if (problem) throw new Fault("invalid_input", problem.message, { detail: { field: problem.field } });
  const { operation, data, transform, filter, aggregate } = asked;
  if (operation === "filter" && filter) return filterRows(data, filter);
  if (operation === "aggregate" && aggregate) return aggregateRows(data, aggregate);
  return transformRows(data, [transform ?? "normalize"].flat());
}
