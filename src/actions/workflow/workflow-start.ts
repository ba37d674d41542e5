import { z } from "zod";
import { Fault } from "#core/fault.ts";
import type { Json } from "#core/workflow/workflow.ts";
import type { Action } from "#ports/action.ts";

const json = z.unknown() as z.ZodType<Json>;
const input = z.strictObject({
  workflow: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "is no workflow's id: small letters, digits and single hyphens")
    .max(80)
    .describe("The id of the workflow"),
  inputs: z.record(z.string(), json).default({}).describe("Its inputs"),
});

/** `workflow.start`: a job of another workflow, waited for. */
export function workflowStart(): Action<z.infer<typeof input>, Json> {
  return {
    name: "workflow.start",
    title: "Run another workflow",
    docs: "Starts a job of another workflow in the name of the same requester and waits for it without holding a worker. Its outputs are this step's output; when it fails, so does this step. A step has at most one such job, however often it is tried after a crash. A workflow cannot start itself.",
    effect: "idempotent",
    asks: false,
    input,
    output: json,
    example: { workflow: "rerun-job", inputs: { job: "INVOICE_PROCESSING" } },
    async prepare({ workflow }, context) {
      refuseItself(workflow, context.workflowId);
    },
    async run({ workflow, inputs }, context) {
      refuseItself(workflow, context.workflowId);
      return { kind: "child", workflow, inputs };
    },
  };
}

function refuseItself(workflow: string, own: string): void {
  if (workflow === own)
    throw new Fault("misconfigured", {
      en: `The workflow ${own} would start itself, without end. Name another one.`,
      pt: `O workflow ${own} iniciaria a si mesmo, sem fim. Indique outro.`,
    });
}
