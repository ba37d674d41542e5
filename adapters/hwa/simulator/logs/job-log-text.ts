// A job's log (its "stdlist"), in the form conman shows: a header, what the job wrote, a footer when it has ended.
// The text follows from the run and the time alone, so it needs no memory and a running job's log grows by itself.

import type { Job, Plan, Run } from "../plan/plan-model.ts";
import { randomFor, wholeBetween } from "../time/random.ts";
import { outputOf } from "./job-kinds.ts";

const ruler = "=".repeat(63);
const two = (n: number) => String(n).padStart(2, "0");
const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Sun Sep 24 17:06:27 UTC 2023`, as date(1) writes it. */
function unixDate(at: number): string {
  const d = new Date(at);
  const clock = `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`;
  return `${weekdays[d.getUTCDay()]} ${months[d.getUTCMonth()]} ${String(d.getUTCDate()).padStart(2)} ${clock} UTC ${d.getUTCFullYear()}`;
}

function header(job: Job, run: Run, startedAt: number): string[] {
  const at = new Date(job.stream.scheduledAt);
  const scheduled = `${two(at.getUTCHours())}${two(at.getUTCMinutes())} ${two(at.getUTCMonth() + 1)}/${two(at.getUTCDate())}/${two(at.getUTCFullYear() % 100)}`;
  return [
    ruler,
    `= JOB       : ${job.stream.workstation.name}#${job.stream.name}[(${scheduled}),(${job.stream.internalId})].${job.name}`,
    `= USER      : ${run.staged?.user ?? job.definition.login}`,
    `= JCLFILE   : ${run.staged?.command ?? job.definition.command}`,
    "= TWSRCMAP  :",
    `= AGENT     : ${run.staged?.agent ?? job.workstation.name}`,
    `= Job Number: ${run.jobNumber ?? 0}`,
    `= ${unixDate(startedAt)}`,
    ruler,
  ];
}

function footer(plan: Plan, run: Run, startedAt: number, endedAt: number): string[] {
  const random = randomFor(plan.seed, `usage/${run.id}`);
  const seconds = Math.round((endedAt - startedAt) / 1000);
  const elapsed = `${two(Math.floor(seconds / 3600))}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  return [
    ruler,
    `= Exit Status           : ${run.returnCode ?? 0}`,
    `= SC STATUS_OK : ${(run.returnCode ?? 0) === 0}`,
    `= System Time (Seconds) : ${wholeBetween(random, 0, Math.ceil(seconds / 20))}`,
    `= Elapsed Time (hh:mm:ss) : ${elapsed}`,
    `= User Time (Seconds) : ${wholeBetween(random, 0, Math.ceil(seconds / 6))}`,
    `= Job CPU usage (ms) : ${wholeBetween(random, 20, 20 + seconds * 90)}`,
    `= Job Memory usage (kb) : ${wholeBetween(random, 1200, 480_000)}`,
    `= ${unixDate(endedAt)}`,
    ruler,
  ];
}

/** What the job wrote up to the plan's present; a run that fails breaks off where its failure strikes. */
function body(plan: Plan, job: Job, run: Run, startedAt: number): string[] {
  if (run.staged?.lines) return [...run.staged.lines, ...(run.extraLog ?? [])];
  const until = run.endedAt ?? plan.now;
  const output = outputOf(job.definition.kind, randomFor(plan.seed, `output/${run.id}`), {
    job: job.name,
    command: job.definition.command,
    login: job.definition.login,
    day: new Date(job.stream.scheduledAt).toISOString().slice(0, 10),
  });
  const failure = run.endedAt === null ? null : (run.outcome?.failure ?? null);
  const ended = run.endedAt !== null;
  const good = ended && run.outcome?.state === "SUCC";
  const done = good
    ? 1
    : failure
      ? Math.min(0.85, failure.share)
      : Math.min(0.97, (until - startedAt) / run.estimateMs);
  const written = output
    .filter(({ share }) => share <= done && !(failure && failure.share === 0))
    .map(({ text }) => text);
  const broke = failure
    ? failure.lines({
        job: job.name,
        login: job.definition.login,
        command: job.definition.command,
        workstation: job.workstation.name,
      })
    : [];
  return [...written, ...broke, ...(run.extraLog ?? [])];
}

/** The log's lines as of now, or null when the run has not started. */
export function logLines(plan: Plan, job: Job, run: Run, contentOnly: boolean): string[] | null {
  const { startedAt, endedAt } = run;
  if (startedAt === null) return null;
  const content = body(plan, job, run, startedAt);
  if (contentOnly) return content;
  const lines = [...header(job, run, startedAt), ...content];
  return endedAt === null ? lines : [...lines, ...footer(plan, run, startedAt, endedAt)];
}
