// Cancel, pause, resume, retry: a person steers a job that is theirs, or any job when they may steer others'.

import { Fault } from "#core/fault.ts";
import type { Happening } from "#core/job/happening.ts";
import { hasEnded, type Job, type Who } from "#core/job/job.ts";
import { may } from "#core/person.ts";
import { redact } from "#core/redact.ts";
import { knownNow, mayStart, noAccess } from "#core/rights.ts";
import type { AuditVerb } from "#ports/audit.ts";
import type { People } from "#ports/people.ts";
import type { Actor, Steering } from "./engine.ts";
import type { JobDesk } from "./job-desk.ts";

const verbs: Readonly<Record<Steering, AuditVerb>> = {
  cancel: "job.cancel",
  retry: "job.retry",
  pause: "job.pause",
  resume: "job.resume",
};

/** Faults: `not_found`, `forbidden`, `conflict` when the job's state does not allow it, with what it is. */
export async function steerJob(
  { desk, people }: { readonly desk: JobDesk; readonly people: Pick<People, "rights"> },
  jobId: string,
  steering: Steering,
  by: Actor,
  reason: string | null,
): Promise<Job> {
  const who: Who = { id: by.person.id, name: by.person.name };
  const rights = await people.rights();
  const known = knownNow(by.person, rights);
  if (!known) throw new Fault("forbidden", noAccess(by.person));
  const settled = await desk.say(jobId, (job) => {
    if (job.requester.id !== who.id && !may(known, "steer_any_job"))
      throw new Fault(
        "forbidden",
        `Only ${job.requester.name}, who asked for this job, or an approver may ${steering} it.`,
      );
    if (job.requester.id === who.id && !may(known, "run_workflows"))
      throw new Fault("forbidden", `You may not ${steering} jobs any more: it needs the role operator.`);
    // Trying again is starting again: a rule made since the job was asked for holds for it.
    if (steering === "retry" && job.requester.id === who.id) {
      const start = mayStart(job.workflowId, job.inputs, known, rights);
      if (!start.may) throw new Fault("forbidden", start.why);
    }
    refuseNonsense(job, steering);
    return {
      happenings: [happeningOf(steering, who, reason)],
      audit: [
        {
          verb: verbs[steering],
          who,
          surface: by.surface,
          subject: `job:${job.id}`,
          data: { status: job.status, ...(reason ? { reason: redact(reason) } : {}) },
        },
      ],
    };
  });
  if (settled.kind !== "settled") throw new Fault("internal", "A change without a guard was refused by one.");
  return settled.job;
}

function happeningOf(steering: Steering, by: Who, reason: string | null): Happening {
  return steering === "cancel" ? { kind: "cancel", by, reason } : { kind: steering, by };
}

function refuseNonsense(job: Job, steering: Steering): void {
  const { status } = job;
  const ended = hasEnded(status);
  if (steering === "retry" && status !== "FAILED" && status !== "CANCELLED")
    throw new Fault(
      "conflict",
      `Only a job that failed or was cancelled can be retried; this one is ${status}.`,
    );
  if (steering === "retry" && job.parent)
    throw new Fault("conflict", `This job is a part of job ${job.parent.jobId}: retry that one.`);
  if (steering !== "retry" && ended)
    throw new Fault("conflict", `This job has ended (${status}), so there is nothing to ${steering}.`);
  if (steering === "pause" && job.paused) throw new Fault("conflict", "This job is paused already.");
  if (steering === "resume" && !job.paused)
    throw new Fault("conflict", `Only a paused job can be resumed; this one is ${status}.`);
}
