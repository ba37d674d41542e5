// Alerts in their channels: what each place shall show, made anew from what is kept whenever it changes. Every process that
// has platforms does this for their places; since the same content changes nothing, it does not matter that others do, too,
// or that a restart does it again.

import type { Logger } from "pino";
import { alertCard } from "#agents/alerts/alert-card.ts";
import { alertHeadline, alertLine } from "#agents/alerts/alert-words.ts";
import { offersFor } from "#agents/alerts/offers.ts";
import { shortId } from "#agents/operations/short-id.ts";
import { type Speech, speech } from "#agents/speech.ts";
import { type Alert, type AlertPlace, isOpen } from "#core/alert/alert.ts";
import type { AlertRules } from "#core/alert/rules.ts";
import { toFault } from "#core/fault.ts";
import { type Reply, reply } from "#core/reply.ts";
import type { Workflow } from "#core/workflow/workflow.ts";
import type { Alerts } from "#ports/alerts.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";
import type { Notice, Notices } from "#ports/notices.ts";

export interface ShowDeps {
  readonly store: Pick<Alerts, "changed" | "ofDigest">;
  readonly notices: Pick<Notices, "put">;
  readonly rules: () => AlertRules;
  readonly workflow: (id: string) => Workflow | null;
  readonly timezone: string;
  readonly log: Logger;
  /** The least time between two changes of one card that nobody must see at once; default 3 s. */
  readonly editMs?: number;
}

export interface AlertShow {
  attach(platform: ChatPlatform): void;
  /** Shows what changed since the last time. */
  turn(): Promise<void>;
}

interface Pending {
  readonly alert: Alert;
  readonly important: boolean;
}

export function createAlertShow(deps: ShowDeps): AlertShow {
  const { store, log } = deps;
  const platforms = new Map<string, ChatPlatform>();
  const threads = new Map<string, { readonly platform: string; readonly thread: string }>();
  const pending = new Map<string, Pending>();
  const shownAt = new Map<string, number>();
  const unknown = new Set<string>();
  let seen: number | null = null;

  async function turn(): Promise<void> {
    if (platforms.size === 0) return;
    const { alerts, last } = await store.changed(seen);
    seen = last;
    for (const alert of alerts)
      pending.set(alert.id, {
        alert,
        important: alert.important || !isOpen(alert) || (pending.get(alert.id)?.important ?? false),
      });
    const now = performance.now();
    const digests = new Set<string>();
    for (const [id, { alert, important }] of pending) {
      if (!important && now - (shownAt.get(id) ?? Number.NEGATIVE_INFINITY) < (deps.editMs ?? 3_000))
        continue;
      const shown = await show(alert, important);
      for (const { digest } of alert.places) if (digest) digests.add(digest);
      if (!shown) continue;
      pending.delete(id);
      if (isOpen(alert)) shownAt.set(id, now);
      else shownAt.delete(id);
    }
    for (const digest of digests) await showDigest(digest);
  }

  /** False when some place could not be found just now and is to be tried again. */
  async function show(alert: Alert, important: boolean): Promise<boolean> {
    const puts: Notice[] = [];
    let all = true;
    for (const place of alert.places) {
      if (place.held || place.digest) continue;
      const at = await threadOf(place);
      if (at === "later") all = false;
      if (at === "later" || at === null) continue;
      const say = timeless(place, deps.timezone);
      const offers = offersFor(alert, deps.rules(), deps.workflow);
      puts.push({ ...at, key: `alert:${alert.id}`, reply: alertCard({ alert, offers }, say), important });
      for (const each of alert.escalations)
        if (each.mentions.length > 0)
          puts.push({
            ...at,
            key: `alert:${alert.id}:call-${Math.round(each.at / 1_000)}-${each.step}`,
            reply: callReply(alert, each, say),
            important: false,
          });
    }
    if (puts.length > 0) await deps.notices.put(puts);
    return all;
  }

  async function showDigest(digest: string): Promise<void> {
    const told = await store.ofDigest(digest);
    const byChannel = Map.groupBy(
      told.flatMap((alert) =>
        alert.places.filter((place) => place.digest === digest).map((place) => ({ alert, place })),
      ),
      ({ place }) => place.channel,
    );
    const puts: Notice[] = [];
    for (const [, inside] of byChannel) {
      const [first] = inside;
      const at = first ? await threadOf(first.place) : null;
      if (!first || at === null || at === "later") continue;
      const alerts = inside.map(({ alert }) => alert);
      puts.push({
        ...at,
        key: `alert:${digest}`,
        reply: digestReply(alerts, timeless(first.place, deps.timezone)),
        important: false,
      });
    }
    if (puts.length > 0) await deps.notices.put(puts);
  }

  async function threadOf(
    place: AlertPlace,
  ): Promise<{ readonly platform: string; readonly thread: string } | null | "later"> {
    const known = threads.get(place.channel);
    if (known) return known;
    for (const platform of platforms.values()) {
      try {
        const thread = await platform.threadOfChannel?.(place.channel);
        if (!thread) continue;
        const at = { platform: platform.platform, thread };
        threads.set(place.channel, at);
        return at;
      } catch (error) {
        log.warn(
          { err: toFault(error).message, channel: place.channel },
          "A channel that alerts go to could not be found just now; it is tried again.",
        );
        return "later";
      }
    }
    if (!unknown.has(place.channel)) {
      unknown.add(place.channel);
      log.warn({ channel: place.channel }, "No platform of this process knows a channel that alerts go to.");
    }
    return null;
  }

  return {
    attach(platform) {
      platforms.set(platform.platform, platform);
      // What stands nowhere yet because its platform was not here is shown now.
      unknown.clear();
      seen = null;
    },
    turn,
  };
}

/** Nobody knows when a card is read, so its times are written with their day; and the same alert gives the same card. */
function timeless({ locale }: AlertPlace, timezone: string): Speech {
  return speech(locale, timezone, new Date(0));
}

/** A message of its own, since people are not told of an edit. */
function callReply(alert: Alert, { mentions, afterMs }: Alert["escalations"][number], say: Speech): Reply {
  const id = shortId(alert.id);
  const over = !isOpen(alert);
  const taken = alert.mine
    ? say.say({ en: `${alert.mine.name} has it.`, pt: `Está com ${alert.mine.name}.` })
    : null;
  const names = mentions.map(({ name }) => name);
  return reply({
    locale: say.locale,
    mood: over ? "good" : "bad",
    text: [
      say.say({
        en: `${say.list(names)}: nobody took alert ${id} for ${say.duration(afterMs)}.`,
        pt: `${say.list(names)}: ninguém assumiu o alerta ${id} por ${say.duration(afterMs)}.`,
      }),
      alertHeadline(alert, say),
      ...(taken ? [taken] : []),
    ].join("\n"),
    mentions,
    choices:
      over || taken
        ? []
        : [
            {
              id: say.say({ en: `mine ${id}`, pt: `meu ${id}` }),
              label: say.say({ en: "Mine", pt: "É meu" }),
              style: "primary",
            },
            {
              id: say.say({ en: `alert ${id}`, pt: `alerta ${id}` }),
              label: say.say({ en: "Details", pt: "Detalhes" }),
              style: "default",
            },
          ],
    data: { alert: alert.id },
  });
}

const mostListed = 30;

function digestReply(alerts: readonly Alert[], say: Speech): Reply {
  const open = alerts.filter(isOpen);
  const over = alerts.filter((alert) => !isOpen(alert));
  const listed = [...open, ...over].slice(0, mostListed);
  return reply({
    locale: say.locale,
    mood: open.length > 0 ? "warning" : "good",
    text: [
      say.say({
        en: `While it was quiet: ${say.count(alerts.length, { en: "alert", pt: "" }, { en: "alerts", pt: "" })}, ${open.length} still open.`,
        pt: `Durante o silêncio: ${say.count(alerts.length, { en: "", pt: "alerta" }, { en: "", pt: "alertas" })}, ${open.length} ainda abertos.`,
      }),
      ...listed.map((alert) => alertLine(alert, say)),
      ...(alerts.length > mostListed
        ? [
            say.say({
              en: `And ${alerts.length - mostListed} more.`,
              pt: `E mais ${alerts.length - mostListed}.`,
            }),
          ]
        : []),
    ].join("\n"),
    choices: open.slice(0, 5).map((alert) => ({
      id: say.say({ en: `alert ${shortId(alert.id)}`, pt: `alerta ${shortId(alert.id)}` }),
      label: alert.workstation?.name ?? alert.members[0]?.job ?? shortId(alert.id),
      style: "default",
    })),
    data: { alerts: alerts.map(({ id }) => id), open: open.length },
  });
}
