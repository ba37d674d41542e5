// Strings behind the scenery, for tests and drills: only the simulator has them, and they need no credentials.

import { createLargePlan } from "../plan/large-plan.ts";
import { type Job, lastRun, type Outcome, type Plan } from "../plan/plan-model.ts";
import { scheduleWaves } from "../plan/waves.ts";
import { HwaError } from "../server/hwa-error.ts";
import { bodyObject, type JsonObject, numberOf, textOf } from "../server/request-values.ts";
import { type Call, ok, type Route } from "../server/router.ts";
import { noFaults } from "../simulation.ts";
import { end, pump, startNow, succeeded } from "../time/lifecycle.ts";
import { jobToWire } from "../wire/job.ts";
import { wholeObject } from "../wire/scope.ts";

const mostJobs = 1_000_000;

const refused = (status: number, message: string) => new HwaError(status, "SimulatorControl", message);

/** The job of that name, or of that id; of several the one running, else the newest. */
function jobNamed(plan: Plan, name: string): Job {
  const byId = plan.index.jobsById.get(name);
  const namesakes = plan.index.jobsByName.get(name) ?? [];
  const job = byId ?? namesakes.find((one) => one.common === "RUNNING") ?? namesakes.at(-1);
  if (!job) throw refused(404, `The simulated plan has no job called "${name}".`);
  return job;
}

const isRunning = (job: Job) => lastRun(job).startedAt !== null && lastRun(job).endedAt === null;

function run(plan: Plan, job: Job): void {
  if (isRunning(job)) throw refused(409, `Job "${job.name}" is running already.`);
  startNow(plan, job);
}

function finish(plan: Plan, job: Job, outcome: Outcome, log: string | null): void {
  if (!isRunning(job)) run(plan, job);
  const last = lastRun(job);
  if (log !== null) last.extraLog = log.split(/\r?\n/);
  end(plan, job, last, outcome);
}

const control = (template: string, handle: (call: Call, body: JsonObject) => unknown): Route => ({
  method: "POST",
  template: `/sim${template}`,
  changing: false,
  access: "open",
  handle: (call) => ok(handle(call, bodyObject(call))),
});

function share(body: JsonObject, name: string): number | null {
  const value = numberOf(body, name);
  if (value !== null && (value < 0 || value > 1)) throw refused(400, `"${name}" is a share from 0 to 1.`);
  return value;
}

function flagOf(body: JsonObject, name: string): boolean | null {
  const value = body[name];
  if (value === undefined || value === null) return null;
  return value === true || value === 1;
}

export const controlRoutes: readonly Route[] = [
  control("/jobs/{name}/run", (call) => {
    const plan = call.simulation.present();
    const job = jobNamed(plan, call.params.name ?? "");
    run(plan, job);
    return jobToWire(plan, job, wholeObject);
  }),
  control("/jobs/{name}/abend", (call, body) => {
    const plan = call.simulation.present();
    const job = jobNamed(plan, call.params.name ?? "");
    const returnCode = numberOf(body, "returnCode") ?? 1;
    finish(plan, job, { state: "ABEND", returnCode, failure: null }, textOf(body, "log"));
    return jobToWire(plan, job, wholeObject);
  }),
  control("/jobs/{name}/finish", (call, body) => {
    const plan = call.simulation.present();
    const job = jobNamed(plan, call.params.name ?? "");
    finish(plan, job, succeeded, textOf(body, "log"));
    return jobToWire(plan, job, wholeObject);
  }),
  control("/jobs/{name}/plan", (call, body) => {
    const plan = call.simulation.present();
    const job = jobNamed(plan, call.params.name ?? "");
    job.critical = flagOf(body, "critical") ?? job.critical;
    const seconds = numberOf(body, "deadlineInSeconds");
    if (seconds !== null) {
      job.deadlineAt = plan.now + seconds * 1_000;
      job.late = false;
      plan.agenda.add(job.deadlineAt, { kind: "deadline", node: job });
    }
    return jobToWire(plan, job, wholeObject);
  }),
  ...(["down", "up"] as const).map((way) =>
    control(`/workstations/{name}/${way}`, (call) => {
      const plan = call.simulation.present();
      const name = (call.params.name ?? "").replace(/^\//, "");
      const workstation = plan.workstations.get(name);
      if (!workstation) throw refused(404, `The simulated plan has no workstation called "${name}".`);
      workstation.linked = way === "up";
      workstation.agentUp = way === "up";
      if (way === "up") {
        workstation.startedAt = plan.now;
        pump(plan, workstation);
      }
      return { workstation: name, linked: workstation.linked, agentUp: workstation.agentUp };
    }),
  ),
  control("/faults", ({ simulation }, body) => {
    const { faults, clock } = simulation;
    const empty = Object.keys(body).length === 0;
    if (empty) Object.assign(faults, noFaults);
    faults.latencyMs = Math.max(0, numberOf(body, "latencyMs") ?? faults.latencyMs);
    faults.errorRate = share(body, "errorRate") ?? faults.errorRate;
    faults.reset = share(body, "reset") ?? faults.reset;
    faults.down = flagOf(body, "down") ?? faults.down;
    faults.loseAnswers = flagOf(body, "loseAnswers") ?? faults.loseAnswers;
    faults.loseChanges = flagOf(body, "loseChanges") ?? faults.loseChanges;
    const shape = textOf(body, "errorShape");
    if (shape === "v1" || shape === "message" || shape === "text") faults.errorShape = shape;
    else if (shape !== null) throw refused(400, '"errorShape" is v1, message or text.');
    const stale = empty ? 0 : numberOf(body, "staleSeconds");
    if (stale !== null) {
      simulation.present();
      clock.freeze(stale);
    }
    return { ...faults, stale: clock.frozen };
  }),
  control("/clock", ({ simulation }, body) => {
    const seconds = numberOf(body, "advanceSeconds");
    if (seconds === null || seconds < 0 || seconds > 366 * 86_400)
      throw refused(400, '"advanceSeconds" must be a number from 0 to a year.');
    simulation.clock.advance(seconds);
    return { now: new Date(simulation.present().now).toISOString() };
  }),
  control("/plan", ({ simulation }, body) => {
    const jobs = numberOf(body, "jobs");
    if (jobs === null || !Number.isInteger(jobs) || jobs < 50 || jobs > mostJobs)
      throw refused(400, `"jobs" must be a whole number from 50 to ${mostJobs}.`);
    const plan = createLargePlan(simulation.seed, simulation.clock.now(), jobs);
    scheduleWaves(plan);
    simulation.replace(plan);
    return {
      jobs: plan.jobs.length,
      counts: Object.fromEntries([...plan.index.jobsByStatus].map(([key, set]) => [key, set.size])),
    };
  }),
  {
    method: "GET",
    template: "/sim/requests",
    changing: false,
    access: "open",
    handle({ simulation, query }) {
      const after = Number(query.get("after") ?? 0);
      if (!Number.isInteger(after) || after < 0)
        throw refused(400, '"after" is the sequence number of a request.');
      const { requests } = simulation;
      return ok({ requests: requests.after(after, 10_000), totals: requests.totals, last: requests.last });
    },
  },
];
