// Brings notices to the platforms: cards that are edited in place wherever they stand, such as approvals and alerts. Only
// the latest content travels; what changes while an edit is on its way is the next one. A platform that asks for time gets
// it, for the whole thread. Several processes may do this at once: a notice is leased to one of them at a time.

import type { Logger } from "pino";
import { toFault } from "#core/fault.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";
import type { DueNotice, Notices } from "#ports/notices.ts";
import { answerWithin, createLanes, type Lanes, whyNot } from "./lanes.ts";
import { askedPause, pauseBeforeNext } from "./pause-after.ts";

export interface CourierDeps {
  readonly notices: Notices;
  readonly log: Logger;
  /** How often to look for what was put by other processes, or is to be tried again. */
  readonly sweepMs: number;
}

export interface Courier extends Pick<Notices, "put" | "placesOf" | "standing">, AsyncDisposable {
  /** From now on this platform shows its notices. One without cards shows none. */
  attach(platform: ChatPlatform): void;
}

/** Longer than an edit may take, so that no other process takes it meanwhile. */
const leaseMs = 90_000;
const withinMs = 60_000;
/** An edit that a platform does not take now waits inside of the adapter, and must not keep the others from theirs. */
const threadsAtOnce = 32;

export function createCourier({ notices, log, sweepMs }: CourierDeps): Courier {
  const lanes = new Map<string, Lanes<DueNotice>>();

  function onError(error: unknown): void {
    log.warn(
      { err: toFault(error).message },
      "Cards could not be looked after; they are looked after again soon.",
    );
  }

  async function deliver(show: NonNullable<ChatPlatform["showCard"]>, notice: DueNotice): Promise<number> {
    const { platform, thread, key, ref, important, reply, version, tries } = notice;
    let shown: string | null;
    try {
      shown = await answerWithin(show(thread, { key, ref, important }, reply), withinMs, platform);
    } catch (error) {
      const fault = toFault(error);
      const pauseMs = pauseBeforeNext(error, tries);
      await notices.failed(notice, version, fault.message, pauseMs);
      const about = { ...whyNot(error), platform, thread, key, tries };
      if (pauseMs === null) log.error(about, "A card could not be shown and was given up.");
      else log[tries === 1 ? "warn" : "debug"](about, "A card could not be shown; it is tried again.");
      return askedPause(fault);
    }
    await notices.shown(notice, version, shown);
    return 0;
  }

  const timer = setInterval(() => {
    for (const each of lanes.values()) each.wake();
  }, sweepMs);

  return {
    attach(platform) {
      const { showCard } = platform;
      if (!showCard || lanes.has(platform.platform)) return;
      const mine = createLanes<DueNotice>({
        take: (limit, busy) => notices.due(platform.platform, limit, leaseMs, busy),
        deliver: (notice) => deliver(showCard.bind(platform), notice),
        atOnce: threadsAtOnce,
        onError,
      });
      lanes.set(platform.platform, mine);
      mine.wake();
    },
    async put(given) {
      await notices.put(given);
      for (const name of new Set(given.map(({ platform }) => platform))) lanes.get(name)?.wake();
    },
    placesOf: (key) => notices.placesOf(key),
    standing: (key) => notices.standing(key),
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await Promise.all([...lanes.values()].map((each) => each[Symbol.asyncDispose]()));
    },
  };
}
