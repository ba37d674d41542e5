// Since when HWA was read without a gap. What happened while nobody could read it, or while nobody ran, is told late, and the
// alert says so.

import type { Alert } from "#core/alert/alert.ts";
import type { PlanStore } from "#ports/plan-store.ts";

export interface Readings {
  /** The gap that ends with the poll whose events are heard now; null: there was none. */
  gap(): Promise<Alert["unread"]>;
  /** Everything read until then has been heard. */
  heardUntil(readAt: Date | null): void;
}

/** As often as HWA is read by default, several readings have failed by then. */
const unreadMs = 3 * 60_000;

export async function createReadings(plan: Pick<PlanStore, "lastPoll">): Promise<Readings> {
  let until = (await plan.lastPoll())?.readAt.getTime() ?? null;
  return {
    async gap() {
      const from = until;
      const to = (await plan.lastPoll())?.readAt.getTime() ?? null;
      if (from === null || to === null) return null;
      until = Math.max(from, to);
      return to - from > unreadMs ? { from, to } : null;
    },
    heardUntil(readAt) {
      if (readAt) until = Math.max(until ?? 0, readAt.getTime());
    },
  };
}
