// What this process found each document to be when it looked last, so that it is opened again only when it may be another,
// and tried again when the machine was at fault: after a second, then later each time, up to ten minutes.

export interface Judged {
  /** Whether it must be opened. `stamp`: as it is now; `kept`: the digest of what is kept of it. */
  isDue(id: string, stamp: string, kept: string | null): boolean;
  /** Whether one that was the machine's fault is to be tried again now. */
  isAnyDue(): boolean;
  taken(id: string, stamp: string, digest: string): void;
  /** Returns how often it was refused in a row. */
  refused(id: string, stamp: string, kept: string | null, again: boolean): number;
  tries(id: string): number;
  forget(id: string): void;
}

interface Judgement {
  readonly stamp: string;
  /** Of what was kept when it was judged. */
  readonly digest: string | null;
  readonly tries: number;
  /** Never: Infinity. */
  readonly againAt: number;
}

const firstPauseMs = 1_000;
const longestPauseMs = 10 * 60_000;

export function createJudged(now: () => number): Judged {
  const known = new Map<string, Judgement>();
  return {
    isDue(id, stamp, kept) {
      const last = known.get(id);
      return !last || last.stamp !== stamp || last.digest !== kept || last.againAt <= now();
    },
    isAnyDue: () => known.values().some(({ againAt }) => againAt <= now()),
    taken(id, stamp, digest) {
      known.set(id, { stamp, digest, tries: 0, againAt: Number.POSITIVE_INFINITY });
    },
    refused(id, stamp, kept, again) {
      const tries = (known.get(id)?.tries ?? 0) + 1;
      const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(tries - 1, 20));
      known.set(id, {
        stamp,
        digest: kept,
        tries,
        againAt: again ? now() + pause : Number.POSITIVE_INFINITY,
      });
      return tries;
    },
    tries: (id) => known.get(id)?.tries ?? 0,
    forget: (id) => void known.delete(id),
  };
}
