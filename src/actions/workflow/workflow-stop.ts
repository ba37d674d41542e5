import { z } from "zod";
import { Fault } from "#core/fault.ts";
import { redact } from "#core/redact.ts";
import { cleanText } from "#core/text.ts";
import type { Action } from "#ports/action.ts";

const input = z.strictObject({
  because: z.string().min(1).max(4000).describe("Why it goes no further, in whole sentences; people read it"),
  porque: z
    .string()
    .min(1)
    .max(4000)
    .nullish()
    .describe("The same in Portuguese; without it, readers of Portuguese read `because`"),
});

/** `workflow.stop`: the job ends here, and says why. Without a condition it would stop every job. */
export function workflowStop(): Action<z.infer<typeof input>, null> {
  return {
    name: "workflow.stop",
    title: "Stop here, and say why",
    docs: "Fails with the sentence it is given, so that the job stops instead of going on with something that makes no sense. Give the step an `if` that says when. What follows the failure is the step's `on_failure`, as for any other: `rollback` undoes what was done before it.",
    effect: "read",
    asks: false,
    input,
    output: z.null(),
    example: { because: "INVOICE_PROCESSING has not failed. Nothing was done." },
    async run({ because, porque }) {
      throw new Fault("conflict", { en: shown(because), pt: shown(porque ?? because) });
    },
  };
}

function shown(text: string): string {
  return redact(cleanText(text)).trim();
}
