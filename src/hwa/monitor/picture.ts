// The plan as the monitor last saw it, small enough for 200,000 jobs: one column per fact, repeated words stored once.

import { commonStatuses } from "#core/hwa-status.ts";
import type { SnapshotJob } from "#ports/plan-store.ts";

/**
 * Rows are found by HWA's job id. Every fact is a number in a typed array: a word of the pool, an instant, a flag.
 * Reading a row builds a `SnapshotJob`; comparing one builds nothing.
 */
export interface PlanPicture {
  readonly size: number;
  get(id: string): SnapshotJob | null;
  /** True when the picture has exactly this row. */
  has(job: SnapshotJob): boolean;
  put(job: SnapshotJob): void;
  delete(id: string): void;
  /** How many rows have this status now; `as` says whose word it is. */
  count(status: string, as: "common" | "internal"): number;
  /** Every status that some row has. */
  statuses(as: "common" | "internal"): Iterable<string>;
  /** Forgets who was seen. */
  beginSweep(): void;
  see(id: string): void;
  /** Ids that were neither seen nor put since `beginSweep`; of one status, or of all. */
  unseen(status?: string, as?: "common" | "internal"): string[];
  rows(): Iterable<SnapshotJob>;
  /** The latest start or end of any run, in HWA's own time (epoch ms); null when no job has run. */
  latestInstant(): number | null;
}

const wordColumns = ["name", "stream", "workstation", "internal", "substatus"] as const;
const instantColumns = ["startedAt", "endedAt", "scheduledAt"] as const;
const numberColumns = ["returnCode", "estimatedMs"] as const;

/** Pool word 0 stands for "no such word". */
const noWord = 0;

export function createPlanPicture(): PlanPicture {
  const rowOf = new Map<string, number>();
  const ids: string[] = [];
  const runIds: (string | null)[] = [];
  const free: number[] = [];
  const pool = createWordPool();
  const counts = { common: new Map<string, number>(), internal: new Map<string, number>() };

  let capacity = 256;
  let words = wordColumns.map(() => new Uint32Array(capacity));
  let instants = instantColumns.map(() => new Float64Array(capacity));
  let numbers = numberColumns.map(() => new Float64Array(capacity));
  let commons = new Uint8Array(capacity);
  let flags = new Uint8Array(capacity);
  let seenIn = new Uint32Array(capacity);
  let sweep = 1;
  let latest: number | null = null;

  function grow(): void {
    capacity *= 2;
    const wider = <T extends Uint32Array | Float64Array | Uint8Array>(column: T, into: T): T => {
      into.set(column);
      return into;
    };
    words = words.map((column) => wider(column, new Uint32Array(capacity)));
    instants = instants.map((column) => wider(column, new Float64Array(capacity)));
    numbers = numbers.map((column) => wider(column, new Float64Array(capacity)));
    commons = wider(commons, new Uint8Array(capacity));
    flags = wider(flags, new Uint8Array(capacity));
    seenIn = wider(seenIn, new Uint32Array(capacity));
  }

  function bump(kind: "common" | "internal", status: string, by: number): void {
    const count = (counts[kind].get(status) ?? 0) + by;
    if (count === 0) counts[kind].delete(status);
    else counts[kind].set(status, count);
  }

  const commonAt = (row: number) => commonStatuses[commons[row] ?? 0] ?? "UNDECIDED";
  const wordAt = (column: number, row: number) => pool.word(words[column]?.[row] ?? noWord);
  const numberAt = (column: Float64Array | undefined, row: number) => {
    const value = column?.[row] ?? Number.NaN;
    return Number.isNaN(value) ? null : value;
  };
  const dateAt = (column: Float64Array | undefined, row: number) => {
    const value = numberAt(column, row);
    return value === null ? null : new Date(value);
  };

  function read(row: number): SnapshotJob {
    const flag = flags[row] ?? 0;
    return {
      id: ids[row] ?? "",
      name: wordAt(0, row) ?? "",
      stream: wordAt(1, row) ?? "",
      workstation: wordAt(2, row) ?? "",
      internal: wordAt(3, row) ?? "",
      common: commonAt(row),
      substatus: wordAt(4, row),
      canceled: (flag & 1) !== 0,
      runId: runIds[row] ?? null,
      returnCode: numberAt(numbers[0], row),
      startedAt: dateAt(instants[0], row),
      endedAt: dateAt(instants[1], row),
      estimatedMs: numberAt(numbers[1], row),
      late: (flag & 2) !== 0,
      critical: (flag & 4) !== 0,
      scheduledAt: dateAt(instants[2], row),
    };
  }

  function write(row: number, job: SnapshotJob): void {
    runIds[row] = job.runId;
    commons[row] = commonStatuses.indexOf(job.common);
    flags[row] = flagsOf(job);
    for (const [at, field] of wordColumns.entries()) {
      const column = words[at];
      if (!column) continue;
      const old = column[row] ?? noWord;
      column[row] = pool.hold(job[field]);
      pool.drop(old);
    }
    for (const [at, field] of instantColumns.entries()) set(instants[at], row, job[field]?.getTime());
    for (const [at, field] of numberColumns.entries()) set(numbers[at], row, job[field]);
    for (const instant of [job.startedAt, job.endedAt])
      if (instant && (latest === null || instant.getTime() > latest)) latest = instant.getTime();
  }

  function same(row: number, job: SnapshotJob): boolean {
    return (
      runIds[row] === job.runId &&
      commonAt(row) === job.common &&
      flags[row] === flagsOf(job) &&
      wordColumns.every((field, at) => wordAt(at, row) === job[field]) &&
      instantColumns.every((field, at) => numberAt(instants[at], row) === (job[field]?.getTime() ?? null)) &&
      numberColumns.every((field, at) => numberAt(numbers[at], row) === job[field])
    );
  }

  return {
    get size() {
      return rowOf.size;
    },
    get(id) {
      const row = rowOf.get(id);
      return row === undefined ? null : read(row);
    },
    has(job) {
      const row = rowOf.get(job.id);
      return row !== undefined && same(row, job);
    },
    put(job) {
      let row = rowOf.get(job.id);
      if (row === undefined) {
        row = free.pop() ?? ids.length;
        if (row >= capacity) grow();
        ids[row] = job.id;
        rowOf.set(job.id, row);
      } else {
        bump("common", commonAt(row), -1);
        bump("internal", wordAt(3, row) ?? "", -1);
      }
      write(row, job);
      seenIn[row] = sweep;
      bump("common", job.common, 1);
      bump("internal", job.internal, 1);
    },
    delete(id) {
      const row = rowOf.get(id);
      if (row === undefined) return;
      bump("common", commonAt(row), -1);
      bump("internal", wordAt(3, row) ?? "", -1);
      for (const column of words) {
        pool.drop(column[row] ?? noWord);
        column[row] = noWord;
      }
      rowOf.delete(id);
      ids[row] = "";
      runIds[row] = null;
      free.push(row);
    },
    count: (status, as) => counts[as].get(status) ?? 0,
    statuses: (as) => counts[as].keys(),
    beginSweep() {
      sweep += 1;
    },
    see(id) {
      const row = rowOf.get(id);
      if (row !== undefined) seenIn[row] = sweep;
    },
    unseen(status, as = "common") {
      const missing: string[] = [];
      for (const [id, row] of rowOf) {
        if (seenIn[row] === sweep) continue;
        if (status !== undefined && status !== (as === "common" ? commonAt(row) : wordAt(3, row))) continue;
        missing.push(id);
      }
      return missing;
    },
    *rows() {
      for (const row of rowOf.values()) yield read(row);
    },
    latestInstant: () => latest,
  };
}

function set(column: Float64Array | undefined, row: number, value: number | null | undefined): void {
  if (column) column[row] = value ?? Number.NaN;
}

function flagsOf(job: SnapshotJob): number {
  return (job.canceled ? 1 : 0) | (job.late ? 2 : 0) | (job.critical ? 4 : 0);
}

/** Words counted by their holders, so that the names of yesterday's plan do not stay forever. */
function createWordPool() {
  const words: (string | null)[] = [null];
  const holders: number[] = [0];
  const numberOf = new Map<string, number>();
  const free: number[] = [];

  return {
    word: (number: number): string | null => words[number] ?? null,
    hold(word: string | null): number {
      if (word === null) return noWord;
      let number = numberOf.get(word);
      if (number === undefined) {
        number = free.pop() ?? words.length;
        words[number] = word;
        holders[number] = 0;
        numberOf.set(word, number);
      }
      holders[number] = (holders[number] ?? 0) + 1;
      return number;
    },
    drop(number: number): void {
      if (number === noWord) return;
      const left = (holders[number] ?? 1) - 1;
      holders[number] = left;
      if (left > 0) return;
      const word = words[number];
      if (word !== null && word !== undefined) numberOf.delete(word);
      words[number] = null;
      free.push(number);
    },
  };
}
