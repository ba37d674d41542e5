// What time alone does to an alert: rest ends, quiet hours end, and nobody having taken it is told to others.

import type { Alert, Called } from "./alert.ts";
import { type AlertRules, isHeld, routeNamed } from "./rules.ts";

export interface Passing {
  readonly rules: AlertRules;
  /** The people a configured list names; `known`: Resync knows them, and they can be written to. */
  readonly called: (people: readonly string[]) => readonly (Called & { readonly known: boolean })[];
}

const mostCalled = 40;

/** The same alert when nothing happens. */
export function passTime(alert: Alert, now: number, passing: Passing): Alert {
  return escalated(released(rested(alert, now), now, passing), now, passing);
}

function rested(alert: Alert, now: number): Alert {
  if (!alert.snooze || alert.resolved || alert.snooze.until > now) return alert;
  return { ...alert, snooze: null, waitingSince: now, important: true };
}

/** What was held back by the same hours ends up in one message of each channel: they all get the same key. */
function released(alert: Alert, now: number, { rules }: Passing): Alert {
  if (!alert.places.some(({ held }) => held)) return alert;
  const route = routeNamed(rules, alert.route);
  if (isHeld(route, alert.severity, now)) return alert;
  const digest = `quiet-${Math.floor(now / 60_000)}`;
  return {
    ...alert,
    waitingSince: now,
    important: true,
    places: alert.places.map((place) => (place.held ? { ...place, held: false, digest } : place)),
  };
}

/** Waiting begins again with every rest and at the end of quiet hours; while everything is held back nobody is waited for. */
function escalated(alert: Alert, now: number, passing: Passing): Alert {
  if (alert.resolved || alert.mine || alert.snooze) return alert;
  if (alert.places.length > 0 && alert.places.every(({ held }) => held)) return alert;
  const steps = routeNamed(passing.rules, alert.route)?.escalation ?? [];
  let after = alert;
  for (const [step, { afterMs, channels, people, direct }] of steps.entries()) {
    if (step < after.escalations.length || now - alert.waitingSince < afterMs) continue;
    const locale = alert.places[0]?.locale ?? "en";
    const told = new Set(after.places.map(({ channel }) => channel));
    const more = channels.filter((channel) => !told.has(channel));
    const named = passing.called(people).slice(0, mostCalled);
    const as = ({ name, identities }: Called): Called => ({ name, identities });
    const call = {
      at: now,
      step,
      afterMs,
      call: `call-${Math.floor(now / 60_000)}-${step}-${alert.route}`,
      mentions: named.map(as),
      direct: direct ? named.filter(({ known }) => known).map(as) : [],
    };
    after = {
      ...after,
      important: true,
      escalations: [...after.escalations, call],
      places: [...after.places, ...more.map((channel) => ({ channel, locale, held: false, digest: null }))],
    };
  }
  return after;
}
