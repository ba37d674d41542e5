// The reading face of HWA. Its table of operations has GET alone, and nothing here leads to the other face.

import { Fault, isFault } from "#core/fault.ts";
import type { HwaJob, HwaReader, JobLogRange, ListQuery, Metric, Page, ReadOptions } from "#ports/hwa.ts";
import { countsSchema, engineInfoSchema } from "../wire/envelope.ts";
import { printable, type Row } from "../wire/fields.ts";
import { readJob } from "../wire/job.ts";
import { readJobDescription } from "../wire/job-description.ts";
import { readJobStream } from "../wire/job-stream.ts";
import { parseMetricsText } from "../wire/metrics-text.ts";
import { readDefinition, readFile, readPrompt, readResource } from "../wire/plan-objects.ts";
import { readWorkstation } from "../wire/workstation.ts";
import type { Call, HwaAnswer } from "./call.ts";
import { createHwaCalls } from "./hwa-calls.ts";
import type { HwaClientOptions } from "./hwa-client-options.ts";
import { followLog, logQuery, readLog } from "./job-log.ts";
import { assertId, jobNotationQuery, quoted } from "./job-notation.ts";
import { type Operation, operationLabel, readOperations } from "./operations.ts";
import { pages } from "./paging.ts";
import { notJson, parseJson, type ReadPage, readAs, readOne, readPage } from "./read-answer.ts";
import { createReadCache } from "./read-cache.ts";

/** A plan of 200,000 jobs is a hundred calls, and no page keeps tens of megabytes alive while it is parsed. */
const pageSize = 2_000;

const scopes = { brief: "WHOLE_NO_JOB_DEFINITIONS_AND_NO_DEPENDENCIES", full: "WHOLE" } as const;

/** Fault `misconfigured` for options that cannot work; nothing is asked of HWA yet. */
export function createHwaReader(options: HwaClientOptions): HwaReader & AsyncDisposable {
  const calls = createHwaCalls(options, readOperations);
  const cache = createReadCache({
    ttlMs: options.cacheMs ?? 1_500,
    now: options.now ?? (() => new Date()),
  });
  const maxLogBytes = options.maxLogBytes ?? 2 * 1_048_576;
  const followMs = options.followMs ?? 2_000;

  /** A question through the cache. */
  async function ask<T>(
    call: Call,
    asked: ReadOptions,
    read: (answer: HwaAnswer, call: Call) => T,
  ): Promise<T> {
    const key = JSON.stringify([call.operation.path, call.id, call.query, call.headers]);
    return await cache.read(key, asked, async (signal) => {
      const answer = await calls.read({ ...call, signal });
      return { value: read(answer, call), bytes: answer.bytes };
    });
  }

  /** The same, null when HWA has no such object. */
  async function askForOne<T>(
    operation: Operation,
    id: string,
    asked: ReadOptions,
    read: (row: Row) => T,
  ): Promise<T | null> {
    try {
      return await ask({ operation, id }, asked, (answer, call) => readOne(answer, call, read));
    } catch (error) {
      if (isFault(error) && (error.code === "not_found" || error.code === "gone")) return null;
      throw error;
    }
  }

  async function list<T>(
    operation: Operation,
    query: ListQuery,
    asked: ReadOptions,
    read: (row: Row) => T,
  ): Promise<Page<T>> {
    const page = await ask(listCall(operation, query), asked, (answer, call) => readPage(answer, call, read));
    return { total: page.count ?? (query.offset ?? 0) + page.items.length, items: page.items };
  }

  /** Page after page of `query.limit` rows, past the cache: whole lists are for those who compare, and are large. */
  function all<T extends { readonly id: string }>(
    operation: Operation,
    query: ListQuery,
    asked: ReadOptions,
    read: (row: Row) => T,
  ): AsyncGenerator<readonly T[], void, undefined> {
    const settings = {
      pageSize: query.limit ?? pageSize,
      offset: query.offset ?? 0,
      what: operationLabel(operation),
    };
    return pages(settings, async (limit, offset): Promise<ReadPage<T>> => {
      const call = listCall(operation, { ...query, limit, offset });
      const answer = await calls.read({ ...call, ...(asked.signal ? { signal: asked.signal } : {}) });
      return readPage(answer, call, read);
    });
  }

  async function collect<T extends { readonly id: string }>(
    operation: Operation,
    query: ListQuery,
    asked: ReadOptions,
    read: (row: Row) => T,
  ): Promise<readonly T[]> {
    const key = JSON.stringify(["all", operation.path, query]);
    return await cache.read(key, asked, async (signal) => {
      const items: T[] = [];
      for await (const page of all(operation, query, { signal }, read)) items.push(...page);
      return { value: items, bytes: items.length * 1_000 };
    });
  }

  async function job(id: string, asked: ReadOptions = {}): Promise<HwaJob | null> {
    const oql = jobNotationQuery(id);
    if (oql === null) return await askForOne(readOperations.job, id, asked, (row) => readJob(row, true));
    const found = await list(readOperations.jobs, { oql, limit: 2, detail: "brief" }, asked, listedJob);
    const [only, other] = found.items;
    if (other)
      throw new Fault(
        "conflict",
        {
          en: `"${id.slice(0, 80)}" names ${found.total} jobs of the plan. Use the UUID of the one you mean.`,
          pt: `"${id.slice(0, 80)}" corresponde a ${found.total} jobs do plano. Use o UUID do que você quer.`,
        },
        { detail: { field: "id" } },
      );
    return only ? await job(only.id, asked) : null;
  }

  async function jobLog(runId: string, range: JobLogRange = {}, asked: ReadOptions = {}) {
    assertId(runId, "job run");
    assertRange(range);
    const call: Call = {
      operation: readOperations.jobLog,
      id: runId,
      query: logQuery(range),
      headers: { accept: "text/plain" },
      cutAtBytes: maxLogBytes,
    };
    return await ask(call, asked, (answer) => {
      if (/text\/html/i.test(answer.contentType)) throw notJson(answer, call);
      return readLog(runId, range, answer.text, answer.cut);
    });
  }

  async function metrics(asked: ReadOptions = {}): Promise<readonly Metric[]> {
    const call: Call = { operation: readOperations.metrics, headers: { accept: "text/plain" } };
    const read = (answer: HwaAnswer) => {
      const samples = parseMetricsText(answer.text);
      if (samples === null) throw notJson(answer, call);
      return samples;
    };
    try {
      return await ask(call, asked, read);
    } catch (error) {
      // Some installations serve metrics to everybody and refuse the engine's users there.
      if (!isFault(error) || (error.code !== "unauthenticated" && error.code !== "forbidden")) throw error;
      const answer = await calls.read({
        ...call,
        anonymous: true,
        ...(asked.signal ? { signal: asked.signal } : {}),
      });
      return read(answer);
    }
  }

  return {
    engineInfo: (asked = {}) =>
      ask({ operation: readOperations.engineInfo }, asked, (answer, call) => {
        const info = readAs(answer, call, engineInfoSchema);
        return {
          version: printable(info.displayVersion || info.fullVersion || ""),
          timezone: info.timezone ?? null,
          licenseType: info.licenseType ?? null,
        };
      }),
    jobs: (query, asked = {}) => list(readOperations.jobs, query, asked, listedJob),
    eachJob: (query, asked = {}) => all(readOperations.jobs, query, asked, listedJob),
    job,
    async successors(jobId, asked = {}) {
      assertId(jobId, "job");
      const query: ListQuery = { oql: `dependencies.jobId = ${quoted(jobId)}` };
      const [jobs, streams] = await Promise.all([
        collect(readOperations.jobs, query, asked, listedJob),
        collect(readOperations.jobStreams, query, asked, listedStream),
      ]);
      return { jobs, streams };
    },
    async jobCounts(by, asked = {}) {
      const call: Call = {
        operation: readOperations.jobCount,
        query: { grouping_filters: by, plan_filter: "/@/@#/@/@.@" },
      };
      return await ask(call, asked, (answer) => {
        const { count, groupedCount } = readAs(answer, call, countsSchema);
        const groups = Object.entries(groupedCount ?? {}).flatMap(([group, jobs]) =>
          typeof jobs === "number" ? [[groupName(by, group), jobs] as const] : [],
        );
        return { total: count, groups: Object.fromEntries(groups) };
      });
    },
    jobLog,
    followJobLog: (runId, asked = {}) =>
      followLog(
        { intervalMs: followMs, ...(asked.signal ? { signal: asked.signal } : {}) },
        (range, signal) => jobLog(runId, range, { fresh: true, ...(signal ? { signal } : {}) }),
      ),
    async jobDescription(jobId, asked = {}) {
      assertId(jobId, "job");
      const call: Call = { operation: readOperations.jobDescription, id: jobId };
      try {
        return await ask(call, asked, (answer) =>
          answer.text.trim() === "" ? {} : readJobDescription(parseJson(answer, call)),
        );
      } catch (error) {
        if (isFault(error) && error.code === "not_found") return null;
        throw error;
      }
    },
    jobStreams: (query, asked = {}) => list(readOperations.jobStreams, query, asked, listedStream),
    async jobStream(id, asked = {}) {
      assertId(id, "job stream");
      return await askForOne(readOperations.jobStream, id, asked, (row) => readJobStream(row, true));
    },
    workstations: (asked = {}) => collect(readOperations.workstations, {}, asked, readWorkstation),
    resources: (query, asked = {}) => list(readOperations.resources, query, asked, readResource),
    prompts: (query, asked = {}) => list(readOperations.prompts, query, asked, readPrompt),
    files: (query, asked = {}) => list(readOperations.files, query, asked, readFile),
    definitions: (of, query, asked = {}) =>
      list(
        of === "job" ? readOperations.jobDefinitions : readOperations.streamDefinitions,
        query,
        asked,
        readDefinition,
      ),
    metrics,
    connection: calls.connection,
    [Symbol.asyncDispose]: () => calls[Symbol.asyncDispose](),
  };
}

const listedJob = (row: Row) => readJob(row, false);
const listedStream = (row: Row) => readJobStream(row, false);

function listCall(operation: Operation, query: ListQuery): Call {
  const { oql, limit, offset, detail = "full" } = query;
  for (const [field, value] of Object.entries({ limit, offset }))
    if (value !== undefined && (!Number.isSafeInteger(value) || value < 0))
      throw new Fault(
        "invalid_input",
        {
          en: `The ${field} of a list must be a whole number, not ${value}.`,
          pt: `O ${field} de uma lista precisa ser um número inteiro, não ${value}.`,
        },
        { detail: { field } },
      );
  return {
    operation,
    query: {
      ...(oql ? { oql: oql.toWellFormed() } : {}),
      ...(limit === undefined ? {} : { limit: String(limit) }),
      ...(offset === undefined || offset === 0 ? {} : { offset: String(offset) }),
    },
    headers: { scope: scopes[detail] },
  };
}

function assertRange({ fromLine, toLine }: JobLogRange): void {
  const wrong = [fromLine, toLine].some(
    (line) => line !== undefined && (!Number.isSafeInteger(line) || line < 1),
  );
  if (wrong || (fromLine !== undefined && toLine !== undefined && toLine < fromLine))
    throw new Fault(
      "invalid_input",
      {
        en: `A job log has lines from 1 on; ${fromLine ?? 1} to ${toLine ?? "the end"} is no range of them.`,
        pt: `Um log de job tem linhas a partir de 1; de ${fromLine ?? 1} a ${toLine ?? "o fim"} não é um intervalo.`,
      },
      { detail: { field: "fromLine" } },
    );
}

/** Groups are named like the objects: workstations without their slash, folders with both. */
function groupName(by: "status" | "workstation" | "folder", group: string): string {
  const text = printable(group);
  if (by === "workstation") return text.replace(/^\/(?=.)/, "");
  return by === "folder" && !text.endsWith("/") ? `${text}/` : text;
}
