// Is what broke a job gone by now? What HWA can show of that: the workstation, the resources the job takes, and the file
// it missed if HWA watches it. Disks, databases and passwords are not HWA's to see, and then the answer is that nobody can
// tell from here, with the place to look.

import { z } from "zod";
import { Fault } from "#core/fault.ts";
import type { Locale } from "#core/locale.ts";
import type { Wording } from "#core/wording.ts";
import { failureKinds } from "#hwa/failure/kind-words.ts";
import { type Breakage, whatBroke } from "#hwa/failure/what-broke.ts";
import { takesJobs, unreachableWhy, workstationNamed } from "#hwa/workstations.ts";
import { knownFix } from "#knowledge/known-fix.ts";
import type { Action } from "#ports/action.ts";
import type { HwaJob } from "#ports/hwa.ts";
import type { Asked, HwaActionDeps } from "./desk.ts";
import { aboutJob, findOneJob } from "./job-reference.ts";
import { jobState, lasted, whyDown } from "./notation.ts";
import { missingFileOf } from "./read-diagnosis.ts";
import { readingAction } from "./reading.ts";

type Broken = Extract<Breakage, { kind: "broken" }>;

/** `ok: null`: HWA does not show it. */
interface Check {
  readonly what: "cause" | "workstation" | "resource";
  readonly ok: boolean | null;
  /** A whole sentence. */
  readonly said: Wording;
}

export interface CheckedCause {
  readonly verdict: "gone" | "still_there" | "unknown";
  /** Whole sentences, the verdict first. */
  readonly said: Wording;
  readonly checks: readonly Check[];
}

export async function checkCause(job: HwaJob, broken: Broken, asked: Asked): Promise<CheckedCause> {
  const [cause, workstation, resources] = await Promise.all([
    causeNow(job, broken, asked),
    workstationNow(job, asked),
    resourcesOf(job, asked),
  ]);
  // Of an agent that could not be reached the workstation tells all there is to know.
  const checks = [...(broken.cause.kind === "agent_unreachable" ? [] : [cause]), workstation, ...resources];
  const bad = checks.filter((check) => check.ok === false);
  const [first] = checks;
  const verdict = bad.length > 0 ? "still_there" : first?.ok ? "gone" : "unknown";
  const told = [openings[verdict], ...(bad.length > 0 ? bad : checks).map(({ said }) => said)];
  const all = (locale: Locale) => told.map((said) => said[locale]).join(" ");
  return { verdict, said: { en: all("en"), pt: all("pt") }, checks };
}

const openings: Readonly<Record<CheckedCause["verdict"], Wording>> = {
  gone: { en: "HWA shows that the cause is gone.", pt: "O HWA mostra que a causa não existe mais." },
  still_there: { en: "A rerun would not get far now.", pt: "Uma reexecução não iria longe agora." },
  unknown: {
    en: "HWA cannot show whether the cause is gone.",
    pt: "O HWA não consegue mostrar se a causa ainda existe.",
  },
};

export function causeReading(desk: HwaActionDeps): Action {
  return readingAction(desk, {
    name: "hwa.check-cause",
    title: "Check whether a failure's cause is gone",
    docs: "For a job that failed: whether what broke it is still there, as far as HWA can show. `verdict` is `still_there` when a rerun would only wait or fail again (its workstation cannot be reached or is closed, a resource is taken, the missing file is missing), `gone` when HWA shows that the cause itself is mended, and `unknown` when HWA cannot see it (a disk, a database, a password, a file it does not watch): somebody must look there. Fails with `conflict` for a job that has not failed.",
    input: aboutJob({}),
    output: z.strictObject({
      job: z.string(),
      job_id: z.string(),
      run_id: z.string().nullable(),
      cause: z.string().describe("as hwa.diagnose tells it"),
      verdict: z.enum(["gone", "still_there", "unknown"]),
      text: z.string().describe("the verdict and what it rests on, in whole sentences"),
      texto: z.string().describe("the same in Portuguese"),
      checks: z.array(
        z.strictObject({
          what: z.enum(["cause", "workstation", "resource"]),
          ok: z.boolean().nullable().describe("null: HWA does not show it"),
          text: z.string(),
          texto: z.string(),
        }),
      ),
    }),
    example: { job: "INVOICE_PROCESSING" },
    async answer(reference, asked) {
      const listed = await findOneJob(asked, reference);
      const job = (await desk.hwa.job(listed.id, asked.read)) ?? listed;
      const broken = await whatBroke(desk.hwa, job, asked.now, asked.read);
      if (broken.kind === "not_broken") throw notBroken(job, asked);
      const { verdict, said, checks } = await checkCause(job, broken, asked);
      return {
        job: job.name,
        job_id: job.id,
        run_id: broken.facts.runId,
        cause: broken.cause.kind,
        verdict,
        text: said.en,
        texto: said.pt,
        checks: checks.map(({ what, ok, said: { en, pt } }) => ({ what, ok, text: en, texto: pt })),
      };
    },
  });
}

function inSentence(words: string): string {
  return words.slice(0, 1).toLowerCase() + words.slice(1);
}

function notBroken(job: HwaJob, asked: Asked): Fault {
  const state = jobState(job, asked);
  return new Fault("conflict", {
    en: `${job.name} has not failed: it ${state.en}. There is no cause to check.`,
    pt: `${job.name} não falhou: ele ${state.pt}. Não há causa a verificar.`,
  });
}

async function causeNow(job: HwaJob, broken: Broken, asked: Asked): Promise<Check> {
  const unseen = (said: Wording): Check => ({ what: "cause", ok: null, said });
  switch (broken.cause.kind) {
    case "missing_file":
      return await fileNow(job, missingFileOf(broken), asked);
    case "max_duration":
      return unseen({
        en: `It was killed after ${lasted(broken.cause.ranMs)}, its maximum duration; nothing shows that it would be faster now.`,
        pt: `Ele foi encerrado após ${lasted(broken.cause.ranMs, "pt")}, sua duração máxima; nada mostra que agora seria mais rápido.`,
      });
    case "unknown":
      return unseen({ en: "What broke it is not known.", pt: "Não se sabe o que o fez falhar." });
    case "return_code":
      return unseen({
        en: "Only its return code is known, and that names nothing that could be looked at.",
        pt: "Só se conhece o código de retorno, e ele não indica nada que possa ser verificado.",
      });
    default: {
      const { owner } = await knownFix(asked.desk.knowledge.fixes, job.name, null);
      const ask =
        owner === null
          ? { en: "; its owner is unknown", pt: "; o responsável é desconhecido" }
          : { en: `, or ask its owner, ${owner}`, pt: ` ou pergunte ao responsável, ${owner}` };
      return unseen({
        en: `HWA sees nothing of its cause (${broken.cause.kind.replaceAll("_", " ")}): look on ${job.workstation}${ask.en}.`,
        pt: `O HWA não vê a causa (${inSentence(failureKinds[broken.cause.kind].pt)}): verifique em ${job.workstation}${ask.pt}.`,
      });
    }
  }
}

async function fileNow(job: HwaJob, path: string | null, { desk, read }: Asked): Promise<Check> {
  if (path === null)
    return {
      what: "cause",
      ok: null,
      said: {
        en: `Its log does not tell which file was missing: look on ${job.workstation}.`,
        pt: `O log dele não diz qual arquivo faltava: verifique em ${job.workstation}.`,
      },
    };
  const { items } = await desk.hwa.files({ limit: 10_000 }, read);
  const status = items.find((each) => each.name === path)?.status?.toUpperCase();
  if (status === "EXISTS")
    return {
      what: "cause",
      ok: true,
      said: { en: `The file ${path} is there now.`, pt: `O arquivo ${path} já está lá.` },
    };
  if (status === "UNAVAILABLE")
    return {
      what: "cause",
      ok: false,
      said: { en: `The file ${path} is still missing.`, pt: `O arquivo ${path} ainda falta.` },
    };
  return {
    what: "cause",
    ok: null,
    said: {
      en: `HWA does not watch ${path}: look on ${job.workstation} whether it is there.`,
      pt: `O HWA não monitora ${path}: verifique em ${job.workstation} se ele está lá.`,
    },
  };
}

async function workstationNow(job: HwaJob, { desk, read }: Asked): Promise<Check> {
  const found = workstationNamed(await desk.hwa.workstations(read), job.workstation);
  const check = (ok: boolean | null, en: string, pt: string): Check => ({
    what: "workstation",
    ok,
    said: { en, pt },
  });
  if (!found)
    return check(
      null,
      `HWA lists no workstation ${job.workstation}.`,
      `O HWA não lista a workstation ${job.workstation}.`,
    );
  const why = unreachableWhy(found);
  if (why !== null)
    return check(
      false,
      `The workstation ${found.name} cannot be reached (${whyDown(why).en}).`,
      `A workstation ${found.name} não pode ser alcançada (${whyDown(why).pt}).`,
    );
  if (!takesJobs(found, job.priority))
    return check(
      false,
      `The workstation ${found.name} has limit 0 and starts no job of this priority.`,
      `A workstation ${found.name} tem limite 0 e não inicia jobs desta prioridade.`,
    );
  return check(
    true,
    `The workstation ${found.name} can be reached.`,
    `A workstation ${found.name} está acessível.`,
  );
}

/** Those the job itself takes. Its other dependencies are not looked at again by a rerun. */
async function resourcesOf(job: HwaJob, { desk, read }: Asked): Promise<readonly Check[]> {
  const needs = (job.dependencies ?? []).flatMap((each) => (each.kind === "resource" ? [each] : []));
  if (needs.length === 0) return [];
  const { items } = await desk.hwa.resources({ limit: 1_000 }, read);
  return needs.map((need): Check => {
    const now = items.find((each) => each.name === need.name && each.workstation === need.workstation);
    const free = now?.available ?? need.available;
    const wanted = need.needed ?? 1;
    if (free === null)
      return {
        what: "resource",
        ok: null,
        said: {
          en: `HWA does not tell how much of ${need.name} is free.`,
          pt: `O HWA não diz quanto de ${need.name} está livre.`,
        },
      };
    const ok = free >= wanted;
    return {
      what: "resource",
      ok,
      said: {
        en: `The resource ${need.name} has ${free} free, and the job takes ${wanted}.`,
        pt: `O recurso ${need.name} tem ${free} livre, e o job usa ${wanted}.`,
      },
    };
  });
}
