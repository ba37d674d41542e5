import { z } from "zod";
import { digestOf } from "#core/workflow/digest.ts";
import type { Json } from "#core/workflow/workflow.ts";
import type { Action } from "#ports/action.ts";

const input = z.strictObject({
  message: z.string().min(1).max(2000).describe("One sentence: what is recorded"),
  data: (z.unknown() as z.ZodType<Json>).optional().describe("Facts kept with it"),
});
const output = z.strictObject({ message: z.string(), sha256: z.string(), recorded_at: z.string() });

/** `checkpoint.info`: something the job wants on record. Its output is a receipt. */
export function checkpointInfo(): Action<z.infer<typeof input>, z.infer<typeof output>> {
  return {
    name: "checkpoint.info",
    title: "Put something on record",
    docs: "Opens an INFO checkpoint with a sentence and data; nobody is asked and nothing waits. The output is a receipt: the time, and the SHA-256 of the message and data in canonical JSON.",
    effect: "idempotent",
    asks: false,
    input,
    output,
    example: { message: "The log was read.", data: { lines: 212, errors: 1 } },
    async run({ message, data = null }, context) {
      context.note(message, data);
      return {
        kind: "done",
        output: { message, sha256: digestOf({ message, data }), recorded_at: context.now().toISOString() },
      };
    },
  };
}
