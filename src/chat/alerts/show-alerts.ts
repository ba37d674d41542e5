// Alerts in their channels: what each place shall show, made anew from what is kept whenever it changes. Every process that
// has platforms does this for their places; since the same content changes nothing, it does not matter that others do, too,
// or that a restart does it again.

import type { Logger } from "pino";
import { alertCard } from "#agents/alerts/alert-card.ts";
import { callMessage } from "#agents/alerts/call-message.ts";
import { digestMessage } from "#agents/alerts/digest-message.ts";
import { offersFor } from "#agents/alerts/offers.ts";
import { type Speech, speech } from "#agents/speech.ts";
import { type Alert, type AlertPlace, type Called, type Escalation, isOpen } from "#core/alert/alert.ts";
import type { AlertRules } from "#core/alert/rules.ts";
import type { Locale } from "#core/locale.ts";
import type { Workflow } from "#core/workflow/workflow.ts";
import type { Alerts } from "#ports/alerts.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";
import type { Notice, Notices } from "#ports/notices.ts";
import { createThreads } from "./find-threads.ts";

export interface ShowDeps {
  readonly store: Pick<Alerts, "changed" | "toldBy">;
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

/** Notices of one thing, and whether all of its places could be found. */
interface Drawn {
  readonly puts: readonly Notice[];
  readonly whole: boolean;
}

/** Cards in one statement: a restart draws everything anew. */
const atOnce = 100;

export function createAlertShow(deps: ShowDeps): AlertShow {
  const { store } = deps;
  const threads = createThreads(deps.log);
  const pending = new Map<string, Pending>();
  /** Messages that tell of several alerts and are to be drawn again. */
  const messages = new Set<string>();
  const shownAt = new Map<string, number>();
  let seen: number | null = null;

  async function turn(): Promise<void> {
    if (threads.none()) return;
    const { alerts, last } = await store.changed(seen);
    for (const alert of alerts) {
      pending.set(alert.id, {
        alert,
        important: alert.important || !isOpen(alert) || (pending.get(alert.id)?.important ?? false),
      });
      for (const { digest } of alert.places) if (digest) messages.add(digest);
      for (const { call } of alert.escalations) messages.add(call);
    }
    seen = last;
    await showCards();
    await showMessages();
  }

  async function showCards(): Promise<void> {
    const now = performance.now();
    const due = [...pending].filter(
      ([id, { important }]) =>
        important || now - (shownAt.get(id) ?? Number.NEGATIVE_INFINITY) >= (deps.editMs ?? 3_000),
    );
    for (let from = 0; from < due.length; from += atOnce) {
      const some = due.slice(from, from + atOnce);
      const drawn: (readonly [Alert, Drawn])[] = [];
      for (const [, { alert, important }] of some) drawn.push([alert, await cardsOf(alert, important)]);
      await put(drawn.flatMap(([, { puts }]) => puts));
      for (const [alert, { whole }] of drawn) {
        // Some place could not be found just now and is tried again.
        if (!whole) continue;
        pending.delete(alert.id);
        if (isOpen(alert)) shownAt.set(alert.id, now);
        else shownAt.delete(alert.id);
      }
    }
  }

  async function showMessages(): Promise<void> {
    for (const message of messages) {
      const told = await store.toldBy(message);
      const [digests, calls] = [await digestsOf(message, told), await callsOf(message, told)];
      await put([...digests.puts, ...calls.puts]);
      if (digests.whole && calls.whole) messages.delete(message);
    }
  }

  async function put(puts: readonly Notice[]): Promise<void> {
    if (puts.length > 0) await deps.notices.put(puts);
  }

  async function cardsOf(alert: Alert, important: boolean): Promise<Drawn> {
    const puts: Notice[] = [];
    let whole = true;
    for (const place of alert.places) {
      if (place.held || place.digest) continue;
      const at = await threads.ofChannel(place.channel);
      if (at === "later") whole = false;
      if (at === "later" || at === null) continue;
      const offers = offersFor(alert, deps.rules(), deps.workflow);
      puts.push({
        ...at,
        key: `alert:${alert.id}`,
        reply: alertCard({ alert, offers }, timeless(place.locale, deps.timezone)),
        important,
      });
    }
    return { puts, whole };
  }

  async function digestsOf(digest: string, told: readonly Alert[]): Promise<Drawn> {
    const byChannel = Map.groupBy(
      told.flatMap((alert) =>
        alert.places.filter((place) => place.digest === digest).map((place) => ({ alert, place })),
      ),
      ({ place }) => place.channel,
    );
    const puts: Notice[] = [];
    let whole = true;
    for (const [channel, inside] of byChannel) {
      const at = await threads.ofChannel(channel);
      if (at === "later") whole = false;
      if (at === "later" || at === null) continue;
      const reply = digestMessage(
        inside.map(({ alert }) => alert),
        timeless(inside[0]?.place.locale ?? "en", deps.timezone),
      );
      puts.push({ ...at, key: `alert:${digest}`, reply, important: false });
    }
    return { puts, whole };
  }

  /** In every channel that has one of these alerts, and with those who are written to directly. */
  async function callsOf(call: string, told: readonly Alert[]): Promise<Drawn> {
    const called = told.flatMap((alert) =>
      alert.escalations.filter((each) => each.call === call).map((escalation) => ({ alert, escalation })),
    );
    const [first] = called;
    if (!first) return { puts: [], whole: true };
    const { escalation } = first;
    const key = `alert:${call}`;
    const puts: Notice[] = [];
    let whole = true;
    const byChannel = Map.groupBy(
      called.flatMap(({ alert }) =>
        alert.places
          .filter(({ held, digest }) => !held && !digest)
          .map((place: AlertPlace) => ({ alert, place })),
      ),
      ({ place }) => place.channel,
    );
    const mentions = everybody(called.map((each) => each.escalation.mentions));
    for (const [channel, inside] of byChannel) {
      if (mentions.length === 0) break;
      const at = await threads.ofChannel(channel);
      if (at === "later") whole = false;
      if (at === "later" || at === null) continue;
      const alerts = inside.map(({ alert }) => alert);
      const say = timeless(inside[0]?.place.locale ?? "en", deps.timezone);
      puts.push({ ...at, key, reply: callMessage(alerts, escalation, { mentions }, say), important: false });
    }
    const locale: Locale = first.alert.places[0]?.locale ?? "en";
    for (const { identities } of everybody(called.map((each) => each.escalation.direct))) {
      const found = await threads.ofPerson(identities);
      if (found === "later") whole = false;
      else
        for (const at of found)
          puts.push({
            ...at,
            key,
            reply: callMessage(
              called.map(({ alert }) => alert),
              escalation,
              "you",
              timeless(locale, deps.timezone),
            ),
            important: false,
          });
    }
    return { puts, whole };
  }

  return {
    attach(platform) {
      threads.attach(platform);
      // What stands nowhere yet because its platform was not here is shown now.
      seen = null;
    },
    turn,
  };
}

/** Nobody knows when a card is read, so its times are written with their day; and the same alert gives the same card. */
function timeless(locale: Locale, timezone: string): Speech {
  return speech(locale, timezone, new Date(0));
}

/** Each once, however many alerts call them. */
function everybody(lists: readonly (readonly Called[])[]): Escalation["mentions"] {
  return [...new Map(lists.flat().map((each) => [each.identities.join(" ") || each.name, each])).values()];
}
