// What the one process does that leads the monitor: it hears the plan, looks for what is late, lets time pass, and looks into
// causes. Every step is one commit that somebody else's commit makes stale; then what is there now is read, and the step is
// taken again.

import type { Logger } from "pino";
import type { FindingDesk } from "#agents/alerts/read-finding.ts";
import { type Alert, isOpen } from "#core/alert/alert.ts";
import { withFinding } from "#core/alert/found.ts";
import { hear } from "#core/alert/hear.ts";
import { type News, newsOf } from "#core/alert/news.ts";
import type { Desk } from "#core/alert/open-alert.ts";
import { type Passing, passTime } from "#core/alert/pass-time.ts";
import type { AlertRules } from "#core/alert/rules.ts";
import { toFault } from "#core/fault.ts";
import { newId } from "#core/ids.ts";
import type { Locale } from "#core/locale.ts";
import { ownersOf } from "#knowledge/known-fix.ts";
import type { Alerts } from "#ports/alerts.ts";
import type { Clock } from "#ports/clock.ts";
import type { PlanStore } from "#ports/plan-store.ts";
import { comparePlan } from "./compare-plan.ts";
import { lookForLate } from "./look-late.ts";
import { createReadings, type Readings } from "./readings.ts";
import { createStudies } from "./study-causes.ts";
import { createSilenceWatch } from "./watch-silence.ts";

export interface LeadDeps {
  readonly store: Alerts;
  readonly plan: PlanStore;
  readonly desk: FindingDesk;
  readonly rules: () => AlertRules;
  readonly clock: Clock;
  readonly log: Logger;
  readonly defaultLocale: Locale;
  /** The people a rule names, as platforms call them. */
  readonly called: () => Promise<Passing["called"]>;
  /** How often to look for what is late; default one minute. */
  readonly lookMs?: number;
  /** Longest look into a cause; default 30 s. */
  readonly findWithinMs?: number;
}

export interface AlertLead {
  /** Everything there is to do now; looks into causes go on behind it. */
  turn(signal: AbortSignal): Promise<void>;
  /** Forgets what it knows of the alerts: somebody else leads. */
  rest(): Promise<void>;
  /** No cause is being looked into. */
  settled(): Promise<void>;
}

const eventsAtOnce = 500;
const triesAtMost = 5;
const compareMs = 10 * 60_000;
const forgetMs = 3_600_000;
const lookWithinMs = 60_000;
const keptMs = 90 * 24 * 3_600_000;

type Make = (alerts: readonly Alert[]) => readonly Alert[];

export function createAlertLead(deps: LeadDeps): AlertLead {
  const { store, plan, clock, log } = deps;
  let live: Map<string, Alert> | null = null;
  let readings: Readings | null = null;
  const silence = createSilenceWatch();
  let heard = 0;
  let lookAt = 0;
  let compareAt = 0;
  let forgetAt = 0;
  let looking: Promise<void> | null = null;

  const now = () => clock.now().getTime();
  const desk = (unread: Alert["unread"] = null, owners: ReadonlyMap<string, string> = new Map()): Desk => ({
    rules: deps.rules(),
    defaultLocale: deps.defaultLocale,
    newId,
    now: now(),
    unread,
    ownerOf: (job) => owners.get(job) ?? null,
  });

  const studies = createStudies({
    ...deps,
    latest: (id) =>
      inOrder(async () => {
        if (!live) await load();
        return openOnes().find((alert) => alert.id === id) ?? null;
      }),
    found: (id, finding) =>
      inOrder(() =>
        step((alerts) =>
          alerts.flatMap((alert) =>
            alert.id === id && isOpen(alert) ? [withFinding(alert, finding, desk())] : [],
          ),
        ),
      ),
  });

  /** Whose the jobs are that are in trouble. An alert does not wait long for that, and goes out without it. */
  function ownersIn(news: readonly News[]): Promise<ReadonlyMap<string, string>> {
    const { fixes } = deps.desk.knowledge;
    return ownersOf(
      fixes,
      news.flatMap((each) => (each.kind === "trouble" ? [each.job.name] : [])),
    );
  }

  function openOnes(): readonly Alert[] {
    return [...(live?.values() ?? [])].filter(isOpen);
  }

  async function load(): Promise<Map<string, Alert>> {
    heard = await store.heard(await plan.lastSeq());
    live = new Map((await store.live()).map((alert) => [alert.id, alert]));
    return live;
  }

  /** Takes a step on what is there now; again when it was stale. */
  async function step(make: Make, to: number | null = null): Promise<void> {
    for (let tries = 0; tries < triesAtMost; tries += 1) {
      const known = live ?? (await load());
      if (to !== null && to <= heard) return;
      const changes = make([...known.values()]);
      if (changes.length === 0 && to === null) return;
      const kept = await store
        .commit(changes, to === null ? null : { from: heard, to })
        .catch((error: unknown) => {
          // Nobody knows what is there now.
          live = null;
          throw error;
        });
      if (kept === "done") {
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
    if (!isOpen(alert)) studies.done(alert.id);
  }

  async function hearPlan(signal: AbortSignal): Promise<void> {
    readings ??= await createReadings(plan);
    if (!live) await load();
    let unread: Alert["unread"] | undefined;
    while (!signal.aborted) {
      const { readAt } = deps.desk.monitor.age();
      const events = await plan.events(heard, eventsAtOnce);
      const last = events.at(-1);
      if (!last) {
        readings.heardUntil(readAt);
        return;
      }
      unread ??= await readings.gap();
      const news = events.flatMap(({ change, at }) => newsOf(change, at.getTime()));
      const at = desk(unread, await ownersIn(news));
      await step((alerts) => hear(news, alerts, at), last.seq);
      if (events.length < eventsAtOnce) return;
    }
  }

  /** Asks HWA, so nothing waits for it. */
  function look(signal: AbortSignal): void {
    if (looking || now() < lookAt) return;
    lookAt = now() + (deps.lookMs ?? 60_000);
    looking = lookNow(AbortSignal.any([signal, AbortSignal.timeout(lookWithinMs)]))
      .catch((error: unknown) => {
        if (!signal.aborted)
          log.warn({ err: error }, "What is late could not be kept; it is looked for again.");
      })
      .finally(() => {
        looking = null;
      });
  }

  async function lookNow(signal: AbortSignal): Promise<void> {
    let news: readonly News[];
    try {
      news = await lookForLate(deps.desk.hwa, openOnes(), deps.rules(), clock.now(), signal);
    } catch (error) {
      // HWA is away: what was late before stays so until somebody can look.
      log.debug(
        { err: toFault(error).message },
        "What is late could not be read; nothing is concluded from that.",
      );
      return;
    }
    const owners = await ownersIn(news);
    await inOrder(() => step((alerts) => hear(news, alerts, desk(null, owners))));
  }

  /** HWA itself; what could not be told is told when the plan is read again. */
  async function hearSilence(): Promise<void> {
    const { hwaSilentMs } = deps.rules();
    const news = silence.news(deps.desk.monitor.age(), openOnes(), now(), hwaSilentMs);
    if (news.length > 0) await step((alerts) => hear(news, alerts, desk()));
  }

  async function compare(): Promise<void> {
    if (now() < compareAt) return;
    compareAt = now() + compareMs;
    const news = await comparePlan(plan, openOnes(), now());
    const owners = await ownersIn(news);
    await step((alerts) => hear(news, alerts, desk(null, owners)));
  }

  async function letTimePass(): Promise<void> {
    if (!live || live.size === 0) return;
    const passing: Passing = { rules: deps.rules(), called: await deps.called() };
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

  // Steps of the turn and of the looks into causes come one after the other.
  let order: Promise<void> = Promise.resolve();
  function inOrder<T>(work: () => Promise<T>): Promise<T> {
    const mine = order.then(work);
    order = mine.then(
      () => {},
      () => {},
    );
    return mine;
  }

  return {
    async turn(signal) {
      try {
        await inOrder(() => hearPlan(signal));
      } catch (error) {
        silence.forget();
        throw error;
      }
      await inOrder(hearSilence);
      await inOrder(compare);
      await inOrder(letTimePass);
      await inOrder(forget);
      if (signal.aborted) return;
      look(signal);
      studies.look(openOnes(), signal);
    },
    async rest() {
      live = null;
      studies.rest();
      silence.forget();
      lookAt = 0;
      compareAt = 0;
      readings ??= await createReadings(plan);
      readings.heardUntil(deps.desk.monitor.age().readAt);
    },
    async settled() {
      await looking;
      // What it found may be worth looking into.
      await studies.settled();
    },
  };
}
