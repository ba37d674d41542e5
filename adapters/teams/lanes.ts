// The pace Teams asks for: what goes to one conversation goes one after the other, and no faster than its windows allow.
// A conversation that was told to wait holds up nobody else.

import { setTimeout as sleep } from "node:timers/promises";
import { Fault } from "#core/fault.ts";

export interface Lanes {
  /**
   * Runs the work in its conversation's turn. Fault `rate_limited`, with `detail.retryAfterMs`, when that is too far away:
   * whoever waits longer than a minute is given up on and sent again, and then stands there twice.
   */
  take<T>(conversation: string, work: () => Promise<T>): Promise<T>;
  /** Teams said how long to leave it alone. */
  hold(conversation: string, ms: number): void;
  /**
   * How long to let an edit rest that nobody waits for: longer the more was sent there in the last hour, so that a card that
   * changes every second leaves room for what must be said.
   */
  restOf(conversation: string): number;
  /** Something waits or runs there: what nobody would miss is not sent at all. */
  isBusy(conversation: string): boolean;
}

/** How many messages a bot may send to a conversation in which time. */
export const windows: readonly { readonly most: number; readonly ms: number }[] = [
  { most: 7, ms: 1_000 },
  { most: 8, ms: 2_000 },
  { most: 60, ms: 30_000 },
  { most: 1_800, ms: 3_600_000 },
];
/** For the whole app in a tenant. */
const globally = { most: 50, ms: 1_000 } as const;
/** Up to so many in the last hour, an edit rests so long after what was sent last. */
const rests = [
  { upTo: 600, ms: 0 },
  { upTo: 1_200, ms: 3_000 },
  { upTo: Number.POSITIVE_INFINITY, ms: 8_000 },
] as const;
const patienceMs = 40_000;
/** Their clock is not ours, and what we send in a second may arrive in less. */
const slack = 1.1;

/** How long to wait before one more is sent; `sent`: when the others were, oldest first. */
export function waitBefore(sent: readonly number[], now: number, limits = windows): number {
  let wait = 0;
  for (const { most, ms } of limits) {
    const first = sent[sent.length - most];
    if (first !== undefined) wait = Math.max(wait, first + ms * slack - now);
  }
  return Math.max(0, Math.ceil(wait));
}

interface Lane {
  last: Promise<unknown>;
  waiting: number;
  heldUntil: number;
  sent: number[];
}

export function createLanes(clock: () => number = () => performance.now()): Lanes {
  const lanes = new Map<string, Lane>();
  let everywhere: number[] = [];

  function laneOf(conversation: string): Lane {
    const known = lanes.get(conversation);
    if (known) return known;
    const lane: Lane = { last: Promise.resolve(), waiting: 0, heldUntil: 0, sent: [] };
    lanes.set(conversation, lane);
    if (lanes.size > 5_000) forgetIdle();
    return lane;
  }

  function forgetIdle(): void {
    const before = clock() - 60_000;
    for (const [conversation, { waiting, heldUntil, sent }] of lanes)
      if (waiting === 0 && heldUntil < before && (sent.at(-1) ?? 0) < before) lanes.delete(conversation);
  }

  async function turn(lane: Lane, since: number): Promise<void> {
    for (;;) {
      const now = clock();
      const wait = Math.max(
        lane.heldUntil - now,
        waitBefore(lane.sent, now),
        waitBefore(everywhere, now, [globally]),
      );
      if (wait <= 0) {
        const longest = windows.at(-1)?.most ?? 0;
        lane.sent = [...lane.sent.slice(1 - longest), now];
        everywhere = [...everywhere.slice(1 - globally.most), now];
        return;
      }
      if (now - since + wait > patienceMs)
        throw new Fault(
          "rate_limited",
          "Teams takes no more messages in this conversation for a while. It is tried again.",
          { retryable: true, detail: { retryAfterMs: wait } },
        );
      await sleep(wait);
    }
  }

  return {
    async take(conversation, work) {
      const lane = laneOf(conversation);
      lane.waiting += 1;
      const since = clock();
      const mine = lane.last.then(() => turn(lane, since)).then(work);
      lane.last = mine.catch(() => {});
      try {
        return await mine;
      } finally {
        lane.waiting -= 1;
      }
    },
    hold(conversation, ms) {
      const lane = laneOf(conversation);
      lane.heldUntil = Math.max(lane.heldUntil, clock() + ms);
    },
    restOf(conversation) {
      const lane = lanes.get(conversation);
      const last = lane?.sent.at(-1);
      if (!lane || last === undefined) return 0;
      const now = clock();
      const recent = lane.sent.filter((each) => each > now - 3_600_000).length;
      const rest = rests.find(({ upTo }) => recent <= upTo)?.ms ?? 0;
      return Math.max(0, last + rest - now);
    },
    isBusy(conversation) {
      const lane = lanes.get(conversation);
      return lane !== undefined && (lane.waiting > 0 || lane.heldUntil > clock());
    },
  };
}
