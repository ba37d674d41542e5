import type { Fault } from "#core/fault.ts";

/** How long to wait before a platform is tried again: as long as it asked for, and longer each time. */
export function pauseAfter({ detail }: Fault, tries: number): number {
  const asked = typeof detail.retryAfterMs === "number" ? detail.retryAfterMs : 0;
  return Math.max(asked, Math.min(60_000, 1_000 * 2 ** tries));
}
