// A plan of any size with a realistic shape: about 60 % successful, 39 % waiting, at most 500 running, 0.3 % in error,
// and the named jobs of the start in their states.

import { failureFor } from "../logs/job-failures.ts";
import { settle, succeeded } from "../time/lifecycle.ts";
import { randomFor } from "../time/random.ts";
import { addJob, addStream, createPlan, follow, type PastRun } from "./build-plan.ts";
import { type Definition, type Job, lastRun, type Plan } from "./plan-model.ts";
import { areas, ordinaryDefinition, ordinaryPerArea } from "./plan-names.ts";
import { addNamedJobs, hour, minute } from "./start-plan.ts";
import { addWorkstations, workstationOf } from "./workstations.ts";

const perStream = 20;
const mostRunning = 500;

export function createLargePlan(seed: number, now: number, jobs: number): Plan {
  const plan = createPlan(seed, now);
  addWorkstations(plan);
  addNamedJobs(plan);
  const random = randomFor(seed, `large/${jobs}`);
  const running = Math.min(mostRunning, Math.max(4, Math.round(jobs * 0.01)));
  const runningEvery = Math.max(1, Math.floor(jobs / perStream / running));
  const named = (name: string) => plan.index.jobsByName.get(name)?.[0];
  const invoices = named("INVOICE_PROCESSING");
  for (let s = 0; plan.jobs.length < jobs; s++) {
    const area = areas[s % areas.length] as (typeof areas)[number];
    const workstation = workstationOf(plan, area.controller);
    const size = Math.min(perStream, jobs - plan.jobs.length);
    const roll = random();
    const runs = s % runningEvery === 0 && (plan.index.jobsByStatus.get("RUNNING")?.size ?? 0) < running;
    const fails = !runs && random() < 0.06;
    const state = runs || fails ? "part" : roll < 0.6 ? "done" : "waiting";
    const stream = addStream(plan, {
      name: `${area.code}_BATCH_${String(s + 1).padStart(5, "0")}`,
      folder: area.folder,
      workstation,
      scheduledAt: Math.floor((now - (s % 1440) * minute) / minute) * minute,
      startAt: state === "waiting" ? now + hour + (s % 720) * minute : null,
      description: `Batch ${s + 1} of ${area.code}.`,
    });
    let ends = now - Math.round(random() * 10 * hour) - 5 * minute;
    const done = state === "done" ? size : state === "waiting" ? 0 : Math.floor(size * 0.6);
    let before: Job | null = null;
    for (let n = 0; n < size; n++) {
      const definition = ordinaryDefinition(plan, area, (s * perStream + n) % (4 * ordinaryPerArea));
      const lasts = Math.round(definition.estimateMs * (0.8 + random() * 0.4));
      const past = pastOf(
        n,
        done,
        state === "part" ? (runs ? "running" : "error") : null,
        definition,
        now,
        ends - (size - n) * 30_000,
        lasts,
        random,
      );
      const job: Job = addJob(plan, stream, {
        definition,
        workstation: workstationOf(plan, definition.workstation),
        ...(past ? { past } : {}),
      });
      if (before && n % 4 !== 0) follow(job, before);
      if (n === 0 && state === "waiting" && s % 997 === 0 && invoices) follow(job, invoices);
      before = job;
    }
    ends -= minute;
  }
  plan.index.sortMoments();
  for (const stream of plan.streams)
    if (stream.jobs.some((job) => lastRun(job).state === "HOLD")) settleWaiting(plan, stream);
  return plan;
}

/** Jobs of a stream that has begun wait for their start time too, so that a new plan does not begin with a rush. */
function settleWaiting(plan: Plan, stream: Plan["streams"][number]): void {
  if (stream.startAt === null)
    for (const job of stream.jobs)
      if (lastRun(job).state === "HOLD" && job.dependencies.length === 0) {
        job.startAt = plan.now + hour;
        plan.agenda.add(job.startAt, { kind: "time", node: job });
      }
  settle(plan, [stream]);
}

function pastOf(
  n: number,
  done: number,
  special: "running" | "error" | null,
  definition: Definition,
  now: number,
  endedAt: number,
  lasts: number,
  random: () => number,
): PastRun | null {
  if (n < done) return { state: "SUCC", startedAt: endedAt - lasts, endedAt, outcome: succeeded };
  if (n > done || special === null) return null;
  if (special === "running") {
    const startedAt = now - Math.round(random() * 0.5 * lasts);
    return {
      state: "EXEC",
      startedAt,
      endsAt: Math.max(startedAt + lasts, now + 150_000),
      outcome: succeeded,
    };
  }
  const failure = failureFor(definition.kind, random);
  return {
    state: failure.state,
    startedAt: failure.state === "FAIL" ? endedAt : endedAt - lasts,
    endedAt,
    outcome: { state: failure.state, returnCode: failure.returnCode, failure },
  };
}
