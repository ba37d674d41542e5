// The answers that are awaited: when the prompt says so, when it gives up saying so, and what news waits for them.

export interface Awaiting {
  readonly some: boolean;
  begins(): void;
  /** One answer came, or none will. */
  ends(): void;
  /** Now, or after the answer that is awaited; no later than some seconds. */
  afterAnswer(show: () => void): void;
  /** What waited is shown, unless another answer is awaited still. */
  showHeld(): void;
  close(): void;
}

export interface AwaitingHooks {
  /** An answer is awaited for a moment already. */
  readonly onHint: () => void;
  /** It takes so long that it is not awaited any more. */
  readonly onSlow: () => void;
  readonly onNone: () => void;
}

const hintMs = 300;
const slowMs = 60_000;
/** How long news waits for an answer that is awaited. */
const heldMs = 3_000;

export function createAwaiting({ onHint, onSlow, onNone }: AwaitingHooks): Awaiting {
  let awaited = 0;
  let hintTimer: NodeJS.Timeout | undefined;
  let slowTimer: NodeJS.Timeout | undefined;
  let held: (() => void)[] = [];
  let heldTimer: NodeJS.Timeout | undefined;

  function ends(count: number): void {
    awaited = Math.max(0, awaited - count);
    if (awaited > 0) return;
    clearTimeout(hintTimer);
    clearTimeout(slowTimer);
    hintTimer = undefined;
    slowTimer = undefined;
    onNone();
  }

  function release(): void {
    clearTimeout(heldTimer);
    heldTimer = undefined;
    const all = held;
    held = [];
    for (const show of all) show();
  }

  return {
    get some() {
      return awaited > 0;
    },
    begins() {
      awaited += 1;
      hintTimer ??= setTimeout(onHint, hintMs);
      slowTimer ??= setTimeout(() => {
        ends(awaited);
        onSlow();
      }, slowMs);
    },
    ends: () => ends(1),
    afterAnswer(show) {
      if (awaited === 0 && held.length === 0) {
        show();
        return;
      }
      held.push(show);
      heldTimer ??= setTimeout(release, heldMs);
    },
    showHeld() {
      if (awaited === 0) release();
    },
    close() {
      for (const timer of [hintTimer, slowTimer, heldTimer]) clearTimeout(timer);
    },
  };
}
