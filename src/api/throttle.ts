// Two bounds on what one caller may cost: wrong tokens a minute by address, questions in flight by person.

import { LRUCache } from "lru-cache";
import { Fault } from "#core/fault.ts";

export interface FailureThrottle {
  /** Notes a wrong token. Throws `rate_limited` when the address sent too many within the minute. */
  failed(address: string): void;
}

/**
 * Only wrong tokens are counted and refused: a tireless script with an old token does not lock out the people behind
 * the same address. Guessing 256 random bits is hopeless anyway; this keeps the noise down.
 */
export function createFailureThrottle(perMinute: number, now: () => Date): FailureThrottle {
  const windows = new LRUCache<string, { count: number; readonly endsAt: number }>({ max: 10_000 });
  return {
    failed(address) {
      const at = now().getTime();
      let window = windows.get(address);
      if (!window || window.endsAt <= at) {
        window = { count: 0, endsAt: at + 60_000 };
        windows.set(address, window);
      }
      window.count += 1;
      if (window.count <= perMinute) return;
      throw new Fault(
        "rate_limited",
        "Too many wrong tokens came from your address: wait a minute, then try again.",
        {
          retryable: true,
          detail: { retryAfterSeconds: (window.endsAt - at) / 1000 },
        },
      );
    },
  };
}

export interface InFlight {
  /** Takes a place for a person's question, given back on disposal. Throws `rate_limited` when all are taken. */
  enter(personId: string): Disposable;
}

export function createInFlight(perPerson: number): InFlight {
  const counts = new Map<string, number>();
  return {
    enter(personId) {
      const count = counts.get(personId) ?? 0;
      if (count >= perPerson)
        throw new Fault(
          "rate_limited",
          `You have ${perPerson} questions in flight already: wait for an answer before asking more.`,
          { retryable: true, detail: { retryAfterSeconds: 1 } },
        );
      counts.set(personId, count + 1);
      return {
        [Symbol.dispose]() {
          const left = (counts.get(personId) ?? 1) - 1;
          if (left === 0) counts.delete(personId);
          else counts.set(personId, left);
        },
      };
    },
  };
}
