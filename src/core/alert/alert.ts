// An alert: something wrong in the plan that people are told of once, wherever its symptoms show. Instants are epoch
// milliseconds, so that an alert is JSON as it stands.

import type { RecoveryHow } from "../knowledge/incident.ts";
import type { Locale } from "../locale.ts";
import type { Identity } from "../rights.ts";

/**
 * `final`: the plan's own daily roll-over. `storm`: more troubles at once than anybody reads one by one. `hwa_silent`: HWA itself
 * cannot be read.
 */
export const alertKinds = [
  "failed",
  "too_long",
  "late",
  "at_risk",
  "workstation",
  "final",
  "storm",
  "hwa_silent",
] as const;
export type AlertKind = (typeof alertKinds)[number];

export const severities = ["minor", "major", "critical"] as const;
export type Severity = (typeof severities)[number];

/** What is wrong with a member. */
export type Why = "failed" | "too_long" | "late" | "at_risk" | "workstation";

/** One thing that is in trouble, and belongs to this alert. */
export interface Member {
  /** HWA's id of the job; `workstation:<name>` for a workstation in a storm. */
  readonly id: string;
  /** null: it is a workstation. */
  readonly job: string | null;
  readonly stream: string | null;
  readonly workstation: string;
  readonly why: Why;
  readonly critical: boolean;
  readonly since: number;
  /** How many times it got into trouble since then. */
  readonly times: number;
  readonly runId: string | null;
  /** HWA's own word: ABEND, FAIL, EXEC, … */
  readonly internal: string | null;
  readonly returnCode: number | null;
  /** By HWA's clock, as answers tell them: when its run began and ended, and its deadline where that is what it misses. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly dueAt: number | null;
  /** How long it takes by HWA's estimate. */
  readonly usualMs: number | null;
  /** It runs again; nobody knows yet how that ends. */
  readonly rerunning: boolean;
  readonly well: Relief | null;
}

/** `in_time`: not late any more. `gone`: it left the plan, so nobody will know how it went. */
export type ReliefHow = "completed" | "cancelled" | "suppressed" | "gone" | "in_time" | "back";

export interface Relief {
  readonly at: number;
  readonly how: ReliefHow;
  /** The run that ended well, as HWA shows it; absent: nothing was seen of one. */
  readonly seen?: SeenEnd;
}

export interface SeenEnd {
  readonly endedAt: number | null;
  readonly internal: string;
  readonly returnCode: number | null;
  /** Another run than the one that failed; false: that very run is well now, so somebody confirmed it. null: none failed. */
  readonly again: boolean | null;
}

export interface Somebody {
  readonly id: string;
  readonly name: string;
}

/** A channel that is told. */
export interface AlertPlace {
  /** As configured: `slack:C…`, `teams:…`; `to:<identity>` for a private conversation. */
  readonly channel: string;
  readonly locale: Locale;
  /** Held back by quiet hours: told of at their end. */
  readonly held: boolean;
  /** The one message at the end of quiet hours that told of it; null: it has a card of its own here. */
  readonly digest: string | null;
}

export interface Escalation {
  readonly at: number;
  /** Position in the route's list. */
  readonly step: number;
  readonly afterMs: number;
  /** The message that calls them; alerts that nobody takes at the same time are called for by one. */
  readonly call: string;
  readonly mentions: readonly Called[];
  /** Those of them whom Resync knows and who are written to directly as well. */
  readonly direct: readonly Called[];
}

export interface Called {
  readonly name: string;
  readonly identities: readonly Identity[];
}

export interface AlertNote {
  readonly at: number;
  readonly by: Somebody;
  readonly text: string;
}

/** How it ended. `joined`: its cause is another alert's. `again`: it came back much later, as another alert. */
export interface Resolution {
  readonly at: number;
  readonly how: ReliefHow | "joined" | "again";
  /** The other alert. */
  readonly into: string | null;
}

export interface Text {
  readonly en: string;
  readonly pt: string;
}

/** What a look at the cause found; every text is untrusted, cleaned and redacted. */
export interface Finding {
  readonly at: number;
  /** The job looked at. */
  readonly job: string | null;
  /** null: nobody could look; `trouble` says why. */
  readonly cause: Text | null;
  /** Shown by the log or by HWA, and not only the absence of anything better. */
  readonly certain: boolean;
  /** 0–1: how sure the diagnosis is of the cause; absent or null: it is not a diagnosis, or found none. */
  readonly confidence?: number | null;
  readonly trouble: string | Text | null;
  readonly errorCode: string | null;
  readonly meaning: Text | null;
  /** The lines that show it, or the last ones. */
  readonly log: string | null;
  readonly fix: readonly string[];
  readonly documentation: string | null;
  /** Names of jobs that wait because of it, the weightiest first; `waits` is how many there are. */
  readonly waiting: readonly string[];
  readonly waits: number | null;
  readonly waitingIds: readonly string[];
  readonly critical: readonly string[];
  readonly last: LastTime | null;
  /** How the same failure was mended before; absent or null: not known. */
  readonly before?: MendedBefore | null;
  /** The runbook that is meant for the cause, with its inputs filled in; absent or null: none. */
  readonly proposal?: {
    readonly runbook: string;
    readonly inputs: Readonly<Record<string, string>>;
    readonly why: Text;
  } | null;
  readonly sources: readonly { readonly title: string; readonly ref: string }[];
}

export interface MendedBefore {
  readonly at: number;
  readonly job: string;
  readonly errorCode: string | null;
  readonly realCause: string | null;
  readonly how: RecoveryHow | null;
  readonly steps: readonly string[];
  /** Names of people. */
  readonly by: readonly string[];
  readonly tookMs: number | null;
}

export interface LastTime {
  readonly at: number;
  readonly errorCode: string | null;
  /** null: it is not known how it ended. */
  readonly ended: Pick<Relief, "at" | "how"> | null;
  readonly by: string | null;
  readonly note: string | null;
}

export interface Alert {
  readonly id: string;
  /** What it is of; of one key at most one alert is open. */
  readonly key: string;
  readonly kind: AlertKind;
  readonly severity: Severity;
  /** Raised by every change. */
  readonly rev: number;
  readonly openedAt: number;
  /** The last new trouble. */
  readonly troubleAt: number;
  /** HWA was not read from one instant to the other, so that this was told late; null: it was told when it happened. */
  readonly unread: { readonly from: number; readonly to: number } | null;
  /** The workstation it is of, and how it was before; null: of jobs. */
  readonly workstation: {
    readonly name: string;
    readonly linked: boolean;
    readonly agentUp: boolean;
    /** As it was when it was well. */
    readonly was: { readonly linked: boolean; readonly agentUp: boolean };
    readonly backAt: number | null;
  } | null;
  /** HWA itself cannot be read: why not, as the last try said it. Absent: it is of jobs or of a workstation. */
  readonly silence?: Text;
  /** In the order they came. */
  readonly members: readonly Member[];
  /** Members that were counted only. */
  readonly more: number;
  /** Critical jobs that are threatened by it. */
  readonly threatens: readonly string[];
  readonly owner: string | null;
  readonly places: readonly AlertPlace[];
  /** The configured route; null: the default. */
  readonly route: string | null;
  readonly mine: (Somebody & { readonly at: number }) | null;
  readonly snooze: { readonly until: number; readonly by: Somebody } | null;
  readonly notes: readonly AlertNote[];
  /** From when on the time without anybody counts. */
  readonly waitingSince: number;
  readonly escalations: readonly Escalation[];
  readonly finding: Finding | null;
  /** Its latest change is worth showing again where the card has scrolled away. */
  readonly important: boolean;
  readonly resolved: Resolution | null;
}

/** Members kept by name; the rest is counted. */
export const mostMembers = 1_500;

export function isOpen(alert: Alert): boolean {
  return alert.resolved === null;
}

/**
 * The member an alert is told of first, of those in trouble if there are any: what failed is what there is to mend, so that
 * goes before what is late because of it; of several a critical one, else the first.
 */
export function leadOf(alert: Alert): Member | null {
  const ill = alert.members.filter(({ well }) => well === null);
  const failed = ill.filter(({ why }) => why === "failed");
  const first = (members: readonly Member[]) => members.find(({ critical }) => critical) ?? members[0];
  return first(failed) ?? first(ill) ?? alert.members[0] ?? null;
}
