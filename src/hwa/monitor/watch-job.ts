// Watching one job: its state now, then every change, told no faster than the reader reads.
//
// A watcher is in one of three moods. *Seeing*: it has an instance of the job and tells its state. *Waiting*: the plan
// has no such job; it said so, with near names, and waits for one to appear. *Blind*: HWA cannot be read; it said so
// once and tells the true state again when the monitor is back. Events move the instance; the generator tells the state
// that holds when its reader asks, so a slow reader costs no memory and misses only what was overtaken.

import { toFault } from "#core/fault.ts";
import { faultWording } from "#core/fault-sentence.ts";
import { orList } from "#core/or-list.ts";
import { alike, type Wording } from "#core/wording.ts";
import type { HwaReader } from "#ports/hwa.ts";
import type { PlanEvent, SnapshotJob } from "#ports/plan-store.ts";
import { findJob } from "../find-job.ts";
import { lastRun } from "../job-facts.ts";
import { parseJobRef } from "../job-ref.ts";
import type { NameIndex } from "../names/name-index.ts";
import type { JobUpdate, PlanAge } from "./job-update.ts";
import { snapshotOf } from "./snapshot.ts";
import { instanceAfter, noted, percentOf, updateOf } from "./watch-update.ts";

/** At most one message of progress in this time. */
const progressEveryMs = 5_000;
/** How far HWA's clock may differ from ours before we reckon in its time. */
const tolerableSkewMs = 2_000;

export interface WatchDeps {
  readonly hwa: HwaReader;
  readonly names: NameIndex;
  readonly now: () => Date;
  readonly age: () => PlanAge;
  /** How long to wait before the first state is asked again after HWA failed to tell it. */
  readonly retryMs: number;
  readonly listen: (listener: (event: PlanEvent) => void) => () => void;
  /** Called about every second while somebody watches, and when the picture was taken anew (`renewed`). */
  readonly ticks: (listener: (renewed: boolean) => void) => () => void;
}

export async function* watchJob(
  deps: WatchDeps,
  ref: string,
  signal: AbortSignal,
): AsyncGenerator<JobUpdate, void, undefined> {
  const typed = deps.names.canonical("job", ref) ?? ref.trim();
  let name = typed;
  /** Set when more than a name was typed: other streams may have a job of the same name. */
  let stream: string | null = null;
  let shown: SnapshotJob | null = null;
  /** Why there is nothing to show. */
  let note: Wording | null = null;
  let skewMs = 0;
  let askAgainAt = 0;
  let asked = false;
  /** An event came while the state was being asked. */
  let overtaken = false;
  let wake: () => void = () => undefined;
  const stops = [
    deps.listen((event) => {
      if (event.change.kind !== "job" || !concerns(event.change.after ?? event.change.before)) return;
      const next = instanceAfter(shown, event);
      if (next === undefined) return;
      if (next === null) note = left(name);
      else meet(next);
      shown = next;
      overtaken = true;
      wake();
    }),
    deps.ticks((renewed) => {
      if (renewed) asked = false;
      wake();
    }),
  ];
  const onAbort = () => wake();
  signal.addEventListener("abort", onAbort, { once: true });

  /** From here on the name is the plan's own. */
  function meet(job: SnapshotJob): void {
    if (job.name.toUpperCase() !== typed.toUpperCase()) stream = job.stream;
    name = job.name;
  }

  function concerns(job: SnapshotJob | null): boolean {
    if (!job) return false;
    if (shown !== null || stream !== null)
      return same(job.name, name) && (stream === null || job.stream === stream);
    const parsed = parseJobRef(typed);
    if (parsed?.kind !== "name") return job.id === parsed?.id;
    return parsed.readings.some(
      (reading) =>
        same(job.name, reading.job) && (reading.stream === null || same(job.stream, reading.stream)),
    );
  }

  async function askNow(): Promise<void> {
    asked = true;
    overtaken = false;
    try {
      const found = await unlessAborted(
        findJob(deps.hwa, typed, { signal, canonical: (text) => deps.names.canonical("job", text) }),
        signal,
      );
      // What the answer may have beyond the event, the next poll tells.
      if (found === null || overtaken) return;
      if (found.kind === "unknown") {
        shown = null;
        note = unknownNote(ref, deps.names);
        return;
      }
      const run = lastRun(found.job);
      if (run?.startedAt && run.elapsedMs && !run.endedAt) {
        const ahead = run.startedAt.getTime() + run.elapsedMs - deps.now().getTime();
        skewMs = Math.abs(ahead) > tolerableSkewMs ? ahead : 0;
      }
      shown = snapshotOf(found.job);
      meet(shown);
      note = null;
    } catch (error) {
      if (signal.aborted) return;
      note = faultWording(toFault(error, unread(name)));
      askAgainAt = deps.now().getTime() + deps.retryMs;
      asked = false;
    }
  }

  /** What there is to tell now, and what makes it different from what was told before. */
  function current(): { readonly update: JobUpdate; readonly key: string; readonly percent: number | null } {
    const { stale, problem } = deps.age();
    const told = asked || shown !== null;
    if (shown !== null && !(stale && problem !== null)) {
      const hwaNow = new Date(deps.now().getTime() + skewMs);
      const update = updateOf(shown, hwaNow);
      const run = update.status === "running" || update.duration ? (shown.runId ?? "") : "";
      return {
        update,
        key: `${update.status} ${run} ${shown.endedAt?.getTime() ?? ""} ${update.duration ?? ""}`,
        percent: update.status === "running" ? percentOf(shown, hwaNow) : null,
      };
    }
    // One word for one trouble, however its sentence varies from poll to poll.
    const blind = shown !== null || !told;
    const sentence = shown === null ? note : notKnown(name, problem ?? alike(""));
    return {
      update: { job: name, status: "unknown", ...(sentence ? noted(sentence) : {}) },
      key: blind ? "blind" : `unknown ${sentence?.en ?? null}`,
      percent: null,
    };
  }

  let toldKey: string | null = null;
  let toldPercent = 0;
  let toldAt = 0;
  try {
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (!asked && deps.now().getTime() >= askAgainAt) await askNow();
      if (signal.aborted) return;
      const { update, key, percent } = current();
      const now = deps.now().getTime();
      const moved = percent !== null && percent > toldPercent && now - toldAt >= progressEveryMs;
      if (key !== toldKey || moved) {
        toldKey = key;
        toldPercent = percent ?? 0;
        toldAt = now;
        yield update;
      } else await woken;
    }
  } finally {
    for (const stop of stops) stop();
    signal.removeEventListener("abort", onAbort);
  }
}

function same(a: string, b: string): boolean {
  return a.toUpperCase() === b.toUpperCase();
}

function left(name: string): Wording {
  return { en: `${name} is no longer in HWA's plan.`, pt: `${name} não está mais no plano do HWA.` };
}

function unread(name: string): Wording {
  return {
    en: `The state of ${name} could not be read.`,
    pt: `A situação de ${name} não pôde ser lida.`,
  };
}

function notKnown(name: string, problem: Wording): Wording {
  return {
    en: `The state of ${name} is not known now: ${problem.en}`,
    pt: `A situação de ${name} não é conhecida agora: ${problem.pt}`,
  };
}

function unknownNote(ref: string, names: NameIndex): Wording {
  const near = names.nearest("job", ref, 3).map(({ name }) => name);
  const typed = ref.trim().slice(0, 100);
  const meant = orList(near.map(alike));
  const offer =
    near.length === 0 ? alike("") : { en: ` Did you mean ${meant.en}?`, pt: ` Você quis dizer ${meant.pt}?` };
  return {
    en: `No HWA job is called "${typed}".${offer.en} I tell you when it appears in the plan.`,
    pt: `Nenhum job do HWA se chama "${typed}".${offer.pt} Aviso quando ele aparecer no plano.`,
  };
}

/** Null when the signal aborted first. */
async function unlessAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T | null> {
  if (signal.aborted) return null;
  let stop: () => void = () => undefined;
  try {
    return await Promise.race([
      answer,
      new Promise<null>((resolve) => {
        stop = () => resolve(null);
        signal.addEventListener("abort", stop, { once: true });
      }),
    ]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
