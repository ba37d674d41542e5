// What one poll asks of HWA, and how it makes sure that the picture agrees with HWA afterwards.
//
// 1. The counts by status and the workstations: two small requests.
// 2. The window: jobs that started or ended since the latest start or end we know, minus an overlap for HWA's own delay
//    (REST answers come from a replica of the plan). Instants are compared in HWA's time only; our clock may be wrong.
// 3. If the counts still disagree with the picture, the statuses that disagree are read, the small ones first; a job
//    that the picture has in such a status and HWA has not is asked for by its id.
// 4. If that is too much or does not settle it, and every quarter of an hour in any case, the whole plan is read, page
//    by page, each row compared as it comes. What was not among the pages is asked for by id before it counts as gone:
//    a plan that moves while it is read may shift a job from one page to another.

import { isCommonStatus } from "#core/hwa-status.ts";
import type { CountsByGroup, HwaJob, HwaReader, HwaWorkstation } from "#ports/hwa.ts";
import type { PlanStore, PollRecord, SnapshotJob, SnapshotWorkstation } from "#ports/plan-store.ts";
import { eq, isIn, or, since } from "../oql.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import type { PlanPicture } from "./picture.ts";
import type { Silence } from "./silence.ts";
import { snapshotOf, workstationSnapshotOf } from "./snapshot.ts";

/** How far the window reaches back before the latest instant known. */
const overlapMs = 120_000;
const sweepEveryMs = 15 * 60_000;
/** A status with more jobs than this is not worth a reading of its own. */
const readableStatus = 5_000;
/** More missing jobs than this are not asked for one by one. */
const askableJobs = 1_000;
const idsAtOnce = 50;
/** Rows of a page. Larger ones need fewer questions and more memory while a page is parsed. */
const rowsAtOnce = 1_000;
/** A sweep that nobody scheduled may take at most this part of the time. */
const sweepShare = 0.1;

export interface PlanState {
  picture: PlanPicture;
  readonly workstations: Map<string, SnapshotWorkstation>;
  /** The last record written; null before the first poll ever. */
  last: PollRecord | null;
  /** When and how long the whole plan was last read by this process. */
  swept: { readonly at: number; readonly tookMs: number } | null;
  /** When the latest instant of the picture last moved, on our clock. */
  instant: { readonly at: number; readonly value: number } | null;
  /** HWA's count less ours right after a sweep of a quiet plan: where its way of counting differs. */
  readonly bias: Map<string, number>;
}

export interface PollDeps {
  readonly hwa: HwaReader;
  readonly store: Pick<PlanStore, "record" | "replace">;
  readonly now: () => Date;
  readonly silence: Silence;
}

/** How deep a poll had to read. */
export type PollScope = "first" | "window" | "statuses" | "sweep";

export interface PollResult {
  readonly scope: PollScope;
  /** Rows read from HWA. */
  readonly rows: number;
  readonly changes: number;
  /** True when the picture was taken anew and nobody was told. */
  readonly renewed: boolean;
}

export async function readPlan(state: PlanState, deps: PollDeps): Promise<PollResult> {
  const { hwa, silence } = deps;
  const readAt = deps.now();
  const [counts, workstations] = await silence.bound(
    Promise.all([
      hwa.jobCounts("status", { fresh: true, signal: silence.signal }),
      hwa.workstations({ fresh: true, signal: silence.signal }),
    ]),
  );
  const poll: PollRecord = {
    readAt,
    engine: hwa.connection().host,
    totalJobs: counts.total,
    countsByStatus: counts.groups,
  };
  if (state.last === null) return await takeAnew(state, deps, poll, workstations, pagesOf(deps, null));

  const reading: Reading = { rows: 0, sweepWanted: false };
  const ledger = createLedger({
    picture: state.picture,
    workstations: state.workstations,
    store: deps.store,
    poll,
  });
  await ledger.workstations(workstations.map(workstationSnapshotOf));

  let scope: PollScope = "window";
  const elsewhere = poll.engine !== state.last.engine;
  if (state.swept && !elsewhere) {
    await readWindow(state, deps, ledger, reading);
    await ledger.flush();
    if (await settleCounts(state, deps, ledger, reading, counts)) scope = "statuses";
  }
  if (elsewhere || sweepDue(state, reading, readAt.getTime())) {
    scope = "sweep";
    const pages = pagesOf(deps, null);
    const first = await silence.bound(pages.next());
    const page = first.done ? [] : first.value;
    const stranger = page.length > 0 && page.every((job) => state.picture.get(job.id) === null);
    if (elsewhere && stranger && state.picture.size > 0)
      return await takeAnew(state, deps, poll, workstations, rejoined(page, pages));
    await sweep(state, deps, ledger, reading, rejoined(page, pages));
    await learnBias(state, deps, counts);
  }
  await ledger.close();
  state.last = poll;
  return { scope, rows: reading.rows, changes: ledger.told, renewed: false };
}

interface Reading {
  rows: number;
  sweepWanted: boolean;
}

/** The first picture, or another engine's: kept, and told to nobody. */
async function takeAnew(
  state: PlanState,
  deps: PollDeps,
  poll: PollRecord,
  workstations: readonly HwaWorkstation[],
  pages: AsyncIterable<readonly HwaJob[]>,
): Promise<PollResult> {
  const started = deps.now().getTime();
  for (const id of [...state.picture.rows()].map((job) => job.id)) state.picture.delete(id);
  async function* passing(): AsyncIterable<readonly SnapshotJob[]> {
    for await (const page of pages) {
      const fresh: SnapshotJob[] = [];
      for (const job of page) {
        // A moving plan may show a job on two pages.
        if (state.picture.get(job.id)) continue;
        const snapshot = snapshotOf(job);
        state.picture.put(snapshot);
        fresh.push(snapshot);
      }
      yield fresh;
    }
  }
  const machines = workstations.map(workstationSnapshotOf);
  await deps.store.replace(poll, passing(), machines);
  state.workstations.clear();
  for (const machine of machines) state.workstations.set(machine.name, machine);
  state.bias.clear();
  state.last = poll;
  state.swept = { at: started, tookMs: deps.now().getTime() - started };
  return { scope: "first", rows: state.picture.size, changes: 0, renewed: true };
}

async function readWindow(state: PlanState, deps: PollDeps, ledger: Ledger, reading: Reading): Promise<void> {
  const latest = state.picture.latestInstant();
  if (latest === null) return;
  const now = deps.now().getTime();
  if (state.instant?.value !== latest) state.instant = { at: now, value: latest };
  // While nothing happens the overlap wears off: what HWA told late has come by then.
  const from = new Date(latest - Math.max(0, overlapMs - (now - state.instant.at)));
  const window = or(
    since("jobruns.timeInfo.actualStartTime", from),
    since("jobruns.timeInfo.actualEndTime", from),
  );
  for await (const page of pagesOf(deps, window)) await compare(page, ledger, reading);
}

/** Reads the statuses whose counts disagree until they agree; true when it had to read any. */
async function settleCounts(
  state: PlanState,
  deps: PollDeps,
  ledger: Ledger,
  reading: Reading,
  counts: CountsByGroup,
): Promise<boolean> {
  const as = vocabularyOf(counts);
  const tried = new Set<string>();
  for (;;) {
    const disagreeing = disagreements(state, counts);
    if (disagreeing.length === 0) {
      if (Object.keys(counts.groups).length === 0 && counts.total !== state.picture.size)
        reading.sweepWanted = true;
      return tried.size > 0;
    }
    const next = disagreeing.find((status) => !tried.has(status) && sizeOf(status) <= readableStatus);
    if (next === undefined) {
      reading.sweepWanted = true;
      return tried.size > 0;
    }
    tried.add(next);
    await readStatus(state, deps, ledger, reading, next, as);
  }

  function sizeOf(status: string): number {
    return Math.max(counts.groups[status] ?? 0, state.picture.count(status, as));
  }
}

async function readStatus(
  state: PlanState,
  deps: PollDeps,
  ledger: Ledger,
  reading: Reading,
  status: string,
  as: "common" | "internal",
): Promise<void> {
  state.picture.beginSweep();
  const field = as === "common" ? "jobruns.commonStatus" : "jobruns.compositeStatus.status";
  for await (const page of pagesOf(deps, eq(field, status))) await compare(page, ledger, reading);
  await ledger.flush();
  const elsewhere = state.picture.unseen(status, as);
  if (elsewhere.length > askableJobs) reading.sweepWanted = true;
  else await askFor(elsewhere, deps, ledger, reading);
  await ledger.flush();
}

async function sweep(
  state: PlanState,
  deps: PollDeps,
  ledger: Ledger,
  reading: Reading,
  pages: AsyncIterable<readonly HwaJob[]>,
): Promise<void> {
  const started = deps.now().getTime();
  state.picture.beginSweep();
  for await (const page of pages) await compare(page, ledger, reading);
  await ledger.flush();
  const missing = state.picture.unseen();
  if (missing.length > askableJobs) for (const id of missing) await ledger.gone(id);
  else await askFor(missing, deps, ledger, reading);
  await ledger.flush();
  state.swept = { at: started, tookMs: deps.now().getTime() - started };
}

/** Asks for these jobs by id; who does not answer has left the plan. */
async function askFor(
  ids: readonly string[],
  deps: PollDeps,
  ledger: Ledger,
  reading: Reading,
): Promise<void> {
  for (let at = 0; at < ids.length; at += idsAtOnce) {
    const asked = new Set(ids.slice(at, at + idsAtOnce));
    for await (const page of pagesOf(deps, isIn("id", [...asked]))) {
      for (const job of page) asked.delete(job.id);
      await compare(page, ledger, reading);
    }
    for (const id of asked) await ledger.gone(id);
  }
}

/**
 * HWA may count otherwise than we do, by runs or by cancelled jobs. The difference that is left right after the whole
 * plan was read is its way of counting and not a change, provided that the plan stood still meanwhile.
 */
async function learnBias(state: PlanState, deps: PollDeps, before: CountsByGroup): Promise<void> {
  if (disagreements(state, before).length === 0) return;
  const after = await deps.silence.bound(
    deps.hwa.jobCounts("status", { fresh: true, signal: deps.silence.signal }),
  );
  if (!sameCounts(before, after)) return;
  const as = vocabularyOf(after);
  state.bias.clear();
  for (const status of new Set([...Object.keys(after.groups), ...state.picture.statuses(as)])) {
    const bias = (after.groups[status] ?? 0) - state.picture.count(status, as);
    if (bias !== 0) state.bias.set(status, bias);
  }
}

/** Statuses in which HWA counts other than the picture has, the smallest first. */
function disagreements(state: PlanState, counts: CountsByGroup): string[] {
  if (Object.keys(counts.groups).length === 0) return [];
  const as = vocabularyOf(counts);
  const statuses = new Set([
    ...Object.keys(counts.groups),
    ...state.picture.statuses(as),
    ...state.bias.keys(),
  ]);
  const theirs = (status: string) => counts.groups[status] ?? 0;
  return [...statuses]
    .filter((status) => theirs(status) !== state.picture.count(status, as) + (state.bias.get(status) ?? 0))
    .sort((a, b) => theirs(a) - theirs(b));
}

/** HCL does not say in which of its two vocabularies it groups; the words themselves do. */
function vocabularyOf(counts: CountsByGroup): "common" | "internal" {
  return Object.keys(counts.groups).every(isCommonStatus) ? "common" : "internal";
}

function sameCounts(a: CountsByGroup, b: CountsByGroup): boolean {
  const names = new Set([...Object.keys(a.groups), ...Object.keys(b.groups)]);
  return a.total === b.total && [...names].every((name) => (a.groups[name] ?? 0) === (b.groups[name] ?? 0));
}

function sweepDue(state: PlanState, reading: Reading, now: number): boolean {
  if (!state.swept || now - state.swept.at >= sweepEveryMs) return true;
  return reading.sweepWanted && now - state.swept.at >= state.swept.tookMs / sweepShare;
}

async function compare(page: readonly HwaJob[], ledger: Ledger, reading: Reading): Promise<void> {
  reading.rows += page.length;
  for (const job of page) await ledger.job(snapshotOf(job));
}

/** Pages of brief jobs; gives up when HWA has been silent for too long. */
async function* pagesOf(
  deps: PollDeps,
  oql: string | null,
): AsyncGenerator<readonly HwaJob[], void, undefined> {
  const query = { ...(oql === null ? {} : { oql }), detail: "brief" as const, limit: rowsAtOnce };
  const pages = deps.hwa.eachJob(query, { fresh: true, signal: deps.silence.signal })[Symbol.asyncIterator]();
  try {
    for (;;) {
      const page = await deps.silence.bound(pages.next());
      if (page.done) return;
      yield page.value;
    }
  } finally {
    // Not awaited: an iterator that never answers would hold the poll for ever.
    void pages.return?.()?.catch(() => undefined);
  }
}

async function* rejoined(
  first: readonly HwaJob[],
  rest: AsyncGenerator<readonly HwaJob[], void, undefined>,
): AsyncIterable<readonly HwaJob[]> {
  yield first;
  yield* rest;
}
