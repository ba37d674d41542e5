// A reader over a handful of objects that a test wrote down; counts what it is asked.

import { type Field, type Fields, predicateOf } from "#adapters/hwa/simulator/query/oql-evaluate.ts";
import { parseOql } from "#adapters/hwa/simulator/query/oql-parse.ts";
import { Fault } from "#core/fault.ts";
import type {
  HwaJob,
  HwaJobStream,
  HwaPrompt,
  HwaReader,
  HwaResource,
  HwaWorkstation,
  ListQuery,
} from "#ports/hwa.ts";

export interface WrittenPlan {
  readonly jobs?: readonly HwaJob[];
  readonly streams?: readonly HwaJobStream[];
  readonly workstations?: readonly HwaWorkstation[];
  readonly prompts?: readonly HwaPrompt[];
  readonly resources?: readonly HwaResource[];
  readonly logs?: Readonly<Record<string, string>>;
  /** Ids HWA refuses to tell. */
  readonly forbidden?: readonly string[];
  /** Characters of a log that are given at once. */
  readonly logLimit?: number;
  /** Answers list questions; default: those that the query selects. */
  readonly answer?: (oql: string, jobs: readonly HwaJob[]) => readonly HwaJob[];
}

export interface PlanReader extends HwaReader {
  /** Every question, as `job A` or `jobs <oql>`. */
  readonly asked: string[];
}

export function readerOf(plan: WrittenPlan): PlanReader {
  const asked: string[] = [];
  const jobs = plan.jobs ?? [];
  const streams = plan.streams ?? [];
  const refuse = (id: string) => {
    if (plan.forbidden?.includes(id)) throw new Fault("forbidden", `HWA does not show you ${id}.`);
  };
  const list = async <T>(items: readonly T[], what: string, query: ListQuery) => {
    asked.push(`${what} ${query.oql ?? ""}`);
    return { total: items.length, items: items.slice(0, query.limit ?? 10_000) };
  };
  const not = (): never => {
    throw new Error("This plan has no such answer.");
  };
  const answer = plan.answer ?? selected;
  return {
    asked,
    job: async (id) => {
      asked.push(`job ${id}`);
      refuse(id);
      return jobs.find((job) => job.id === id) ?? null;
    },
    jobs: (query) => list(answer(query.oql ?? "", jobs), "jobs", query),
    jobStream: async (id) => {
      asked.push(`stream ${id}`);
      refuse(id);
      return streams.find((stream) => stream.id === id) ?? null;
    },
    jobStreams: (query) =>
      list(
        streams.filter((stream) =>
          query.oql?.includes("dependencies.jobStreamId")
            ? stream.dependencies?.some(
                (on) => on.kind === "stream" && query.oql?.includes(`'${on.streamId}'`),
              )
            : query.oql?.includes(`'${stream.name}'`),
        ),
        "streams",
        query,
      ),
    successors: async (id) => {
      asked.push(`successors ${id}`);
      const after = (item: HwaJob | HwaJobStream) =>
        item.dependencies?.some((each) => each.kind === "job" && each.jobId === id) ?? false;
      return { jobs: jobs.filter(after), streams: streams.filter(after) };
    },
    workstations: async () => {
      asked.push("workstations");
      return plan.workstations ?? [];
    },
    prompts: (query) => list(plan.prompts ?? [], "prompts", query),
    resources: (query) => list(plan.resources ?? [], "resources", query),
    jobCounts: async () => {
      asked.push("counts");
      const groups: Record<string, number> = {};
      for (const { status } of jobs) groups[status.common] = (groups[status.common] ?? 0) + 1;
      return { total: jobs.length, groups };
    },
    jobLog: async (runId, range = {}) => {
      asked.push(`log ${runId} ${range.fromLine ?? 1}-${range.toLine ?? ""}`);
      const log = plan.logs?.[runId];
      if (log === undefined) throw new Fault("not_found", `HWA has no log of the run ${runId}.`);
      const fromLine = range.fromLine ?? 1;
      const text = log
        .split("\n")
        .slice(fromLine - 1, range.toLine)
        .join("\n");
      const limit = plan.logLimit ?? Number.POSITIVE_INFINITY;
      const cut = text.length > limit;
      const kept = cut ? text.slice(0, text.lastIndexOf("\n", limit) + 1) : text;
      return { runId, text: kept, fromLine, truncated: cut };
    },
    connection: () => ({
      host: "written",
      user: null,
      circuit: "closed",
      lastOkAt: null,
      lastFault: null,
      aheadMs: 0,
      requests: asked.length,
    }),
    eachJob: not,
    engineInfo: not,
    followJobLog: not,
    jobDescription: not,
    files: not,
    definitions: not,
    metrics: not,
  };
}

const one = (of: (job: HwaJob) => string | number | boolean | null): Field<HwaJob> => ({
  type: "many",
  of: (job) => [of(job)],
});

const instant = (of: (job: HwaJob) => Date | null | undefined): Field<HwaJob> => ({
  type: "instant",
  of: (job) => of(job)?.getTime() ?? null,
});

const fields: Fields<HwaJob> = new Map<string, Field<HwaJob>>([
  ["name", one((job) => job.name)],
  ["workstation", one((job) => job.workstation)],
  ["jobStreamId", one((job) => job.stream.id)],
  ["jobStreamName", one((job) => job.stream.name)],
  ["dependencies.jobStreamId", { type: "many", of: (job) => streamsBefore(job) }],
  ["dependenciesStats.numberOfJobStreamDependencies", one((job) => streamsBefore(job).length)],
  ["jobruns.commonStatus", one((job) => job.status.common)],
  ["jobruns.compositeStatus.status", one((job) => job.status.internal)],
  ["jobOptions.critical", one((job) => job.critical)],
  ["jobruns.timeInfo.actualStartTime", instant((job) => job.runs.at(-1)?.startedAt)],
  ["jobruns.timeInfo.actualEndTime", instant((job) => job.runs.at(-1)?.endedAt)],
  ["timeRestrictions.deadlineTime", instant((job) => job.time.deadline)],
]);

function streamsBefore(job: HwaJob): readonly string[] {
  return (job.dependencies ?? []).flatMap((on) => (on.kind === "stream" ? [on.streamName] : []));
}

/** What HWA itself would list, in the order it was written. */
function selected(oql: string, jobs: readonly HwaJob[]): readonly HwaJob[] {
  const { where } = parseOql(oql);
  return where === null ? jobs : jobs.filter(predicateOf(where, fields));
}
