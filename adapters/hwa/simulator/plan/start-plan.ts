// The plan as it stands when the simulator starts, a public contract: 245 jobs, of them 45 running, 190 successful
// and 10 ended in error; nothing waits. Two jobs are late. The named jobs are where the README says they are.

import { type Failure, failureFor } from "../logs/job-failures.ts";
import { succeeded } from "../time/lifecycle.ts";
import { between, durationFactor, randomFor } from "../time/random.ts";
import { brokenJobs } from "./broken-jobs.ts";
import {
  addFile,
  addJob,
  addStream,
  createPlan,
  follow,
  needFile,
  needResource,
  type PastRun,
} from "./build-plan.ts";
import type { Definition, Job, Outcome, Plan, Stream } from "./plan-model.ts";
import { areas, type DefinitionSpec, define, ordinaryDefinition } from "./plan-names.ts";
import { addWorkstations, workstationOf } from "./workstations.ts";

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export const startCounts = { running: 45, successful: 190, error: 10 } as const;

/** The named jobs together: 4 running, 10 in error, the rest of `startCounts` is filled with ordinary streams. */
export function createStartPlan(seed: number, now: number): Plan {
  const plan = createPlan(seed, now);
  addWorkstations(plan);
  addNamedJobs(plan);
  addOrdinaryStreams(plan, startCounts.running, startCounts.successful);
  plan.index.sortMoments();
  return plan;
}

const ended = (startedAt: number, lasts: number): PastRun => ({
  state: "SUCC",
  startedAt,
  endedAt: startedAt + lasts,
  outcome: succeeded,
});

const runs = (startedAt: number, endsAt: number, outcome: Outcome = succeeded): PastRun => ({
  state: "EXEC",
  startedAt,
  endsAt,
  outcome,
});

function broken(endedAt: number, estimateMs: number, failure: Failure): PastRun {
  const lasts = Math.max(failure.state === "FAIL" ? 0 : 4_000, Math.round(estimateMs * failure.share));
  return {
    state: failure.state,
    startedAt: endedAt - lasts,
    endedAt,
    outcome: { state: failure.state, returnCode: failure.returnCode, failure },
  };
}

/** The last 08:00 to 08:15 UTC that is over: payroll runs every morning. */
function payrollStart(now: number): number {
  const today = Math.floor(now / day) * day + 8 * hour;
  return today + 15 * minute <= now ? today : today - day;
}

export function addNamedJobs(plan: Plan): void {
  const { now } = plan;
  const on = (name: string) => workstationOf(plan, name);
  const stream = (name: string, folder: string, controller: string, scheduledAt: number) =>
    addStream(plan, {
      name,
      folder,
      workstation: on(controller),
      scheduledAt,
      description: `${name}, every day`,
    });
  const put = (into: Stream, spec: DefinitionSpec, past: PastRun, extra: object = {}): Job =>
    addJob(plan, into, { definition: define(plan, spec), workstation: on(spec.workstation), past, ...extra });

  const payroll = { folder: "/HR/PAYROLL/", login: "payroll", kind: "batch" as const, workstation: "FIN_WS" };
  const morning = payrollStart(now);
  const payrollDaily = stream("FINANCE_PAYROLL_DAILY", "/HR/PAYROLL/", "CTRL_FIN", morning);
  put(
    payrollDaily,
    {
      ...payroll,
      name: "FINANCE_PAYROLL",
      description: "Calculates the payroll. Owner: finance-team@company.com",
      estimateMs: 15 * minute,
      instructions:
        "If the job abends after step CALC, call the payroll desk before any rerun: payments may have been sent.",
    },
    ended(morning, 15 * minute),
  );

  const finalBatch = stream("FINAL_BATCH", "/HR/PAYROLL/", "CTRL_FIN", now - 30 * minute);
  put(
    finalBatch,
    {
      ...payroll,
      name: "FINAL_BATCH_PAYROLL",
      description: "Closes the payroll period and writes the bank files.",
      estimateMs: 28 * minute,
    },
    runs(now - 12 * minute, now + 17 * minute),
  );

  const critical = stream("MONTH_END_CLOSE", "/FINANCE/", "CTRL_FIN", now - hour);
  put(
    critical,
    {
      name: "CRITICAL_JOB",
      folder: "/FINANCE/",
      workstation: "FIN_WS",
      description: "Consolidates the ledgers for the month-end close. Runbook RB-17.",
      login: "finbatch",
      kind: "batch",
      estimateMs: 40 * minute,
      instructions: "Critical for the month-end close. On any error call the finance duty manager at once.",
    },
    runs(now - 20 * minute, now + 21 * minute),
    { critical: true, criticalStartAt: now + 20 * minute, deadlineAt: now + 60 * minute, priority: 60 },
  );

  const lateOnes = [
    ["DW_CUSTOMER_CUBE_BUILD", "DW_CUBES", "/DATAWAREHOUSE/", "DW_AGT1", "dwload", 70, 25, 110] as const,
    [
      "GL_CONSOLIDATION_EU",
      "GL_CONSOLIDATION",
      "/FINANCE/LEDGER/",
      "ERP_AGT2",
      "glbatch",
      50,
      9,
      62,
    ] as const,
  ];
  for (const [name, streamName, folder, workstation, login, elapsed, lateBy, estimate] of lateOnes) {
    const into = stream(streamName, folder, "MDM01", now - elapsed * minute - hour);
    put(
      into,
      {
        name,
        folder,
        workstation,
        login,
        description: `${name}, due before the morning.`,
        kind: "load",
        estimateMs: estimate * minute,
      },
      runs(now - elapsed * minute, now - elapsed * minute + (estimate + 4) * minute),
      { deadlineAt: now - lateBy * minute },
    );
  }

  addFailures(plan, stream, put);
}

type Put = (into: Stream, spec: DefinitionSpec, past: PastRun, extra?: object) => Job;
type NewStream = (name: string, folder: string, controller: string, scheduledAt: number) => Stream;

function addFailures(plan: Plan, stream: NewStream, put: Put): void {
  for (const { minutesAgo, stream: name, failure, job } of brokenJobs) {
    const endedAt = plan.now - minutesAgo * minute;
    const estimateMs = job.minutes * minute;
    const past = broken(endedAt, estimateMs, failure);
    const startedAt = past.startedAt ?? endedAt;
    const into = stream(
      name,
      job.folder,
      job.folder.startsWith("/FINANCE") ? "CTRL_FIN" : "MDM01",
      startedAt - hour,
    );
    const prepares: DefinitionSpec = {
      ...job,
      name: `${job.name.split(/[_-]/, 2).join("_")}_PREPARE`,
      workstation: job.workstation === "LEGACY_AIX" ? "ERP_AGT1" : job.workstation,
      description: `Prepares the input of ${job.name}.`,
      login: "batch",
      kind: "housekeeping",
      estimateMs: 3 * minute,
      instructions: null,
    };
    const before = put(into, prepares, ended(startedAt - 4 * minute, 3 * minute));
    const extra =
      failure.name === "max_duration" ? { maxDurationMs: Math.round(estimateMs * failure.share) } : {};
    const bad = put(into, { ...job, estimateMs }, past, extra);
    follow(bad, before);
    if (job.name === "INVOICE_PROCESSING") {
      const file = addFile(plan, bad.workstation, "/data/inbound/invoices/INV_DAILY.dat.flag");
      file.status = "Exists";
      needFile(bad, file);
    }
  }
}

/** Fills the plan up to so many running and successful jobs with streams of everyday work. */
export function addOrdinaryStreams(plan: Plan, running: number, successful: number): void {
  const count = (status: "RUNNING" | "SUCCESSFUL") => plan.index.jobsByStatus.get(status)?.size ?? 0;
  const random = randomFor(plan.seed, "start");
  const nextOf = areas.map(() => 0);
  for (let turn = 0; count("RUNNING") < running || count("SUCCESSFUL") < successful; turn++) {
    const which = turn % areas.length;
    const area = areas[which] as (typeof areas)[number];
    const take = (longEnough: boolean): Definition => {
      for (;;) {
        const definition = ordinaryDefinition(plan, area, nextOf[which] ?? 0);
        nextOf[which] = (nextOf[which] ?? 0) + 1;
        if (!longEnough || definition.estimateMs >= 8 * minute) return definition;
      }
    };
    const runningHere = Math.min(running - count("RUNNING"), turn % 3 === 2 ? 2 : 1);
    const donesHere = Math.min(successful - count("SUCCESSFUL"), 4 + Math.floor(random() * 3));
    const first = take(false);
    const lastStart = plan.now - between(random, 10, 500) * minute;
    const past: PastRun[] = [];
    const definitions: Definition[] = [];
    const runningOnes: [Definition, PastRun][] = [];
    let frontier = lastStart;
    for (let n = 0; n < runningHere; n++) {
      const definition = take(true);
      const startedAt = plan.now - Math.round(definition.estimateMs * between(random, 0.05, 0.55));
      const lasts = definition.estimateMs * Math.max(0.95, durationFactor(random));
      const failure = turn % 17 === 5 ? failureFor(definition.kind, random) : null;
      const outcome: Outcome =
        failure?.state === "ABEND" ? { state: "ABEND", returnCode: failure.returnCode, failure } : succeeded;
      runningOnes.push([definition, runs(startedAt, Math.round(startedAt + lasts), outcome)]);
      frontier = n === 0 ? startedAt - 5_000 : Math.min(frontier, startedAt - 5_000);
    }
    for (let n = 0; n < donesHere; n++) {
      const definition = n === 0 ? first : take(false);
      const lasts = Math.round((definition.estimateMs * durationFactor(random)) / 1000) * 1000;
      definitions.unshift(definition);
      past.unshift(ended(frontier - lasts, lasts));
      frontier -= lasts + 5_000;
    }
    const stream = addStream(plan, {
      name: `${first.name.split(area.separator).slice(0, 2).join(area.separator)}${area.separator}DAY`,
      folder: area.folder,
      workstation: workstationOf(plan, area.controller),
      scheduledAt: Math.floor(frontier / minute) * minute,
      description: `Daily work of ${area.code}.`,
    });
    let before: Job | null = null;
    for (const [n, definition] of definitions.entries()) {
      const step = past[n];
      if (!step) continue;
      const workstation = workstationOf(plan, definition.workstation);
      const job: Job = addJob(plan, stream, { definition, workstation, past: step });
      if (before) follow(job, before);
      before = job;
    }
    for (const [definition, step] of runningOnes) {
      const job = addJob(plan, stream, {
        definition,
        workstation: workstationOf(plan, definition.workstation),
        past: step,
      });
      if (before) follow(job, before);
      if (area.code === "DW") holdLoader(plan, job);
    }
  }
}

function holdLoader(plan: Plan, job: Job): void {
  const loader = [...plan.resources.values()].find(({ name }) => name === "ORA_LOADER");
  if (!loader || loader.inUse >= loader.quantity) return;
  needResource(job, loader, 1);
  loader.inUse++;
  loader.holders.set(job, 1);
}
