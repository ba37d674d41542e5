// Which jobs are late, and which critical jobs are about to be.
//
// Late now is a job that has not ended and that HWA flags late, whose deadline has passed, or that runs for more than
// 150 % of its estimate. At risk is a critical job that has not succeeded and that failed, is late now, is estimated
// to end after its deadline, should have started by now (HWA's critical start), waits behind a failed job, or is less
// than 80 % likely to make its deadline.

import { isFault } from "#core/fault.ts";
import type { HwaJob, HwaReader, Page, ReadOptions } from "#ports/hwa.ts";
import { type JobFacts, jobFacts } from "../job-facts.ts";
import { and, before, eq, isIn, ordered } from "../oql.ts";
import { confidenceOf, riskConfidence, spreadOf } from "./confidence.ts";
import { type Forecast, forecastStart } from "./forecast.ts";

export type LateReason =
  | { readonly kind: "flagged" }
  | { readonly kind: "deadline_passed"; readonly deadline: Date }
  | { readonly kind: "running_long"; readonly ofEstimate: number };

export type RiskReason =
  | { readonly kind: "failed" }
  | { readonly kind: "late" }
  | { readonly kind: "ends_after_deadline"; readonly byMs: number }
  | { readonly kind: "critical_start_passed"; readonly criticalStart: Date }
  | { readonly kind: "behind_failed_job"; readonly job: HwaJob }
  | { readonly kind: "low_confidence"; readonly confidence: number };

export interface Confidence {
  /** 0–100. */
  readonly percent: number;
  /** `hwa`: HWA's own figure. `estimate`: ours, from the estimated end and an assumed spread. */
  readonly basis: "hwa" | "estimate";
  /** Of our estimate, in ms. */
  readonly spreadMs: number | null;
}

export interface LateJob {
  readonly job: HwaJob;
  readonly facts: JobFacts;
  readonly critical: boolean;
  readonly deadline: Date | null;
  readonly estimatedStart: Date | null;
  readonly estimatedEnd: Date | null;
  /** Null when the estimated end or the deadline is not known. */
  readonly confidence: Confidence | null;
  /** Behind the deadline now, or estimated to be at its end; 0 when in time; null without a deadline. */
  readonly minutesLate: number | null;
  /** Empty: not late now. */
  readonly late: readonly LateReason[];
  /** Empty: not at risk; only critical jobs can be. */
  readonly risks: readonly RiskReason[];
}

export interface LateReport {
  /** Late now, the most delayed first; critical ones before others. */
  readonly late: readonly LateJob[];
  /** Every critical job that has not ended well, those at risk first, then by deadline. */
  readonly critical: readonly LateJob[];
  readonly atRisk: readonly LateJob[];
  readonly coverage: {
    /** Running jobs read, longest-running first, of all running. */
    readonly runningRead: number;
    readonly runningTotal: number;
    /** False: this engine cannot be asked for deadlines, so waiting jobs that are late were found only if critical. */
    readonly deadlines: boolean;
    readonly complete: boolean;
  };
}

const usuallyLong = 1.5;
const mostRead = 500;
const notEnded = ["WAITING", "READY", "RUNNING", "HELD", "BLOCKED", "UNDECIDED"];

export interface LateOptions extends ReadOptions {
  /** How many predecessors of waiting critical jobs may be read to estimate their start; default 40. */
  readonly predecessorReads?: number;
  /** Over how many times its estimate a running job counts as late; default 1.5. */
  readonly longRunning?: number;
}

/** Three list calls, and a bounded number of single reads for critical jobs that wait for others. */
export async function lateJobs(hwa: HwaReader, now: Date, options: LateOptions = {}): Promise<LateReport> {
  const [marked, overdue, running] = await Promise.all([
    criticalJobs(hwa, options),
    overdueJobs(hwa, now, options),
    longestRunning(hwa, options),
  ]);
  const read = [...running.items, ...(overdue?.items ?? []), ...marked.items];
  const jobs = [...new Map(read.map((job) => [job.id, job])).values()];
  const budget = { left: options.predecessorReads ?? 40 };
  const judged: LateJob[] = [];
  for (const job of jobs) {
    const forecast = job.critical ? await forecastStart(hwa, job, now, budget, options) : null;
    judged.push(judgeLateness(job, forecast, now, options.longRunning));
  }
  const late = judged.filter((each) => each.late.length > 0).sort(byUrgency);
  const critical = judged.filter((each) => each.critical && !hasEndedWell(each.facts)).sort(byRisk);
  return {
    late,
    critical,
    atRisk: critical.filter((each) => each.risks.length > 0),
    coverage: {
      runningRead: running.items.length,
      runningTotal: running.total,
      deadlines: overdue !== null,
      complete:
        overdue !== null &&
        overdue.total <= overdue.items.length &&
        marked.total <= marked.items.length &&
        running.total <= running.items.length,
    },
  };
}

function criticalJobs(hwa: HwaReader, options: ReadOptions): Promise<Page<HwaJob>> {
  const open = isIn("jobruns.commonStatus", [...notEnded, "ERROR"]);
  return hwa.jobs({ oql: and(eq("jobOptions.critical", true), open), limit: mostRead }, options);
}

/** HWA documents no OQL field for a job's deadline; null from engines that refuse it. */
async function overdueJobs(hwa: HwaReader, now: Date, options: ReadOptions): Promise<Page<HwaJob> | null> {
  const overdue = before("timeRestrictions.deadlineTime", now);
  const oql = and(isIn("jobruns.commonStatus", notEnded), overdue);
  try {
    return await hwa.jobs({ oql, limit: mostRead, detail: "brief" }, options);
  } catch (error) {
    if (!isFault(error) || error.code !== "invalid_input") throw error;
    return null;
  }
}

/** Jobs that run too long are among those that have run longest; when there are many, these are the ones read. */
async function longestRunning(hwa: HwaReader, options: ReadOptions): Promise<Page<HwaJob>> {
  const running = eq("jobruns.commonStatus", "RUNNING");
  try {
    const oql = ordered(running, "jobruns.timeInfo.actualStartTime", "ASC");
    return await hwa.jobs({ oql, limit: mostRead, detail: "brief" }, options);
  } catch (error) {
    if (!isFault(error) || error.code !== "invalid_input") throw error;
    return hwa.jobs({ oql: running, limit: mostRead, detail: "brief" }, options);
  }
}

/** The rule itself. `forecast` is null for jobs nobody looked ahead for; their start is then taken as now or their set time. */
export function judgeLateness(
  job: HwaJob,
  forecast: Forecast | null,
  now: Date,
  longRunning = usuallyLong,
): LateJob {
  const facts = jobFacts(job, now);
  const open = isOpen(facts);
  const deadline = job.time.deadline;
  const estimatedStart = facts.startedAt ?? (open ? (forecast?.start ?? plannedStart(job, now)) : null);
  const estimatedEnd = estimatedEndOf(facts, estimatedStart, now);
  const late = open ? lateReasons(job, facts, now, longRunning) : [];
  const confidence = confidenceIn(job, facts, forecast, estimatedStart, estimatedEnd, now);
  const behindMs =
    deadline === null ? null : Math.max(0, (estimatedEnd ?? now).getTime() - deadline.getTime());
  return {
    job,
    facts,
    critical: job.critical,
    deadline,
    estimatedStart,
    estimatedEnd,
    confidence,
    minutesLate: behindMs === null ? null : Math.ceil(behindMs / 60_000),
    late,
    risks: job.critical ? riskReasons(job, facts, forecast, late, confidence, behindMs, now) : [],
  };
}

function isOpen(facts: JobFacts): boolean {
  return ["Waiting", "Ready", "Running", "Held", "Blocked", "Unknown"].includes(facts.status);
}

function hasEndedWell(facts: JobFacts): boolean {
  return facts.status === "Completed" || facts.status === "Cancelled";
}

function plannedStart(job: HwaJob, now: Date): Date {
  return new Date(Math.max(now.getTime(), job.time.start?.getTime() ?? 0));
}

function estimatedEndOf(facts: JobFacts, start: Date | null, now: Date): Date | null {
  if (facts.endedAt) return facts.endedAt;
  if (facts.estimatedEnd) return facts.estimatedEnd;
  if (!start || facts.estimatedMs === null) return null;
  return new Date(Math.max(now.getTime(), start.getTime() + facts.estimatedMs));
}

function lateReasons(job: HwaJob, facts: JobFacts, now: Date, longRunning: number): readonly LateReason[] {
  const reasons: LateReason[] = [];
  const deadline = job.time.deadline;
  if (deadline && deadline < now) reasons.push({ kind: "deadline_passed", deadline });
  else if (job.late || job.deadlinePassed) reasons.push({ kind: "flagged" });
  if (facts.status === "Running" && facts.ofEstimate !== null && facts.ofEstimate > longRunning)
    reasons.push({ kind: "running_long", ofEstimate: facts.ofEstimate });
  return reasons;
}

function confidenceIn(
  job: HwaJob,
  facts: JobFacts,
  forecast: Forecast | null,
  start: Date | null,
  end: Date | null,
  now: Date,
): Confidence | null {
  if (job.confidence !== null) return { percent: job.confidence, basis: "hwa", spreadMs: null };
  const deadline = job.time.deadline;
  if (!deadline || !end || !start || facts.estimatedMs === null) return null;
  if (facts.endedAt)
    return { percent: facts.endedAt <= deadline ? 100 : 0, basis: "estimate", spreadMs: null };
  const ahead = Math.max(0, start.getTime() - now.getTime()) + facts.estimatedMs;
  const spreadMs = spreadOf(forecast ? forecast.workMs + facts.estimatedMs : ahead);
  const percent = deadline <= now ? 0 : confidenceOf(end, deadline, spreadMs);
  return { percent, basis: "estimate", spreadMs };
}

function riskReasons(
  job: HwaJob,
  facts: JobFacts,
  forecast: Forecast | null,
  late: readonly LateReason[],
  confidence: Confidence | null,
  behindMs: number | null,
  now: Date,
): readonly RiskReason[] {
  if (facts.status === "Failed") return [{ kind: "failed" }];
  if (!isOpen(facts)) return [];
  const risks: RiskReason[] = [];
  if (late.length > 0) risks.push({ kind: "late" });
  if (forecast?.failed) risks.push({ kind: "behind_failed_job", job: forecast.failed });
  if (behindMs) risks.push({ kind: "ends_after_deadline", byMs: behindMs });
  if (job.criticalStart && !facts.startedAt && job.criticalStart < now)
    risks.push({ kind: "critical_start_passed", criticalStart: job.criticalStart });
  if (!behindMs && confidence && confidence.percent < riskConfidence)
    risks.push({ kind: "low_confidence", confidence: confidence.percent });
  return risks;
}

function byUrgency(a: LateJob, b: LateJob): number {
  return Number(b.critical) - Number(a.critical) || (b.minutesLate ?? 0) - (a.minutesLate ?? 0);
}

function byRisk(a: LateJob, b: LateJob): number {
  return (
    Number(b.risks.length > 0) - Number(a.risks.length > 0) ||
    (a.deadline?.getTime() ?? Number.MAX_SAFE_INTEGER) - (b.deadline?.getTime() ?? Number.MAX_SAFE_INTEGER)
  );
}
