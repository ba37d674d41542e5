// Delivers what is due to one platform: one thing at a time in each thread, several threads at once, so that a slow
// channel holds up nobody else. What is due is asked for as long as there is room for it, and again whenever something
// has arrived or somebody wakes it. It keeps no queue of its own: what is not on its way is in the database.

import { Fault, isFault, toFault } from "#core/fault.ts";

export interface LanesDeps<T extends { readonly thread: string }> {
  /**
   * At most this many, leased to us. `busy`: threads that have something on its way, or are to be left alone; `full`: places
   * that have enough on their way.
   */
  take(limit: number, busy: readonly string[], full: readonly string[]): Promise<readonly T[]>;
  /** Delivers it, and notes what came of it. Resolves with how many milliseconds its thread is to be left alone. */
  deliver(item: T): Promise<number>;
  /** How many may be on their way at once. */
  readonly atOnce: number;
  /** The place whose threads share one pace; absent: each thread has its own. */
  readonly placeOf?: ((thread: string) => string) | undefined;
  /** About how many may be on their way to one place, so that what waits for it leaves the others room. */
  readonly eachPlace?: number;
  /** Something could not be taken or noted; it is tried again when somebody wakes us. */
  readonly onError: (error: unknown) => void;
}

export interface Lanes<T> extends AsyncDisposable {
  /** Something may be due. */
  wake(): void;
  /** Whether one more of this thread could be on its way now. */
  hasRoom(thread: string): boolean;
  /** Delivers what is leased to us already. */
  deliver(item: T): void;
}

/** Disposing takes nothing more and waits for what is on its way. */
export function createLanes<T extends { readonly thread: string }>(deps: LanesDeps<T>): Lanes<T> {
  const lanes = new Map<string, Promise<void>>();
  const resting = new Map<string, NodeJS.Timeout>();
  const toPlaces = new Map<string, number>();
  const { eachPlace = deps.atOnce, placeOf = (thread: string) => thread } = deps;
  let onTheirWay = 0;
  let looking: Promise<void> | null = null;
  let again = false;
  let stopped = false;

  function wake(): void {
    again = true;
    if (stopped || looking) return;
    looking = look()
      .catch((error: unknown) => {
        again = false;
        deps.onError(error);
      })
      .finally(() => {
        looking = null;
        if (again) wake();
      });
  }

  /** Without room nothing is asked for: what arrives next makes room and wakes us. */
  async function look(): Promise<void> {
    while (again && !stopped) {
      again = false;
      for (let taken = -1; taken !== 0 && !stopped; ) {
        // A few at a time, as all of them may be for one place.
        const room = Math.min(deps.atOnce - onTheirWay, eachPlace);
        if (room <= 0) return;
        const full = [...toPlaces].filter(([, count]) => count >= eachPlace).map(([place]) => place);
        const items = await deps.take(room, [...lanes.keys(), ...resting.keys()], full);
        for (const item of items) begin(item);
        taken = items.length < room ? 0 : items.length;
      }
    }
  }

  function count(thread: string, more: 1 | -1): void {
    const place = placeOf(thread);
    const now = (toPlaces.get(place) ?? 0) + more;
    if (now > 0) toPlaces.set(place, now);
    else toPlaces.delete(place);
  }

  function begin(item: T): void {
    const { thread } = item;
    onTheirWay += 1;
    count(thread, 1);
    // The one before may be noted as arrived a moment before its lane is free.
    const mine = (lanes.get(thread) ?? Promise.resolve())
      .then(() => deps.deliver(item))
      .then((pauseMs) => rest(thread, pauseMs), deps.onError)
      .finally(() => {
        onTheirWay -= 1;
        count(thread, -1);
        if (lanes.get(thread) === mine) lanes.delete(thread);
        wake();
      });
    lanes.set(thread, mine);
  }

  function rest(thread: string, pauseMs: number): void {
    if (pauseMs <= 0 || stopped) return;
    clearTimeout(resting.get(thread));
    const timer = setTimeout(() => {
      resting.delete(thread);
      wake();
    }, pauseMs);
    resting.set(thread, timer);
  }

  return {
    wake,
    hasRoom: (thread) =>
      !stopped && onTheirWay < deps.atOnce && (toPlaces.get(placeOf(thread)) ?? 0) < eachPlace,
    deliver: begin,
    async [Symbol.asyncDispose]() {
      stopped = true;
      again = false;
      await looking;
      for (const timer of resting.values()) clearTimeout(timer);
      await Promise.allSettled(lanes.values());
    },
  };
}

/** The work, or a retryable Fault when the platform takes longer than any of its own limits: nothing may hang for ever. */
export async function answerWithin<T>(work: Promise<T>, withinMs: number, platform: string): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const sentence = `${platform} did not answer within ${Math.round(withinMs / 1_000)} s: it is tried again.`;
    reject(new Fault("timeout", sentence, { retryable: true }));
  }, withinMs);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What the log is told of something that did not arrive: of what nobody foresaw also where it happened. */
export function whyNot(error: unknown): { readonly err: string; readonly stack?: string } {
  const err = toFault(error).message;
  return isFault(error) || !(error instanceof Error) || !error.stack ? { err } : { err, stack: error.stack };
}
