// Who is answered next when more is asked than can be answered at once: everybody who waits in turn, whoever asked how much,
// and nobody has all the places. So whoever floods us waits for themselves.

export interface Turns {
  /** Runs the work when it is its owner's turn. */
  take<T>(owner: string, work: () => Promise<T>): Promise<T>;
}

export interface TurnsOptions {
  readonly atOnce: number;
  /** Of one owner. */
  readonly each: number;
}

export function createTurns({ atOnce, each }: TurnsOptions): Turns {
  /** Those who wait, whoever has waited longest for a turn first. */
  const waiting = new Map<string, (() => void)[]>();
  const busy = new Map<string, number>();
  let all = 0;

  function next(): void {
    for (const [owner, line] of waiting) {
      if (all >= atOnce) return;
      const held = busy.get(owner) ?? 0;
      if (held >= each) continue;
      const begin = line.shift();
      // To the end of those who wait.
      waiting.delete(owner);
      if (line.length > 0) waiting.set(owner, line);
      busy.set(owner, held + 1);
      all += 1;
      begin?.();
    }
  }

  function end(owner: string): void {
    const left = (busy.get(owner) ?? 1) - 1;
    if (left > 0) busy.set(owner, left);
    else busy.delete(owner);
    all -= 1;
    next();
  }

  return {
    async take(owner, work) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const line = waiting.get(owner);
      if (line) line.push(resolve);
      else waiting.set(owner, [resolve]);
      next();
      await promise;
      try {
        return await work();
      } finally {
        end(owner);
      }
    },
  };
}
