import { z } from "zod";
import { Fault } from "#core/fault.ts";
import { inBoth } from "#core/wording.ts";
import type { Action } from "#ports/action.ts";
import { saidInput, shownSaid } from "../said-input.ts";

const input = z.strictObject({
  because: saidInput(4000).describe(
    "Why it goes no further, in whole sentences; people read it. One text, or { en: …, pt: … }",
  ),
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
    async run({ because }) {
      throw new Fault("conflict", inBoth(shownSaid(because)));
    },
  };
}
