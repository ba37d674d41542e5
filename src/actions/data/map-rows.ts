// New records from old ones: fields renamed, copied, filled in.

import { z } from "zod";
import type { Json } from "#core/workflow/workflow.ts";
import { fieldOf, type Rows, rowFault } from "./rows.ts";

const json = z.unknown() as z.ZodType<Json>;
const source = z.union([
  z.string().min(1).max(200).describe("The field to copy"),
  z.strictObject({
    from: z.string().min(1).max(200),
    default: json.optional().describe("When the field is missing or null"),
  }),
  z.strictObject({ value: json.describe("The same in every record") }),
]);

export const mapInput = z
  .record(z.string().min(1).max(200), source)
  .describe("New name: the field to copy, or { from, default }, or { value }");
export type MapInput = z.infer<typeof mapInput>;

/** Records with just the fields of the map, and after them the others when `keepOthers`. */
export function mapRows(rows: Rows, map: MapInput, keepOthers: boolean): Rows {
  return rows.map((row, index) => {
    const mapped = Object.entries(map).map(([name, from]): readonly [string, Json] => {
      if (typeof from === "object" && "value" in from) return [name, from.value];
      const field = typeof from === "string" ? from : from.from;
      const found = fieldOf(row, field) ?? null;
      if (found !== null || typeof from === "string") {
        if (found === null && fieldOf(row, field) === undefined)
          throw rowFault(index, field, "it is not there. Give a default, or validate the data first.");
        return [name, found];
      }
      return [name, from.default ?? null];
    });
    const copied = new Set(
      Object.values(map).flatMap((from) =>
        typeof from === "string" ? [from] : "from" in from ? [from.from] : [],
      ),
    );
    const others = keepOthers
      ? Object.entries(row).filter(([field]) => !copied.has(field) && !Object.hasOwn(map, field))
      : [];
    return Object.fromEntries([...mapped, ...others]);
  });
}
