// Finding jobs without looking at all of them: the part of a query that an index answers is taken from the index,
// and only what it yields is compared with the rest.

import type { CommonStatus } from "#core/hwa-status.ts";
import type { Job, Plan } from "../plan/plan-model.ts";
import { orderOf, predicateOf } from "./oql-evaluate.ts";
import { jobFields } from "./oql-fields.ts";
import { type OqlExpression, type OqlQuery, type OqlValue, parseOql } from "./oql-parse.ts";
import type { PlanFilter } from "./plan-filter.ts";

interface Source {
  /** An upper bound, known without walking. */
  readonly size: number;
  jobs(): Iterable<Job>;
  /** The source is the answer to its term: nothing remains to be compared. */
  readonly exact: boolean;
}

const everything = (plan: Plan): Source => ({ size: plan.jobs.length, jobs: () => plan.jobs, exact: true });
const listed = (jobs: readonly Job[], exact: boolean): Source => ({
  size: jobs.length,
  jobs: () => jobs,
  exact,
});

function union(sources: readonly Source[]): Source {
  return {
    size: sources.reduce((sum, { size }) => sum + size, 0),
    *jobs() {
      const seen = new Set<Job>();
      for (const source of sources)
        for (const job of source.jobs())
          if (sources.length === 1 || !seen.has(job)) {
            if (sources.length > 1) seen.add(job);
            yield job;
          }
    },
    exact: sources.every(({ exact }) => exact),
  };
}

function bySet(set: ReadonlySet<Job> | undefined): Source {
  return { size: set?.size ?? 0, jobs: () => set ?? [], exact: true };
}

/** The jobs of one value of a field, when the field is indexed. */
function lookUp(plan: Plan, field: string, value: OqlValue): Source | null {
  if (typeof value !== "string") return null;
  const { index } = plan;
  switch (field) {
    case "id": {
      const job = index.jobsById.get(value);
      return listed(job ? [job] : [], true);
    }
    case "name":
      return listed(index.jobsByName.get(value) ?? [], true);
    case "jobruns.id": {
      const found = index.runById(value);
      return listed(found ? [found.job] : [], false);
    }
    case "jobruns.commonStatus":
    case "lastRunCommonStatus":
      return bySet(index.jobsByStatus.get(value as CommonStatus));
    case "jobStreamId":
      return listed(plan.streamsById.get(value)?.jobs ?? [], true);
    case "dependencies.jobId": {
      const successors = index.jobsById.get(value)?.successors ?? [];
      return listed(
        successors.flatMap((node) => (node.type === "job" ? [node] : [])),
        false,
      );
    }
    case "dependencies.jobStreamId": {
      const stream = plan.streamsById.get(value);
      const successors = [
        ...(stream?.successors ?? []),
        ...(stream?.jobs.flatMap((job) => job.successors) ?? []),
      ];
      return listed([...new Set(successors.flatMap((node) => (node.type === "job" ? [node] : [])))], false);
    }
    default:
      return null;
  }
}

function since(plan: Plan, field: string, value: OqlValue): Source | null {
  const at = typeof value === "string" ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) return null;
  if (field === "jobruns.timeInfo.actualEndTime") return listed(plan.index.endedSince(at), false);
  if (field === "jobruns.timeInfo.actualStartTime") return listed(plan.index.startedSince(at), false);
  return null;
}

/** The smallest set of jobs known to hold every match; null when no index helps. */
function sourceOf(plan: Plan, expression: OqlExpression): Source | null {
  switch (expression.kind) {
    case "compare":
      if (expression.operator === "=") return lookUp(plan, expression.field, expression.value);
      if (expression.operator === ">=" || expression.operator === ">")
        return since(plan, expression.field, expression.value);
      return null;
    case "in": {
      if (expression.negated) return null;
      const sources = [...new Set(expression.values)].map((value) => lookUp(plan, expression.field, value));
      return sources.every((source) => source !== null) ? union(sources as Source[]) : null;
    }
    case "and": {
      let best: Source | null = null;
      for (const part of expression.parts) {
        const source = sourceOf(plan, part);
        if (source && (best === null || source.size < best.size)) best = { ...source, exact: false };
      }
      return best;
    }
    case "or": {
      const sources = expression.parts.map((part) => sourceOf(plan, part));
      return sources.every((source) => source !== null)
        ? { ...union(sources as Source[]), exact: false }
        : null;
    }
    case "like":
      return null;
  }
}

export interface Found<T> {
  readonly total: number;
  readonly page: readonly T[];
  /** How many objects were looked at to find them; what the tests of the indexes count. */
  readonly examined: number;
}

export interface PageBounds {
  readonly offset: number;
  readonly limit: number;
}

export function findJobs(plan: Plan, oql: string | null, filter: PlanFilter, bounds: PageBounds): Found<Job> {
  const query: OqlQuery = oql === null ? { where: null, orderBy: [] } : parseOql(oql);
  const fields = jobFields(() => plan.now);
  const matches = query.where === null ? null : predicateOf(query.where, fields);
  const order = orderOf(query, fields);
  const { offset, limit } = bounds;
  if (matches === null && order === null && filter.everything) {
    const page = plan.jobs.slice(offset, offset + limit);
    return { total: plan.jobs.length, page, examined: page.length };
  }
  const indexed = query.where === null ? null : sourceOf(plan, query.where);
  const source = indexed ?? everything(plan);
  let examined = 0;
  const found: Job[] = [];
  for (const job of source.jobs()) {
    examined++;
    if ((indexed?.exact || matches === null || matches(job)) && filter.job(job)) found.push(job);
  }
  if (order) found.sort((a, b) => order(a, b) || a.order - b.order);
  else if (indexed) found.sort((a, b) => a.order - b.order);
  return { total: found.length, page: found.slice(offset, offset + limit), examined };
}

/** The same for the kinds of object there are few of: all are looked at. */
export function findAmong<T>(
  rows: Iterable<T>,
  oql: string | null,
  fields: Parameters<typeof orderOf<T>>[1],
  passes: (row: T) => boolean,
  { offset, limit }: PageBounds,
): Found<T> {
  const query: OqlQuery = oql === null ? { where: null, orderBy: [] } : parseOql(oql);
  const matches = query.where === null ? () => true : predicateOf(query.where, fields);
  const order = orderOf(query, fields);
  let examined = 0;
  const found: T[] = [];
  for (const row of rows) {
    examined++;
    if (passes(row) && matches(row)) found.push(row);
  }
  if (order) found.sort(order);
  return { total: found.length, page: found.slice(offset, offset + limit), examined };
}
