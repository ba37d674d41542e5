// When what a platform did not take is tried again: soon at first, then every two minutes, for half a day. An outage of
// hours loses nothing, and what a platform refuses for good is not tried twice.

import { type Fault, isFault, toFault } from "#core/fault.ts";

const longestMs = 120_000;
/** A platform that only asks for time is there: what waits behind a busy channel need not wait for an outage's end. */
const longestWhenBusyMs = 30_000;
/** No platform means longer than an hour by "try again after", whatever it says. */
const longestAskedMs = 3_600_000;
/** With the pauses above: about twelve hours. */
export const triesAtMost = 360;
/** What nobody foresaw may be of the moment, or a defect that no patience mends. */
const triesOfSurprises = 5;

/** How long to wait before a platform is tried again: as long as it asked for, and longer each time. */
export function pauseAfter(fault: Fault, tries: number): number {
  const longest = fault.code === "rate_limited" ? longestWhenBusyMs : longestMs;
  return Math.max(askedPause(fault), Math.min(longest, 1_000 * 2 ** Math.min(tries, 20)));
}

/** How long the platform asked to be left alone; 0: it did not. */
export function askedPause({ detail }: Fault): number {
  const { retryAfterMs } = detail;
  if (typeof retryAfterMs !== "number" || Number.isNaN(retryAfterMs)) return 0;
  return Math.ceil(Math.max(0, Math.min(longestAskedMs, retryAfterMs)));
}

/** The pause before the next try; null: there is none, it is given up. `tries`: the one that failed included. */
export function pauseBeforeNext(error: unknown, tries: number): number | null {
  const fault = toFault(error);
  const again = isFault(error) ? fault.retryable && tries < triesAtMost : tries < triesOfSurprises;
  return again ? pauseAfter(fault, tries) : null;
}
