// Looks into the causes of alerts, a few at a time, and again where HWA could not be asked. A look never holds up the first
// word of an alert: what it finds is another change of it.

import type { Logger } from "pino";
import { type FindingDesk, readFinding } from "#agents/alerts/read-finding.ts";
import { readLastTime } from "#agents/alerts/read-last-time.ts";
import { type Alert, type Finding, isOpen, leadOf } from "#core/alert/alert.ts";
import type { Alerts } from "#ports/alerts.ts";
import type { Clock } from "#ports/clock.ts";
import type { PlanStore } from "#ports/plan-store.ts";

export interface StudyDeps {
  readonly store: Pick<Alerts, "before">;
  readonly plan: Pick<PlanStore, "history">;
  readonly desk: FindingDesk;
  readonly clock: Clock;
  readonly log: Logger;
  /** Longest look into a cause; default 30 s. */
  readonly findWithinMs?: number;
  /** The alert as it is now; null: it is not open any more. */
  readonly latest: (id: string) => Promise<Alert | null>;
  readonly found: (id: string, finding: Finding) => Promise<void>;
}

export interface Studies {
  /** Begins to look into what nobody has looked into, or is worth another look. */
  look(alerts: Iterable<Alert>, signal: AbortSignal): void;
  /** It is over. */
  done(id: string): void;
  /** Forgets what was looked into. */
  rest(): void;
  /** No cause is being looked into. */
  settled(): Promise<void>;
}

const atOnce = 2;
const againMs = 60_000;

export function createStudies(deps: StudyDeps): Studies {
  const { store, plan, desk, clock, log } = deps;
  /** What of each alert was looked into, and when it is worth looking again. */
  const studied = new Map<string, { readonly what: string; readonly againAt: number }>();
  /** The most urgent first; each once. */
  const waiting = new Set<string>();
  const underWay = new Set<Promise<void>>();

  const now = () => clock.now().getTime();

  function queue(alert: Alert): void {
    const what = subjectOf(alert);
    if (what === null || waiting.has(alert.id)) return;
    const before = studied.get(alert.id);
    if (before?.what === what && now() < before.againAt) return;
    studied.set(alert.id, { what, againAt: Number.POSITIVE_INFINITY });
    // Looked into before a restart, and nothing new since.
    const { finding, troubleAt } = alert;
    if (!before && finding && !finding.trouble && finding.at >= troubleAt) return;
    waiting.add(alert.id);
  }

  function work(signal: AbortSignal): void {
    for (const id of waiting) {
      if (underWay.size >= atOnce) return;
      waiting.delete(id);
      const look: Promise<void> = study(id, signal)
        .catch((error: unknown) => {
          if (signal.aborted) return;
          log.warn({ err: error, alert: id }, "The cause of an alert could not be looked into.");
          studied.set(id, { what: studied.get(id)?.what ?? "", againAt: now() + againMs });
        })
        .finally(() => {
          underWay.delete(look);
          if (!signal.aborted) work(signal);
        });
      underWay.add(look);
    }
  }

  async function study(id: string, signal: AbortSignal): Promise<void> {
    const alert = await deps.latest(id);
    if (!alert) return;
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(deps.findWithinMs ?? 30_000)]);
    const read = await readFinding(desk, alert, clock.now(), bounded);
    if (signal.aborted || !read) return;
    if (read.trouble) studied.set(id, { what: subjectOf(alert) ?? "", againAt: now() + againMs });
    await deps.found(id, { ...read, last: await readLastTime(store, plan, alert) });
  }

  return {
    look(alerts, signal) {
      for (const alert of alerts) queue(alert);
      work(signal);
    },
    done: (id) => void studied.delete(id),
    rest() {
      studied.clear();
      waiting.clear();
    },
    async settled() {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  };
}

/** What a look into the cause of an alert would look at; null: nothing to look into. */
function subjectOf(alert: Alert): string | null {
  if (!isOpen(alert) || alert.kind === "storm") return null;
  const machine = alert.workstation;
  if (machine) return `${machine.linked} ${machine.agentUp} ${machine.backAt}`;
  const lead = leadOf(alert);
  return lead && !lead.rerunning ? `${lead.id} ${lead.runId} ${lead.why}` : null;
}
