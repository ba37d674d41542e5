// An HWA that a test writes the plan of. It understands the questions that the monitor and its watchers ask.

import { Fault } from "#core/fault.ts";
import { type CommonStatus, commonStatusOf } from "#core/hwa-status.ts";
import type { HwaJob, HwaReader, HwaWorkstation, ListQuery } from "#ports/hwa.ts";

export interface ScriptedHwa extends HwaReader {
  readonly plan: Map<string, HwaJob>;
  readonly machines: Map<string, HwaWorkstation>;
  /** Every question asked, in order: `counts`, `workstations`, `jobs <oql>`. */
  readonly asked: string[];
  down: boolean;
  /** Never answers. */
  silent: boolean;
  pageSize: number;
  host: string;
  /** Added to each status count: an HWA that counts by rules of its own. */
  readonly countsMore: Record<string, number>;
  /** Called before each page of a list is made: the plan may move under the reader. */
  beforePage: () => void;
}

export interface JobScript {
  readonly id?: string;
  readonly name: string;
  readonly stream?: string;
  readonly workstation?: string;
  readonly internal?: string;
  readonly runId?: string | null;
  readonly startedAt?: Date | null;
  readonly endedAt?: Date | null;
  readonly elapsedMs?: number | null;
  readonly estimatedMs?: number | null;
  readonly returnCode?: number | null;
  readonly late?: boolean;
}

export function scriptedJob(script: JobScript): HwaJob {
  const internal = script.internal ?? "READY";
  const common: CommonStatus = commonStatusOf(internal);
  const status = { internal, common, substatus: null, canceled: false, cancelPending: false };
  return {
    id: script.id ?? `id-${script.name}`,
    name: script.name,
    folder: "/",
    workstation: script.workstation ?? "AGENT1",
    stream: { id: null, name: script.stream ?? "DAILY", workstation: script.workstation ?? "AGENT1" },
    status,
    priority: 10,
    scheduledAt: null,
    runs: [
      {
        id: script.runId ?? `run-${script.id ?? script.name}`,
        number: null,
        workstation: null,
        status,
        returnCode: script.returnCode ?? null,
        rerunType: null,
        startedAt: script.startedAt ?? null,
        endedAt: script.endedAt ?? null,
        elapsedMs: script.elapsedMs ?? null,
        estimatedMs: script.estimatedMs ?? null,
        last: true,
      },
    ],
    estimatedMs: script.estimatedMs ?? null,
    critical: false,
    criticalStart: null,
    confidence: null,
    late: script.late ?? false,
    deadlinePassed: false,
    requiresConfirmation: false,
    time: { start: null, deadline: null, latestStart: null, maxDurationMs: null, startSatisfied: null },
    dependencies: null,
    unresolvedDependencies: null,
    description: null,
    command: null,
    login: null,
    recovery: null,
  };
}

export function scriptedWorkstation(name: string, linked = true, agentUp = true): HwaWorkstation {
  return {
    id: `ws-${name}`,
    name,
    type: "AGENT",
    os: null,
    node: null,
    domain: null,
    limit: null,
    fence: null,
    states: [],
    linked,
    agentUp,
    host: null,
  };
}

export function createScriptedHwa(jobs: readonly HwaJob[] = []): ScriptedHwa {
  const unreachable = () =>
    new Fault("unreachable", "HWA at https://mdm:31116 refused the connection.", { retryable: true });
  const not = (): never => {
    throw new Error("The script has no such answer.");
  };

  async function answer<T>(question: string, make: () => T): Promise<T> {
    hwa.asked.push(question);
    await Promise.resolve();
    if (hwa.silent) return await new Promise<never>(() => undefined);
    if (hwa.down) throw unreachable();
    return make();
  }

  const listed = (query: ListQuery) => [...hwa.plan.values()].filter((job) => matches(job, query.oql ?? ""));

  const hwa: ScriptedHwa = {
    plan: new Map(jobs.map((job) => [job.id, job])),
    machines: new Map([["AGENT1", scriptedWorkstation("AGENT1")]]),
    asked: [],
    down: false,
    silent: false,
    pageSize: 100,
    host: "https://mdm:31116",
    countsMore: {},
    beforePage: () => undefined,
    jobCounts: () =>
      answer("counts", () => {
        const groups: Record<string, number> = { ...hwa.countsMore };
        for (const { status } of hwa.plan.values()) groups[status.common] = (groups[status.common] ?? 0) + 1;
        return { total: hwa.plan.size, groups };
      }),
    workstations: () => answer("workstations", () => [...hwa.machines.values()]),
    jobs: (query) =>
      answer(`jobs ${query.oql ?? ""}`, () => {
        const items = listed(query);
        return { total: items.length, items: items.slice(0, query.limit ?? 100) };
      }),
    async *eachJob(query) {
      for (let at = 0; ; at += hwa.pageSize) {
        const page = await answer(`jobs ${query.oql ?? ""}`, () => {
          hwa.beforePage();
          return listed(query).slice(at, at + hwa.pageSize);
        });
        if (page.length > 0) yield page;
        if (page.length < hwa.pageSize) return;
      }
    },
    connection: () => ({
      host: hwa.host,
      user: null,
      circuit: "closed",
      lastOkAt: null,
      lastFault: null,
      aheadMs: 0,
      requests: hwa.asked.length,
    }),
    engineInfo: not,
    job: not,
    successors: not,
    jobLog: not,
    followJobLog: not,
    jobDescription: not,
    jobStreams: not,
    jobStream: not,
    resources: not,
    prompts: not,
    files: not,
    definitions: not,
    metrics: not,
  };
  return hwa;
}

/** The few forms of OQL that are asked: terms joined by AND, and those by OR. No value has a parenthesis. */
function matches(job: HwaJob, oql: string): boolean {
  if (oql === "") return true;
  const alternatives = oql.replace(/[()]/g, "").split(" OR ");
  return alternatives.some((terms) => terms.split(" AND ").every((term) => holds(job, term)));
}

function holds(job: HwaJob, term: string): boolean {
  const [, field, operator, value] = /^(\S+) (=|>=|IN) (.*)$/.exec(term) ?? [];
  const values = [...(value ?? "").matchAll(/'([^']*)'/g)].map(([, text]) => text ?? "");
  if (field === "id") return values.includes(job.id);
  if (field === "name") return values.includes(job.name);
  if (field === "jobStreamName") return values.includes(job.stream.name);
  if (field === "jobruns.commonStatus") return values.includes(job.status.common);
  const run = job.runs[0];
  const instant = field?.endsWith("actualStartTime") ? run?.startedAt : run?.endedAt;
  if (operator === ">=" && field?.startsWith("jobruns.timeInfo."))
    return instant != null && instant.getTime() >= Date.parse(values[0] ?? "");
  throw new Error(`The script does not understand: ${term}`);
}
