// The monitor: one poll of HWA for everybody, in one process of all.
//
// A monitor that leads polls: it loads the picture from the store, compares, records what changed, and hands it on.
// A monitor that does not lead only hands on what the leader recorded, and tries to lead again every few seconds.
// Leadership is the store's; whoever gains it reads the picture from the store again, so what the one before told is
// not repeated and what happened in between is told once. After a failed write nobody knows what the store holds: the
// picture is read again as well. A failed poll changes nothing; the next comes later each time, up to four intervals.

import { setTimeout } from "node:timers/promises";
import type { Logger } from "pino";
import { Fault, toFault } from "#core/fault.ts";
import { faultWording } from "#core/fault-sentence.ts";
import type { Wording } from "#core/wording.ts";
import type { Clock } from "#ports/clock.ts";
import type { HwaReader } from "#ports/hwa.ts";
import type { PlanStore, PollRecord } from "#ports/plan-store.ts";
import type { NameIndex } from "../names/name-index.ts";
import type { JobUpdate, PlanAge, PlanMonitor } from "./job-update.ts";
import { applyToNames, replaceNames } from "./keep-names.ts";
import { createPlanPicture } from "./picture.ts";
import { type PlanState, type PollDeps, type PollScope, readPlan } from "./read-changes.ts";
import { createSilence } from "./silence.ts";
import { createTail } from "./tail.ts";
import { watchJob } from "./watch-job.ts";

export type PollOutcome =
  | {
      readonly kind: "read";
      readonly scope: PollScope;
      /** Jobs read from HWA. */
      readonly rows: number;
      readonly changes: number;
      readonly requests: number;
      readonly durationMs: number;
    }
  | { readonly kind: "failed"; readonly fault: Fault; readonly requests: number; readonly durationMs: number }
  /** Another process polls. */
  | { readonly kind: "not_leading" };

export interface MonitorDeps {
  readonly hwa: HwaReader;
  readonly store: PlanStore;
  readonly names: NameIndex;
  readonly clock: Clock;
  readonly log: Logger;
  readonly pollMs: number;
  /** Whether this process may poll at all. */
  readonly leads: boolean;
  /** After every poll of this process: for metrics. */
  readonly onPoll?: (outcome: PollOutcome) => void;
  /** How long HWA may be silent during a poll; default 60 s. */
  readonly patienceMs?: number;
  /** How often a process that does not lead looks for new events, and watchers look at the clock; default 1 s. */
  readonly tickMs?: number;
}

export interface Monitor extends PlanMonitor, AsyncDisposable {
  /** Begins to poll, or to follow who polls; returns at once. */
  start(): void;
  /** One poll now, unless one is under way, which is then shared. Never rejects. */
  pollOnce(): Promise<PollOutcome>;
  /** Whether this process polls for all now. */
  leads(): boolean;
}

/** Polls that may fail to come before the picture counts as stale. */
const staleAfterPolls = 3;
const slowestFactor = 4;
/** How often another process's leadership is tried. */
const tryToLeadMs = 5_000;
/** How long a monitor that stops waits for the write under way. */
const stopWithinMs = 2_000;

export function createMonitor(deps: MonitorDeps): Monitor {
  const { hwa, store, names, clock, log, pollMs } = deps;
  const tickMs = deps.tickMs ?? 1_000;
  const stopping = new AbortController();
  const stopped = stopping.signal;
  const tail = createTail({
    store,
    retryMs: tickMs,
    onTrouble: (error) => log.warn({ err: error }, "The plan's events could not be read; trying again."),
  });
  const tickers = new Set<(renewed: boolean) => void>();
  let ticking: NodeJS.Timeout | null = null;
  let state: PlanState | null = null;
  let last: PollRecord | null = null;
  let problem: Wording | null = null;
  /** Aborts when leadership is lost; null while this process does not lead. */
  let leadership: AbortSignal | null = null;
  let polling: Promise<PollOutcome> | null = null;
  let running: Promise<void> | null = null;

  tail.listen((event) => applyToNames(names, event));

  const writes: PollDeps["store"] = {
    record: (poll, changes) => asLeader(() => store.record(poll, changes)),
    replace: (poll, jobs, workstations) => asLeader(() => store.replace(poll, jobs, workstations)),
  };

  /** Writes only while nobody else may, and forgets the picture when it is not certain what was written. */
  async function asLeader<T>(write: () => Promise<T>): Promise<T> {
    try {
      leadership?.throwIfAborted();
      return await write();
    } catch (error) {
      state = null;
      throw error;
    }
  }

  async function loadState(): Promise<PlanState> {
    await tail.begin();
    await tail.advance();
    const picture = createPlanPicture();
    const workstations = new Map((await store.workstations()).map((machine) => [machine.name, machine]));
    for await (const batch of store.eachJob()) for (const job of batch) picture.put(job);
    last = await store.lastPoll();
    await replaceNames(names, batchesOf(picture.rows()), workstations.values());
    return { picture, workstations, last, swept: null, instant: null, bias: new Map() };
  }

  async function poll(): Promise<PollOutcome> {
    const started = performance.now();
    const requestsBefore = hwa.connection().requests;
    const spent = () => ({
      requests: hwa.connection().requests - requestsBefore,
      durationMs: performance.now() - started,
    });
    using silence = createSilence(deps.patienceMs ?? 60_000, leadership ?? stopped);
    let outcome: PollOutcome;
    let anotherPlan = false;
    try {
      state ??= await loadState();
      const taken = state;
      const first = taken.last === null;
      const result = await readPlan(taken, { hwa, store: writes, now: () => clock.now(), silence });
      last = taken.last;
      if (problem !== null && !first) log.info({ problem: problem.en }, "HWA can be read again.");
      problem = null;
      const { renewed, ...read } = result;
      if (renewed) await replaceNames(names, batchesOf(taken.picture.rows()), taken.workstations.values());
      anotherPlan = renewed && !first;
      outcome = { kind: "read", ...read, ...spent() };
      log.debug(outcome, "The plan was read.");
    } catch (error) {
      const fault = toFault(error, {
        en: "The plan could not be read and compared.",
        pt: "O plano não pôde ser lido e comparado.",
      });
      if (!stopped.aborted && fault.message !== problem?.en)
        log.warn({ err: fault }, "The plan could not be read.");
      if (!stopped.aborted) problem = faultWording(fault);
      outcome = { kind: "failed", fault, ...spent() };
    }
    // What was recorded before a poll failed half-way is handed on as well.
    await tail.advance().catch((error) => log.warn({ err: error }, "The plan's events could not be read."));
    tick(anotherPlan);
    deps.onPoll?.(outcome);
    return outcome;
  }

  function sharedPoll(): Promise<PollOutcome> {
    polling ??= poll().finally(() => {
      polling = null;
    });
    return polling;
  }

  /** Runs the work as leader, on a picture that nobody else has moved on meanwhile. */
  function lead(work: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
    const lost = new AbortController();
    const signal = AbortSignal.any([stopped, lost.signal]);
    return store
      .lead(signal, async () => {
        const recorded = (await store.lastPoll())?.readAt.getTime();
        if (recorded !== state?.last?.readAt.getTime()) state = null;
        leadership = signal;
        await work(signal);
      })
      .finally(() => {
        // The store lets go of us either because the work is done or because it could not hold on.
        lost.abort(leadershipLost());
        if (leadership === signal) leadership = null;
      });
  }

  async function pollOnce(): Promise<PollOutcome> {
    if (polling || leadership) return await sharedPoll();
    if (!deps.leads) return { kind: "not_leading" };
    let outcome: PollOutcome = { kind: "not_leading" };
    try {
      await lead(async () => {
        outcome = await sharedPoll();
      });
    } catch (error) {
      const fault = toFault(error, storeUnread);
      problem = faultWording(fault);
      return { kind: "failed", fault, requests: 0, durationMs: 0 };
    }
    return outcome;
  }

  async function pollForever(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      const began = performance.now();
      const outcome = await sharedPoll();
      failures = outcome.kind === "failed" ? failures + 1 : 0;
      const factor = Math.min(slowestFactor, 2 ** Math.max(0, failures - 1));
      const jitter = failures > 0 ? 0.8 + Math.random() * 0.2 : 1;
      const took = performance.now() - began;
      await pause(Math.max(pollMs / slowestFactor, pollMs * factor * jitter - took), signal);
    }
  }

  /** What a process without leadership does: hand on what the leader wrote, know its age, keep the names. */
  async function followLeader(signal: AbortSignal): Promise<void> {
    const known = last;
    const seen = await store.lastPoll();
    if (known === null || seen === null || seen.engine !== known.engine) {
      await tail.begin();
      await replaceNames(names, store.eachJob(), await store.workstations());
      if (known !== null && seen !== null) tick(true);
    }
    last = seen;
    problem = null;
    if (isStale()) problem = silentSince(last?.readAt ?? null);
    await tail.advance();
    await pause(tickMs, signal);
  }

  async function run(): Promise<void> {
    let tryAt = 0;
    while (!stopped.aborted) {
      try {
        if (deps.leads && performance.now() >= tryAt) {
          tryAt = performance.now() + tryToLeadMs;
          await lead(pollForever);
        }
        if (!stopped.aborted) await followLeader(stopped);
      } catch (error) {
        if (stopped.aborted) return;
        problem = faultWording(toFault(error, storeUnread));
        log.warn({ err: error }, "The monitor lost its store; trying again.");
        await pause(Math.min(pollMs, tryToLeadMs), stopped);
      }
    }
  }

  function isStale(): boolean {
    return last === null || clock.now().getTime() - last.readAt.getTime() > staleAfterPolls * pollMs;
  }

  function tick(renewed: boolean): void {
    for (const ticker of tickers) ticker(renewed);
  }

  function ticks(listener: (renewed: boolean) => void): () => void {
    tickers.add(listener);
    ticking ??= setInterval(() => tick(false), tickMs).unref();
    return () => {
      tickers.delete(listener);
      if (tickers.size > 0 || !ticking) return;
      clearInterval(ticking);
      ticking = null;
    };
  }

  return {
    start() {
      running ??= run();
    },
    pollOnce,
    leads: () => leadership !== null && !leadership.aborted,
    age: (): PlanAge => ({ readAt: last?.readAt ?? null, stale: isStale(), problem }),
    async *watch(job, signal): AsyncGenerator<JobUpdate, void, undefined> {
      await tail.begin();
      yield* watchJob(
        {
          hwa,
          names,
          now: () => clock.now(),
          age: () => ({ readAt: last?.readAt ?? null, stale: isStale(), problem }),
          retryMs: Math.min(pollMs, 5_000),
          listen: tail.listen,
          ticks,
        },
        job,
        AbortSignal.any([signal, stopped]),
      );
    },
    follow: (after, signal) => tail.follow(after, AbortSignal.any([signal, stopped])),
    async [Symbol.asyncDispose]() {
      stopping.abort();
      if (ticking) clearInterval(ticking);
      const patience = new AbortController();
      await Promise.race([
        Promise.allSettled([running, polling]),
        pause(stopWithinMs, patience.signal).then((whole) => {
          if (whole)
            log.warn("The monitor stopped while a write was under way; the next start compares again.");
        }),
      ]);
      patience.abort();
    },
  };
}

const storeUnread: Wording = {
  en: "The plan's store could not be read.",
  pt: "O armazenamento do plano não pôde ser lido.",
};

function silentSince(at: Date | null): Wording {
  return {
    en: `The process that polls HWA has told nothing ${at ? `since ${at.toISOString()}` : "yet"}.`,
    pt: `O processo que consulta o HWA não diz nada ${at ? `desde ${at.toISOString()}` : "até agora"}.`,
  };
}

function leadershipLost(): Fault {
  return new Fault(
    "unavailable",
    {
      en: "Another process may poll HWA now; this reading of the plan was given up.",
      pt: "Outro processo pode estar consultando o HWA agora; esta leitura do plano foi abandonada.",
    },
    { retryable: true },
  );
}

/** True when the whole time went by, false when the signal cut it short. */
async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    return await setTimeout(ms, true, { signal });
  } catch {
    return false;
  }
}

function* batchesOf<T>(rows: Iterable<T>): Iterable<readonly T[]> {
  for (const row of rows) yield [row];
}
