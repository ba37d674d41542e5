// Is what broke a job gone by now? What HWA can show of that: the workstation, the resources the job takes, and the file
// it missed if HWA watches it. Disks, databases and passwords are not HWA's to see, and then the answer is that nobody can
// tell from here, with the place to look.

import { z } from "zod";
import { Fault } from "#core/fault.ts";
import { type Breakage, whatBroke } from "#hwa/failure/what-broke.ts";
import { takesJobs, unreachableWhy, workstationNamed } from "#hwa/workstations.ts";
import type { Action } from "#ports/action.ts";
import type { HwaJob } from "#ports/hwa.ts";
import type { Asked, HwaActionDeps } from "./desk.ts";
import { aboutJob, findOneJob } from "./job-reference.ts";
import { jobState, lasted } from "./notation.ts";
import { missingFileOf } from "./read-diagnosis.ts";
import { readingAction } from "./reading.ts";

type Broken = Extract<Breakage, { kind: "broken" }>;

/** `ok: null`: HWA does not show it. */
interface Check {
  readonly what: "cause" | "workstation" | "resource";
  readonly ok: boolean | null;
  /** A whole sentence. */
  readonly text: string;
}

export interface CheckedCause {
  readonly verdict: "gone" | "still_there" | "unknown";
  /** Whole sentences, the verdict first. */
  readonly text: string;
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
  const opening = {
    gone: "HWA shows that the cause is gone.",
    still_there: "A rerun would not get far now.",
    unknown: "HWA cannot show whether the cause is gone.",
  }[verdict];
  const told = bad.length > 0 ? bad : checks;
  return { verdict, text: [opening, ...told.map((check) => check.text)].join(" "), checks };
}

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
      checks: z.array(
        z.strictObject({
          what: z.enum(["cause", "workstation", "resource"]),
          ok: z.boolean().nullable().describe("null: HWA does not show it"),
          text: z.string(),
        }),
      ),
    }),
    example: { job: "INVOICE_PROCESSING" },
    async answer(reference, asked) {
      const listed = await findOneJob(asked, reference);
      const job = (await desk.hwa.job(listed.id, asked.read)) ?? listed;
      const broken = await whatBroke(desk.hwa, job, asked.now, asked.read);
      if (broken.kind === "not_broken") throw notBroken(job, asked);
      const { verdict, text, checks } = await checkCause(job, broken, asked);
      return {
        job: job.name,
        job_id: job.id,
        run_id: broken.facts.runId,
        cause: broken.cause.kind,
        verdict,
        text,
        checks: [...checks],
      };
    },
  });
}

function notBroken(job: HwaJob, asked: Asked): Fault {
  const state = jobState(job, asked);
  return new Fault("conflict", {
    en: `${job.name} has not failed: it ${state.en}. There is no cause to check.`,
    pt: `${job.name} não falhou: ele ${state.pt}. Não há causa a verificar.`,
  });
}

async function causeNow(job: HwaJob, broken: Broken, asked: Asked): Promise<Check> {
  const unseen = (text: string): Check => ({ what: "cause", ok: null, text });
  switch (broken.cause.kind) {
    case "missing_file":
      return await fileNow(job, missingFileOf(broken), asked);
    case "max_duration":
      return unseen(
        `It was killed after ${lasted(broken.cause.ranMs)}, its maximum duration; nothing shows that it would be faster now.`,
      );
    case "unknown":
      return unseen("What broke it is not known.");
    case "return_code":
      return unseen("Only its return code is known, and that names nothing that could be looked at.");
    default:
      return unseen(
        `HWA sees nothing of its cause (${broken.cause.kind.replaceAll("_", " ")}): look on ${job.workstation}, or ask its owner.`,
      );
  }
}

async function fileNow(job: HwaJob, path: string | null, { desk, read }: Asked): Promise<Check> {
  if (path === null)
    return {
      what: "cause",
      ok: null,
      text: `Its log does not tell which file was missing: look on ${job.workstation}.`,
    };
  const { items } = await desk.hwa.files({ limit: 10_000 }, read);
  const status = items.find((each) => each.name === path)?.status?.toUpperCase();
  if (status === "EXISTS") return { what: "cause", ok: true, text: `The file ${path} is there now.` };
  if (status === "UNAVAILABLE")
    return { what: "cause", ok: false, text: `The file ${path} is still missing.` };
  return {
    what: "cause",
    ok: null,
    text: `HWA does not watch ${path}: look on ${job.workstation} whether it is there.`,
  };
}

async function workstationNow(job: HwaJob, { desk, read }: Asked): Promise<Check> {
  const found = workstationNamed(await desk.hwa.workstations(read), job.workstation);
  const check = (ok: boolean | null, text: string): Check => ({ what: "workstation", ok, text });
  if (!found) return check(null, `HWA lists no workstation ${job.workstation}.`);
  const why = unreachableWhy(found);
  if (why !== null)
    return check(false, `The workstation ${found.name} cannot be reached (${why.replaceAll("_", " ")}).`);
  if (!takesJobs(found, job.priority))
    return check(false, `The workstation ${found.name} has limit 0 and starts no job of this priority.`);
  return check(true, `The workstation ${found.name} can be reached.`);
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
      return { what: "resource", ok: null, text: `HWA does not tell how much of ${need.name} is free.` };
    const ok = free >= wanted;
    return {
      what: "resource",
      ok,
      text: `The resource ${need.name} has ${free} free, and the job takes ${wanted}.`,
    };
  });
}
