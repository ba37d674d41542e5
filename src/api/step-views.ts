// A job's steps as the API shows them, those included that nothing has happened to yet.

import { z } from "zod";
import type { Job } from "#core/job/job.ts";
import { type EndedAttempt, type Step, stepStates } from "#core/job/step.ts";
import { masked, maskedRecord } from "#core/masked.ts";
import { redact } from "#core/redact.ts";
import { saidIn } from "#core/wording.ts";
import type { StepSpec, Workflow } from "#core/workflow/workflow.ts";
import { iso } from "./checkpoint-views.ts";

const instant = z.string().nullable();

export const stepView = z
  .object({
    id: z.string(),
    number: z.number().int().describe("Its place in the workflow, from 1; rollbacks come after."),
    title: z.string().nullable(),
    phase: z.enum(["pre", "main", "verify", "rollback"]),
    uses: z.string().nullable(),
    needs: z.array(z.string()),
    state: z.enum(stepStates),
    attempts: z.number().int(),
    maxAttempts: z.number().int(),
    requiresApproval: z.boolean(),
    waitingFor: z.enum(["checkpoint", "timer", "retry", "child"]).nullable(),
    checkpointId: z.string().nullable(),
    childJobId: z.string().nullable(),
    plan: z.object({ uses: z.string(), args: z.unknown() }).nullable(),
    output: z.unknown(),
    error: z.string().nullable(),
    errorCode: z.string().nullable(),
    startedAt: instant,
    endedAt: instant,
    dueAt: instant.describe("When a timer or the next try is due."),
    tries: z.array(
      z.object({
        attempt: z.number().int(),
        worker: z.string(),
        startedAt: z.string(),
        actedAt: instant,
        endedAt: z.string(),
        outcome: z.string(),
        evidence: z.unknown(),
      }),
    ),
  })
  .register(z.globalRegistry, { id: "Step" });
export type StepView = z.output<typeof stepView>;

/** In the workflow's order, also those nothing has happened to yet; then the rollbacks. */
export function viewsOfSteps(
  job: Job,
  workflow: Workflow | null,
  attempts: readonly EndedAttempt[],
): StepView[] {
  const specs = workflow?.steps ?? [];
  const known = new Set(specs.map((spec) => spec.id));
  const others = Object.values(job.steps).filter((step) => !known.has(step.id));
  return [
    ...specs.map((spec) => ({ id: spec.id, spec, step: job.steps[spec.id] })),
    ...others.map((step) => ({ id: step.id, spec: null, step })),
  ].map(({ id, spec, step }, index) =>
    viewOfStep(
      id,
      index + 1,
      spec,
      step,
      attempts.filter((each) => each.step === id),
    ),
  );
}

function viewOfStep(
  id: string,
  number: number,
  spec: StepSpec | null,
  step: Step | undefined,
  tries: readonly EndedAttempt[],
): StepView {
  const waiting = step?.waitingFor ?? null;
  return {
    id,
    number,
    title: spec?.title ? saidIn(spec.title, "en") : null,
    phase: id.startsWith("rollback:") ? "rollback" : (spec?.phase ?? "main"),
    uses: spec?.uses ?? step?.plan?.uses ?? null,
    needs: [...(spec?.needs ?? [])],
    state: step?.state ?? "PENDING",
    attempts: step?.attempt ?? 0,
    maxAttempts: spec?.retry.attempts ?? 1,
    requiresApproval: (spec?.approval ?? null) !== null,
    waitingFor: waiting?.kind ?? null,
    checkpointId: waiting?.kind === "checkpoint" ? waiting.checkpointId : null,
    childJobId: waiting?.kind === "child" ? waiting.jobId : null,
    plan: step?.plan ? { uses: step.plan.uses, args: maskedRecord(step.plan.args) } : null,
    output: masked(step?.output ?? null),
    error: step?.failure ? redact(step.failure.message) : null,
    errorCode: step?.failure?.code ?? null,
    startedAt: iso(tries[0]?.claimedAt ?? step?.claimedAt ?? null),
    endedAt: iso(step?.endedAt ?? null),
    dueAt: iso(step?.dueAt ?? null),
    tries: tries.map((each) => ({
      attempt: each.attempt,
      worker: each.owner,
      startedAt: each.claimedAt.toISOString(),
      actedAt: iso(each.armedAt),
      endedAt: each.endedAt.toISOString(),
      outcome: each.outcome,
      evidence: masked(each.evidence),
    })),
  };
}
