// What the child that reads a document tells its parent, a JSON value a line; checked, since hostile bytes went into it.

import { z } from "zod";
import { longestPiece } from "#core/knowledge/passage.ts";

const text = z.string().max(longestPiece);

const piece = z.strictObject({
  place: z.string().max(400),
  heading: text.nullable(),
  text,
  fix: z
    .strictObject({
      job: text.nullable(),
      errorCode: text.nullable(),
      problem: text.nullable(),
      steps: z.array(text).max(50),
      owner: text.nullable(),
      procedureUrl: text.nullable(),
    })
    .nullable(),
  dated: z.iso
    .datetime()
    .transform((iso) => new Date(iso))
    .nullable(),
});

export const toldLine = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("pieces"), pieces: z.array(piece) }),
  z.strictObject({ kind: z.literal("note"), sentence: text }),
  z.strictObject({ kind: z.literal("done"), title: text.nullable() }),
  z.strictObject({ kind: z.literal("refused"), reason: text }),
]);

/** What the child is asked, as its only argument. */
export const request = z.strictObject({
  kind: z.enum(["workbook", "markdown", "text", "csv", "json", "pdf", "word"]),
  headers: z.array(z.tuple([z.string(), z.string()])),
});
export type ChildRequest = z.infer<typeof request>;
