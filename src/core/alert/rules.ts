// Who is told of what, when, and how much counts as trouble: the operators' rules, and the questions asked of them.

import type { Locale } from "../locale.ts";
import { matchesPattern } from "../rights.ts";
import type { AlertKind, Severity } from "./alert.ts";
import { isQuiet, type QuietHours } from "./quiet-hours.ts";

/** Every field named must fit; a field fits when one of its patterns does. `*` stands for any run of characters. */
export interface AlertMatch {
  readonly job?: readonly string[];
  readonly stream?: readonly string[];
  readonly workstation?: readonly string[];
  readonly owner?: readonly string[];
  readonly severity?: readonly Severity[];
  readonly kind?: readonly AlertKind[];
}

export interface EscalationStep {
  readonly afterMs: number;
  readonly channels: readonly string[];
  /** Groups, identities or e-mail addresses of people, to be mentioned. */
  readonly people: readonly string[];
  /** Those of them whom Resync knows are written to directly as well. */
  readonly direct: boolean;
}

export interface Route {
  readonly name: string;
  readonly match: AlertMatch;
  readonly to: readonly string[];
  /** null: the language of the house. */
  readonly language: Locale | null;
  readonly quiet: QuietHours | null;
  readonly escalation: readonly EscalationStep[];
}

export interface AlertRules {
  /** How many times its estimate a job may run. */
  readonly tooLong: number;
  readonly lateMs: number;
  /** So long HWA cannot be read before that is told. */
  readonly hwaSilentMs: number;
  /** A job that fails again within this updates its alert; later it is another alert. */
  readonly againMs: number;
  /** Troubles of one workstation or stream that come within this belong together. */
  readonly togetherMs: number;
  /** More new alerts than this within a minute become one summary. */
  readonly stormOver: number;
  /** Streams that roll the plan over. */
  readonly final: readonly string[];
  readonly off: readonly AlertMatch[];
  /** The first that fits. The last one fits everything. */
  readonly routes: readonly Route[];
  readonly runbooks: Readonly<Record<"failed" | "late" | "workstation", readonly string[]>>;
}

export const defaultRules: Omit<AlertRules, "routes"> = {
  tooLong: 1.5,
  lateMs: 5 * 60_000,
  hwaSilentMs: 3 * 60_000,
  againMs: 4 * 3_600_000,
  togetherMs: 15 * 60_000,
  stormOver: 10,
  final: ["FINAL", "FINALPOSTREPORTS"],
  off: [],
  runbooks: { failed: ["recover-abend"], late: [], workstation: ["link-workstation"] },
};

/** What rules look at. */
export interface Matter {
  readonly kind: AlertKind;
  readonly severity: Severity;
  readonly job: string | null;
  readonly stream: string | null;
  readonly workstation: string | null;
  readonly owner: string | null;
}

export function fitsMatter(match: AlertMatch, matter: Matter): boolean {
  const name = (patterns: readonly string[] | undefined, value: string | null) =>
    patterns === undefined ||
    (value !== null && patterns.some((pattern) => matchesPattern(plainName(value), pattern)));
  return (
    name(match.job, matter.job) &&
    name(match.stream, matter.stream) &&
    name(match.workstation, matter.workstation) &&
    name(match.owner, matter.owner) &&
    (match.severity === undefined || match.severity.includes(matter.severity)) &&
    (match.kind === undefined || match.kind.includes(matter.kind))
  );
}

/** HWA writes workstations with their folder in some answers; rules are written without. */
function plainName(name: string): string {
  return name.startsWith("/") ? name.slice(name.lastIndexOf("/") + 1) : name;
}

export function isOff(rules: AlertRules, matter: Matter): boolean {
  return rules.off.some((match) => fitsMatter(match, matter));
}

export function routeFor(rules: AlertRules, matter: Matter): Route | null {
  return rules.routes.find(({ match }) => fitsMatter(match, matter)) ?? null;
}

/** The summary that a matter would be part of in a storm: one for those who are told of the same ones. */
export function stormKey(rules: AlertRules, matter: Matter): string {
  const to = routeFor(rules, { ...matter, kind: "storm" })?.to ?? [];
  return `storm:${[...new Set(to)].toSorted().join(" ")}`;
}

export function routeNamed(rules: AlertRules, name: string | null): Route | null {
  return rules.routes.find((route) => route.name === name) ?? null;
}

/** Whether quiet hours hold back what is of this severity now. */
export function isHeld(route: Route | null, severity: Severity, now: number): boolean {
  const quiet = route?.quiet;
  return (
    quiet !== undefined && quiet !== null && !quiet.letsThrough.includes(severity) && isQuiet(quiet, now)
  );
}
