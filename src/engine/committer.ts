// Group commit: transitions of different jobs that are ready together go to the database in one statement and one
// commit. Nobody waits for a batch to fill; what arrives while both lanes are busy is the next batch.

import type { JobStore, Transition, Verdict } from "#ports/job-store.ts";

export interface Committer {
  commit(transition: Transition): Promise<Verdict>;
}

const lanes = 2;
const largestBatch = 64;

interface Waiting {
  readonly transition: Transition;
  readonly settle: PromiseWithResolvers<Verdict>;
}

export function createCommitter(store: JobStore): Committer {
  const waiting: Waiting[] = [];
  let busy = 0;

  async function drive(): Promise<void> {
    busy += 1;
    try {
      while (waiting.length > 0) await send(waiting.splice(0, largestBatch));
    } finally {
      busy -= 1;
    }
  }

  async function send(batch: readonly Waiting[]): Promise<void> {
    try {
      const verdicts = await store.commit(batch.map((each) => each.transition));
      batch.forEach((each, index) => {
        const verdict = verdicts[index];
        if (verdict) each.settle.resolve(verdict);
        else each.settle.reject(new Error("The store gave no verdict on a transition."));
      });
    } catch (error) {
      if (batch.length === 1) batch[0]?.settle.reject(error);
      else await apart(batch, error);
    }
  }

  /** One bad transition must not take the others with it; after a fault of the line all of them hear of it. */
  async function apart(batch: readonly Waiting[], error: unknown): Promise<void> {
    if (isOfTheLine(error)) {
      for (const each of batch) each.settle.reject(error);
      return;
    }
    for (const each of batch) await send([each]);
  }

  return {
    commit(transition) {
      const settle = Promise.withResolvers<Verdict>();
      waiting.push({ transition, settle });
      // A microtask later everybody who is ready now has come.
      if (busy < lanes) queueMicrotask(() => (busy < lanes && waiting.length > 0 ? void drive() : undefined));
      return settle.promise;
    },
  };
}

function isOfTheLine(error: unknown): boolean {
  return error instanceof Error && "retryable" in error && error.retryable === true;
}
