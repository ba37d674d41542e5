// What may be done to one job, and when. The states are HWA's: see confirm-rules.ts for confirming.

import { z } from "zod";
import { lastRun, wordOf } from "#hwa/job-facts.ts";
import { isWaiting } from "#hwa/waiting/read-wait.ts";
import type { Action } from "#ports/action.ts";
import type { HwaJob } from "#ports/hwa.ts";
import { type Change, changingAction, type Happened, type Risk, ticket } from "./change.ts";
import { confirmationRefusal, confirmed } from "./confirm-rules.ts";
import type { Asked, HwaActionDeps } from "./desk.ts";
import { failureDetail, jobEvidence } from "./job-evidence.ts";
import { type JobOutput, jobOutput, jobOutputSchema, needsConfirmation } from "./job-output.ts";
import {
  findJobs,
  type JobReference,
  jobReference,
  namesJob,
  severalJobs,
  whichJob,
} from "./job-reference.ts";
import { isHeld, jobNotation, jobState } from "./notation.ts";

type Input = JobReference & { readonly ticket?: string | null | undefined };
type JobChange<I extends Input> = Change<I, HwaJob, JobOutput>;
/** What differs from one change of a job to the next. */
type Particulars<I extends Input> = Omit<
  JobChange<I>,
  "state" | "find" | "id" | "target" | "evidence" | "look" | "tell" | "risk"
> & { readonly risk: (job: HwaJob, input: I) => Risk };

const reference = { ...jobReference, ...ticket };
const plainInput = z.strictObject(reference).refine(namesJob, whichJob);
const priority = z.number().int().min(0).max(101);

export function jobChanges(desk: HwaActionDeps): readonly Action[] {
  return [
    changeOfJob(desk, {
      name: "hwa.rerun",
      title: "Rerun a job",
      docs: "Runs an ended job (ABEND, FAIL, SUCC, SUPPR) once more from its beginning. Give `run_id` as `hwa.job` told it: a job that was rerun by somebody else meanwhile is then refused instead of run twice. Refused while the job runs, has not run, or is cancelled. `after.run_id` is the new run.",
      effect: "once",
      input: plainInput,
      example: { job: "INVOICE_PROCESSING", run_id: "2f1c5a9e-6f0e-3d3f-9a52-0c8f3a1b7d11" },
      refusal(job, input, asked) {
        const last = lastRun(job)?.id ?? null;
        if (input.run_id && input.run_id !== last)
          return `${job.name} was run again meanwhile: ${input.run_id} is not its latest run any more, and it ${jobState(job, asked)}. Look at the latest run before you rerun it.`;
        const word = wordOf(job);
        if (word === "Completed" || word === "Failed" || word === "Suppressed") return null;
        if (word === "Cancelled")
          return `${job.name} is cancelled, and HWA reruns no cancelled job. Submit it anew.`;
        if (needsConfirmation(job))
          return `${job.name} ${jobState(job, asked)}, so it cannot be rerun yet. Confirm it first.`;
        if (word === "Running")
          return `${job.name} ${jobState(job, asked)}, so there is nothing to rerun. Wait for its end, or kill it first.`;
        return `${job.name} ${jobState(job, asked)}, so there is nothing to rerun. hwa.why-waiting tells what it waits for.`;
      },
      summary: (job, _input, asked) =>
        `Reruns ${jobNotation(job, asked.desk.timezone)}, which ${jobState(job, asked)}, from its beginning.`,
      undo: () => null,
      risk: (job) => raised("medium", job),
      detail: (job, _input, asked) => failureDetail(job, asked),
      async act(changer, job, _input, why) {
        await changer.rerun(lastRun(job)?.id ?? "", why);
        return undefined;
      },
      happened: (before, now) => (now && lastRun(now)?.id !== lastRun(before)?.id ? "yes" : "not_yet"),
    }),
    changeOfJob(desk, {
      name: "hwa.confirm",
      title: "Confirm how a job ended",
      docs: "Tells HWA how a job ended, `succ` or `abend`. It makes sense for a job that waits to be confirmed (PEND), for an ABEND that is as good as a success, for a suppressed job, and for one that HWA still shows as running although it is over. Refused for jobs that have not run, for SUCC, and for FAIL, which never started. Confirming `succ` lets the jobs after it start at once.",
      effect: "once",
      input: z
        .strictObject({ ...reference, as: z.enum(["succ", "abend"]).describe("how it really ended") })
        .refine(namesJob, whichJob),
      example: { job: "FIN_MANUAL_CHECK", as: "succ" },
      refusal: (job, { as }, asked) => confirmationRefusal(job, as, jobState(job, asked)),
      summary: (job, { as }, asked) =>
        `Confirms ${jobNotation(job, asked.desk.timezone)}, which ${jobState(job, asked)}, as ${as.toUpperCase()}${as === "succ" ? ": what waits for it may start" : ""}.`,
      undo: () => null,
      risk: (job) => (wordOf(job) === "Running" ? "high" : raised("medium", job)),
      detail: (job, _input, asked) => failureDetail(job, asked),
      async act(changer, job, { as }, why) {
        await changer.confirm(job.id, as, why);
        return undefined;
      },
      happened: (before, now, { as }) => confirmed(before, now, as),
    }),
    changeOfJob(desk, {
      name: "hwa.cancel",
      title: "Cancel a job",
      docs: "Takes a job out of the plan's flow: it will not start, and what waits for it goes on as if it were not there. A running job runs to its end all the same. With `pending: true` a waiting job is cancelled only once its dependencies are met. Cannot be undone. Refused for a job that is cancelled already or has completed.",
      effect: "once",
      input: z.strictObject({ ...reference, pending: z.boolean().default(false) }).refine(namesJob, whichJob),
      example: { job: "GL_CLOSE_POST", pending: false },
      refusal(job, { pending }, asked) {
        const word = wordOf(job);
        if (word === "Cancelled") return `${job.name} is cancelled already.`;
        if (word === "Completed")
          return `${job.name} ${jobState(job, asked)}, so there is nothing left to cancel.`;
        if (pending && !notStarted(job))
          return `${job.name} ${jobState(job, asked)}: only a job that has not started can be cancelled once its dependencies are met. Leave out pending to cancel it now.`;
        return null;
      },
      summary: (job, { pending }, asked) =>
        `Cancels ${jobNotation(job, asked.desk.timezone)}, which ${jobState(job, asked)}${pending ? ", once its dependencies are met" : ""}; what waits for it goes on without it.`,
      undo: () => null,
      risk: () => "high",
      async act(changer, job, { pending }, why) {
        await changer.cancel(job.id, why, pending);
        return undefined;
      },
      happened: (_before, now) =>
        now === null || now.status.canceled || now.status.cancelPending || wordOf(now) === "Cancelled"
          ? "yes"
          : "not_yet",
    }),
    changeOfJob(desk, {
      name: "hwa.hold",
      title: "Hold a job",
      docs: "Keeps a job that has not started from starting (its priority becomes 0) until it is released. Idempotent: holding a held job changes nothing, so a job that is held already is left alone and counts as done. Refused for a job that runs or has ended.",
      effect: "idempotent",
      input: plainInput,
      example: { job: "GL_CLOSE_POST" },
      already: (job) => (isHeld(job) && notStarted(job) ? `${job.name} is held already.` : null),
      refusal: (job, _input, asked) =>
        notStarted(job) ? null : `${job.name} ${jobState(job, asked)}, so it cannot be held any more.`,
      summary: (job, _input, asked) =>
        `Holds ${jobNotation(job, asked.desk.timezone)}, which ${jobState(job, asked)}: it will not start before it is released.`,
      undo: (job) => `Release it: hwa.release with job_id ${job.id}.`,
      risk: (job) => raised("low", job),
      async act(changer, job, _input, why) {
        await changer.hold(job.id, why);
        return undefined;
      },
      happened: (_before, now) => (now && isHeld(now) ? "yes" : "not_yet"),
    }),
    changeOfJob(desk, {
      name: "hwa.release",
      title: "Release a held job",
      docs: "Lets a held job (priority 0) start again as soon as nothing else holds it. Refused for a job that is not held. Idempotent: the end is the same however often it is asked, so another try of the same step counts a job that is not held any more as done.",
      effect: "idempotent",
      input: plainInput,
      example: { job: "GL_CLOSE_POST" },
      already: (job, _input, asked, again) =>
        again && !isHeld(job) ? `${job.name} is not held any more: it ${jobState(job, asked)}.` : null,
      refusal(job, _input, asked) {
        if (notStarted(job) && isHeld(job)) return null;
        const hint = notStarted(job) ? " hwa.why-waiting tells what it waits for." : "";
        return `${job.name} is not held: it ${jobState(job, asked)}, so there is nothing to release.${hint}`;
      },
      summary: (job, _input, asked) =>
        `Releases ${jobNotation(job, asked.desk.timezone)}: it starts as soon as nothing else holds it.`,
      undo: (job) => `Hold it again, as long as it has not started: hwa.hold with job_id ${job.id}.`,
      risk: (job) => raised("low", job),
      async act(changer, job, _input, why) {
        await changer.release(job.id, why);
        return undefined;
      },
      happened: (_before, now) => (now && !isHeld(now) ? "yes" : "not_yet"),
    }),
    changeOfJob(desk, {
      name: "hwa.kill",
      title: "Kill a running job",
      docs: "Stops a running job at once; it ends in ABEND, and what it had done stays done. Give `run_id` as `hwa.job` told it, so that no later run is hit. Refused for a job that does not run.",
      effect: "once",
      input: plainInput,
      example: { job: "CRITICAL_JOB" },
      refusal(job, input, asked) {
        if (wordOf(job) !== "Running")
          return `${job.name} ${jobState(job, asked)}, so there is nothing to kill.`;
        if (input.run_id && input.run_id !== lastRun(job)?.id)
          return `${job.name} was run again meanwhile: ${input.run_id} is not the run that runs now. Look at it before you kill it.`;
        return null;
      },
      summary: (job, _input, asked) =>
        `Kills ${jobNotation(job, asked.desk.timezone)}, which ${jobState(job, asked)}; what it has done so far stays done.`,
      undo: () => null,
      risk: () => "high",
      async act(changer, job, _input, why) {
        await changer.kill(job.id, why);
        return undefined;
      },
      happened: killed,
    }),
    changeOfJob(desk, {
      name: "hwa.release-dependencies",
      title: "Release a job from everything it waits for",
      docs: "Frees a waiting job from all its dependencies: predecessors, files, prompts, resources, its start time. It starts although what it waited for may be missing. Cannot be undone. Refused for a job that has started, and for one without open dependencies.",
      effect: "once",
      input: plainInput,
      example: { job: "GL_CLOSE_POST" },
      refusal(job, _input, asked) {
        if (!notStarted(job)) return `${job.name} ${jobState(job, asked)}, so it waits for nothing any more.`;
        if (openDependencies(job) > 0 || waitsForTime(job, asked.now)) return null;
        return `${job.name} ${jobState(job, asked)} and has no open dependencies of its own. hwa.why-waiting tells what holds it.`;
      },
      summary: (job, _input, asked) =>
        `Releases ${jobNotation(job, asked.desk.timezone)} from ${openDependencies(job)} open dependencies${waitsForTime(job, asked.now) ? " and its start time" : ""}: it starts without what it waited for.`,
      undo: () => null,
      risk: () => "high",
      async act(changer, job, _input, why) {
        await changer.releaseDependencies(job.id, why);
        return undefined;
      },
      happened: (_before, now) =>
        now && (!isWaiting(now) || (now.dependencies !== null && openDependencies(now) === 0))
          ? "yes"
          : "not_yet",
    }),
    changeOfJob(desk, {
      name: "hwa.set-priority",
      title: "Set a job's priority",
      docs: "Sets the priority of a job that has not started: 0 holds it, 1 to 99, 100 is HI, 101 is GO. Idempotent: setting the same value again changes nothing, and a job that has it already counts as done. Refused for a job that runs or has ended.",
      effect: "idempotent",
      input: z.strictObject({ ...reference, priority }).refine(namesJob, whichJob),
      example: { job: "GL_CLOSE_POST", priority: 50 },
      already: (job, input) =>
        job.priority === input.priority ? `${job.name} has priority ${input.priority} already.` : null,
      refusal: (job, _input, asked) =>
        notStarted(job)
          ? null
          : `${job.name} ${jobState(job, asked)}, so its priority has no meaning any more.`,
      summary: (job, input, asked) =>
        `Sets the priority of ${jobNotation(job, asked.desk.timezone)} from ${job.priority ?? "unknown"} to ${input.priority}.`,
      undo: (job) =>
        job.priority === null
          ? null
          : `Set it back: hwa.set-priority with job_id ${job.id} and priority ${job.priority}.`,
      risk: (job) => raised("low", job),
      async act(changer, job, input, why) {
        await changer.setPriority(job.id, input.priority, why);
        return undefined;
      },
      happened: (_before, now, input) => (now?.priority === input.priority ? "yes" : "not_yet"),
    }),
  ];
}

function changeOfJob<I extends Input>(desk: HwaActionDeps, particulars: Particulars<I>): Action {
  const change: JobChange<I> = {
    ...particulars,
    state: jobOutputSchema,
    find: (asked, input) => findJobFor(asked, input, particulars),
    id: (job) => job.id,
    target: (job, asked) => jobNotation(job, asked.desk.timezone),
    evidence: (job, _input, asked) => jobEvidence(job, asked),
    look: (asked, job) => asked.desk.hwa.job(job.id, asked.read),
    tell: (job, asked) => jobOutput(job, asked),
  };
  return changingAction(desk, change);
}

/**
 * The one instance a change is meant for, with its dependencies. Of several instances of a stream it is the only one the
 * change makes sense for; when it makes sense for several, a person must say which.
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
    (job) => !already?.(job, input, asked, false) && refusal(job, input, asked) === null,
  );
  if (possible.length > 1)
    throw severalJobs(asked, possible, "stands several times in the plan. Say which with job_id");
  return possible[0] ?? instances[0] ?? first;
}

const mostInstances = 20;

/** Neither launched nor ended, nor ended and waiting to be confirmed. */
function notStarted(job: HwaJob): boolean {
  return isWaiting(job) && !needsConfirmation(job);
}

function openDependencies(job: HwaJob): number {
  return job.dependencies?.filter((each) => !each.satisfied).length ?? job.unresolvedDependencies ?? 0;
}

function waitsForTime(job: HwaJob, now: Date): boolean {
  return job.time.start !== null && job.time.start > now && job.time.startSatisfied !== true;
}

/** A critical job's deadline is what the business waits for: its risk is one higher. */
function raised(risk: Risk, job: HwaJob): Risk {
  if (!job.critical) return risk;
  return risk === "low" ? "medium" : "high";
}

/** The run that ran is over. A run that ended well was faster than the kill. */
function killed(before: HwaJob, now: HwaJob | null): Happened {
  if (now === null) return "not_yet";
  const run = now.runs.find((each) => each.id === lastRun(before)?.id);
  if (!run || run.endedAt === null) return "not_yet";
  return run.status.common === "SUCCESSFUL" ? "no" : "yes";
}
