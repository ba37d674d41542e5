// What may be done to a job that ran or runs: rerun, confirm, kill, and cancel, which fits any job that has not ended well.

import { z } from "zod";
import { isEnded, statusWordOf } from "#core/hwa-status.ts";
import type { Wording } from "#core/wording.ts";
import { lastRun, wordOf } from "#hwa/job-facts.ts";
import type { Action } from "#ports/action.ts";
import type { HwaJob } from "#ports/hwa.ts";
import type { Happened } from "./after-look.ts";
import { ticket } from "./change.ts";
import { changeOfJob, notStarted, plainInput, raised } from "./change-of-job.ts";
import { confirmationRefusal, confirmed } from "./confirm-rules.ts";
import type { Asked, HwaActionDeps } from "./desk.ts";
import { causeEvidence, failureDetail, logDetail } from "./job-evidence.ts";
import { needsConfirmation } from "./job-output.ts";
import { aboutJob } from "./job-reference.ts";
import { jobNotation, jobState } from "./notation.ts";

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
          return notTheLatest(job, input.run_id, asked, { en: "rerun", pt: "reexecutar" });
        const state = jobState(job, asked);
        const word = wordOf(job);
        if (word === "Completed" || word === "Failed" || word === "Suppressed") return null;
        if (word === "Cancelled")
          return {
            en: `${job.name} is cancelled, and HWA reruns no cancelled job. Submit it anew.`,
            pt: `${job.name} está cancelado, e o HWA não reexecuta job cancelado. Submeta-o de novo.`,
          };
        if (needsConfirmation(job))
          return {
            en: `${job.name} ${state.en}, so it cannot be rerun yet. Confirm it first.`,
            pt: `${job.name} ${state.pt}, então ainda não pode ser reexecutado. Confirme-o antes.`,
          };
        if (word === "Running")
          return {
            en: `${job.name} ${state.en}, so there is nothing to rerun. Wait for its end, or kill it first.`,
            pt: `${job.name} ${state.pt}, então não há o que reexecutar. Espere o fim dele, ou mate-o antes.`,
          };
        return {
          en: `${job.name} ${state.en}, so there is nothing to rerun. hwa.why-waiting tells what it waits for.`,
          pt: `${job.name} ${state.pt}, então não há o que reexecutar. Pergunte "por que ${job.name} está esperando?".`,
        };
      },
      summary: (job, _input, asked) => {
        const [name, state] = [jobNotation(job, asked.desk.timezone), jobState(job, asked)];
        return {
          en: `Reruns ${name}, which ${state.en}, from its beginning.`,
          pt: `Reexecuta ${name}, que ${state.pt}, desde o início.`,
        };
      },
      undo: () => null,
      risk: (job) => raised("medium", job),
      besides: causeEvidence,
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
      input: aboutJob({ ...ticket, as: z.enum(["succ", "abend"]).describe("how it really ended") }),
      example: { job: "FIN_MANUAL_CHECK", as: "succ" },
      refusal(job, { as, run_id }, asked) {
        if (run_id && run_id !== lastRun(job)?.id)
          return notTheLatest(job, run_id, asked, { en: "confirm", pt: "confirmar" });
        return confirmationRefusal(job, as, jobState(job, asked));
      },
      summary: (job, { as }, asked) => {
        const [name, state] = [jobNotation(job, asked.desk.timezone), jobState(job, asked)];
        const starts = as === "succ";
        return {
          en: `Confirms ${name}, which ${state.en}, as ${as.toUpperCase()}${starts ? ": what waits for it may start" : ""}.`,
          pt: `Confirma ${name}, que ${state.pt}, como ${as.toUpperCase()}${starts ? ": o que espera por ele pode iniciar" : ""}.`,
        };
      },
      undo: () => null,
      risk: (job) => (wordOf(job) === "Running" ? "high" : raised("medium", job)),
      detail: (job, _input, asked) => logDetail(job, asked),
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
      input: aboutJob({ ...ticket, pending: z.boolean().default(false) }),
      example: { job: "GL_CLOSE_POST", pending: false },
      refusal(job, { pending }, asked) {
        const word = wordOf(job);
        const state = jobState(job, asked);
        if (word === "Cancelled")
          return { en: `${job.name} is cancelled already.`, pt: `${job.name} já está cancelado.` };
        if (word === "Completed")
          return {
            en: `${job.name} ${state.en}, so there is nothing left to cancel.`,
            pt: `${job.name} ${state.pt}, então não há mais o que cancelar.`,
          };
        if (pending && !notStarted(job))
          return {
            en: `${job.name} ${state.en}: only a job that has not started can be cancelled once its dependencies are met. Leave out pending to cancel it now.`,
            pt: `${job.name} ${state.pt}: só um job que não iniciou pode ser cancelado quando as dependências forem atendidas. Retire pending para cancelar agora.`,
          };
        return null;
      },
      summary: (job, { pending }, asked) => {
        const [name, state] = [jobNotation(job, asked.desk.timezone), jobState(job, asked)];
        return {
          en: `Cancels ${name}, which ${state.en}${pending ? ", once its dependencies are met" : ""}; what waits for it goes on without it.`,
          pt: `Cancela ${name}, que ${state.pt}${pending ? ", quando as dependências forem atendidas" : ""}; o que espera por ele segue sem ele.`,
        };
      },
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
      name: "hwa.kill",
      title: "Kill a running job",
      docs: "Stops a running job at once; it ends in ABEND, and what it had done stays done. Give `run_id` as `hwa.job` told it, so that no later run is hit. Refused for a job that does not run.",
      effect: "once",
      input: plainInput,
      example: { job: "CRITICAL_JOB" },
      refusal(job, input, asked) {
        if (wordOf(job) !== "Running") {
          const state = jobState(job, asked);
          return {
            en: `${job.name} ${state.en}, so there is nothing to kill.`,
            pt: `${job.name} ${state.pt}, então não há o que matar.`,
          };
        }
        if (input.run_id && input.run_id !== lastRun(job)?.id)
          return {
            en: `${job.name} was run again meanwhile: ${input.run_id} is not the run that runs now. Look at it before you kill it.`,
            pt: `${job.name} foi executado de novo nesse meio-tempo: ${input.run_id} não é a execução de agora. Verifique antes de matar.`,
          };
        return null;
      },
      summary: (job, _input, asked) => {
        const [name, state] = [jobNotation(job, asked.desk.timezone), jobState(job, asked)];
        return {
          en: `Kills ${name}, which ${state.en}; what it has done so far stays done.`,
          pt: `Mata ${name}, que ${state.pt}; o que ele já fez continua feito.`,
        };
      },
      undo: () => null,
      risk: () => "high",
      async act(changer, job, _input, why) {
        await changer.kill(job.id, why);
        return undefined;
      },
      happened: killed,
    }),
  ];
}

/** What was looked at is not what would be changed: somebody ran it again meanwhile. */
function notTheLatest(job: HwaJob, runId: string, asked: Asked, deed: Wording): Wording {
  const state = jobState(job, asked);
  return {
    en: `${job.name} was run again meanwhile: ${runId} is not its latest run any more, and it ${state.en}. Look at the latest run before you ${deed.en} it.`,
    pt: `${job.name} foi executado de novo nesse meio-tempo: ${runId} não é mais a última execução, e ele ${state.pt}. Veja a última execução antes de ${deed.pt}.`,
  };
}

/** The run that ran is over. A run that ended well was faster than the kill. */
function killed(before: HwaJob, now: HwaJob | null): Happened {
  const run = now?.runs.find((each) => each.id === lastRun(before)?.id);
  if (!run || !isEnded(statusWordOf(run.status))) return "not_yet";
  return run.status.common === "SUCCESSFUL" ? "no" : "yes";
}
