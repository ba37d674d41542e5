// What the child that reads a workbook tells its parent, a JSON value a line; checked, since hostile bytes went into it.

import { z } from "zod";

const row = z.strictObject({
  job: z.string().nullable(),
  errorCode: z.string().nullable(),
  steps: z.array(z.string()),
  owner: z.string().nullable(),
  procedureUrl: z.string().nullable(),
  row: z.number().int(),
  cells: z.string(),
});

export const childLine = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("rows"), sheet: z.string(), rows: z.array(row) }),
  z.strictObject({ kind: z.literal("fault"), sentence: z.string() }),
  z.strictObject({ kind: z.literal("skipped"), sheet: z.string() }),
  z.strictObject({ kind: z.literal("done"), rows: z.number(), faults: z.number(), hash: z.string() }),
  z.strictObject({ kind: z.literal("refused"), reason: z.string() }),
  /** The operating system did not let us read it: its error code. */
  z.strictObject({ kind: z.literal("unreadable"), code: z.string() }),
]);

type Line = z.infer<typeof childLine>;
type RowsLine = Extract<Line, { kind: "rows" }>;

/** What the child writes: the same, with rows nobody changes any more. */
export type ChildLine =
  | Exclude<Line, RowsLine>
  | { readonly kind: "rows"; readonly sheet: string; readonly rows: readonly ReadonlyRow[] };

type ReadonlyRow = Omit<RowsLine["rows"][number], "steps"> & { readonly steps: readonly string[] };
