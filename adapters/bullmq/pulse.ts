// How the line does, as last seen: what health() tells, and one sentence in the log when it changes.

import type { Logger } from "pino";
import type { Fault } from "#core/fault.ts";
import type { DoorbellHealth } from "#ports/doorbell.ts";
import type { Complaints } from "./complaints.ts";

export interface Pulse {
  succeeded(): void;
  failed(fault: Fault): void;
  health(): DoorbellHealth;
}

export function createPulse(options: {
  readonly place: string;
  readonly log: Logger;
  readonly complaints: Complaints;
}): Pulse {
  const { place, log, complaints } = options;
  let state: DoorbellHealth["state"] = "unknown";
  let fault: Fault | null = null;
  let checkedAt: Date | null = null;
  let since = 0;

  return {
    succeeded() {
      if (state === "unhealthy")
        log.info(
          { seconds: Math.round((Date.now() - since) / 1_000) },
          `The doorbell works again: ${place} takes messages.`,
        );
      state = "healthy";
      fault = null;
      checkedAt = new Date();
    },
    failed(reason) {
      if (state !== "unhealthy") since = Date.now();
      state = "unhealthy";
      fault = reason;
      checkedAt = new Date();
      complaints.complain(reason.message, { code: reason.code });
    },
    health() {
      const age = checkedAt ? Math.max(0, Math.round((Date.now() - checkedAt.getTime()) / 1_000)) : null;
      if (age === null) return { state, detail: `${place} has not been asked yet.`, checkedAt };
      const detail = fault
        ? `${fault.message} Tried ${age} s ago.`
        : `${place} took or would have taken a message ${age} s ago.`;
      return { state, detail, checkedAt };
    },
  };
}
