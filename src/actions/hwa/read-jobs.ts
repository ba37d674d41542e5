// hwa.job, hwa.jobs and hwa.job-log.

import { z } from "zod";
import { Fault } from "#core/fault.ts";
import { commonStatuses, type StatusWord, statusWordOf, statusWords } from "#core/hwa-status.ts";
import { redact } from "#core/redact.ts";
import type { Wording } from "#core/wording.ts";
import { errorCodeOf } from "#hwa/failure/error-code.ts";
import { signatureOf } from "#hwa/failure/log-signatures.ts";
import { readLogTail } from "#hwa/failure/log-tail.ts";
import { lastRun, wordOf } from "#hwa/job-facts.ts";
import { and, isIn, type Oql, since } from "#hwa/oql.ts";
import { onWorkstation } from "#hwa/workstations.ts";
import type { Action } from "#ports/action.ts";
import type { HwaJob } from "#ports/hwa.ts";
import type { Asked, HwaActionDeps } from "./desk.ts";
import { placedJob, placedJobSchema, workstationsOf } from "./job-output.ts";
import { aboutJob, findJobs, findOneJob, optionalText } from "./job-reference.ts";
import { jobNotation, jobState, listed, nameAndState, statusInPortuguese } from "./notation.ts";
import { readingAction } from "./reading.ts";

export function jobReadings(desk: HwaActionDeps): readonly Action[] {
  return [
    readingAction(desk, {
      name: "hwa.job",
      title: "Look at a job",
      docs: "One job of HWA's plan as it is now, read fresh. Name it by `job`, `job_id` or `run_id`; of several instances in one stream the running one is told, else the failed one, else the latest. Fails with `not_found` and the nearest names when the plan has no such job, and with `conflict` when the name stands in several streams. With `later_than` it is told only once it was run again: wait.until waits that out.",
      input: aboutJob({
        later_than: optionalText("a run_id: fails as long as that is still the latest run; for wait.until"),
      }),
      output: placedJobSchema.extend({ instances: z.number(), description: z.string().nullable() }),
      example: { job: "FINANCE_PAYROLL" },
      async answer(reference, asked) {
        const [[job, ...others], workstations] = await Promise.all([
          findJobs(asked, reference),
          workstationsOf(asked),
        ]);
        const latest = lastRun(job)?.id ?? null;
        if (reference.later_than && reference.later_than === latest)
          throw new Fault("unavailable", notRunAgain(job, asked), {
            retryable: true,
            detail: { run_id: latest },
          });
        const described = job.description === null ? null : redact(job.description);
        return {
          ...placedJob(job, workstations, asked),
          instances: 1 + others.length,
          description: described,
        };
      },
    }),
    readingAction(desk, {
      name: "hwa.jobs",
      title: "List jobs",
      docs: "Jobs of the plan by `status` (our word: Failed, Running, Waiting, …), `stream` and `workstation`, at most `limit` of them; `hours` keeps those that ended (or, for a status that is no end, started) within so many hours. `total` says how many there are. Nothing found is an empty list, not a failure.",
      input: z.strictObject({
        status: z.enum(statusWords).nullish(),
        stream: optionalText("name of the job stream"),
        workstation: optionalText("name of the workstation"),
        hours: z.number().positive().max(10_000).nullish(),
        limit: z.number().int().min(1).max(1_000).default(100),
      }),
      output: z.strictObject({
        total: z.number(),
        jobs: z.array(placedJobSchema),
        text: z.string().describe("how many, and the first of them by name: one sentence"),
        texto: z.string().describe("the same in Portuguese"),
      }),
      example: { status: "Failed", limit: 20 },
      async answer({ status, stream, workstation, hours, limit }, asked) {
        const { hwa, names } = asked.desk;
        const terms: Oql[] = [
          ...(status ? [isIn("jobruns.commonStatus", commonOf(status))] : []),
          ...(stream
            ? [
                isIn("jobStreamName", [
                  stream,
                  stream.toUpperCase(),
                  names.canonical("stream", stream) ?? stream,
                ]),
              ]
            : []),
          ...(workstation
            ? [onWorkstation(names.canonical("workstation", workstation) ?? workstation.toUpperCase())]
            : []),
          ...(hours
            ? [since(momentOf(status ?? null), new Date(asked.now.getTime() - hours * 3_600_000))]
            : []),
        ];
        const query = {
          limit,
          detail: "brief" as const,
          ...(terms.length > 0 ? { oql: and(...terms) } : {}),
        };
        const [page, workstations] = await Promise.all([hwa.jobs(query, asked.read), workstationsOf(asked)]);
        // A cancelled job keeps the status it had; its own flag tells.
        const jobs = page.items.filter((job) => !status || wordOf(job) === status);
        const total = page.total - (page.items.length - jobs.length);
        const what = [status?.toLowerCase(), total === 1 ? "job" : "jobs"].filter(Boolean).join(" ");
        const where = [
          stream ? ` of ${stream}` : "",
          workstation ? ` on ${workstation}` : "",
          hours ? ` in the last ${hours} h` : "",
        ].join("");
        const onde = [
          status ? ` ${statusInPortuguese(status)}` : "",
          stream ? ` de ${stream}` : "",
          workstation ? ` em ${workstation}` : "",
          hours ? ` nas últimas ${hours} h` : "",
        ].join("");
        return {
          total,
          jobs: jobs.map((job) => placedJob(job, workstations, asked)),
          ...listed(
            { en: `${what}${where}`, pt: `${total === 1 ? "job" : "jobs"}${onde}` },
            total,
            jobs.map((job) => nameAndState(job, asked)),
          ),
        };
      },
    }),
    readingAction(desk, {
      name: "hwa.job-log",
      title: "Read the end of a job's log",
      docs: "The last meaningful `lines` of the log of a job's latest run, or of `run_id`: text without escapes and with credentials masked, the error code operators know it by, and the lines that look like a known kind of failure. Fails with `conflict` when the job has not run yet.",
      input: aboutJob({ lines: z.number().int().min(1).max(500).default(40) }),
      output: z.strictObject({
        job: z.string(),
        job_id: z.string(),
        run_id: z.string(),
        text: z.string(),
        lines: z.number().describe("lines of the whole log, as far as it was read"),
        whole: z.boolean().describe("false: lines before these were not read"),
        ended: z.boolean(),
        error_code: z.string().nullable(),
        signatures: z.array(z.strictObject({ line: z.number(), kind: z.string(), text: z.string() })),
      }),
      example: { job: "INVOICE_PROCESSING", lines: 30 },
      async answer(reference, asked) {
        const job = await findOneJob(asked, reference);
        const run = job.runs.find((each) => each.id === reference.run_id) ?? lastRun(job);
        if (!run || (run.startedAt === null && wordOf(job) !== "Failed"))
          throw new Fault("conflict", {
            en: `${jobNotation(job, desk.timezone)} has not run yet (${job.status.internal}), so there is no log. hwa.why-waiting tells what it waits for.`,
            pt: `${jobNotation(job, desk.timezone)} ainda não executou (${job.status.internal}), então não há log. Pergunte "por que ${job.name} está esperando?".`,
          });
        const { log, tail, whole } = await readLogTail(desk.hwa, run.id, reference.lines, asked.read);
        const broke = statusWordOf(run.status) === "Failed";
        const code = errorCodeOf(log.content, { internal: run.status.internal, returnCode: run.returnCode });
        const known = log.content.flatMap((line) => {
          const kind = signatureOf(line.text);
          return kind === null ? [] : [{ line: line.number, kind, text: redact(line.text) }];
        });
        return {
          job: job.name,
          job_id: job.id,
          run_id: run.id,
          text: redact(tail.map((line) => line.text).join("\n")),
          lines: log.lines,
          whole,
          ended: log.ended,
          error_code: broke ? code.code : null,
          signatures: known.slice(-20),
        };
      },
    }),
  ];
}

function commonOf(status: StatusWord): readonly string[] {
  return commonStatuses.filter((common) => statusWordOf({ common }) === status);
}

function momentOf(status: StatusWord | null): string {
  const open = status !== null && !["Completed", "Failed", "Cancelled", "Suppressed"].includes(status);
  return `jobruns.timeInfo.${open ? "actualStartTime" : "actualEndTime"}`;
}

function notRunAgain(job: HwaJob, asked: Asked): Wording {
  const state = jobState(job, asked);
  return {
    en: `${job.name} was not run again yet: it ${state.en}.`,
    pt: `${job.name} ainda não foi executado de novo: ele ${state.pt}.`,
  };
}
