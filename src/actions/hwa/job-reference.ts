// How a file points at a job, and how the job that is meant is found. A name that means several jobs is never guessed
// at: of the instances of one stream the one that matters now is taken to read, but two streams' jobs are a conflict.

import { z } from "zod";
import { Fault, isFault } from "#core/fault.ts";
import type { Locale } from "#core/locale.ts";
import { orList } from "#core/or-list.ts";
import { alike, type Wording } from "#core/wording.ts";
import { byRelevance, findJob } from "#hwa/find-job.ts";
import { eq } from "#hwa/oql.ts";
import type { HwaJob } from "#ports/hwa.ts";
import type { Asked } from "./desk.ts";
import { jobNotation } from "./notation.ts";

/** Files often hand on an input that was not given, which is null. */
export const optionalText = (about: string) => z.string().trim().min(1).max(400).nullish().describe(about);

export const jobReference = {
  job: optionalText("name in any case, STREAM.JOB, or conman's WS#STREAM(hhmm mm/dd).JOB"),
  job_id: optionalText("HWA's id of the job in the plan"),
  run_id: optionalText("HWA's id of one run of the job"),
  jobId: optionalText("the same as job_id"),
  runId: optionalText("the same as run_id"),
  stream: optionalText("the job's stream, when the name alone is not enough"),
  workstation: optionalText("where the job runs, when the name alone is not enough"),
};

export interface JobReference {
  readonly job?: string | null | undefined;
  readonly job_id?: string | null | undefined;
  readonly run_id?: string | null | undefined;
  readonly stream?: string | null | undefined;
  readonly workstation?: string | null | undefined;
}

/** What a file may write: ids in either spelling. `spelledOut` makes one of the two. */
export interface WrittenReference extends JobReference {
  readonly jobId?: string | null | undefined;
  readonly runId?: string | null | undefined;
}

export const namesJob = (reference: WrittenReference) =>
  Boolean(reference.job ?? reference.job_id ?? reference.jobId ?? reference.run_id ?? reference.runId);

/** The input of an action about one job: how the job is named, and whatever else the action takes. */
export function aboutJob<S extends z.ZodRawShape>(more: S) {
  return z
    .strictObject({ ...jobReference, ...more })
    .refine((it) => namesJob(it as WrittenReference), {
      message: "Name the job: job, job_id or run_id.",
      path: ["job"],
      params: { pt: "Diga qual é o job: job, job_id ou run_id." },
    })
    .refine((it) => saysOnce(it as WrittenReference), {
      message: "job_id and jobId, or run_id and runId, say different things. Leave one of them out.",
      path: ["job"],
      params: { pt: "job_id e jobId, ou run_id e runId, dizem coisas diferentes. Deixe só um deles." },
    });
}

function saysOnce({ job_id, jobId, run_id, runId }: WrittenReference): boolean {
  const same = (one: unknown, other: unknown) => !one || !other || one === other;
  return same(job_id, jobId) && same(run_id, runId);
}

/** `jobId` is `job_id` and `runId` is `run_id`, whatever else is in it. */
export function spelledOut<I>(input: I): I {
  const { jobId, runId, ...rest } = input as I & WrittenReference;
  const spelled = rest as JobReference;
  return {
    ...rest,
    ...(jobId ? { job_id: spelled.job_id ?? jobId } : {}),
    ...(runId ? { run_id: spelled.run_id ?? runId } : {}),
  } as I;
}

/**
 * The instances a reference may mean, all of one stream, the one that matters now first. Faults: `not_found` with the
 * nearest names, `conflict` listing the candidates of several streams.
 */
export async function findJobs(
  asked: Asked,
  reference: JobReference,
): Promise<readonly [HwaJob, ...HwaJob[]]> {
  const named = await instancesOf(asked, reference);
  const placed = named.filter((job) => isAt(job, reference));
  const running = reference.run_id ? placed.filter((job) => hasRun(job, reference.run_id)) : placed;
  const [first, ...others] = running;
  if (!first) throw elsewhere(asked, reference, placed.length > 0 ? "run" : "place", named);
  if (running.some((job) => streamKey(job) !== streamKey(first)))
    throw severalJobs(asked, running, {
      en: "stands in several streams. Say which with stream, or give job_id",
      pt: "aparece em vários job streams. Diga qual com stream, ou informe job_id",
    });
  return [first, ...others];
}

export async function findOneJob(asked: Asked, reference: JobReference): Promise<HwaJob> {
  const [job] = await findJobs(asked, reference);
  return job;
}

async function instancesOf(asked: Asked, reference: JobReference): Promise<readonly HwaJob[]> {
  const { hwa, names, timezone } = asked.desk;
  if (reference.job_id) {
    const job = await hwa.job(reference.job_id, asked.read);
    if (job) return [job];
    throw new Fault(
      "not_found",
      {
        en: `HWA's plan has no job with the id ${reference.job_id}. It may have left the plan; look for it by its name.`,
        pt: `O plano do HWA não tem um job com o id ${reference.job_id}. Ele pode ter saído do plano; procure pelo nome.`,
      },
      { detail: { field: "job_id" } },
    );
  }
  if (!reference.job) return await withRun(asked, reference.run_id ?? "");
  const options = {
    ...asked.read,
    timezone,
    canonical: (typed: string) => names.canonical("job", typed),
  };
  // conman's notation names the stream already; a plain name is narrowed by HWA itself.
  const inStream = reference.stream && !/[#(]/.test(reference.job);
  if (inStream) {
    const found = await findJob(hwa, `${plain(reference.stream ?? "")}.${reference.job}`, options);
    if (found.kind === "found") return found.instances;
  }
  const found = await findJob(hwa, reference.job, options);
  if (found.kind === "found") return found.instances;
  throw unknownJob(asked, reference.job);
}

/** HWA documents no filter by run id; engines that refuse it need the job as well. */
async function withRun(asked: Asked, runId: string): Promise<readonly HwaJob[]> {
  try {
    const page = await asked.desk.hwa.jobs({ oql: eq("jobruns.id", runId), limit: 20 }, asked.read);
    if (page.items.length > 0) return page.items.toSorted(byRelevance);
  } catch (error) {
    if (!isFault(error) || error.code !== "invalid_input") throw error;
    throw new Fault(
      "invalid_input",
      {
        en: `This HWA cannot be asked for the run ${runId} alone. Give job or job_id beside run_id.`,
        pt: `Este HWA não responde só pela execução ${runId}. Informe job ou job_id junto com run_id.`,
      },
      { cause: error, detail: { field: "run_id" } },
    );
  }
  throw new Fault(
    "not_found",
    {
      en: `No job of HWA's plan has ${runId} as its latest run: it was rerun meanwhile, or has left the plan. Give job or job_id to find it.`,
      pt: `Nenhum job do plano do HWA tem ${runId} como última execução: ele foi reexecutado nesse meio-tempo, ou saiu do plano. Informe job ou job_id para encontrá-lo.`,
    },
    { detail: { field: "run_id" } },
  );
}

function unknownJob({ desk }: Asked, typed: string): Fault {
  const near = desk.names.nearest("job", typed, 4).map((each) => each.name);
  const meant = orList(near.map(alike));
  return new Fault(
    "not_found",
    near.length > 0
      ? {
          en: `No HWA job is called "${typed}" in the current plan. Did you mean ${meant.en}?`,
          pt: `Nenhum job do HWA se chama "${typed}" no plano atual. Você quis dizer ${meant.pt}?`,
        }
      : {
          en: `No HWA job is called "${typed}" in the current plan. No name in the plan comes near it: it may be planned for another day, or be spelled differently.`,
          pt: `Nenhum job do HWA se chama "${typed}" no plano atual. Nenhum nome do plano é parecido: ele pode estar planejado para outro dia, ou escrito de outra forma.`,
        },
    { detail: { field: "job", nearest: near } },
  );
}

/** The name is in the plan, but not where, or not with the run, that was said. */
function elsewhere(
  asked: Asked,
  reference: JobReference,
  what: "place" | "run",
  named: readonly HwaJob[],
): Fault {
  const name = named[0]?.name ?? reference.job ?? reference.job_id;
  const there = [...new Set(named.slice(0, 6).map((job) => jobNotation(job, asked.desk.timezone)))];
  if (what === "run")
    return new Fault(
      "not_found",
      {
        en: `${name} has no run ${reference.run_id} in HWA's plan. Look at the job again: it may have been planned anew since.`,
        pt: `${name} não tem a execução ${reference.run_id} no plano do HWA. Veja o job de novo: ele pode ter sido replanejado desde então.`,
      },
      { detail: { field: "run_id" } },
    );
  const place = (locale: Locale) =>
    [
      reference.job_id && reference.job ? `${locale === "pt" ? "chamado" : "called"} ${reference.job}` : "",
      reference.stream ? `${locale === "pt" ? "no job stream" : "in stream"} ${reference.stream}` : "",
      reference.workstation ? `${locale === "pt" ? "em" : "on"} ${reference.workstation}` : "",
    ]
      .filter(Boolean)
      .join(" ");
  const has = orList(there.map(alike));
  return new Fault(
    "not_found",
    {
      en: `No job ${name} ${place("en")} is in HWA's plan. It has ${has.en}.`,
      pt: `O plano do HWA não tem o job ${name} ${place("pt")}. Ele tem ${has.pt}.`,
    },
    { detail: { field: "job" } },
  );
}

/** `what` ends in no full stop. */
export function severalJobs(asked: Asked, jobs: readonly HwaJob[], what: Wording): Fault {
  const told = jobs.slice(0, 8);
  const list = told.map(
    (job) => `${jobNotation(job, asked.desk.timezone)} (${job.status.internal}, job_id ${job.id})`,
  );
  const left = jobs.length - told.length;
  const more = left > 0 ? { en: ` and ${left} more`, pt: ` e mais ${left}` } : alike("");
  return new Fault(
    "conflict",
    {
      en: `The job ${jobs[0]?.name} ${what.en}: ${list.join(", ")}${more.en}.`,
      pt: `O job ${jobs[0]?.name} ${what.pt}: ${list.join(", ")}${more.pt}.`,
    },
    {
      detail: {
        candidates: told.map((job) => ({
          job_id: job.id,
          job: job.name,
          job_stream: job.stream.name,
          workstation: job.workstation,
          internal_status: job.status.internal,
        })),
      },
    },
  );
}

function isAt(job: HwaJob, { job: name, job_id, stream, workstation }: JobReference): boolean {
  if (stream && !same(job.stream.name, plain(stream))) return false;
  // Beside an id the name is a check that both mean the same.
  if (job_id && name && !name.toUpperCase().endsWith(job.name.toUpperCase())) return false;
  if (!workstation) return true;
  return [
    job.workstation,
    job.stream.workstation ?? "",
    ...job.runs.map((run) => run.workstation ?? ""),
  ].some((each) => same(plain(each), plain(workstation)));
}

function hasRun(job: HwaJob, runId: string | null | undefined): boolean {
  return job.runs.some((run) => run.id === runId);
}

function streamKey(job: HwaJob): string {
  return `${job.stream.workstation}#${job.folder}${job.stream.name}`;
}

function same(a: string, b: string): boolean {
  return a.toUpperCase() === b.toUpperCase();
}

/** Without workstation and folder: of `FIN_WS#/FINANCE/PAYROLL` the last part. */
function plain(name: string): string {
  return name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("#")) + 1);
}
