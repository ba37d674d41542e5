// When a waiting job can start at the earliest: the latest estimated end among what it waits for, as HWA computes its
// critical path.

import type { HwaJob, HwaReader, ReadOptions } from "#ports/hwa.ts";
import { jobFacts } from "../job-facts.ts";

export interface Forecast {
  readonly start: Date;
  /** Estimated work on the longest path before the start, in ms. */
  readonly workMs: number;
  /** A failed job on the way: until somebody acts, the start will not come. */
  readonly failed: HwaJob | null;
  /** False when the budget ended before the whole way was read. */
  readonly complete: boolean;
}

/** A number of single reads shared by several forecasts; it is spent in place. */
export interface ReadBudget {
  left: number;
}

const deepest = 30;

/**
 * Follows unsatisfied job dependencies upwards, each job once. Limits, links and resources are not foreseen, so the
 * start is the earliest possible one. Null for a job that has started or ended.
 */
export async function forecastStart(
  hwa: HwaReader,
  job: HwaJob,
  now: Date,
  budget: ReadBudget,
  options: ReadOptions = {},
): Promise<Forecast | null> {
  if (!waits(job, now)) return null;
  const known = new Map<string, Forecast>();
  return earliest(job, 0);

  async function earliest(current: HwaJob, depth: number): Promise<Forecast> {
    const set = new Date(Math.max(now.getTime(), current.time.start?.getTime() ?? 0));
    let forecast: Forecast = { start: set, workMs: 0, failed: null, complete: true };
    // Entered before its predecessors are known, so that a cycle ends here.
    known.set(current.id, forecast);
    if (current.unresolvedDependencies === 0) return forecast;

    const whole = current.dependencies === null ? await read(current.id) : current;
    if (whole === "no budget") forecast = { ...forecast, complete: false };
    const dependencies = whole === "no budget" ? [] : (whole?.dependencies ?? []);
    for (const dependency of dependencies) {
      if (dependency.kind !== "job" || dependency.satisfied || !dependency.jobId) continue;
      const before = known.get(dependency.jobId) ?? (await endOf(dependency.jobId, depth + 1));
      forecast = {
        start: later(forecast.start, before.start),
        workMs: Math.max(forecast.workMs, before.workMs),
        failed: forecast.failed ?? before.failed,
        complete: forecast.complete && before.complete,
      };
    }
    return forecast;
  }

  /** The forecast of what comes after this predecessor: its `start` is the predecessor's end. */
  async function endOf(id: string, depth: number): Promise<Forecast> {
    const open: Forecast = { start: now, workMs: 0, failed: null, complete: true };
    const predecessor = depth > deepest ? "no budget" : await read(id);
    if (predecessor === "no budget") return { ...open, complete: false };
    if (predecessor === null) return open;
    const facts = jobFacts(predecessor, now);
    const estimate = facts.estimatedMs ?? 0;
    let result: Forecast;
    if (facts.status === "Failed") result = { ...open, failed: predecessor };
    else if (facts.status === "Running")
      result = { ...open, start: facts.estimatedEnd ?? now, workMs: estimate };
    else if (!waits(predecessor, now)) result = open;
    else {
      const begin = await earliest(predecessor, depth);
      result = {
        ...begin,
        start: new Date(begin.start.getTime() + estimate),
        workMs: begin.workMs + estimate,
      };
    }
    known.set(id, result);
    return result;
  }

  async function read(id: string): Promise<HwaJob | null | "no budget"> {
    if (budget.left <= 0) return "no budget";
    budget.left -= 1;
    return hwa.job(id, options);
  }
}

function waits(job: HwaJob, now: Date): boolean {
  return ["Waiting", "Ready", "Held", "Blocked"].includes(jobFacts(job, now).status);
}

function later(a: Date, b: Date): Date {
  return new Date(Math.max(a.getTime(), b.getTime()));
}
