import { z } from "zod";
import { masked, maskedRecord } from "#core/masked.ts";
import { redact } from "#core/redact.ts";
import type { DryRun } from "#engine/engine.ts";

/** A walk through a workflow in which nothing was changed. */
export const dryRunView = z
  .object({
    jobType: z.string(),
    inputData: z.unknown(),
    steps: z.array(
      z.object({
        step: z.string(),
        uses: z.string(),
        verdict: z
          .enum(["read", "would_do", "skipped", "failed", "depends"])
          .describe(
            "read: done, with its output. would_do: shown, not done. skipped: its condition is false, or a step before it would end the job. depends: on what only a real run can know.",
          ),
        args: z.unknown(),
        output: z.unknown(),
        asks: z.array(z.string()).describe("Who would be asked before it."),
        text: z.string(),
      }),
    ),
  })
  .register(z.globalRegistry, { id: "DryRun" });

export function viewOfDryRun(run: DryRun): z.output<typeof dryRunView> {
  return {
    jobType: run.workflowId,
    inputData: maskedRecord(run.inputs),
    steps: run.steps.map((step) => ({
      ...step,
      args: masked(step.args),
      output: masked(step.output),
      asks: [...step.asks],
      text: redact(step.text),
    })),
  };
}
