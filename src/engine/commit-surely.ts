// A commit whose answer is known, however long the database is away.
//
// When the connection breaks, nobody knows whether the change was kept. Then the job is read until it tells: it stands as
// the change would have left it, or as it stood before (and the change is sent again), or somebody has changed it since.
// In that last case the change may have been kept and built upon, so its verdict is a conflict that is in doubt.

import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { Fault, toFault } from "#core/fault.ts";
import type { Job } from "#core/job/job.ts";
import type { Wording } from "#core/wording.ts";
import type { Transition, Verdict } from "#ports/job-store.ts";
import type { Committer } from "./committer.ts";
import type { Warn } from "./say-sparingly.ts";

export interface SureVerdict {
  readonly verdict: Verdict;
  /** The database did not answer at least once, so a conflict may be with our own change. */
  readonly inDoubt: boolean;
}

export interface CommitSurelyDeps {
  readonly committer: Committer;
  readonly load: (id: string) => Promise<Job | null>;
  readonly now: () => Date;
  readonly stopped: AbortSignal;
  readonly warn: Warn;
}

/** What is said of a word that came too late to this process. */
export const stopping: Wording = {
  en: "Resync is stopping.",
  pt: "O Resync está parando. Tente de novo em instantes.",
};

const firstPauseMs = 100;
const longestPauseMs = 5_000;

/** Rejects with what cannot be cured by waiting, and when Resync stops. */
export async function commitSurely(deps: CommitSurelyDeps, transition: Transition): Promise<SureVerdict> {
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
    try {
      return { verdict: await deps.committer.commit(transition), inDoubt: pause > firstPauseMs };
    } catch (error) {
      const fault = toFault(error);
      if (!fault.retryable) throw error;
      deps.warn(
        { err: fault.message, job: transition.after.id },
        "A change of a job could not be committed yet; it is sent again.",
      );
    }
    const verdict = await lookForIt(deps, transition, pause);
    if (verdict) return { verdict, inDoubt: true };
  }
}

/** null: the change is not in the job, so it may be sent again. */
async function lookForIt(
  deps: CommitSurelyDeps,
  { before, after }: Transition,
  pause: number,
): Promise<Verdict | null> {
  await sleep(pause, null, { signal: deps.stopped }).catch(() => {});
  if (deps.stopped.aborted) throw new Fault("unavailable", stopping, { retryable: true });
  const stored = await deps.load(after.id).catch(() => undefined);
  if (stored === undefined) return null;
  if (stored && isDeepStrictEqual({ ...stored, revision: 0 }, { ...after, revision: 0 }))
    return { kind: "committed", revision: stored.revision, at: deps.now() };
  if ((stored?.revision ?? null) === (before?.revision ?? null)) return null;
  return { kind: "conflict" };
}
