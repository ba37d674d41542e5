// How the house is, asked of its parts: what nobody could check is unknown, never healthy.

import { hostname } from "node:os";
import { isFault } from "#core/fault.ts";
import type { WorkerStatus } from "#engine/engine.ts";
import type { PlanAge } from "#hwa/monitor/job-update.ts";
import type { DoorbellHealth } from "#ports/doorbell.ts";
import type { HwaConnection } from "#ports/hwa.ts";
import type { WorkerRoll } from "#ports/worker-roll.ts";
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
  /** The queue that tells workers of work; absent: this process has none. */
  readonly doorbell?: () => Promise<DoorbellHealth>;
  /** The language model as it was last seen; absent: none is configured. */
  readonly model?: () => HealthCheck;
  readonly workers?: {
    readonly here: () => WorkerStatus;
    readonly all: WorkerRoll["list"];
  };
}

const answerWithinMs = 1_000;
/** Messages are answered in seconds; older ones mean that nobody is working. */
const stuckAfterMs = 120_000;

export function createReadiness(probes: Probes): () => Promise<Health> {
  return async () => {
    const { doorbell, workers, model, now } = probes;
    const [database, messages, queue, worker] = await Promise.all([
      checkDatabase(probes),
      checkBacklog(probes),
      doorbell && checkDoorbell(doorbell, now),
      workers && checkWorkers(workers),
    ]);
    const others = {
      ...(queue ? { queue, messages } : { queue: messages }),
      ...(worker && { worker }),
      hwa: checkHwa(probes),
      // Without it everything is answered by rules: one that is away degrades the house and stops nothing.
      ...(model && { model: model() }),
    };
    const states = Object.values(others).map((check) => check.state);
    return { status: overall(database.state, states), checks: { database, ...others } };
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

async function checkBacklog(probes: Probes): Promise<HealthCheck> {
  try {
    const { waiting, oldestMs } = await within(probes.backlog());
    if (waiting === 0) return { state: "healthy", ageMs: 0, detail: "Nothing waits." };
    const detail = `${waiting} messages wait, the oldest for ${Math.round(oldestMs / 1000)} s.`;
    return { state: oldestMs > stuckAfterMs ? "degraded" : "healthy", ageMs: 0, detail };
  } catch (error) {
    return { state: "unknown", ageMs: null, detail: sentenceOf(error, "The backlog could not be read.") };
  }
}

async function checkDoorbell(ask: () => Promise<DoorbellHealth>, now: () => Date): Promise<HealthCheck> {
  try {
    const { state, detail, checkedAt } = await within(ask());
    const ageMs = checkedAt && Math.max(0, now().getTime() - checkedAt.getTime());
    // Without the queue jobs still run, found by the sweepers: later, and not lost.
    return { state: state === "unhealthy" ? "degraded" : state, ageMs, detail };
  } catch (error) {
    return { state: "unknown", ageMs: null, detail: sentenceOf(error, "The queue did not answer.") };
  }
}

/** Somebody must run steps; where is nobody's concern. */
async function checkWorkers({ here, all }: NonNullable<Probes["workers"]>): Promise<HealthCheck> {
  const mine = here();
  const said = mine.isRunning
    ? `The worker of this process runs ${mine.activeJobs} of at most ${mine.maxConcurrentJobs} steps`
    : "The worker of this process is stopped";
  try {
    const own = ({ host, pid }: { host: string; pid: number }) => pid === process.pid && host === hostname();
    const alive = (await within(all())).filter((each) => each.alive && each.slots > 0 && !own(each));
    const elsewhere = alive.length;
    const detail = `${said}; ${elsewhere === 0 ? "there is no other" : `${elsewhere} run elsewhere`}.`;
    if (mine.isRunning || elsewhere > 0) return { state: "healthy", ageMs: 0, detail };
    return {
      state: "degraded",
      ageMs: 0,
      detail: `${detail} Jobs wait: start one with POST /api/admin/agent-worker or npm run worker:start.`,
    };
  } catch (error) {
    if (mine.isRunning) return { state: "healthy", ageMs: 0, detail: `${said}.` };
    return { state: "unknown", ageMs: null, detail: sentenceOf(error, `${said}.`) };
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
    return { state: "unhealthy", ageMs, detail: age?.problem?.en ?? lastFault ?? `${host} does not answer.` };
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
