// What the one process does that leads the monitor: it hears the plan, looks for what is late, lets time pass, and looks into
// causes. Every step is one commit that somebody else's commit makes stale; then what is there now is read, and the step is
// taken again. Looking into a cause never holds up the first word of an alert: it is a second commit.

import type { Logger } from "pino";
import { type FindingDesk, readFinding } from "#agents/alerts/read-finding.ts";
import { readLastTime } from "#agents/alerts/read-last-time.ts";
import { type Alert, isOpen, leadOf } from "#core/alert/alert.ts";
import { withFinding } from "#core/alert/found.ts";
import { hear } from "#core/alert/hear.ts";
import { type News, newsOf } from "#core/alert/news.ts";
import type { Desk } from "#core/alert/open-alert.ts";
import { type Passing, passTime } from "#core/alert/pass-time.ts";
import type { AlertRules } from "#core/alert/rules.ts";
import { toFault } from "#core/fault.ts";
import { newId } from "#core/ids.ts";
import type { Locale } from "#core/locale.ts";
import type { Alerts } from "#ports/alerts.ts";
import type { Clock } from "#ports/clock.ts";
import type { PlanStore } from "#ports/plan-store.ts";
import { comparePlan } from "./compare-plan.ts";
import { lookForLate } from "./look-late.ts";

export interface LeadDeps {
  readonly store: Alerts;
  readonly plan: PlanStore;
  readonly desk: FindingDesk;
  readonly rules: () => AlertRules;
  readonly clock: Clock;
  readonly log: Logger;
  readonly defaultLocale: Locale;
  /** The people a rule names, as platforms mention them. */
  readonly mentionsOf: () => Promise<Passing["mentionsOf"]>;
  /** How often to look for what is late; default one minute. */
  readonly lookMs?: number;
  /** Longest look into a cause; default 30 s. */
  readonly findWithinMs?: number;
}

export interface AlertLead {
  /** Everything there is to do now; looks into causes go on behind it. */
  turn(signal: AbortSignal): Promise<void>;
  /** Forgets what it knows of the alerts: somebody else leads. */
  rest(): void;
  /** No cause is being looked into. */
  settled(): Promise<void>;
}

const eventsAtOnce = 500;
const triesAtMost = 5;
const compareMs = 10 * 60_000;
const forgetMs = 3_600_000;
const keptMs = 90 * 24 * 3_600_000;
const findingsAtOnce = 2;
const findAgainMs = 60_000;

export function createAlertLead(deps: LeadDeps): AlertLead {
  const { store, plan, clock, log } = deps;
  let live: Map<string, Alert> | null = null;
  let heard = 0;
  let lookAt = 0;
  let compareAt = 0;
  let forgetAt = 0;
  /** What of each alert was looked into, and when it is worth looking again. */
  const studied = new Map<string, { readonly what: string; readonly againAt: number }>();
  const waiting: string[] = [];
  const finding = new Set<Promise<void>>();

  const now = () => clock.now().getTime();
  const desk = (): Desk => ({
    rules: deps.rules(),
    defaultLocale: deps.defaultLocale,
    newId,
    now: now(),
    ownerOf: (job) => deps.desk.knowledge.about({ job }).find(({ owner }) => owner !== null)?.owner ?? null,
  });

  async function load(): Promise<Map<string, Alert>> {
    heard = await store.heard(await plan.lastSeq());
    live = new Map((await store.live()).map((alert) => [alert.id, alert]));
    return live;
  }

  /** Takes a step on what is there now; again when it was stale. */
  async function step(
    make: (alerts: readonly Alert[]) => readonly Alert[],
    to: number | null = null,
  ): Promise<void> {
    for (let tries = 0; tries < triesAtMost; tries += 1) {
      const known = live ?? (await load());
      if (to !== null && to <= heard) return;
      const changes = make([...known.values()]);
      if (changes.length === 0 && to === null) return;
      if ((await store.commit(changes, to === null ? null : { from: heard, to })) === "done") {
        if (to !== null) heard = to;
        for (const alert of changes) keep(known, { ...alert, rev: alert.rev + 1 });
        return;
      }
      live = null;
    }
    log.warn("Alerts change faster than they can be kept; the next turn tries again.");
  }

  function keep(known: Map<string, Alert>, alert: Alert): void {
    if (isOpen(alert) || alert.places.some(({ held }) => held)) known.set(alert.id, alert);
    else known.delete(alert.id);
    if (!isOpen(alert)) studied.delete(alert.id);
  }

  async function hearPlan(signal: AbortSignal): Promise<void> {
    if (!live) await load();
    while (!signal.aborted) {
      const events = await plan.events(heard, eventsAtOnce);
      const last = events.at(-1);
      if (!last) return;
      const news = events.flatMap(({ change, at }) => newsOf(change, at.getTime()));
      await step((alerts) => hear(news, alerts, desk()), last.seq);
      if (events.length < eventsAtOnce) return;
    }
  }

  async function look(signal: AbortSignal): Promise<void> {
    if (now() < lookAt) return;
    lookAt = now() + (deps.lookMs ?? 60_000);
    let news: readonly News[];
    try {
      const open = [...(live ?? new Map<string, Alert>()).values()].filter(isOpen);
      news = await lookForLate(deps.desk.hwa, open, deps.rules(), clock.now(), signal);
    } catch (error) {
      // HWA is away: what was late before stays so until somebody can look.
      log.debug(
        { err: toFault(error).message },
        "What is late could not be read; nothing is concluded from that.",
      );
      return;
    }
    await step((alerts) => hear(news, alerts, desk()));
  }

  async function compare(): Promise<void> {
    if (now() < compareAt) return;
    compareAt = now() + compareMs;
    const open = [...(live ?? new Map<string, Alert>()).values()].filter(isOpen);
    const news = await comparePlan(plan, open, now());
    await step((alerts) => hear(news, alerts, desk()));
  }

  async function letTimePass(): Promise<void> {
    if (!live || live.size === 0) return;
    const passing: Passing = { rules: deps.rules(), mentionsOf: await deps.mentionsOf() };
    await step((alerts) =>
      alerts.flatMap((alert) => {
        const after = passTime(alert, now(), passing);
        return after === alert ? [] : [after];
      }),
    );
  }

  async function forget(): Promise<void> {
    if (now() < forgetAt) return;
    forgetAt = now() + forgetMs;
    await store.forget(new Date(now() - keptMs));
  }

  /** What a look into the cause of an alert would look at; null: nothing to look into. */
  function subjectOf(alert: Alert): string | null {
    if (!isOpen(alert) || alert.kind === "storm") return null;
    const machine = alert.workstation;
    if (machine) return `${machine.linked} ${machine.agentUp} ${machine.backAt}`;
    const lead = leadOf(alert);
    return lead && !lead.rerunning ? `${lead.id} ${lead.runId} ${lead.why}` : null;
  }

  function studyWhatIsNew(signal: AbortSignal): void {
    for (const alert of live?.values() ?? []) {
      const what = subjectOf(alert);
      if (what === null || waiting.includes(alert.id)) continue;
      const before = studied.get(alert.id);
      if (before?.what === what && now() < before.againAt) continue;
      // Looked into before a restart, and nothing new since.
      if (!before && alert.finding && !alert.finding.trouble && alert.finding.at >= alert.troubleAt) {
        studied.set(alert.id, { what, againAt: Number.POSITIVE_INFINITY });
        continue;
      }
      studied.set(alert.id, { what, againAt: Number.POSITIVE_INFINITY });
      waiting.push(alert.id);
    }
    while (waiting.length > 0 && finding.size < findingsAtOnce) {
      const id = waiting.shift();
      if (id === undefined) return;
      const work = study(id, signal)
        .catch((error: unknown) => {
          if (!signal.aborted)
            log.warn({ err: error, alert: id }, "The cause of an alert could not be looked into.");
        })
        .finally(() => {
          finding.delete(work);
          if (!signal.aborted) studyWhatIsNew(signal);
        });
      finding.add(work);
    }
  }

  async function study(id: string, signal: AbortSignal): Promise<void> {
    const alert = live?.get(id);
    if (!alert || !isOpen(alert)) return;
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(deps.findWithinMs ?? 30_000)]);
    const read = await readFinding(deps.desk, alert, clock.now(), bounded);
    if (signal.aborted) return;
    if (read?.trouble) studied.set(id, { what: subjectOf(alert) ?? "", againAt: now() + findAgainMs });
    if (!read) return;
    const last = await readLastTime(store, plan, alert);
    await steps((alerts) => {
      const latest = alerts.find((each) => each.id === id);
      return latest && isOpen(latest) ? [withFinding(latest, { ...read, last }, desk())] : [];
    });
  }

  // Steps of the turn and of the looks into causes come one after the other.
  let order: Promise<void> = Promise.resolve();
  function steps(make: (alerts: readonly Alert[]) => readonly Alert[]): Promise<void> {
    return inOrder(() => step(make));
  }
  function inOrder(work: () => Promise<void>): Promise<void> {
    const mine = order.then(work);
    order = mine.catch(() => {});
    return mine;
  }

  return {
    async turn(signal) {
      await inOrder(() => hearPlan(signal));
      await inOrder(compare);
      await inOrder(() => look(signal));
      await inOrder(letTimePass);
      await inOrder(forget);
      if (!signal.aborted) studyWhatIsNew(signal);
    },
    rest() {
      live = null;
      studied.clear();
      waiting.length = 0;
      lookAt = 0;
      compareAt = 0;
    },
    async settled() {
      while (finding.size > 0) await Promise.allSettled(finding);
    },
  };
}
