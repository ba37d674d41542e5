// How an alert begins and where it is told: its severity, its route, and what quiet hours hold back.

import type { Locale } from "../locale.ts";
import { type Alert, type AlertKind, type Member, type Severity, severities } from "./alert.ts";
import { type AlertRules, isHeld, type Matter, type Route, routeFor } from "./rules.ts";

/** What the rule needs besides the news. */
export interface Desk {
  readonly rules: AlertRules;
  readonly defaultLocale: Locale;
  readonly newId: () => string;
  /** When this is heard, which may be long after it happened: quiet hours and waiting count from now. */
  readonly now: number;
  /** HWA was not read for so long before this was heard; null: it was read all the time. */
  readonly unread: Alert["unread"];
  /** What the knowledge says at once, without asking HWA. */
  readonly ownerOf: (job: string) => string | null;
}

/** The critical, the heavy and the light. A job that only takes its time hurts nobody yet. */
export function severityOf(kind: AlertKind, critical: boolean): Severity {
  if (critical || kind === "final") return "critical";
  return kind === "too_long" || kind === "late" ? "minor" : "major";
}

export function heavier(a: Severity, b: Severity): Severity {
  return severities.indexOf(a) >= severities.indexOf(b) ? a : b;
}

export interface Begun {
  readonly key: string;
  readonly kind: AlertKind;
  readonly severity: Severity;
  readonly workstation: Alert["workstation"];
  readonly members: readonly Member[];
  readonly matter: Matter;
  readonly at: number;
}

export function openAlert(begun: Begun, desk: Desk): Alert {
  const { at, key, kind, severity, workstation, members, matter } = begun;
  const route = routeFor(desk.rules, matter);
  return {
    id: desk.newId(),
    key,
    kind,
    severity,
    rev: 0,
    openedAt: at,
    troubleAt: at,
    unread: desk.unread,
    workstation,
    members,
    more: 0,
    threatens: [],
    owner: matter.owner,
    places: placesOf(route, severity, desk),
    route: route?.name ?? null,
    mine: null,
    snooze: null,
    notes: [],
    waitingSince: desk.now,
    escalations: [],
    finding: null,
    important: true,
    resolved: null,
  };
}

const mostPlaces = 12;

function placesOf(route: Route | null, severity: Severity, desk: Desk): Alert["places"] {
  const locale = route?.language ?? desk.defaultLocale;
  const held = isHeld(route, severity, desk.now);
  return [...new Set(route?.to ?? [])]
    .slice(0, mostPlaces)
    .map((channel) => ({ channel, locale, held, digest: null }));
}

/** The alert, told also where this matter is told. */
export function toldAlso(alert: Alert, matter: Matter, desk: Desk): Alert {
  const more = placesOf(routeFor(desk.rules, matter), matter.severity, desk).filter(
    ({ channel }) => !alert.places.some((place) => place.channel === channel),
  );
  return more.length === 0 ? alert : { ...alert, places: [...alert.places, ...more].slice(0, mostPlaces) };
}

/** What rules look at of an alert as it stands. */
export function matterOf({ kind, severity, members: [lead], workstation, owner }: Alert): Matter {
  return {
    kind,
    severity,
    job: lead?.job ?? null,
    stream: lead?.stream ?? null,
    workstation: workstation?.name ?? lead?.workstation ?? null,
    owner,
  };
}

/** Of this severity at least. What became heavy enough is no longer held back, and is worth showing again. */
export function raised(alert: Alert, severity: Severity, desk: Desk): Alert {
  const now = heavier(alert.severity, severity);
  if (now === alert.severity) return alert;
  const matter = matterOf({ ...alert, severity: now });
  const route = routeFor(desk.rules, matter);
  const wider = toldAlso({ ...alert, severity: now, important: true }, matter, desk);
  return {
    ...wider,
    route: route?.name ?? alert.route,
    places: wider.places.map((place) =>
      place.held && !isHeld(route, now, desk.now) ? { ...place, held: false } : place,
    ),
  };
}
