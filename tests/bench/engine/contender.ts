// What each engine of the side-by-side bench can do: the same three kinds of work, in one process, on one database.

export interface Contender extends AsyncDisposable {
  /** Starts a job of five trivial steps in a row, and resolves when it has ended and that is kept. */
  five(): Promise<void>;
  /** Fifty trivial steps side by side and one that waits for them all. Absent: it has no such thing. */
  parallel?(): Promise<void>;
  /** Starts a job that waits for a signal, or an approval; resolves when it waits. */
  wait?(): Promise<Waiting>;
  /** Fills its tables up to so many ended jobs. */
  fill?(jobs: number): Promise<void>;
}

export interface Waiting {
  /** Gives the signal; resolves with the moment (performance.now()) at which the next step began. */
  signal(): Promise<number>;
}

export interface Place {
  readonly databaseUrl: string;
  /** Null: there is no Redis here. */
  readonly redisUrl: string | null;
}

/** Each by its name, loaded only in the process that measures it. Peers are JavaScript: their types are installed on demand. */
export const contenders: Readonly<Record<string, (place: Place) => Promise<Contender>>> = {
  "resync on postgres": async (place) =>
    (await import("./resync-contender.ts")).openResync({ ...place, redisUrl: null }),
  "resync on redis": async (place) => (await import("./resync-contender.ts")).openResync(place),
  "bullmq chained": async (place) => (await import("./chained-queue.ts")).openChainedQueue(place),
  dbos: peer("dbos.js"),
  openworkflow: peer("openworkflow.js"),
  langgraph: peer("langgraph.js"),
};

function peer(file: string): (place: Place) => Promise<Contender> {
  return async (place) => {
    const { open } = (await import(new URL(`../peers/${file}`, import.meta.url).href)) as {
      open: (place: Place) => Promise<Contender>;
    };
    return open(place);
  };
}

/** Remembers who waits for which beginning or end, by the id of the work. */
export function createMoments(): {
  of(id: string): Promise<number>;
  /** It happens now. */
  mark(id: string): void;
} {
  const waiting = new Map<string, PromiseWithResolvers<number>>();
  return {
    of(id) {
      const known = waiting.get(id) ?? Promise.withResolvers<number>();
      waiting.set(id, known);
      return known.promise;
    },
    mark(id) {
      waiting.get(id)?.resolve(performance.now());
      waiting.delete(id);
    },
  };
}
