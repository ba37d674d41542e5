// One sentence for what happens many times at once: when the database is away, every job in hand meets that, and again and
// again. The first is told, and then, no sooner than after a while, one more with how many were left out.

import type { Logger } from "pino";

export type Warn = (fields: Readonly<Record<string, unknown>>, sentence: string) => void;

const everyMs = 5_000;

export function sayerOf(log: Logger, clock: () => number = () => performance.now()): Warn {
  const said = new Map<string, { at: number; leftOut: number }>();
  return (fields, sentence) => {
    const before = said.get(sentence);
    if (before && clock() - before.at < everyMs) {
      before.leftOut += 1;
      return;
    }
    said.set(sentence, { at: clock(), leftOut: 0 });
    log.warn(before?.leftOut ? { ...fields, leftOut: before.leftOut } : fields, sentence);
  };
}
