// A change whose object is one job: how it is found, shown to approvers, read again and told.

import { isWaiting } from "#hwa/waiting/read-wait.ts";
import type { Action } from "#ports/action.ts";
import type { HwaJob } from "#ports/hwa.ts";
import { type Change, changingAction, type Evidence, type Risk, ticket } from "./change.ts";
import type { Asked, HwaActionDeps } from "./desk.ts";
import { jobEvidence } from "./job-evidence.ts";
import { type JobOutput, jobOutput, jobOutputSchema, needsConfirmation } from "./job-output.ts";
import { aboutJob, findJobs, type JobReference, severalJobs } from "./job-reference.ts";
import { jobNotation } from "./notation.ts";

type Input = JobReference & { readonly ticket?: string | null | undefined };
type JobChange<I extends Input> = Change<I, HwaJob, JobOutput>;
/** What differs from one change of a job to the next. */
type Particulars<I extends Input> = Omit<
  JobChange<I>,
  "state" | "find" | "id" | "target" | "evidence" | "look" | "tell" | "risk"
> & {
  readonly risk: (job: HwaJob, input: I) => Risk;
  /** What approvers see beside what there is to see of every job. */
  readonly besides?: (job: HwaJob, asked: Asked) => Promise<Evidence>;
};

export const plainInput = aboutJob(ticket);

export function changeOfJob<I extends Input>(desk: HwaActionDeps, particulars: Particulars<I>): Action {
  const change: JobChange<I> = {
    ...particulars,
    state: jobOutputSchema,
    find: (asked, input) => findJobFor(asked, input, particulars),
    id: (job) => job.id,
    target: (job, asked) => jobNotation(job, asked.desk.timezone),
    async evidence(job, _input, asked) {
      const [usual, besides] = await Promise.all([
        jobEvidence(job, asked),
        particulars.besides?.(job, asked) ?? [],
      ]);
      return [...usual, ...besides];
    },
    look: (asked, job) => asked.desk.hwa.job(job.id, asked.read),
    tell: (job, asked) => jobOutput(job, asked),
  };
  return changingAction(desk, change);
}

/**
 * The one instance a change is meant for, with its dependencies. Of several instances of a stream it is the only one the
 * change makes sense for; when it makes sense for several, a person must say which. One that is as asked already counts:
 * another try of a step must come back to the job it changed, not go on to the next.
 */
async function findJobFor<I extends Input>(
  asked: Asked,
  input: I,
  { refusal, already }: Pick<Particulars<I>, "refusal" | "already">,
): Promise<HwaJob> {
  const [first, ...others] = await findJobs(asked, input);
  const whole = async (job: HwaJob) =>
    job.dependencies === null ? ((await asked.desk.hwa.job(job.id, asked.read)) ?? job) : job;
  if (others.length === 0) return await whole(first);
  const instances = await Promise.all([first, ...others].slice(0, mostInstances).map(whole));
  const possible = instances.filter(
    (job) => refusal(job, input, asked) === null || already?.(job, input, asked, false),
  );
  if (possible.length > 1)
    throw severalJobs(asked, possible, {
      en: "stands several times in the plan. Say which with job_id",
      pt: "aparece várias vezes no plano. Diga qual com job_id",
    });
  return possible[0] ?? instances[0] ?? first;
}

const mostInstances = 20;

/** Neither launched nor ended, nor ended and waiting to be confirmed. */
export function notStarted(job: HwaJob): boolean {
  return isWaiting(job) && !needsConfirmation(job);
}

/** A critical job's deadline is what the business waits for: its risk is one higher. */
export function raised(risk: Risk, job: HwaJob): Risk {
  if (!job.critical) return risk;
  return risk === "low" ? "medium" : "high";
}
