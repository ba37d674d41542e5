// What may be done to a job that has not started: hold, release, set its priority, free it from what it waits for.

import { z } from "zod";
import { alike, type Wording } from "#core/wording.ts";
import { isWaiting } from "#hwa/waiting/read-wait.ts";
import type { Action } from "#ports/action.ts";
import type { HwaJob } from "#ports/hwa.ts";
import { ticket } from "./change.ts";
import { changeOfJob, notStarted, plainInput, raised } from "./change-of-job.ts";
import type { Asked, HwaActionDeps } from "./desk.ts";
import { aboutJob } from "./job-reference.ts";
import { isHeld, jobNotation, jobState } from "./notation.ts";

const priority = z.number().int().min(0).max(101);

export function waitingJobChanges(desk: HwaActionDeps): readonly Action[] {
  return [
    changeOfJob(desk, {
      name: "hwa.hold",
      title: "Hold a job",
      docs: "Keeps a job that has not started from starting (its priority becomes 0) until it is released. Idempotent: holding a held job changes nothing, so a job that is held already is left alone and counts as done. Refused for a job that runs or has ended.",
      effect: "idempotent",
      input: plainInput,
      example: { job: "GL_CLOSE_POST" },
      already: (job) =>
        isHeld(job) && notStarted(job)
          ? { en: `${job.name} is held already.`, pt: `${job.name} já está retido.` }
          : null,
      refusal: (job, _input, asked) =>
        notStarted(job)
          ? null
          : soLate(job, asked, { en: "it cannot be held any more", pt: "não pode mais ser retido" }),
      summary: (job, _input, asked) => {
        const [name, state] = [jobNotation(job, asked.desk.timezone), jobState(job, asked)];
        return {
          en: `Holds ${name}, which ${state.en}: it will not start before it is released.`,
          pt: `Retém ${name}, que ${state.pt}: ele não inicia antes de ser liberado.`,
        };
      },
      undo: (job) => ({
        en: `Release it: hwa.release with job_id ${job.id}.`,
        pt: `Libere-o: hwa.release com job_id ${job.id}.`,
      }),
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
      already(job, _input, asked, again) {
        if (!again || isHeld(job)) return null;
        const state = jobState(job, asked);
        return {
          en: `${job.name} is not held any more: it ${state.en}.`,
          pt: `${job.name} não está mais retido: ele ${state.pt}.`,
        };
      },
      refusal(job, _input, asked) {
        if (notStarted(job) && isHeld(job)) return null;
        const state = jobState(job, asked);
        const hint = notStarted(job)
          ? {
              en: " hwa.why-waiting tells what it waits for.",
              pt: ` Pergunte "por que ${job.name} está esperando?".`,
            }
          : alike("");
        return {
          en: `${job.name} is not held: it ${state.en}, so there is nothing to release.${hint.en}`,
          pt: `${job.name} não está retido: ele ${state.pt}, então não há o que liberar.${hint.pt}`,
        };
      },
      summary: (job, _input, asked) => {
        const name = jobNotation(job, asked.desk.timezone);
        return {
          en: `Releases ${name}: it starts as soon as nothing else holds it.`,
          pt: `Libera ${name}: ele inicia assim que nada mais o segurar.`,
        };
      },
      undo: (job) => ({
        en: `Hold it again, as long as it has not started: hwa.hold with job_id ${job.id}.`,
        pt: `Retenha-o de novo, enquanto não tiver iniciado: hwa.hold com job_id ${job.id}.`,
      }),
      risk: (job) => raised("low", job),
      async act(changer, job, _input, why) {
        await changer.release(job.id, why);
        return undefined;
      },
      happened: (_before, now) => (now && !isHeld(now) ? "yes" : "not_yet"),
    }),
    changeOfJob(desk, {
      name: "hwa.set-priority",
      title: "Set a job's priority",
      docs: "Sets the priority of a job that has not started: 0 holds it, 1 to 99, 100 is HI, 101 is GO. Idempotent: setting the same value again changes nothing, and a job that has it already counts as done. Refused for a job that runs or has ended.",
      effect: "idempotent",
      input: aboutJob({ ...ticket, priority }),
      example: { job: "GL_CLOSE_POST", priority: 50 },
      already: (job, input) =>
        job.priority === input.priority
          ? {
              en: `${job.name} has priority ${input.priority} already.`,
              pt: `${job.name} já tem prioridade ${input.priority}.`,
            }
          : null,
      refusal: (job, _input, asked) =>
        notStarted(job)
          ? null
          : soLate(job, asked, {
              en: "its priority has no meaning any more",
              pt: "a prioridade dele não tem mais efeito",
            }),
      summary: (job, input, asked) => {
        const name = jobNotation(job, asked.desk.timezone);
        return {
          en: `Sets the priority of ${name} from ${job.priority ?? "unknown"} to ${input.priority}.`,
          pt: `Muda a prioridade de ${name} de ${job.priority ?? "desconhecida"} para ${input.priority}.`,
        };
      },
      undo: (job) =>
        job.priority === null
          ? null
          : {
              en: `Set it back: hwa.set-priority with job_id ${job.id} and priority ${job.priority}.`,
              pt: `Volte ao valor anterior: hwa.set-priority com job_id ${job.id} e priority ${job.priority}.`,
            },
      risk: (job) => raised("low", job),
      async act(changer, job, input, why) {
        await changer.setPriority(job.id, input.priority, why);
        return undefined;
      },
      happened: (_before, now, input) => (now?.priority === input.priority ? "yes" : "not_yet"),
    }),
    changeOfJob(desk, {
      name: "hwa.release-dependencies",
      title: "Release a job from everything it waits for",
      docs: "Frees a waiting job from all its dependencies: predecessors, files, prompts, resources, its start time. It starts although what it waited for may be missing. Cannot be undone. Refused for a job that has started, and for one without open dependencies.",
      effect: "once",
      input: plainInput,
      example: { job: "GL_CLOSE_POST" },
      refusal(job, _input, asked) {
        if (!notStarted(job))
          return soLate(job, asked, { en: "it waits for nothing any more", pt: "não espera mais nada" });
        if (openDependencies(job) > 0 || waitsForTime(job, asked.now)) return null;
        const state = jobState(job, asked);
        return {
          en: `${job.name} ${state.en} and has no open dependencies of its own. hwa.why-waiting tells what holds it.`,
          pt: `${job.name} ${state.pt} e não tem dependências pendentes próprias. Pergunte "o que está segurando ${job.name}?".`,
        };
      },
      summary: (job, _input, asked) => {
        const name = jobNotation(job, asked.desk.timezone);
        const [open, time] = [openDependencies(job), waitsForTime(job, asked.now)];
        return {
          en: `Releases ${name} from ${open} open dependencies${time ? " and its start time" : ""}: it starts without what it waited for.`,
          pt: `Libera ${name} das dependências pendentes (${open})${time ? " e do horário de início" : ""}: ele inicia sem o que esperava.`,
        };
      },
      undo: () => null,
      risk: () => "high",
      async act(changer, job, _input, why) {
        await changer.releaseDependencies(job.id, why);
        return undefined;
      },
      happened(before, now) {
        if (now === null) return "not_yet";
        if (!isWaiting(now)) return "yes";
        if (now.dependencies === null || openDependencies(now) > 0) return "not_yet";
        // Without open dependencies before, it was the start time alone that held it.
        const freed =
          openDependencies(before) > 0 || now.time.start === null || now.time.startSatisfied === true;
        return freed ? "yes" : "not_yet";
      },
    }),
  ];
}

/** The job has gone on, and what was asked for has lost its sense. */
function soLate(job: HwaJob, asked: Asked, so: Wording): Wording {
  const state = jobState(job, asked);
  return { en: `${job.name} ${state.en}, so ${so.en}.`, pt: `${job.name} ${state.pt}, então ${so.pt}.` };
}

function openDependencies(job: HwaJob): number {
  return job.dependencies?.filter((each) => !each.satisfied).length ?? job.unresolvedDependencies ?? 0;
}

function waitsForTime(job: HwaJob, now: Date): boolean {
  return job.time.start !== null && job.time.start > now && job.time.startSatisfied !== true;
}
