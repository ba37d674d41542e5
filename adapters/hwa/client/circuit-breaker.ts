// Spares a dead HWA, and the people who wait for it.
//
// Closed, calls pass; after five failures in a row the circuit opens. Open, calls fail at once, until a pause is over.
// Then one call may try (half open) while the others still fail at once: if HWA answers it, whatever it says, the
// circuit closes; if it fails, the circuit opens again for twice the pause, at most a minute. A call its caller gave up
// says nothing about HWA: the next one tries instead.
//
// cockatiel's breaker reads the machine's clock and takes a cancelled try for a success, so this one is ours.

import { Fault, isFault } from "#core/fault.ts";
import { inBoth } from "#core/wording.ts";

export interface CircuitBreaker {
  readonly state: "closed" | "open" | "half_open";
  run<T>(work: () => Promise<T>): Promise<T>;
}

export interface CircuitBreakerOptions {
  readonly now: () => Date;
  /** What an error says about HWA: it failed, it answered, or nothing. */
  readonly judge: (error: unknown) => "failed" | "answered" | "nothing";
  /** How HWA is called in the refusal. */
  readonly label: () => string;
  readonly failures?: number;
  readonly pauseMs?: number;
}

const longestPauseMs = 60_000;

export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const { now, judge, label, failures = 5, pauseMs = 5_000 } = options;
  let failed = 0;
  let pause = pauseMs;
  let openUntil: number | null = null;
  let trying = false;
  /** Why it failed the last time: what whoever is refused can do something about. */
  let last: Fault | null = null;

  const remaining = () => (openUntil === null ? 0 : openUntil - now().getTime());

  function refuse(): never {
    const ms = Math.max(0, remaining());
    const seconds = Math.ceil(ms / 1000);
    const why = last?.sentence;
    throw new Fault(
      last?.code ?? "unavailable",
      {
        en: `HWA at ${label()} did not answer ${failures} times in a row, so Resync leaves it alone for a moment. It tries again in ${seconds} s.${why ? ` The last time: ${inBoth(why).en}` : ""}`,
        pt: `O HWA em ${label()} não respondeu ${failures} vezes seguidas, então o Resync o deixa em paz por um momento. Ele tenta de novo em ${seconds} s.${why ? ` Da última vez: ${inBoth(why).pt}` : ""}`,
      },
      { retryable: true, detail: { reason: "circuit_open", host: label(), retryAfterMs: ms } },
    );
  }

  function close(): void {
    failed = 0;
    pause = pauseMs;
    openUntil = null;
  }

  function fail(asTry: boolean, error: unknown): void {
    failed += 1;
    last = isFault(error) ? error : null;
    if (asTry) pause = Math.min(pause * 2, longestPauseMs);
    // Calls that were under way when the circuit opened do not prolong it.
    if (asTry || (openUntil === null && failed >= failures)) openUntil = now().getTime() + pause;
  }

  return {
    get state() {
      if (openUntil === null) return "closed";
      return trying || remaining() <= 0 ? "half_open" : "open";
    },
    async run(work) {
      const asTry = openUntil !== null;
      if (asTry && (trying || remaining() > 0)) refuse();
      if (asTry) trying = true;
      try {
        const result = await work();
        close();
        return result;
      } catch (error) {
        const verdict = judge(error);
        if (verdict === "answered") close();
        if (verdict === "failed") fail(asTry, error);
        throw error;
      } finally {
        if (asTry) trying = false;
      }
    },
  };
}
