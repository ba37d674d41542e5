// Signals to readings, best first, each with how sure we are of it.

import type { IntentName } from "#core/intent.ts";
import { rules } from "./rules.ts";

export interface Reading {
  readonly name: IntentName;
  readonly weight: number;
  readonly confidence: number;
}

/** The weight at which a construction means one thing. */
const plain = 8;

/** Named things, and words of the trade: without either, strange words are about something else than our work. */
const things = [
  "@job",
  "@stream",
  "@workstation",
  "@agent",
  "@runbook",
  "@code",
  "@id",
  "~job",
  "~stream",
  "~workstation",
  "~id",
  "injection",
  "@quote",
];
const domain = [
  "jobs",
  "job",
  "stream",
  "environment",
  "sla",
  "errorNoun",
  "critical",
  "log",
  "runbook",
  "approval",
  "ticket",
  "task",
  "agent",
  "knowledge",
  "handover",
  "shift",
  "feedback",
  "help",
  "security",
];

// Rules by number: a question sets its flags once, and two hundred rules read them.
const numberOf = new Map<string, number>();

function numbered(name: string): number {
  const known = numberOf.get(name) ?? numberOf.size;
  numberOf.set(name, known);
  return known;
}

const compiled = rules.map((rule) => ({
  ...rule,
  needs: rule.needs.map(({ any, absent }) => ({ absent, any: any.map(numbered) })),
}));

function applies(rule: (typeof compiled)[number], flags: Uint8Array): boolean {
  for (const { any, absent } of rule.needs) {
    let present = false;
    for (const signal of any) {
      if (flags[signal] === 1) {
        present = true;
        break;
      }
    }
    if (present === absent) return false;
  }
  return true;
}

/**
 * Confidence is how plain the best construction is, less what the runner-up takes away and what the words we do not know
 * might have meant.
 */
export function score(signals: ReadonlySet<string>, strange: number): Reading[] {
  const astray = things.some((thing) => signals.has(thing))
    ? 0
    : strange * (domain.some((cue) => signals.has(cue)) ? 0.6 : signals.has("personal") ? 3.5 : 1.5);
  const weights = new Map<IntentName, number>();
  const flags = new Uint8Array(numberOf.size);
  for (const signal of signals) {
    const number = numberOf.get(signal);
    if (number !== undefined) flags[number] = 1;
  }
  for (const rule of compiled) {
    if (applies(rule, flags) && rule.weight > (weights.get(rule.intent) ?? 0))
      weights.set(rule.intent, rule.weight);
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
