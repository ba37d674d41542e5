// How the house is, asked of its parts: what nobody could check is unknown, never healthy.

import { isFault } from "#core/fault.ts";
import type { PlanAge } from "#hwa/monitor/job-update.ts";
import type { HwaConnection } from "#ports/hwa.ts";
import type { Health, HealthCheck, HealthState } from "./api-deps.ts";

/** Work that waits in the inbox and the outbox, and for how long the oldest has. */
export interface Backlog {
  readonly waiting: number;
  readonly oldestMs: number;
}

export interface Probes {
  /** Rejects when the database does not answer. */
  readonly database: () => Promise<void>;
  readonly backlog: () => Promise<Backlog>;
  readonly hwa: () => HwaConnection;
  /** null: this process does not follow the plan. */
  readonly plan: () => PlanAge | null;
  readonly now: () => Date;
}

const answerWithinMs = 1_000;
/** Messages are answered in seconds; older ones mean that nobody is working. */
const stuckAfterMs = 120_000;

export function createReadiness(probes: Probes): () => Promise<Health> {
  return async () => {
    const [database, queue] = await Promise.all([checkDatabase(probes), checkQueue(probes)]);
    const checks = { database, queue, hwa: checkHwa(probes) };
    return { status: overall(checks.database.state, [checks.queue.state, checks.hwa.state]), checks };
  };
}

/** Nothing works without the database; the rest degrades. */
function overall(database: HealthState, others: readonly HealthState[]): HealthState {
  if (database !== "healthy") return "unhealthy";
  return others.every((state) => state === "healthy") ? "healthy" : "degraded";
}

async function checkDatabase(probes: Probes): Promise<HealthCheck> {
  const began = performance.now();
  try {
    await within(probes.database());
    return {
      state: "healthy",
      ageMs: 0,
      detail: `It answered in ${Math.round(performance.now() - began)} ms.`,
    };
  } catch (error) {
    return { state: "unhealthy", ageMs: 0, detail: sentenceOf(error, "The database did not answer.") };
  }
}

async function checkQueue(probes: Probes): Promise<HealthCheck> {
  try {
    const { waiting, oldestMs } = await within(probes.backlog());
    if (waiting === 0) return { state: "healthy", ageMs: 0, detail: "Nothing waits." };
    const detail = `${waiting} messages wait, the oldest for ${Math.round(oldestMs / 1000)} s.`;
    return { state: oldestMs > stuckAfterMs ? "degraded" : "healthy", ageMs: 0, detail };
  } catch (error) {
    return { state: "unknown", ageMs: null, detail: sentenceOf(error, "The backlog could not be read.") };
  }
}

function checkHwa(probes: Probes): HealthCheck {
  const { lastOkAt, lastFault, circuit, host } = probes.hwa();
  const age = probes.plan();
  const ageMs = lastOkAt ? probes.now().getTime() - lastOkAt.getTime() : null;
  if (ageMs === null) {
    return {
      state: lastFault ? "unhealthy" : "unknown",
      ageMs,
      detail: lastFault ?? `${host} has not been asked yet.`,
    };
  }
  if (circuit === "open" || age?.problem) {
    return { state: "unhealthy", ageMs, detail: age?.problem ?? lastFault ?? `${host} does not answer.` };
  }
  if (age?.stale)
    return {
      state: "degraded",
      ageMs,
      detail: `The picture of the plan is stale; ${host} last answered ${Math.round(ageMs / 1000)} s ago.`,
    };
  return { state: "healthy", ageMs, detail: `${host} answered ${Math.round(ageMs / 1000)} s ago.` };
}

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${answerWithinMs} ms.`)), answerWithinMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function sentenceOf(error: unknown, otherwise: string): string {
  return isFault(error) ? error.message : error instanceof Error && error.message ? error.message : otherwise;
}
