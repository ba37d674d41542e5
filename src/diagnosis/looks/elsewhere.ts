// Whether others broke at the same time: what they share with this job is then likelier than what is this job's own.

import type { CauseKind } from "#core/diagnosis/causes.ts";
import type { Evidence } from "#core/diagnosis/evidence.ts";
import { type FailedJob, failedJobs } from "#hwa/failed-jobs.ts";
import type { Breakage } from "#hwa/failure/what-broke.ts";
import type { ReadOptions } from "#ports/hwa.ts";
import { type DiagnosisDesk, type Look, nothingSeen, told } from "../desk.ts";

type Broken = Extract<Breakage, { kind: "broken" }>;

const within = 15 * 60_000;
const mostNames = 4;

/** Causes that strike everything on one computer, or everything that needs one service. */
const ofOneComputer: readonly CauseKind[] = [
  "disk_full",
  "out_of_memory",
  "workstation_down",
  "agent_unreachable",
];
const ofOneService: readonly CauseKind[] = [
  "connection",
  "database",
  "logon",
  "certificate",
  "name_resolution",
  "timeout",
];
const ofOneJob: readonly CauseKind[] = [
  "missing_file",
  "bad_data",
  "command_not_found",
  "return_code_mapping",
  "program",
];

export async function elsewhereEvidence(
  { hwa, hwaTitle }: Pick<DiagnosisDesk, "hwa" | "hwaTitle">,
  broken: Broken,
  now: Date,
  read: ReadOptions,
): Promise<Look> {
  const at = broken.run?.endedAt ?? broken.run?.startedAt ?? null;
  if (at === null) return nothingSeen;
  const window = { since: new Date(at.getTime() - within), until: new Date(at.getTime() + within) };
  const { jobs, exact } = await failedJobs(hwa, window, now, { ...read, limit: 100 });
  const others = jobs.filter((each) => each.job.id !== broken.job.id);
  const here = others.filter((each) => each.facts.workstation === broken.facts.workstation);
  const source: Evidence["source"] = { title: hwaTitle, ref: "plan/job?failed" };
  const evidence: Evidence[] = [];
  if (others.length === 0 && exact)
    evidence.push({
      id: "elsewhere:none",
      look: "elsewhere",
      text: told(
        "no other job failed within 15 minutes of it",
        "nenhum outro job falhou nos 15 minutos antes ou depois",
      ),
      source,
      at,
      bears: [...ofOneComputer.map((cause) => ({ cause, weight: -0.3, group: "elsewhere" }))],
    });
  if (here.length > 0) {
    evidence.push({
      id: "elsewhere:workstation",
      look: "elsewhere",
      text: told(
        `${countOf(here, "other job", "other jobs")} failed on ${broken.facts.workstation} within 15 minutes of it: ${namesOf(here)}`,
        `${countOf(here, "outro job falhou", "outros jobs falharam")} na mesma workstation ${broken.facts.workstation} em até 15 minutos: ${namesOf(here)}`,
      ),
      source,
      at,
      bears: [
        ...ofOneComputer.map((cause) => ({ cause, weight: here.length > 2 ? 1 : 0.6, group: "elsewhere" })),
        ...ofOneJob.map((cause) => ({ cause, weight: -0.4, group: "elsewhere" })),
      ],
    });
  }
  const sameCode = others.filter(
    (each) =>
      each.facts.returnCode !== null && each.facts.returnCode === broken.returnCode && broken.returnCode > 1,
  );
  const away = sameCode.filter((each) => !here.includes(each));
  if (away.length > 1)
    evidence.push({
      id: "elsewhere:code",
      look: "elsewhere",
      text: told(
        `${countOf(away, "other job", "other jobs")} elsewhere ended with the same return code ${broken.returnCode} within 15 minutes: ${namesOf(away)}`,
        `em outras workstations ${countOf(away, "outro job terminou", "outros jobs terminaram")} com o mesmo return code ${broken.returnCode} em até 15 minutos: ${namesOf(away)}`,
      ),
      source,
      at,
      bears: [
        ...ofOneService.map((cause) => ({ cause, weight: 0.7, group: "elsewhere_code" })),
        ...ofOneComputer.map((cause) => ({ cause, weight: -0.3, group: "elsewhere_code" })),
      ],
    });
  return { evidence, blanks: [] };
}

function countOf(jobs: readonly FailedJob[], one: string, many: string): string {
  return `${jobs.length} ${jobs.length === 1 ? one : many}`;
}

function namesOf(jobs: readonly FailedJob[]): string {
  const names = jobs.slice(0, mostNames).map((each) => each.job.name);
  return jobs.length > mostNames ? `${names.join(", ")}, …` : names.join(", ");
}
