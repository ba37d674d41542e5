// How many jobs live, of everybody and of each person, for admission: asked at each start, so not counted each time.
//
// Counting ten thousand waiting jobs takes some milliseconds. The count is taken anew when it is older than a second,
// and in between it follows what this process commits; another process's jobs are seen with the next count.

import type { Transition } from "#ports/job-store.ts";

const freshMs = 1_000;

export interface LiveJobs {
  of(personId: string): Promise<{ readonly all: number; readonly mine: number }>;
  /** A transition was committed. */
  follow(transition: Transition): void;
}

export function createLiveJobs(
  count: () => Promise<readonly { readonly person: string; readonly jobs: number }[]>,
): LiveJobs {
  let counted: Promise<Map<string, number>> | null = null;
  let current = new Map<string, number>();
  let until = 0;

  function now(): Promise<Map<string, number>> {
    if (performance.now() < until && counted) return counted;
    until = performance.now() + freshMs;
    const counting = count().then((rows) => {
      current = new Map(rows.map(({ person, jobs }) => [person, jobs]));
      return current;
    });
    counting.catch(() => {
      if (counted === counting) until = 0;
    });
    counted = counting;
    return counting;
  }

  return {
    async of(personId) {
      const byPerson = await now();
      const all = byPerson.values().reduce((sum, jobs) => sum + jobs, 0);
      return { all, mine: byPerson.get(personId) ?? 0 };
    },
    follow({ before, after }) {
      const change = Number(after.endedAt === null) - Number(before !== null && before.endedAt === null);
      const person = after.requester.id;
      if (change !== 0) current.set(person, Math.max(0, (current.get(person) ?? 0) + change));
    },
  };
}
