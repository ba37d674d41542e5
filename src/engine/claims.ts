// Claiming what became READY, for the worker of this process: within its slots, the most urgent job first, and in the
// very commit that made the step READY. A step that neither asks people nor looks first is armed in that commit too. What
// lost its worker before begins only beside what `suspects.ts` lets it.

import { needsPeople } from "#core/job/advance.ts";
import type { Happening } from "#core/job/happening.ts";
import type { Job } from "#core/job/job.ts";
import { specOf } from "#core/job/step-spec.ts";
import type { Workflow } from "#core/workflow/workflow.ts";
import type { Guard } from "#ports/job-store.ts";
import type { Lease } from "./lease.ts";
import type { Slots } from "./slots.ts";
import { createSuspects } from "./suspects.ts";
import type { Turns } from "./turns.ts";

export interface Claimed {
  readonly steps: readonly string[];
  readonly guard: Pick<Guard, "worker">;
}

export interface Claims {
  /** `apply` advances the job and returns it. Each claimed step holds a slot until it is given back. */
  claim(job: Job, workflow: Workflow, apply: (happening: Happening) => Job): Claimed;
  /** The commit with so many claims in it was lost. */
  release(count: number): void;
  /** The database refused a claim in this worker's name. */
  leaseLost(worker: string): void;
  /** A job one of whose steps waited for what ran here, and may begin now; it is forgotten here. */
  nextSuspect(): string | null;
}

export function createClaims(deps: {
  readonly lease: Pick<Lease, "owner" | "mayAct" | "lost">;
  readonly slots: Slots;
  readonly turns: Turns;
  readonly isRunning: (jobId: string, step: string) => boolean;
}): Claims {
  const { lease, slots, turns } = deps;
  const nothing: Claimed = { steps: [], guard: {} };
  const suspects = createSuspects(deps.isRunning);

  return {
    claim(job, workflow, apply) {
      const ready = Object.values(job.steps).filter((step) => step.state === "READY");
      if (ready.length === 0 || job.paused || job.endedAt !== null || slots.size === 0) {
        turns.delete(job.id);
        return nothing;
      }
      const owner = lease.owner();
      // A more urgent job that waits goes first; this one takes its turn after it.
      if (owner === null || !lease.mayAct() || turns.highest() > job.priority) {
        turns.add(job.id, job.priority);
        return nothing;
      }
      const steps: string[] = [];
      let waits = 0;
      let now = job;
      for (const { id, lost } of ready) {
        if (now.steps[id]?.state !== "READY") continue;
        if (!suspects.mayBegin(job.id, id, lost)) {
          waits += 1;
          continue;
        }
        if (!slots.take()) break;
        now = apply({ kind: "claimed", step: id, owner });
        const step = now.steps[id];
        if (step?.state !== "RUNNING" || step.owner !== owner) {
          slots.give();
          continue;
        }
        steps.push(id);
        suspects.began(job.id, id, lost);
        if (!needsPeople(workflow, now, id) && !specOf(workflow, id).prepares)
          now = apply({ kind: "armed", step: id, fence: step.fence });
      }
      if (steps.length + waits < ready.length) turns.add(job.id, job.priority);
      else turns.delete(job.id);
      return steps.length === 0 ? nothing : { steps, guard: { worker: owner } };
    },
    release(count) {
      for (let index = 0; index < count; index++) slots.give();
    },
    leaseLost: (worker) => lease.lost(worker),
    nextSuspect: () => suspects.next(),
  };
}
