// Which steps that lost their worker may run beside which, in one process.
//
// A step that lost its worker twice in a row may be what kills workers, or have been beside it: a suspect, one more death
// from being taken for poison. While it runs, nothing else begins here that ever lost its worker, and it begins only when
// none of those runs: then the next death shows which of them it was, and the others do not die with it once more. What has
// lost one worker alone runs with its like, so that one death of a process does not put all its steps in a row.

import { mostLost } from "#core/job/advance/losses.ts";

export interface Suspects {
  /** `lost`: how many workers in a row this step has lost. When it may not begin, its job is kept for `next`. */
  mayBegin(jobId: string, step: string, lost: number): boolean;
  began(jobId: string, step: string, lost: number): void;
  /** A job one of whose steps was kept and may begin now; it is forgotten here. */
  next(): string | null;
}

const suspectFrom = mostLost - 1;
/** A claim that is not kept within so many milliseconds is not waited for. */
const keepingMs = 1_000;

interface Begun {
  readonly jobId: string;
  readonly step: string;
  readonly lost: number;
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
    if (lost === 0 || begun.length === 0) return true;
    return lost < suspectFrom && begun.every((each) => each.lost < suspectFrom);
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
      if (lost > 0) begun = [...begun, { jobId, step, lost, at: now() }];
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
