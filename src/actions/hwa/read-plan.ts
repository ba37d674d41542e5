// The plan besides single jobs: streams, workstations, prompts, resources, awaited files, its health and what is late.

import { z } from "zod";
import { type StatusWord, statusWords } from "#core/hwa-status.ts";
import { redact } from "#core/redact.ts";
import { type PlanHealth, planHealth } from "#hwa/health.ts";
import { type LateJob, lateJobs } from "#hwa/lateness/late-jobs.ts";
import { factsOf } from "#hwa/streams.ts";
import { workstationFacts } from "#hwa/workstations.ts";
import type { Action } from "#ports/action.ts";
import type { Asked, HwaActionDeps } from "./desk.ts";
import {
  findStreams,
  findWorkstation,
  namesStream,
  promptsOf,
  streamReference,
  whichStream,
  workstationReference,
} from "./find-plan-object.ts";
import { jobOutput, jobOutputSchema } from "./job-output.ts";
import { findOneJob, jobReference, namesJob, optionalText } from "./job-reference.ts";
import { iso, jobNotation, listed, statusInPortuguese, wholeSeconds, whyDown } from "./notation.ts";
import {
  promptOutput,
  promptOutputSchema,
  streamOutput,
  streamOutputSchema,
  workstationOutput,
  workstationOutputSchema,
} from "./plan-outputs.ts";
import { fileReading, resourceReading } from "./read-dependencies.ts";
import { readingAction } from "./reading.ts";

const counts = z.record(z.enum(statusWords), z.number());
const workstationSummarySchema = z.strictObject({ workstation: z.string(), why: z.string().nullable() });
const lateSchema = z.strictObject({
  job: z.string(),
  job_id: z.string(),
  notation: z.string(),
  internal_status: z.string(),
  critical: z.boolean(),
  deadline: z.string().nullable(),
  estimated_end: z.string().nullable(),
  minutes_late: z.number().nullable(),
  confidence: z.number().nullable().describe("percent that it makes its deadline"),
  late: z.array(z.string()),
  risks: z.array(z.string()),
});

export function planReadings(desk: HwaActionDeps): readonly Action[] {
  return [
    readingAction(desk, {
      name: "hwa.stream",
      title: "Look at a job stream",
      docs: "One job stream of the plan: how far it is, how its jobs stand (failed and running ones first, at most 50), and how many dependencies hold it. Of several instances the running one is told, else the failed one, else the latest. Fails with `not_found` and the nearest names, and with `conflict` when the name stands in several places.",
      input: z.strictObject(streamReference).refine(namesStream, whichStream),
      output: streamOutputSchema.extend({
        instances: z.number(),
        progress: z.number().nullable().describe("percent of its jobs that completed"),
        elapsed_seconds: z.number().nullable(),
        total_jobs: z.number(),
        started_jobs: z.number().describe("of them those that run or have ended"),
        by_status: counts,
        jobs: z.array(jobOutputSchema),
        held_by: z.array(z.string()),
        waits_for: z.array(z.string()),
      }),
      example: { stream: "INVOICE_DAILY" },
      async answer(reference, asked) {
        const [listed, ...others] = await findStreams(asked, reference);
        const facts = await factsOf(desk.hwa, listed, asked.now, asked.read);
        return {
          ...streamOutput(facts.stream, asked),
          instances: 1 + others.length,
          progress: facts.progress,
          elapsed_seconds: wholeSeconds(facts.elapsedMs),
          total_jobs: facts.jobs.total,
          started_jobs: startedOf(facts.jobs.byStatus),
          by_status: facts.jobs.byStatus,
          jobs: facts.jobs.items.map((job) => jobOutput(job, asked)),
          held_by: facts.heldBy.map((cause) => cause.kind),
          waits_for: facts.waitsFor.map((edge) => edge.name),
        };
      },
    }),
    readingAction(desk, {
      name: "hwa.workstation",
      title: "Look at a workstation",
      docs: "Whether a workstation can run jobs now and why not, its limit and fence, and how many jobs run, wait and failed there. Fails with `not_found` and the nearest names.",
      input: z.strictObject({ workstation: workstationReference }),
      output: workstationOutputSchema.extend({
        running: z.number(),
        waiting: z.number(),
        failed: z.number(),
      }),
      example: { workstation: "FIN_WS" },
      async answer({ workstation }, asked) {
        const found = await findWorkstation(asked, workstation);
        const facts = await workstationFacts(desk.hwa, found.name, asked.read);
        const { running, waiting, failed } =
          facts.kind === "found" ? facts.workstation : { running: 0, waiting: 0, failed: 0 };
        return { ...workstationOutput(found), running, waiting, failed };
      },
    }),
    readingAction(desk, {
      name: "hwa.prompt",
      title: "Look at prompts",
      docs: "Prompts of the plan, by default those that wait for an answer, the longest open first. `prompt`, `prompt_id` and `number` name one; `job` keeps those a job depends on, its own and its stream's; `open: false` lists answered and unasked ones as well. None is an empty list, not a failure.",
      input: z.strictObject({
        prompt: optionalText("the prompt's name"),
        prompt_id: optionalText("HWA's id of the prompt"),
        number: z.number().int().positive().nullish(),
        ...jobReference,
        open: z.boolean().default(true),
      }),
      output: z.strictObject({
        total: z.number(),
        prompts: z.array(promptOutputSchema),
        text: z.string().describe("how many, and which: one sentence"),
        texto: z.string().describe("the same in Portuguese"),
      }),
      example: { prompt: "PAYROLL_APPROVAL", open: false },
      async answer({ prompt, prompt_id, number, open, ...reference }, asked) {
        const of = namesJob(reference) ? await promptsBefore(asked, reference) : null;
        const prompts = (await promptsOf(asked))
          .filter((each) => !open || each.status === "ASKED")
          .filter((each) => !prompt || each.name?.split("/").at(-1)?.toUpperCase() === prompt.toUpperCase())
          .filter((each) => (!prompt_id || each.id === prompt_id) && (!number || each.number === number))
          .filter((each) => of === null || of.has(each.id))
          .toSorted((a, b) => (a.askedAt?.getTime() ?? 0) - (b.askedAt?.getTime() ?? 0));
        return {
          total: prompts.length,
          prompts: prompts.slice(0, 100).map(promptOutput),
          ...listed(
            {
              en: `${open ? "open " : ""}${prompts.length === 1 ? "prompt" : "prompts"}`,
              pt:
                prompts.length === 1 ? `prompt${open ? " aberto" : ""}` : `prompts${open ? " abertos" : ""}`,
            },
            prompts.length,
            prompts.map((each) => `${each.name ?? `#${each.number}`} "${redact(each.text)}"`),
          ),
        };
      },
    }),
    resourceReading(desk),
    fileReading(desk),
    readingAction(desk, {
      name: "hwa.health",
      title: "Look at the whole plan",
      docs: "The plan at a glance: jobs by status, workstations that cannot be reached or are closed, open prompts, critical jobs at risk and jobs that are late.",
      input: z.strictObject({}),
      output: z.strictObject({
        at: z.string(),
        jobs: z.number(),
        by_status: counts.nullable(),
        workstations: z.number(),
        workstations_available: z.number(),
        unreachable: z.array(workstationSummarySchema),
        closed: z.array(z.string()).describe("available, but with limit 0"),
        on_track: z.boolean().describe("no critical job is at risk"),
        at_risk: z.array(lateSchema),
        late: z.array(lateSchema),
        open_prompts: z.number(),
        prompts: z.array(promptOutputSchema),
        text: z.string().describe("jobs, workstations and critical jobs in a few sentences"),
        texto: z.string().describe("the same in Portuguese"),
      }),
      example: {},
      async answer(_input, asked) {
        const health = await planHealth(desk.hwa, asked.now, asked.read);
        const { workstations, criticalPath } = health;
        return {
          at: asked.now.toISOString(),
          jobs: health.jobs.total,
          by_status: health.jobs.byStatus,
          workstations: workstations.total,
          workstations_available: workstations.available,
          unreachable: workstations.unreachableOnes.map(({ name, why }) => ({ workstation: name, why })),
          closed: workstations.closed.map((each) => each.name),
          on_track: criticalPath.onTrack,
          at_risk: criticalPath.atRisk.map((each) => lateOutput(each, asked)),
          late: criticalPath.delayed.slice(0, 100).map((each) => lateOutput(each, asked)),
          open_prompts: health.prompts.open,
          prompts: health.prompts.items.map(promptOutput),
          text: healthText(health),
          texto: healthInPortuguese(health),
        };
      },
    }),
    readingAction(desk, {
      name: "hwa.late",
      title: "Find what is late",
      docs: "Jobs that are late now (flagged by HWA, past their deadline, or running over 150 % of their estimate), and critical jobs that are at risk, with the reasons. `complete` is false when there are more than were read.",
      input: z.strictObject({ limit: z.number().int().min(1).max(500).default(50) }),
      output: z.strictObject({
        total: z.number(),
        late: z.array(lateSchema),
        at_risk: z.array(lateSchema),
        complete: z.boolean(),
        text: z.string().describe("how many, and the first of them by name: one sentence"),
        texto: z.string().describe("the same in Portuguese"),
      }),
      example: { limit: 20 },
      async answer({ limit }, asked) {
        const report = await lateJobs(desk.hwa, asked.now, asked.read);
        return {
          total: report.late.length,
          late: report.late.slice(0, limit).map((each) => lateOutput(each, asked)),
          at_risk: report.atRisk.slice(0, limit).map((each) => lateOutput(each, asked)),
          complete: report.coverage.complete,
          ...listed(
            report.late.length === 1
              ? { en: "late job", pt: "job atrasado" }
              : { en: "late jobs", pt: "jobs atrasados" },
            report.late.length,
            report.late.map(
              ({ job, minutesLate }) => job.name + (minutesLate ? ` (${minutesLate} min)` : ""),
            ),
          ),
        };
      },
    }),
  ];
}

function startedOf({ Running, Completed, Failed }: Readonly<Record<StatusWord, number>>): number {
  return Running + Completed + Failed;
}

/** Ids of the prompts a job depends on, itself or through its stream. */
async function promptsBefore(
  asked: Asked,
  reference: Parameters<typeof findOneJob>[1],
): Promise<ReadonlySet<string>> {
  const { hwa } = asked.desk;
  const listed = await findOneJob(asked, reference);
  const [job, stream] = await Promise.all([
    hwa.job(listed.id, asked.read),
    listed.stream.id === null ? null : hwa.jobStream(listed.stream.id, asked.read),
  ]);
  const all = [...(job?.dependencies ?? []), ...(stream?.dependencies ?? [])];
  return new Set(all.flatMap((each) => (each.kind === "prompt" && each.promptId ? [each.promptId] : [])));
}

function healthText({ jobs, workstations, criticalPath }: PlanHealth): string {
  const counts = Object.entries(jobs.byStatus ?? {}).filter(([, count]) => count > 0);
  const byStatus = counts.map(([word, count]) => `${count} ${word.toLowerCase()}`).join(", ");
  const down = workstations.unreachableOnes.map(
    ({ name, why }) => `${name} (${(why ?? "unknown").replaceAll("_", " ")})`,
  );
  const closed = workstations.closed.map(({ name }) => name);
  const risks = criticalPath.atRisk.map(({ job }) => job.name);
  return [
    `${jobs.total} jobs${byStatus ? `: ${byStatus}` : ""}.`,
    `${workstations.available} of ${workstations.total} workstations are available${down.length > 0 ? `; not ${down.join(", ")}` : ""}.`,
    ...(closed.length > 0 ? [`Closed by limit 0: ${closed.join(", ")}.`] : []),
    risks.length > 0 ? `Critical jobs at risk: ${risks.join(", ")}.` : "No critical job is at risk.",
  ].join(" ");
}

function healthInPortuguese({ jobs, workstations, criticalPath }: PlanHealth): string {
  const counts = Object.entries(jobs.byStatus ?? {}).filter(([, count]) => count > 0);
  const byStatus = counts.map(([word, count]) => `${count} ${statusInPortuguese(word)}`).join(", ");
  const down = workstations.unreachableOnes.map(({ name, why }) => `${name} (${whyDown(why).pt})`);
  const closed = workstations.closed.map(({ name }) => name);
  const risks = criticalPath.atRisk.map(({ job }) => job.name);
  return [
    `${jobs.total} jobs${byStatus ? `: ${byStatus}` : ""}.`,
    `${workstations.available} de ${workstations.total} workstations estão disponíveis${down.length > 0 ? `; não estão ${down.join(", ")}` : ""}.`,
    ...(closed.length > 0 ? [`Fechadas por limite 0: ${closed.join(", ")}.`] : []),
    risks.length > 0 ? `Jobs críticos em risco: ${risks.join(", ")}.` : "Nenhum job crítico em risco.",
  ].join(" ");
}

function lateOutput(late: LateJob, asked: Asked): z.infer<typeof lateSchema> {
  return {
    job: late.job.name,
    job_id: late.job.id,
    notation: jobNotation(late.job, asked.desk.timezone),
    internal_status: late.facts.internal,
    critical: late.critical,
    deadline: iso(late.deadline),
    estimated_end: iso(late.estimatedEnd),
    minutes_late: late.minutesLate,
    confidence: late.confidence?.percent ?? null,
    late: late.late.map((reason) => reason.kind),
    risks: late.risks.map((reason) => reason.kind),
  };
}
