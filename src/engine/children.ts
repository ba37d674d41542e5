// Jobs that are steps of other jobs: begun for their parent, and their end told to it. A crash between the two is found by
// the sweeper, which asks after every child a step waits for. When a parent is cancelled, so are its children; should this
// process die in that very moment, a child runs to its end and nobody waits for it.

import type { Logger } from "pino";
import { toFault } from "#core/fault.ts";
import { keptWords } from "#core/fault-sentence.ts";
import { hasEnded, type Job } from "#core/job/job.ts";
import { type StartDeps, startChild } from "./start-job.ts";

export interface Children {
  begin(parent: Job, step: string, childId: string): Promise<void>;
  /** Tells the parent, if it has one, that this job has ended. */
  tellParent(child: Job): Promise<void>;
  /** Cancels the children that steps of this job waited for until it was cancelled. */
  cancelWith(before: Job | null, parent: Job): void;
  /** Begins a child that never began, and tells of one that has ended. */
  askAfter(parent: Job, step: string, childId: string): Promise<void>;
}

type Ending = Pick<Job, "status" | "outputs" | "failure">;

export function createChildren(deps: StartDeps, log: Logger): Children {
  async function ended(parentId: string, step: string, jobId: string, child: Ending): Promise<void> {
    const { status, outputs, failure } = child;
    await deps.desk
      .say(parentId, () => ({ happenings: [{ kind: "child_ended", step, jobId, status, outputs, failure }] }))
      .catch((error: unknown) =>
        log.warn(
          { err: toFault(error).message, job: parentId },
          "A parent did not hear of its child; it will ask.",
        ),
      );
  }

  async function begin(parent: Job, step: string, childId: string): Promise<void> {
    try {
      await startChild(deps, parent, step, childId);
      // Cancelled while its child was being begun: then the child was not there yet to be cancelled.
      const [now] = await deps.store.load([parent.id]);
      if (now?.cancelling) await cancel(childId, now);
    } catch (error) {
      const fault = toFault(error);
      const { code, retryable } = fault;
      if (code === "conflict" || retryable) return; // it exists, or the sweeper asks after it
      await ended(parent.id, step, childId, {
        status: "FAILED",
        outputs: null,
        failure: { code, ...keptWords(fault), step: null },
      });
    }
  }

  async function cancel(childId: string, { id, cancelling }: Job): Promise<void> {
    if (!cancelling) return;
    const { by, reason } = cancelling;
    const why = `Its parent, job ${id}, was cancelled${reason ? `: ${reason}` : "."}`;
    await deps.desk
      .say(childId, () => ({ happenings: [{ kind: "cancel", by, reason: why }] }))
      .catch((error: unknown) => {
        const { code, message } = toFault(error);
        if (code !== "not_found") log.warn({ err: message, job: childId }, "A child was not cancelled.");
      });
  }

  return {
    begin,
    cancelWith(before, parent) {
      if (!before || !parent.cancelling || before.cancelling) return;
      for (const { waitingFor } of Object.values(before.steps))
        if (waitingFor?.kind === "child") void cancel(waitingFor.jobId, parent);
    },
    async tellParent(child) {
      if (child.parent) await ended(child.parent.jobId, child.parent.step, child.id, child);
    },
    async askAfter(parent, step, childId) {
      const [child] = await deps.store.load([childId]);
      if (!child) await begin(parent, step, childId);
      else if (hasEnded(child.status)) await ended(parent.id, step, childId, child);
    },
  };
}
