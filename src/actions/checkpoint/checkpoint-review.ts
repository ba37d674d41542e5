import { z } from "zod";
import type { Preview } from "#core/job/checkpoint.ts";
import { oneLine } from "#core/text.ts";
import { visibleText } from "#core/visible-text.ts";
import { mapSaid } from "#core/wording.ts";
import { digestOf } from "#core/workflow/digest.ts";
import type { Json } from "#core/workflow/workflow.ts";
import type { Action } from "#ports/action.ts";
import { saidInput } from "../said-input.ts";

const input = z.strictObject({
  message: saidInput(2000).describe(
    "What people should look at, and what approving means; one text, or { en: …, pt: … }",
  ),
  data: (z.unknown() as z.ZodType<Json>)
    .optional()
    .describe("What is looked at; a list is shown as a sample"),
  sample: z.int().min(1).max(100).default(5).describe("How many items of a list are shown"),
});
const output = z.strictObject({
  approved_by: z.array(z.string()),
  items: z.int().nullable(),
  sha256: z.string(),
  reviewed_at: z.string(),
});

const longestShown = 20_000;

/** `checkpoint.review`: people look at data, and the job goes on when they approve. */
export function checkpointReview(): Action<z.infer<typeof input>, z.infer<typeof output>> {
  return {
    name: "checkpoint.review",
    title: "Let people look before going on",
    docs: "Does nothing but ask: the card shows the message and the data, of a list the first items and how many there are. Approved, the output says who approved and the SHA-256 of the data they saw; rejected, the step fails with their reason.",
    effect: "read",
    asks: true,
    input,
    output,
    example: { message: "Are these the right customers?", data: [{ id: 1, name: "Ana" }], sample: 5 },

    async preview({ message, data = null, sample }): Promise<Preview> {
      const items = Array.isArray(data) ? data.length : null;
      const shown: Json = Array.isArray(data) ? data.slice(0, sample) : data;
      const text = JSON.stringify(shown, null, 2);
      const cut = text.length > longestShown;
      const partly = items !== null && items > sample;
      return {
        summary: mapSaid(message, (text) => oneLine(text, 500)),
        target: null,
        undo: { en: "Nothing was done yet.", pt: "Nada foi feito ainda." },
        risk: "low",
        evidence: [
          ...(items === null ? [] : [{ label: { en: "items", pt: "itens" }, value: String(items) }]),
          { label: { en: "SHA-256 of the data", pt: "SHA-256 dos dados" }, value: digestOf(data) },
        ],
        detail: {
          title: {
            en: `Data${partly ? `, the first ${sample} of ${items}` : ""}`,
            pt: `Dados${partly ? `, os primeiros ${sample} de ${items}` : ""}`,
          },
          text: visibleText(
            cut ? `${text.slice(0, longestShown)}\n[${text.length - longestShown} characters more]` : text,
          ),
        },
      };
    },

    async run({ data = null }, context) {
      return {
        kind: "done",
        output: {
          approved_by: context.approvedBy.map(({ name }) => name),
          items: Array.isArray(data) ? data.length : null,
          sha256: digestOf(data),
          reviewed_at: context.now().toISOString(),
        },
      };
    },
  };
}
