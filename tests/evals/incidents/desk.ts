// What a diagnosis is made with in the evaluation: the real client of HWA, and what the scenario says is known.

import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import type { Incident } from "#core/knowledge/incident.ts";
import { compileWorkflow } from "#core/workflow/compile-workflow.ts";
import { workflowFileSchema } from "#core/workflow/workflow-file.ts";
import type { DiagnosisDesk } from "#diagnosis/desk.ts";
import { proposalsFrom } from "#diagnosis/proposals.ts";
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

const runbooks = new URL("../../../workflows/runbooks/", import.meta.url);
const traits = { effect: "once", asks: true, prepares: false } as const;

/** The product's own runbooks, as their files say what they are meant for. */
const workflows = readdirSync(runbooks)
  .filter((name) => name.endsWith(".yml"))
  .map((name) => {
    const file = workflowFileSchema.parse(parse(readFileSync(new URL(name, runbooks), "utf8")));
    return compileWorkflow(file, () => traits);
  });
const proposals = proposalsFrom(() => workflows);

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
    proposals,
  };
}
