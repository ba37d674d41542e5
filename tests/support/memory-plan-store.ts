// A PlanStore in memory, for tests of what stands on it; the real one is adapters/postgres.

import type {
  PlanChange,
  PlanEvent,
  PlanStore,
  PollRecord,
  SnapshotJob,
  SnapshotWorkstation,
} from "#ports/plan-store.ts";

export interface MemoryPlanStore extends PlanStore {
  /** What the next calls of `record` and `replace` do before, or after, they write. */
  trouble: "none" | "refuse" | "lose_answer";
  readonly writes: { polls: number; transactions: number };
  snapshot(): readonly SnapshotJob[];
  allEvents(): readonly PlanEvent[];
}

export function createMemoryPlanStore(now: () => Date = () => new Date()): MemoryPlanStore {
  const jobs = new Map<string, SnapshotJob>();
  const workstations = new Map<string, SnapshotWorkstation>();
  let events: PlanEvent[] = [];
  let seq = 0;
  let last: PollRecord | null = null;
  let led = false;

  function apply(change: PlanChange): void {
    if (change.kind === "job") {
      if (change.after) jobs.set(change.after.id, change.after);
      else if (change.before) jobs.delete(change.before.id);
    } else {
      if (change.after) workstations.set(change.after.name, change.after);
      else if (change.before) workstations.delete(change.before.name);
    }
  }

  const store: MemoryPlanStore = {
    trouble: "none",
    writes: { polls: 0, transactions: 0 },
    snapshot: () => [...jobs.values()],
    allEvents: () => events,
    lastPoll: async () => last,
    async *eachJob() {
      const all = [...jobs.values()];
      for (let at = 0; at < all.length; at += 1_000) yield all.slice(at, at + 1_000);
    },
    workstations: async () => [...workstations.values()],
    async record(poll, changes) {
      await Promise.resolve();
      if (store.trouble === "refuse") throw new Error("The database refused.");
      store.writes.transactions += 1;
      if (changes.length === 0) store.writes.polls += 1;
      last = poll;
      const told = changes.map((change) => {
        apply(change);
        seq += 1;
        return { seq, at: now(), change };
      });
      events.push(...told);
      if (store.trouble === "lose_answer") throw new Error("The connection broke at commit.");
      return told;
    },
    async replace(poll, batches, machines) {
      const fresh: SnapshotJob[] = [];
      for await (const batch of batches) fresh.push(...batch);
      if (store.trouble === "refuse") throw new Error("The database refused.");
      store.writes.transactions += 1;
      jobs.clear();
      workstations.clear();
      for (const job of fresh) jobs.set(job.id, job);
      for (const machine of machines) workstations.set(machine.name, machine);
      last = poll;
    },
    events: async (after, limit) => events.filter((event) => event.seq > after).slice(0, limit),
    lastSeq: async () => seq,
    history: async (job, limit) =>
      events
        .filter(({ change }) => change.kind === "job" && (change.after ?? change.before)?.name === job)
        .reverse()
        .slice(0, limit),
    async forgetEvents(before) {
      const kept = events.filter((event) => event.at >= before);
      const forgotten = events.length - kept.length;
      events = kept;
      return forgotten;
    },
    async lead(signal, work) {
      if (led || signal.aborted) return false;
      led = true;
      try {
        await work();
      } finally {
        led = false;
      }
      return true;
    },
  };
  return store;
}
