// How often Slack may be called: each of its methods so many times a minute and workspace, and each channel about one message
// a second, with short bursts. We keep to that before Slack says so; when it says so all the same, the whole method rests in
// that workspace for as long as Slack asks.
//
//   free → (call) → free … → (429) → resting until Retry-After has passed → free
//
// Whoever would have to wait longer than is sensible is told so at once, with the time, and comes again by the outbox.

import { setTimeout as sleep } from "node:timers/promises";
import { Fault, isFault } from "#core/fault.ts";

export interface Rate {
  /** Calls that may come at once. */
  readonly burst: number;
  /** Then one in this time. */
  readonly everyMs: number;
}

export interface Pace {
  /** Calls when it is time: one after the other where they share a line. A 429 lets the method rest for everybody. */
  call<T>(at: Calling, work: () => Promise<T>): Promise<T>;
  /** How long a method still rests in a workspace. */
  restsMs(team: string, method: string): number;
}

export interface Calling {
  readonly team: string;
  readonly method: string;
  /** Messages of one channel come in their order. */
  readonly channel?: string;
  /** The longest it waits for its turn. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

export interface PaceOptions {
  readonly channel?: Rate;
  readonly methods?: Readonly<Record<string, Rate>>;
  /** In milliseconds that only grow. */
  readonly clock?: () => number;
}

const tier3: Rate = { burst: 10, everyMs: 1_200 };
const defaults: Readonly<Record<string, Rate>> = {
  "chat.postMessage": { burst: 20, everyMs: 250 },
  "chat.postEphemeral": { burst: 20, everyMs: 600 },
  "chat.update": tier3,
  "conversations.replies": tier3,
  "conversations.history": tier3,
  "conversations.join": tier3,
  "conversations.open": tier3,
  "users.lookupByEmail": { burst: 20, everyMs: 1_500 },
  "chat.getPermalink": { burst: 20, everyMs: 300 },
  "files.uploadV2": { burst: 5, everyMs: 3_000 },
};
const ofChannel: Rate = { burst: 3, everyMs: 1_000 };
const placesAtMost = 5_000;

export function createPace(options: PaceOptions = {}): Pace {
  const clock = options.clock ?? (() => performance.now());
  const rates = { ...defaults, ...options.methods };
  /** When the next call of a place would be due if all had come evenly. */
  const due = new Map<string, number>();
  const restUntil = new Map<string, number>();
  const lines = new Map<string, Promise<void>>();

  /** How long a call of a place has to wait now. */
  function waitOf(place: string, { burst, everyMs }: Rate): number {
    const now = clock();
    return Math.max(0, (due.get(place) ?? now) - (burst - 1) * everyMs - now);
  }

  function reserve(place: string, { everyMs }: Rate): void {
    const now = clock();
    const next = Math.max(due.get(place) ?? now, now);
    due.delete(place);
    due.set(place, next + everyMs);
    const [oldest] = due.keys();
    if (due.size > placesAtMost && oldest !== undefined) due.delete(oldest);
  }

  const restsMs = (team: string, method: string) =>
    Math.max(0, (restUntil.get(`${team} ${method}`) ?? 0) - clock());

  async function rest({ team, method, patienceMs, signal }: Calling): Promise<void> {
    for (let left = restsMs(team, method); left > 0; left = restsMs(team, method)) {
      if (left > patienceMs) throw tooSoon(left);
      await pause(left, signal);
    }
  }

  async function turn<T>(at: Calling, work: () => Promise<T>): Promise<T> {
    const { team, method, channel, patienceMs, signal } = at;
    await rest(at);
    const rate = rates[method];
    const places: (readonly [string, Rate])[] = [
      ...(rate ? [[`${team} ${method}`, rate] as const] : []),
      ...(channel === undefined ? [] : [[`${team}/${channel}`, options.channel ?? ofChannel] as const]),
    ];
    const wait = Math.max(0, ...places.map(([place, each]) => waitOf(place, each)));
    if (wait > patienceMs) throw tooSoon(wait);
    for (const [place, each] of places) reserve(place, each);
    if (wait > 0) await pause(wait, signal);
    // Others may have been told to wait meanwhile.
    await rest(at);
    try {
      return await work();
    } catch (error) {
      const after = isFault(error) && error.code === "rate_limited" ? error.detail.retryAfterMs : null;
      if (typeof after === "number")
        restUntil.set(
          `${team} ${method}`,
          Math.max(clock() + after, restUntil.get(`${team} ${method}`) ?? 0),
        );
      throw error;
    }
  }

  return {
    restsMs,
    call(at, work) {
      if (at.channel === undefined) return turn(at, work);
      const line = `${at.team}/${at.channel}`;
      const mine = (lines.get(line) ?? Promise.resolve()).then(() => turn(at, work));
      const settled = mine.then(
        () => {},
        () => {},
      );
      lines.set(line, settled);
      void settled.then(() => {
        if (lines.get(line) === settled) lines.delete(line);
      });
      return mine;
    },
  };
}

function tooSoon(waitMs: number): Fault {
  return new Fault("rate_limited", "Slack is called as often as it allows. It is tried again in its turn.", {
    retryable: true,
    detail: { retryAfterMs: Math.ceil(waitMs) },
  });
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    throw new Fault("unavailable", "Resync stops before Slack could be called.", {
      cause: error,
      retryable: true,
    });
  }
}
