// What a diagnosis is made with in the evaluation: the real client of HWA, and what the scenario says is known.

import type { Incident } from "#core/knowledge/incident.ts";
import type { DiagnosisDesk, Remedy } from "#diagnosis/desk.ts";
import { told } from "#diagnosis/desk.ts";
import type { HwaReader } from "#ports/hwa.ts";
import type { QuotableFix } from "#ports/knowledge-sources.ts";
import type { Scenario } from "./scenario.ts";

type Row = Scenario["knowledge"][number];

const same = (a: string | null, b: string | undefined) =>
  a !== null && b !== undefined && a.toUpperCase() === b.toUpperCase();
const sameJob = (pattern: string | null, job: string | undefined) =>
  pattern?.endsWith("*")
    ? (job ?? "").toUpperCase().startsWith(pattern.slice(0, -1).toUpperCase())
    : same(pattern, job);

function quotable(row: Row): QuotableFix {
  const { dated, ...fix } = row;
  return {
    ...fix,
    passageId: row.cite,
    sourceId: row.cite,
    origin: "folder",
    dated: dated === null ? null : new Date(dated),
  };
}

/** As the port asks: job and code, then the job's, then the code's; among equals the newest. */
function about(
  rows: readonly Row[],
  { job, errorCode }: { readonly job?: string; readonly errorCode?: string },
) {
  const rank = (row: Row) => {
    const [byJob, byCode] = [sameJob(row.job, job), same(row.errorCode, errorCode)];
    return byJob && byCode ? 0 : byJob ? 1 : byCode ? 2 : 3;
  };
  return rows
    .filter((row) => rank(row) < 3)
    .toSorted((a, b) => rank(a) - rank(b) || (b.dated ?? "").localeCompare(a.dated ?? ""))
    .map(quotable);
}

function incidentsOf({ incidents }: Scenario, now: Date): readonly Incident[] {
  return incidents
    .toSorted((a, b) => a.daysAgo - b.daysAgo)
    .map((each, index) => {
      const brokeAt = new Date(now.getTime() - each.daysAgo * 86_400_000);
      const wellAt = new Date(brokeAt.getTime() + each.tookMinutes * 60_000);
      return {
        id: `past-${index + 1}`,
        job: each.job,
        stream: "",
        workstation: "",
        jobId: "",
        runId: null,
        brokeAt,
        errorCode: each.errorCode,
        returnCode: null,
        cause: each.cause,
        signature: null,
        acts: each.acts.map((text) => ({ text, from: "told" as const, by: each.by[0] ?? null })),
        resolution: { how: "rerun" as const, at: wellAt, by: each.by, runbook: null, taskId: null },
        realCause:
          each.realCause === null ? null : { text: each.realCause, by: each.by[0] ?? "somebody", at: wellAt },
      };
    });
}

const again: Remedy = {
  runbook: "recover-abend",
  inputs: { job: "job" },
  when: "failed",
  why: told("it runs the job again once the cause is gone", "executa o job de novo quando a causa some"),
};
const link: Remedy = {
  runbook: "link-workstation",
  inputs: { workstation: "workstation" },
  why: told("it brings the workstation back", "traz a workstation de volta"),
};
const free: Remedy = {
  runbook: "free-stream",
  inputs: { stream: "stream" },
  when: "waiting",
  why: told("it takes the step that lets the stream go on", "dá o passo que deixa o stream seguir"),
};
const raise: Remedy = {
  runbook: "raise-limit",
  inputs: { workstation: "workstation" },
  when: "waiting",
  why: told("it lets more jobs run there", "permite mais jobs ali"),
};
const confirm: Remedy = {
  runbook: "confirm-job",
  inputs: { job: "job" },
  why: told("it tells HWA how the job ended", "diz ao HWA como o job terminou"),
};

/** Which runbook is meant for which cause, of those in workflows/runbooks; for others none is. */
export const remedies: Readonly<Record<string, readonly Remedy[]>> = {
  ...Object.fromEntries(
    [
      "missing_file",
      "permission",
      "disk_full",
      "out_of_memory",
      "logon",
      "certificate",
      "name_resolution",
      "connection",
      "timeout",
      "lock",
      "database",
      "command_not_found",
      "killed",
      "max_duration",
    ].map((cause) => [cause, [again]]),
  ),
  agent_unreachable: [link],
  workstation_down: [link],
  return_code_mapping: [confirm],
  confirmation: [confirm],
  limit: [raise],
  held: [free],
  prompt: [free],
  failed_predecessor: [again],
};

export function deskOf(scenario: Scenario, hwa: HwaReader, now: Date): DiagnosisDesk {
  const past = incidentsOf(scenario, now);
  return {
    hwa,
    hwaTitle: "HWA",
    fixes: { about: async (query) => about(scenario.knowledge, query) },
    retrieval: {
      search: async () =>
        scenario.found
          .toSorted((a, b) => b.relevance - a.relevance)
          .map(({ relevance, ...row }) => ({
            passage: {
              id: row.cite,
              sourceId: row.cite,
              cite: row.cite,
              place: row.cite,
              heading: null,
              text: row.problem ?? "",
              fix: row,
              dated: row.dated === null ? null : new Date(row.dated),
            },
            source: {
              id: row.cite,
              kind: "workbook" as const,
              origin: "folder" as const,
              name: row.cite,
              title: row.cite,
              changedAt: now,
            },
            relevance,
            found: { exact: false, words: 1, names: null, meaning: null },
          })),
    },
    incidents: {
      before: async ({ job, errorCode }, limit) =>
        past
          .filter((each) => each.job === job || (errorCode !== null && each.errorCode === errorCode))
          .slice(0, limit),
    },
    proposals: (cause) => remedies[cause] ?? [],
  };
}
