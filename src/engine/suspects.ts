// Which steps that lost their worker may run beside which, in one process.
//
// A step that lost its worker may be what kills workers, or have been beside it. Each process runs one such step at a time: then
// the next death shows which of them it was, and the others do not die with it once more and are not taken for poison. New steps
// run beside it. What waits for people, time or another job does not run, so that nobody is kept waiting long.

export interface Suspects {
  /** `lost`: how many workers in a row this step has lost. When it may not begin, its job is kept for `next`. */
  mayBegin(jobId: string, step: string, lost: number): boolean;
  began(jobId: string, step: string, lost: number): void;
  /** A job one of whose steps was kept and may begin now; it is forgotten here. */
  next(): string | null;
}

/** A claim that is not kept within so many milliseconds is not waited for. */
const keepingMs = 1_000;

interface Begun {
  readonly jobId: string;
  readonly step: string;
  readonly at: number;
}

export function createSuspects(
  isRunning: (jobId: string, step: string) => boolean,
  now: () => number = () => performance.now(),
): Suspects {
  const kept = new Map<string, number>();
  let begun: readonly Begun[] = [];

  function goesWith(lost: number): boolean {
    begun = begun.filter(({ at, jobId, step }) => now() - at < keepingMs || isRunning(jobId, step));
    return lost === 0 || begun.length === 0;
  }

  return {
    mayBegin(jobId, step, lost) {
      // Its own claim that was not kept is no neighbour.
      begun = begun.filter((each) => each.jobId !== jobId || each.step !== step || isRunning(jobId, step));
      if (goesWith(lost)) return true;
      kept.set(jobId, Math.min(lost, kept.get(jobId) ?? lost));
      return false;
    },
    began(jobId, step, lost) {
      if (lost > 0) begun = [...begun, { jobId, step, at: now() }];
    },
    next() {
      for (const [jobId, lost] of kept)
        if (goesWith(lost)) {
          kept.delete(jobId);
          return jobId;
        }
      return null;
    },
  };
}
