// Signals to readings, best first, each with how sure we are of it.

import type { IntentName } from "#core/intent.ts";
import { type Rule, rules } from "./rules.ts";

export interface Reading {
  readonly name: IntentName;
  readonly weight: number;
  readonly confidence: number;
}

/** The weight at which a construction means one thing. */
const plain = 8;

/** Named things, and words of the trade: without either, strange words are about something else than our work. */
const things = ["@job", "@stream", "@workstation", "@agent", "@runbook", "@code", "@id", "~job", "~stream", "~workstation", "~id", "injection", "@quote"];
const domain = ["jobs", "job", "stream", "environment", "workstation", "sla", "errorNoun", "critical", "log", "runbook", "approval", "ticket", "task", "agent", "knowledge", "handover", "shift", "feedback", "help"];

function applies(rule: Rule, signals: ReadonlySet<string>): boolean {
  for (const need of rule.needs) {
    let present = false;
    for (const name of need.any) {
      if (signals.has(name)) {
        present = true;
        break;
      }
    }
    if (present === need.absent) return false;
  }
  return true;
}

/**
 * Confidence is how plain the best construction is, less what the runner-up takes away and what the words we do not know
 * might have meant.
 */
export function score(signals: ReadonlySet<string>, strange: number): Reading[] {
  const astray = things.some((thing) => signals.has(thing)) ? 0 : strange * (domain.some((cue) => signals.has(cue)) ? 0.6 : 1.5);
  const weights = new Map<IntentName, number>();
  for (const rule of rules) {
    if (rule.weight > (weights.get(rule.intent) ?? 0) && applies(rule, signals)) weights.set(rule.intent, rule.weight);
  }
  const ranked = [...weights]
    .map(([name, weight]): [IntentName, number] => [name, weight - astray])
    .sort((a, b) => b[1] - a[1]);
  return ranked.map(([name, weight], rank) => {
    const rival = ranked[rank === 0 ? 1 : 0]?.[1] ?? 0;
    const margin = Math.max(-1, Math.min(1, (weight - rival) / 2));
    const strength = Math.min(1, weight / plain);
    const doubt = Math.min(0.3, strange * 0.05);
    const confidence = strength * (0.8 + 0.18 * margin) - doubt;
    return { name, weight, confidence: Math.round(Math.max(0.05, Math.min(0.98, confidence)) * 100) / 100 };
  });
}
