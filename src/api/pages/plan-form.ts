// A plan as a form, and back: what of it may be changed, what stays, and what was filled in as the arguments it means.

import { argsFilledIn, keptArgs, planFields } from "#agents/operations/plan-fields.ts";
import { speech } from "#agents/speech.ts";
import { Fault } from "#core/fault.ts";
import type { Field } from "#core/form.ts";
import type { Checkpoint } from "#core/job/checkpoint.ts";
import type { Locale } from "#core/locale.ts";
import type { Workflow } from "#core/workflow/workflow.ts";
import type { Engine } from "#engine/engine.ts";
import type { DecisionInput } from "../decision-input.ts";

export interface PlanForm {
  readonly fields: readonly Field[];
  /** Masked or too long for a form: they stay as they are. */
  readonly kept: readonly string[];
}

/** null: nothing in it may be changed here. */
export async function planForm(
  engine: Engine,
  checkpoint: Checkpoint,
  locale: Locale,
): Promise<PlanForm | null> {
  const { plan, purpose, status, step } = checkpoint;
  if (purpose !== "approval" || status !== "PENDING" || !plan) return null;
  const workflow = await workflowOf(engine, checkpoint);
  const fields = planFields(plan, step, workflow, speech(locale, "UTC", new Date(0)));
  return fields.length === 0 ? null : { fields, kept: keptArgs(plan) };
}

/** The decision with what its form was filled in with as the changes it means. Fault `invalid_input` names what is wrong. */
export async function withFormRead(
  engine: Engine,
  checkpoint: Checkpoint,
  { filled, lang, ...input }: DecisionInput,
): Promise<DecisionInput> {
  if (filled === undefined) return input;
  const { plan, step } = checkpoint;
  if (!plan || input.action !== "approve" || input.changes !== undefined)
    throw new Fault(
      "invalid_input",
      "What is filled in goes with approve, without changes, where there is a plan.",
      {
        detail: { field: "filled" },
      },
    );
  const workflow = await workflowOf(engine, checkpoint);
  const say = speech(lang ?? "en", "UTC", new Date(0));
  const read = argsFilledIn(filled, plan, step, workflow, say);
  if (read.kind === "wrong")
    throw new Fault("invalid_input", read.problems.map(({ message }) => message).join(" "), {
      detail: { errors: read.problems.map(({ field, message }) => ({ field, detail: message })) },
    });
  if (JSON.stringify(read.args) === JSON.stringify(plan.args))
    throw new Fault(
      "invalid_input",
      say.say({
        en: "Nothing in it is different: change something, or approve it as it is.",
        pt: "Nada está diferente: mude algo, ou aprove como está.",
      }),
      { detail: { field: "filled" } },
    );
  return { ...input, changes: read.args };
}

async function workflowOf(engine: Engine, { jobId }: Checkpoint): Promise<Workflow | null> {
  const job = await engine.job(jobId);
  return job && (await engine.workflows.pinned(job.workflowDigest));
}
