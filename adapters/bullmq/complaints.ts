// The doorbell's voice in the log. A queue that is down makes its driver fail many times a second; a person needs
// one sentence.
//
// At most one complaint a second leaves here, and the same sentence at most once a minute, with how often it was
// swallowed. When two different ones meet, the later waits for its second; when three meet, the last one wins.

import type { Logger } from "pino";

export interface Complaints extends Disposable {
  complain(sentence: string, fields?: Readonly<Record<string, unknown>>): void;
}

const gapMs = 1_000;
const sameMs = 60_000;

export function createComplaints(log: Logger, clock: () => number = () => performance.now()): Complaints {
  const said = new Map<string, { at: number; swallowed: number }>();
  let last = Number.NEGATIVE_INFINITY;
  let waiting: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;

  function say(sentence: string, fields: Readonly<Record<string, unknown>>): void {
    const now = clock();
    const before = said.get(sentence);
    if (before && now - before.at < sameMs) {
      before.swallowed++;
      return;
    }
    last = now;
    for (const [old, { at }] of said) if (now - at >= sameMs) said.delete(old);
    said.set(sentence, { at: now, swallowed: 0 });
    log.warn(before?.swallowed ? { ...fields, swallowed: before.swallowed } : fields, sentence);
  }

  return {
    complain(sentence, fields = {}) {
      const left = gapMs - (clock() - last);
      if (left <= 0 && !timer) return say(sentence, fields);
      const before = said.get(sentence);
      if (before && clock() - before.at < sameMs) {
        before.swallowed++;
        return;
      }
      waiting = () => say(sentence, fields);
      timer ??= setTimeout(() => {
        timer = undefined;
        waiting?.();
        waiting = undefined;
      }, left).unref();
    },
    [Symbol.dispose]() {
      clearTimeout(timer);
      waiting?.();
      waiting = undefined;
    },
  };
}
