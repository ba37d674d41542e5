// From what an operator typed to the job in the plan. HWA itself is always asked: the name index only helps with spelling.

import { statusWordOf } from "#core/hwa-status.ts";
import type { HwaJob, HwaReader, ReadOptions } from "#ports/hwa.ts";
import { isConmanTime, type NamedJob, parseJobRef } from "./job-ref.ts";
import { and, isIn, isQuotable, type Oql, or } from "./oql.ts";

export interface FindJobOptions extends ReadOptions {
  /** The spelling the plan uses for a name in any case, or null; usually the name index. */
  readonly canonical?: (name: string) => string | null;
  /** The zone in which conman's `(hhmm mm/dd)` is meant; default UTC. */
  readonly timezone?: string;
}

export type FoundJob =
  | {
      readonly kind: "found";
      /** The instance a person most likely means: running, else failed, else the latest. */
      readonly job: HwaJob;
      /** Every instance that was read, the same first, most relevant first; at most 200. */
      readonly instances: readonly HwaJob[];
      /** How many instances the plan has. */
      readonly total: number;
    }
  | { readonly kind: "unknown"; readonly ref: string };

const mostInstances = 200;

/**
 * Looks a job up by name in any case, `STREAM.JOB`, conman's full notation or UUID. Names found this way come from a
 * list call and so without dependencies; a UUID brings them. What HWA could never hold as a name is `unknown`.
 */
export async function findJob(hwa: HwaReader, ref: string, options: FindJobOptions = {}): Promise<FoundJob> {
  const unknown: FoundJob = { kind: "unknown", ref };
  const parsed = parseJobRef(ref);
  if (!parsed) return unknown;
  if (parsed.kind === "id") {
    const job = await hwa.job(parsed.id, options);
    return job ? { kind: "found", job, instances: [job], total: 1 } : unknown;
  }

  const readings = parsed.readings.filter((r) => isQuotable(r.job) && isQuotable(r.stream ?? ""));
  if (readings.length === 0) return unknown;
  const query = or(...readings.map((reading) => oqlOf(reading, options)));
  const page = await hwa.jobs({ oql: query, limit: mostInstances }, options);
  let read = page.items;
  if (page.total > read.length) {
    // So many instances that the page may miss those that matter now.
    const lively = await hwa.jobs(
      { oql: and(query, isIn("jobruns.commonStatus", ["RUNNING", "ERROR"])), limit: mostInstances },
      options,
    );
    const seen = new Set(lively.items.map((job) => job.id));
    read = [...lively.items, ...read.filter((job) => !seen.has(job.id))];
  }

  for (const reading of readings) {
    const instances = read.filter((job) => matches(job, reading, options)).sort(byRelevance);
    const [job] = instances;
    if (!job) continue;
    const all = readings.length === 1 && instances.length === read.length;
    return {
      kind: "found",
      job,
      instances: instances.slice(0, mostInstances),
      total: all ? Math.max(page.total, instances.length) : instances.length,
    };
  }
  return unknown;
}

/** Running first, then failed, then the latest scheduled. */
export function byRelevance(a: HwaJob, b: HwaJob): number {
  return rank(a) - rank(b) || latest(b) - latest(a);
}

function rank(job: HwaJob): number {
  const word = statusWordOf(job.status);
  return word === "Running" ? 0 : word === "Failed" ? 1 : 2;
}

function latest(job: HwaJob): number {
  return (job.scheduledAt ?? job.runs.at(-1)?.startedAt)?.getTime() ?? 0;
}

function oqlOf(reading: NamedJob, options: FindJobOptions): Oql {
  const name = isIn("name", spellings(reading.job, options));
  return reading.stream === null
    ? name
    : and(name, isIn("jobStreamName", spellings(reading.stream, options)));
}

function spellings(name: string, options: FindJobOptions): readonly string[] {
  const canonical = options.canonical?.(name);
  return [...new Set([name, name.toUpperCase(), ...(canonical ? [canonical] : [])])];
}

function matches(job: HwaJob, reading: NamedJob, options: FindJobOptions): boolean {
  return (
    same(job.name, reading.job) &&
    (reading.stream === null || same(job.stream.name, reading.stream)) &&
    (reading.workstation === null ||
      same(withoutFolder(job.stream.workstation ?? job.workstation), reading.workstation)) &&
    (reading.folder === null || same(job.folder, reading.folder)) &&
    (reading.scheduled === null ||
      (job.scheduledAt !== null &&
        isConmanTime(job.scheduledAt, reading.scheduled, options.timezone ?? "UTC")))
  );
}

function same(a: string, b: string): boolean {
  return a.toUpperCase() === b.toUpperCase();
}

function withoutFolder(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
