// Work that is done over and over in the background: reading sources, mining, judging answers. A round that fails is told once
// and tried again; the house waits for the round under way when it closes.

import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { toFault } from "#core/fault.ts";

export interface Rounds extends AsyncDisposable {
  /** Begins; returns at once. */
  start(): void;
  /** The next round comes now, or after the one under way. */
  hurry(): void;
  /** One round now, for those who start nothing; throws what the round throws. */
  turn(): Promise<void>;
}

export interface RoundsDeps {
  /** As in "The auditor": named in the log when it fails. */
  readonly name: string;
  readonly everyMs: number;
  /** Whether this process does it now; what one process must do alone asks for the leadership of the monitor. */
  readonly mayWork: () => boolean;
  readonly work: (signal: AbortSignal) => Promise<void>;
  readonly log: Logger;
}

export function createRounds({ name, everyMs, mayWork, work, log }: RoundsDeps): Rounds {
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<void> | null = null;
  let underWay: Promise<void> | null = null;
  let hurried = Promise.withResolvers<void>();
  let problem: string | null = null;

  function round(): Promise<void> {
    underWay ??= work(signal).finally(() => {
      underWay = null;
    });
    return underWay;
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      hurried = Promise.withResolvers<void>();
      try {
        if (mayWork()) await round();
        if (problem !== null) log.info(`${name} goes on.`);
        problem = null;
      } catch (error) {
        if (signal.aborted) return;
        const { message } = toFault(error);
        if (message !== problem) log.warn({ err: error }, `${name} could not go on; it tries again.`);
        problem = message;
      }
      const pause = new AbortController();
      await Promise.race([
        sleep(everyMs, undefined, { signal: AbortSignal.any([signal, pause.signal]) }).catch(() => {}),
        hurried.promise,
      ]);
      pause.abort();
    }
  }

  return {
    start() {
      running ??= run();
    },
    hurry: () => hurried.resolve(),
    turn: round,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      hurried.resolve();
      await running;
      await underWay?.catch(() => {});
    },
  };
}
