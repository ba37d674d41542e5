// What a poll found, compared with the picture, written to the store, and only then believed.

import type {
  PlanChange,
  PlanStore,
  PollRecord,
  SnapshotJob,
  SnapshotWorkstation,
} from "#ports/plan-store.ts";
import type { PlanPicture } from "./picture.ts";
import { sameJob } from "./snapshot.ts";

/** So many changes are written in one transaction: a plan that changed wholesale never stands in memory twice. */
const changesAtOnce = 5_000;

export interface LedgerOptions {
  readonly picture: PlanPicture;
  readonly workstations: Map<string, SnapshotWorkstation>;
  readonly store: Pick<PlanStore, "record">;
  readonly poll: PollRecord;
  readonly changesAtOnce?: number;
}

/**
 * A job may be read several times in one poll; the ledger keeps the latest reading and one change for it.
 * The picture takes a change after the store has it, never before: a failed write is simply told by the next poll.
 */
export interface Ledger {
  /** A job as HWA tells it now. */
  job(job: SnapshotJob): Promise<void>;
  /** A job that HWA no longer has. */
  gone(id: string): Promise<void>;
  /** All workstations as HWA tells them now. */
  workstations(now: readonly SnapshotWorkstation[]): Promise<void>;
  flush(): Promise<void>;
  /** Writes the poll itself when no change has done so already. */
  close(): Promise<void>;
  /** Changes written so far. */
  readonly told: number;
}

export function createLedger(options: LedgerOptions): Ledger {
  const { picture, store, poll } = options;
  const limit = options.changesAtOnce ?? changesAtOnce;
  const jobs = new Map<string, PlanChange & { kind: "job" }>();
  const machines: (PlanChange & { kind: "workstation" })[] = [];
  let told = 0;
  let written = false;

  async function flush(): Promise<void> {
    if (jobs.size + machines.length === 0) return;
    const changes: PlanChange[] = [...jobs.values(), ...machines];
    await store.record(poll, changes);
    applyChanges(picture, options.workstations, changes);
    told += changes.length;
    written = true;
    jobs.clear();
    machines.length = 0;
  }

  async function note(id: string, after: SnapshotJob | null): Promise<void> {
    const before = jobs.get(id)?.before ?? picture.get(id);
    const unchanged = before === null ? after === null : after !== null && sameJob(before, after);
    if (unchanged) jobs.delete(id);
    else jobs.set(id, { kind: "job", before, after });
    if (jobs.size >= limit) await flush();
  }

  return {
    get told() {
      return told;
    },
    async job(job) {
      picture.see(job.id);
      if (!jobs.has(job.id) && picture.has(job)) return;
      await note(job.id, job);
    },
    gone: (id) => note(id, null),
    async workstations(now) {
      machines.push(...workstationDifference(options.workstations, now));
    },
    flush,
    async close() {
      await flush();
      if (!written) await store.record(poll, []);
    },
  };
}

/** Makes the picture what the changes say it is. */
export function applyChanges(
  picture: PlanPicture,
  workstations: Map<string, SnapshotWorkstation>,
  changes: readonly PlanChange[],
): void {
  for (const change of changes) {
    if (change.kind === "job") {
      if (change.after) picture.put(change.after);
      else if (change.before) picture.delete(change.before.id);
    } else {
      if (change.after) workstations.set(change.after.name, change.after);
      else if (change.before) workstations.delete(change.before.name);
    }
  }
}

export function workstationDifference(
  before: ReadonlyMap<string, SnapshotWorkstation>,
  now: readonly SnapshotWorkstation[],
): (PlanChange & { kind: "workstation" })[] {
  const changes: (PlanChange & { kind: "workstation" })[] = [];
  const present = new Map(now.map((workstation) => [workstation.name, workstation]));
  for (const [name, after] of present) {
    const was = before.get(name) ?? null;
    if (was?.linked !== after.linked || was.agentUp !== after.agentUp)
      changes.push({ kind: "workstation", before: was, after });
  }
  for (const [name, was] of before)
    if (!present.has(name)) changes.push({ kind: "workstation", before: was, after: null });
  return changes;
}
