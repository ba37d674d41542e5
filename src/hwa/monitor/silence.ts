// Patience with HWA during one poll: so long may it be silent, however many answers the poll needs.

import { Fault } from "#core/fault.ts";

export interface Silence {
  /** Aborts when HWA has been silent for too long, or when the monitor stops. */
  readonly signal: AbortSignal;
  /** The answer, or a Fault once the signal aborts; every answer starts the patience anew. */
  bound<T>(answer: Promise<T>): Promise<T>;
  [Symbol.dispose](): void;
}

export function createSilence(limitMs: number, stop: AbortSignal): Silence {
  const controller = new AbortController();
  const tooLong = () =>
    controller.abort(
      new Fault(
        "timeout",
        {
          en: `HWA gave no answer for ${Math.round(limitMs / 1000)} s while the plan was read.`,
          pt: `O HWA ficou ${Math.round(limitMs / 1000)} s sem responder enquanto o plano era lido.`,
        },
        {
          retryable: true,
        },
      ),
    );
  const stopped = () =>
    controller.abort(new Fault("unavailable", "The monitor stops; this reading of the plan was given up."));
  let timer = setTimeout(tooLong, limitMs);
  if (stop.aborted) stopped();
  stop.addEventListener("abort", stopped, { once: true });
  const { signal } = controller;

  return {
    signal,
    async bound(answer) {
      let giveUp: () => void = () => undefined;
      try {
        return await Promise.race([
          answer,
          new Promise<never>((_resolve, reject) => {
            giveUp = () => reject(signal.reason);
            if (signal.aborted) giveUp();
            else signal.addEventListener("abort", giveUp, { once: true });
          }),
        ]);
      } finally {
        signal.removeEventListener("abort", giveUp);
        clearTimeout(timer);
        if (!signal.aborted) timer = setTimeout(tooLong, limitMs);
      }
    },
    [Symbol.dispose]() {
      clearTimeout(timer);
      stop.removeEventListener("abort", stopped);
      controller.abort(new Fault("unavailable", "This reading of the plan is over."));
    },
  };
}
