// Has each run that failed looked into once, behind everybody's back and a few at a time: the newest first, so that a storm does
// not hold up what fails after it, and only so many in a while, since each asks HWA a dozen things.

import type { Logger } from "pino";
import { toFault } from "#core/fault.ts";
import type { Incident } from "#core/knowledge/incident.ts";
import type { Clock } from "#ports/clock.ts";
import type { IncidentWatch, Unlooked } from "#ports/incident-watch.ts";
import type { Incidents } from "#ports/incidents.ts";

export type FoundOfIncident = Pick<Incident, "errorCode" | "cause" | "signature">;

export interface LookDeps {
  readonly watch: Pick<IncidentWatch, "unlooked" | "looked">;
  readonly incidents: Pick<Incidents, "diagnosed">;
  /** null: HWA knows the job no more, so nothing can be found. Throws where it could not look. */
  readonly look: (failed: Unlooked, signal: AbortSignal) => Promise<FoundOfIncident | null>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Looks in ten minutes; default 100. */
  readonly mostInAWhile?: number;
}

export interface IncidentLooks {
  /** Begins as many looks as there may be at once; they go on behind it. */
  turn(signal: AbortSignal): Promise<void>;
  /** Nothing is being looked into. */
  settled(): Promise<void>;
}

const atOnce = 2;
const lookWithinMs = 45_000;
const againMs = 3 * 60_000;
const whileMs = 10 * 60_000;

export function createIncidentLooks(deps: LookDeps): IncidentLooks {
  const { watch, incidents, look, clock, log } = deps;
  const most = deps.mostInAWhile ?? 100;
  const underWay = new Map<string, Promise<void>>();
  let begun = { since: 0, looks: 0 };

  /** Whether one more is allowed, and then counted. */
  function mayLook(): boolean {
    const now = clock.now().getTime();
    if (now - begun.since >= whileMs) begun = { since: now, looks: 0 };
    if (begun.looks >= most) return false;
    begun.looks += 1;
    return true;
  }

  async function lookInto(failed: Unlooked, signal: AbortSignal): Promise<void> {
    const { id, run, job } = failed;
    try {
      const found = await look(failed, AbortSignal.any([signal, AbortSignal.timeout(lookWithinMs)]));
      if (found) await incidents.diagnosed(id, found);
      await watch.looked(id, run);
    } catch (error) {
      if (signal.aborted) return;
      log.debug({ err: toFault(error).message, job, incident: id }, "A failure could not be looked into.");
      await watch.looked(id, run, new Date(clock.now().getTime() + againMs)).catch(() => {});
    }
  }

  return {
    async turn(signal) {
      if (underWay.size >= atOnce) return;
      for (const failed of await watch.unlooked(atOnce + underWay.size)) {
        if (underWay.size >= atOnce || signal.aborted) return;
        if (underWay.has(failed.id)) continue;
        if (!mayLook()) return;
        underWay.set(
          failed.id,
          lookInto(failed, signal).finally(() => underWay.delete(failed.id)),
        );
      }
    },
    async settled() {
      while (underWay.size > 0) await Promise.allSettled(underWay.values());
    },
  };
}
