// The processes that are alive, and the one lease each holds for all its steps. Times are the database's.

export interface WorkerEntry {
  /** Unique for each start of a process; never used again once lost. */
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  /** Steps it may run at once; 0: it runs none (an API process). */
  readonly slots: number;
}

export interface Beat {
  /** False: the lease had passed. Every step of this worker may be somebody else's now; it must stop them and enrol anew. */
  readonly alive: boolean;
  readonly now: Date;
  /** Other live workers with slots. None: ringing helps nobody. */
  readonly others: number;
  /** Other live processes of any kind. None: hints help nobody. */
  readonly peers: number;
}

export interface WorkerRoll {
  enrol(worker: WorkerEntry, leaseMs: number): Promise<Omit<Beat, "alive">>;
  beat(id: string, busy: number, leaseMs: number): Promise<Beat>;
  /** Its lease ends at once; steps it still holds are found as lost. */
  leave(id: string): Promise<void>;
  /** Ends leases that have passed, and returns every running step in the hands of an ended worker. */
  lost(): Promise<readonly { readonly jobId: string; readonly step: string; readonly owner: string }[]>;
  list(): Promise<
    readonly (WorkerEntry & { readonly busy: number; readonly beatAt: Date; readonly alive: boolean })[]
  >;
}
