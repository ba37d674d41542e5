// Critical jobs: when they are likely to end, and how sure it is that this is before their deadline.
// HCL describes the confidence as a normal distribution around the estimated end.

import { type Job, lastRun, type Plan } from "../plan/plan-model.ts";
import { hasEnded } from "./lifecycle.ts";

/** How far estimates are off, as a share of the time still ahead. */
const spreadShare = 0.15;

function estimatedEnd(plan: Plan, job: Job, depth = 0): number {
  const run = lastRun(job);
  if (run.endedAt !== null) return run.endedAt;
  if (run.startedAt !== null) return Math.max(run.startedAt + run.estimateMs, plan.now);
  let startsAt = Math.max(plan.now, job.startAt ?? 0);
  if (depth < 30)
    for (const dependency of job.dependencies)
      if (dependency.kind === "job" && !hasEnded(dependency.on))
        startsAt = Math.max(startsAt, estimatedEnd(plan, dependency.on, depth + 1));
  return startsAt + run.estimateMs;
}

/** The share of a standard normal distribution below z (Zelen and Severo's approximation, seven digits). */
export function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = 0.3989422804014327 * Math.exp((-z * z) / 2) * series;
  return z >= 0 ? 1 - tail : tail;
}

/** Percent that the job ends before its deadline; 100 or 0 once it has ended, as HWA does. */
export function confidenceOf(plan: Plan, job: Job): number {
  if (job.deadlineAt === null) return 100;
  const end = estimatedEnd(plan, job);
  if (lastRun(job).endedAt !== null) return end <= job.deadlineAt ? 100 : 0;
  const deviation = Math.max(60_000, lastRun(job).estimateMs * spreadShare);
  return Math.round(normalCdf((job.deadlineAt - end) / deviation) * 100);
}

export interface CriticalRisk {
  readonly estimatedEndAt: number;
  readonly confidence: number;
  readonly incompletePredecessors: number;
  readonly high: boolean;
  readonly potential: boolean;
}

export function riskOf(plan: Plan, job: Job): CriticalRisk {
  const predecessors = job.dependencies.flatMap((dependency) =>
    dependency.kind === "job" ? [dependency.on] : [],
  );
  const open = predecessors.filter(
    (predecessor) => lastRun(predecessor).state !== "SUCC" && !predecessor.canceled,
  );
  const estimatedEndAt = estimatedEnd(plan, job);
  const high = job.deadlineAt !== null && !hasEnded(job) && estimatedEndAt > job.deadlineAt;
  return {
    estimatedEndAt,
    confidence: confidenceOf(plan, job),
    incompletePredecessors: open.length,
    high,
    potential: !high && open.some((predecessor) => predecessor.common === "ERROR" || predecessor.late),
  };
}
