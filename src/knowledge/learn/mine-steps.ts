// How alike two resolutions are. What counts is work that was done; looking and waiting go with everything, and a rerun ends nearly
// everything. Two that each did something the other did not are two different fixes, however much they share.

import type { Incident } from "#core/knowledge/incident.ts";
import { redact } from "#core/redact.ts";
import { oneLine } from "#core/text.ts";
import { readStep, type Step, splitTelling } from "./mine-words.ts";

/** Longer stories are told in their first acts. */
const mostSteps = 12;
const longestStep = 300;
const alikeEnough = 0.6;

/** What was done, each act once: as people tell it, then what was seen and nobody told. */
export function stepsOf({ acts, job }: Pick<Incident, "acts" | "job">): readonly Step[] {
  const told = acts
    .filter((act) => act.from === "told")
    .flatMap(({ text }) => splitTelling(redact(text)))
    .map((text) => readStep(oneLine(text, longestStep), true, job));
  const seen = acts
    .filter((act) => act.from === "seen")
    .map(({ text }) => readStep(oneLine(redact(text), longestStep), false, job));
  const steps: Step[] = [];
  for (const step of [...told, ...seen]) if (!steps.some((known) => isAlike(known, step))) steps.push(step);
  return steps.slice(0, mostSteps);
}

export function isAlike(a: Step, b: Step): boolean {
  if (a.negated !== b.negated) return false;
  if (a.action !== null || b.action !== null) return a.action === b.action;
  if (a.verbs.size === 0 || b.verbs.size === 0) {
    if (a.verbs.size !== b.verbs.size) return false;
  } else if (!isWithin(a.verbs, b.verbs) && !isWithin(b.verbs, a.verbs)) return false;
  const least = Math.min(a.objects.size, b.objects.size);
  if (least === 0) return a.objects.size === b.objects.size;
  return a.objects.intersection(b.objects).size / least >= alikeEnough;
}

function isWithin(few: ReadonlySet<string>, many: ReadonlySet<string>): boolean {
  return few.isSubsetOf(many);
}

/** Looking and waiting, and the rerun at the end, say little of how something was fixed. */
function weightOf(step: Step): number {
  if (step.action === "hwa.rerun") return 0.5;
  return [...step.verbs].every((verb) => verb === "check" || verb === "wait") ? 0.25 : 1;
}

export function isWork(step: Step): boolean {
  return weightOf(step) >= 1;
}

/** 0: another fix; else how much of the longer one is shared, in the same order. */
export function likeness(a: readonly Step[], b: readonly Step[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  const extra = (some: readonly Step[], others: readonly Step[]) =>
    some.some((step) => isWork(step) && !others.some((other) => isAlike(step, other)));
  if (extra(a, b) && extra(b, a)) return 0;
  const shared = inOrder(a, b);
  const all = Math.max(sum(a), sum(b));
  return shared / all >= alikeEnough ? shared / all : 0;
}

function sum(steps: readonly Step[]): number {
  return steps.reduce((total, step) => total + weightOf(step), 0);
}

/** The weight of the longest run of acts that both did in the same order. */
function inOrder(a: readonly Step[], b: readonly Step[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const step of a) {
    const next = [0];
    for (const [at, other] of b.entries()) {
      const with_ = isAlike(step, other) ? (row[at] ?? 0) + Math.min(weightOf(step), weightOf(other)) : 0;
      next.push(Math.max(with_, row[at + 1] ?? 0, next[at] ?? 0));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** An act as part of a name that does not change with how it is said. */
export function stepKey(step: Step): string {
  if (step.action !== null) return step.action;
  const parts = [[...step.verbs].toSorted().join("+"), [...step.objects].toSorted().join("+")];
  return `${step.negated ? "not " : ""}${parts.join(":")}`;
}
