// A person decides a checkpoint. Whether they may is asked of the rules with the rights as they are now; the commit then
// holds only if nobody's rights changed meanwhile and the checkpoint has not expired by the database's clock. Fifty
// clicks from three surfaces are one continuation: every other one meets the checkpoint decided, and is told by whom.

import { Fault } from "#core/fault.ts";
import type { Checkpoint, Preview } from "#core/job/checkpoint.ts";
import { mayDecide } from "#core/job/decide-rules.ts";
import type { Job } from "#core/job/job.ts";
import { quorum } from "#core/job/quorum.ts";
import { redact } from "#core/redact.ts";
import type { Json } from "#core/workflow/workflow.ts";
import type { Audit, AuditEntry, AuditVerb } from "#ports/audit.ts";
import type { JobStore } from "#ports/job-store.ts";
import type { People } from "#ports/people.ts";
import { auditingRefusals } from "./audit-refusals.ts";
import { type DecisionMade, meaningOf } from "./decision-meaning.ts";
import type { Actor, Decided, Decision } from "./engine.ts";
import type { Proposal } from "./fold-words.ts";
import type { JobDesk } from "./job-desk.ts";
import { allowed, needReason, refuseAfterTheEnd } from "./refuse-decision.ts";

export interface DecideDeps {
  readonly desk: JobDesk;
  readonly store: Pick<JobStore, "jobOfCheckpoint">;
  readonly people: Pick<People, "rights">;
  readonly audit: Pick<Audit, "append">;
  /** The plan with other arguments, checked and looked at: for `change`. */
  readonly preview: (
    job: Job,
    step: string,
    args: { readonly [key: string]: Json },
  ) => Promise<Preview | null>;
  readonly now: () => Date;
}

const verbs: Readonly<Record<Decision["kind"], AuditVerb>> = {
  approve: "checkpoint.approve",
  reject: "checkpoint.reject",
  change: "checkpoint.change",
  reopen: "checkpoint.reopen",
  delegate: "checkpoint.delegate",
  break_glass: "checkpoint.break_glass",
  review: "checkpoint.review",
  resolve: "checkpoint.resolve",
};

const triesAtMost = 20;

export async function decide(
  deps: DecideDeps,
  checkpointId: string,
  decision: Decision,
  by: Actor,
): Promise<Decided> {
  const jobId = await deps.store.jobOfCheckpoint(checkpointId);
  if (jobId === null) throw noCheckpoint(checkpointId);
  needReason(decision);
  const refused = {
    verb: "checkpoint.refused",
    by,
    subject: `checkpoint:${checkpointId}`,
    tried: decision.kind,
  } as const;
  return auditingRefusals(deps.audit, refused, async () => {
    const preview =
      decision.kind === "change" ? await previewChange(deps, jobId, checkpointId, decision.args, by) : null;
    for (let attempt = 1; ; attempt++) {
      const rights = await deps.people.rights();
      const settled = await deps.desk.say(jobId, (job, _workflow, now) =>
        propose(job, checkpointOf(job, checkpointId), { decision, by, rights, now, preview }),
      );
      if (settled.kind === "settled") {
        const checkpoint = checkpointOf(settled.job, checkpointId);
        return {
          checkpoint,
          job: settled.job,
          settled: checkpoint.status === "APPROVED" || checkpoint.status === "REJECTED",
          quorum: quorum(checkpoint, null, rights),
        };
      }
      if (settled.kind === "too_late") {
        await deps.desk.say(jobId, () => ({ happenings: [{ kind: "time" }] }));
        throw new Fault("gone", {
          en: "This checkpoint has expired, so nothing was decided. An approver can reopen it.",
          pt: "O prazo desta aprovação acabou, então nada foi decidido. Um aprovador pode reabri-la.",
        });
      }
      if (attempt === triesAtMost)
        throw new Fault(
          "unavailable",
          {
            en: "People's rights keep changing just now. Try again in a moment.",
            pt: "As permissões das pessoas estão mudando neste momento. Tente de novo em instantes.",
          },
          { retryable: true },
        );
    }
  });
}

/** What the decision means for the job as it is at this moment; throws when this person may not. */
function propose(job: Job, checkpoint: Checkpoint, made: DecisionMade): Proposal {
  const { decision, by, rights } = made;
  refuseAfterTheEnd(job, checkpoint);
  const { happenings, data } = meaningOf(checkpoint, made);
  const audit: AuditEntry = {
    verb: verbs[decision.kind],
    who: { id: by.person.id, name: by.person.name },
    surface: by.surface,
    subject: `checkpoint:${checkpoint.id}`,
    data: {
      job: job.id,
      step: checkpoint.step,
      planDigest: checkpoint.planDigest,
      ...("reason" in decision && decision.reason ? { reason: redact(decision.reason) } : {}),
      ...data,
    },
  };
  const expires = decision.kind !== "reopen" && checkpoint.expiresAt ? { before: checkpoint.expiresAt } : {};
  return { happenings, audit: [audit], guard: { rightsEpoch: rights.epoch, ...expires } };
}

function checkpointOf(job: Job, id: string): Checkpoint {
  const checkpoint = job.checkpoints[id];
  if (!checkpoint) throw noCheckpoint(id);
  return checkpoint;
}

function noCheckpoint(id: string): Fault {
  return new Fault("not_found", {
    en: `There is no checkpoint ${id}.`,
    pt: `Não existe a aprovação ${id}. Diga "aprovações" para ver as que esperam.`,
  });
}

async function previewChange(
  deps: DecideDeps,
  jobId: string,
  checkpointId: string,
  args: { readonly [key: string]: Json },
  by: Actor,
): Promise<Preview | null> {
  const job = await deps.desk.read(jobId);
  if (!job) throw noCheckpoint(checkpointId);
  const checkpoint = checkpointOf(job, checkpointId);
  if (checkpoint.status !== "PENDING" || !checkpoint.plan) return null;
  // A preview looks at files and hosts: only for those who may have them looked at.
  allowed(mayDecide(checkpoint, by.person, await deps.people.rights(), deps.now()));
  return deps.preview(job, checkpoint.step, args);
}
