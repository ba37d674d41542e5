// Cancel, pause, resume, retry: a person steers a job that is theirs, or any job when they may steer others'.

import { Fault } from "#core/fault.ts";
import type { Happening } from "#core/job/happening.ts";
import { hasEnded, type Job, type JobStatus, type Who } from "#core/job/job.ts";
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

const infinitives: Readonly<Record<Steering, string>> = {
  cancel: "parar",
  retry: "tentar de novo",
  pause: "pausar",
  resume: "retomar",
};

const isNow: Readonly<Record<JobStatus, string>> = {
  PENDING: "espera um worker",
  QUEUED: "espera um worker",
  RUNNING: "está em execução",
  WAITING_APPROVAL: "espera aprovação",
  PAUSED: "está pausado",
  COMPLETED: "foi concluído",
  FAILED: "falhou",
  CANCELLED: "foi cancelado",
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
      throw new Fault("forbidden", {
        en: `Only ${job.requester.name}, who asked for this job, or an approver may ${steering} it.`,
        pt: `Só ${job.requester.name}, que pediu este job, ou um aprovador pode ${infinitives[steering]} o job.`,
      });
    if (job.requester.id === who.id && !may(known, "run_workflows"))
      throw new Fault("forbidden", {
        en: `You may not ${steering} jobs any more: it needs the role operator.`,
        pt: `Você não pode mais ${infinitives[steering]} jobs: isso exige o papel operator. Peça a um administrador.`,
      });
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
    throw new Fault("conflict", {
      en: `Only a job that failed or was cancelled can be retried; this one is ${status}.`,
      pt: `Só um job que falhou ou foi cancelado pode ser tentado de novo; este ${isNow[status]}.`,
    });
  if (steering === "retry" && job.parent)
    throw new Fault("conflict", {
      en: `This job is a part of job ${job.parent.jobId}: retry that one.`,
      pt: `Este job faz parte do job ${job.parent.jobId}: tente aquele de novo.`,
    });
  if (steering !== "retry" && ended)
    throw new Fault("conflict", {
      en: `This job has ended (${status}), so there is nothing to ${steering}.`,
      pt: `Este job já terminou (${isNow[status]}), então não há o que ${infinitives[steering]}.`,
    });
  if (steering === "pause" && job.paused)
    throw new Fault("conflict", {
      en: "This job is paused already.",
      pt: "Este job já está pausado.",
    });
  if (steering === "resume" && !job.paused)
    throw new Fault("conflict", {
      en: `Only a paused job can be resumed; this one is ${status}.`,
      pt: `Só um job pausado pode ser retomado; este ${isNow[status]}.`,
    });
}
