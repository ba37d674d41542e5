// Asks what fixed it, once, in the thread of the alert wherever that stands, when everything of the alert is well again. Every
// process that has platforms does this for their places; the database sees to it that each is asked once, and that a storm is
// asked about in one message.

import type { Logger } from "pino";
import { incidentsOf } from "#agents/learning/incidents-desk.ts";
import { type AskedAbout, digestQuestion, questionMessage } from "#agents/learning/incidents-question.ts";
import { speech } from "#agents/speech.ts";
import type { Alert } from "#core/alert/alert.ts";
import type { Incident } from "#core/knowledge/incident.ts";
import type { Locale } from "#core/locale.ts";
import type { Mention } from "#core/reply.ts";
import type { Alerts } from "#ports/alerts.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";
import type { Clock } from "#ports/clock.ts";
import type { IncidentQuestion, IncidentQuestions } from "#ports/incident-questions.ts";
import type { IncidentWatch } from "#ports/incident-watch.ts";
import type { Incidents } from "#ports/incidents.ts";
import type { Notice, Notices, StandingNotice } from "#ports/notices.ts";
import type { People } from "#ports/people.ts";

export interface AskDeps {
  readonly alerts: Pick<Alerts, "changed" | "byId">;
  readonly incidents: Pick<Incidents, "page" | "byId">;
  readonly watch: Pick<IncidentWatch, "changesOf">;
  readonly questions: IncidentQuestions;
  readonly notices: Pick<Notices, "put" | "standing">;
  readonly people: Pick<People, "rights">;
  readonly clock: Clock;
  readonly log: Logger;
  readonly timezone: string;
  readonly defaultLocale: Locale;
  /** Questions with a message of their own in an hour; default 6. */
  readonly mostAnHour?: number;
}

export interface WhatFixed {
  attach(platform: ChatPlatform): void;
  /** Asks what there is to ask, and shows what changed. */
  turn(): Promise<void>;
}

/** Whoever mended it has gone home by then. */
const askWithinMs = 30 * 60_000;
/** The alert may be resolved, or its card shown, a little before or after its incidents are. */
const waitMs = 3 * 60_000;
/** What changed is drawn again for so long, so that no process misses it. */
const overlapMs = 60_000;
const firstLookMs = 24 * 3_600_000;
const forgetMs = 3_600_000;
const keptMs = 30 * 24 * 3_600_000;

export function createWhatFixed(deps: AskDeps): WhatFixed {
  const { alerts, questions, notices, clock, log } = deps;
  const platforms = new Map<string, ChatPlatform>();
  const waiting = new Map<string, Alert>();
  let seen: number | null = null;
  let shownUntil: Date | null = null;
  let forgetAt = 0;

  const now = () => clock.now().getTime();

  async function turn(): Promise<void> {
    if (platforms.size === 0) return;
    const { alerts: changed, last } = await alerts.changed(seen);
    for (const alert of changed)
      if (isOver(alert) && now() - alert.resolved.at < askWithinMs) waiting.set(alert.id, alert);
    seen = last;
    for (const alert of waiting.values()) if (await settled(alert)) waiting.delete(alert.id);
    await show();
    if (now() < forgetAt) return;
    forgetAt = now() + forgetMs;
    await questions.forget(new Date(now() - keptMs));
  }

  /** False: it is worth another look in a moment. */
  async function settled(alert: Alert): Promise<boolean> {
    const late = now() - (alert.resolved?.at ?? 0) > waitMs;
    const failed = alert.members.filter(({ why, job }) => why === "failed" && job !== null).length;
    if (failed === 0) return true;
    const incidents = await incidentsOf(deps, alert);
    const open = incidents.length === 0 || incidents.some(({ resolution }) => resolution === null);
    if (open) return late;
    const worth = await worthAsking(incidents);
    if (worth.length === 0) return true;
    if ((await standing(alert.id)).length === 0) return late;
    const asked = await questions.ask(
      { alertId: alert.id, incidents: worth.map(({ id }) => id) },
      { most: deps.mostAnHour ?? 6, digest: hourOf(clock.now()) },
    );
    if (asked) log.debug({ alert: alert.id, digest: asked.digest }, "What fixed it is asked.");
    return true;
  }

  /** What was cancelled or is gone was not mended; what somebody told, or a runbook did from end to end, is known. */
  async function worthAsking(incidents: readonly Incident[]): Promise<readonly Incident[]> {
    const mended = incidents.filter(
      ({ resolution, acts }) =>
        resolution !== null &&
        resolution.how !== "cancelled" &&
        resolution.how !== "gone" &&
        !acts.some(({ from }) => from === "told"),
    );
    const ours = mended.filter(({ resolution }) => resolution?.how === "runbook");
    if (ours.length === 0) return mended;
    const since = new Date(Math.min(...ours.map(({ brokeAt }) => brokeAt.getTime())));
    const changes = await deps.watch.changesOf(ours, since);
    const whole = new Set(changes.flatMap(({ didMore, taskId }) => (didMore ? [taskId] : [])));
    return mended.filter(({ resolution }) => !resolution?.taskId || !whole.has(resolution.taskId));
  }

  /** Where the alert stands on the platforms that are here. */
  async function standing(alertId: string): Promise<readonly StandingNotice[]> {
    const all = await notices.standing(`alert:${alertId}`);
    return all.filter(({ platform }) => platforms.get(platform)?.threadUnder !== undefined);
  }

  async function show(): Promise<void> {
    const from = shownUntil ?? new Date(now() - firstLookMs);
    const until = clock.now();
    const changed = await questions.changed(new Date(from.getTime() - overlapMs));
    const digests = new Set<string>();
    const puts: Notice[] = [];
    for (const question of changed)
      if (question.digest === null) puts.push(...(await noticesOf(question)));
      else digests.add(question.digest);
    for (const digest of digests)
      puts.push(...(await digestNotices(await questions.ofDigest(digest), digest)));
    if (puts.length > 0) await notices.put(puts);
    shownUntil = until;
  }

  async function noticesOf(question: IncidentQuestion): Promise<readonly Notice[]> {
    const places = await standing(question.alertId);
    const about = places.length === 0 ? null : await aboutOf(question);
    if (!about) return [];
    const mentions = question.answer ? [] : await mentionsOf(about, await alerts.byId(question.alertId));
    return places.map(({ platform, thread, ref, locale }) => ({
      platform,
      thread: platforms.get(platform)?.threadUnder?.(thread, ref) ?? thread,
      key: `incident:${question.alertId}`,
      reply: questionMessage(about, mentions, timeless(locale)),
      important: false,
    }));
  }

  async function digestNotices(all: readonly IncidentQuestion[], digest: string): Promise<readonly Notice[]> {
    const inPlace = new Map<string, { place: StandingNotice; abouts: AskedAbout[] }>();
    for (const question of all) {
      const places = await standing(question.alertId);
      const about = places.length === 0 ? null : await aboutOf(question);
      if (!about) continue;
      for (const place of places) {
        const key = `${place.platform} ${place.thread}`;
        const there = inPlace.get(key) ?? { place, abouts: [] };
        inPlace.set(key, there);
        there.abouts.push(about);
      }
    }
    return [...inPlace.values()].map(({ place: { platform, thread, locale }, abouts }) => ({
      platform,
      thread,
      key: `incidents:${digest}`,
      reply: digestQuestion(abouts, timeless(locale)),
      important: false,
    }));
  }

  async function aboutOf({ alertId, incidents: ids, answer }: IncidentQuestion): Promise<AskedAbout | null> {
    const found = await Promise.all(ids.map(deps.incidents.byId));
    const incidents = found.filter((each) => each !== null);
    if (incidents.length === 0) return null;
    const by = [...new Set(incidents.flatMap(({ resolution }) => resolution?.by.slice(0, 1) ?? []))];
    const { people } = by.length === 0 ? { people: [] } : await deps.people.rights();
    const actors = people.filter(({ id }) => by.includes(id)).map(({ name }) => name);
    return { alertId, incidents, answer, actors };
  }

  /** Whoever took the alert, or had Resync do it. */
  async function mentionsOf({ incidents }: AskedAbout, alert: Alert | null): Promise<readonly Mention[]> {
    const acted = alert?.mine
      ? [alert.mine.id]
      : incidents.flatMap(({ resolution }) => resolution?.by.slice(0, 1) ?? []);
    if (acted.length === 0) return [];
    const { people } = await deps.people.rights();
    return people
      .filter(({ id, disabled }) => !disabled && acted.includes(id))
      .slice(0, 3)
      .map(({ name, identities }) => ({ name, identities }));
  }

  const timeless = (locale: Locale | null) =>
    speech(locale ?? deps.defaultLocale, deps.timezone, new Date(0));

  return {
    attach(platform) {
      platforms.set(platform.platform, platform);
      seen = null;
      shownUntil = null;
    },
    turn,
  };
}

function isOver(alert: Alert): alert is Alert & { readonly resolved: NonNullable<Alert["resolved"]> } {
  return alert.resolved !== null && alert.resolved.how !== "joined" && alert.resolved.how !== "again";
}

function hourOf(at: Date): string {
  return at.toISOString().slice(0, 13);
}
