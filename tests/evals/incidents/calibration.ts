// What a probability is worth: what was stated against how often it was right, and the curve that mends the difference.
//
// The rules were written with the development scenarios in sight, so on them alone a diagnosis is hardly ever wrong, and a curve
// fitted to that would promise too much. So each scenario is read again with less: once without each of its looks, and once
// without the piece of evidence that weighs most. Its whole reading counts as much as all of those together. Whoever is told a
// probability is told it of readings that were left out when its curve was fitted: a tenth of the scenarios at a time.

import type { Evidence } from "#core/diagnosis/evidence.ts";
import { weigh } from "#core/diagnosis/weigh.ts";

/** The likeliest cause of one reading, as likely as it was weighed, and whether it was right. */
export interface Reading {
  readonly scenario: string;
  readonly raw: number;
  readonly right: boolean;
  readonly weight: number;
}

export interface Curve {
  /** Of the log-odds: `intercept + slope * raw`. */
  readonly intercept: number;
  readonly slope: number;
}

export interface Reliability {
  readonly from: number;
  readonly to: number;
  readonly readings: number;
  /** How many scenarios' worth they are. */
  readonly weight: number;
  readonly stated: number;
  readonly observed: number;
}

const folds = 10;
const edges = [0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 1];

export function readingsOf(
  scenario: string,
  evidence: readonly Evidence[],
  isRight: (cause: string) => boolean,
): readonly Reading[] {
  const read = (seen: readonly Evidence[]) => {
    const [top] = weigh(seen, (raw) => raw).hypotheses;
    return top && { raw: top.probability, right: isRight(top.cause), top };
  };
  const whole = read(evidence);
  if (!whole) return [];
  const looks = [...new Set(evidence.map((each) => each.look))];
  const less = [
    ...looks.map((look) => evidence.filter((each) => each.look !== look)),
    evidence.filter((each) => each.id !== whole.top.for[0]),
  ].flatMap((seen) => read(seen) ?? []);
  return [
    { scenario, raw: whole.raw, right: whole.right, weight: 0.5 },
    ...less.map(({ raw, right }) => ({ scenario, raw, right, weight: 0.5 / less.length })),
  ];
}

/** The likeliest curve, drawn a little towards the straight one: as if a few scenarios more had been right as often as stated. */
export function fitCurve(readings: readonly Reading[]): Curve {
  let [intercept, slope] = [0, 1];
  const held = 4;
  for (let round = 0; round < 200; round += 1) {
    let [g0, g1, h00, h01, h11] = [held * intercept, held * (slope - 1), held, 0, held];
    for (const { raw, right, weight } of readings) {
      const x = logit(raw);
      const p = sigmoid(intercept + slope * x);
      const off = weight * (p - Number(right));
      const curve = weight * p * (1 - p);
      g0 += off;
      g1 += off * x;
      h00 += curve;
      h01 += curve * x;
      h11 += curve * x * x;
    }
    const det = h00 * h11 - h01 * h01;
    const [d0, d1] = [(h11 * g0 - h01 * g1) / det, (h00 * g1 - h01 * g0) / det];
    intercept -= d0;
    slope -= d1;
    if (Math.abs(d0) + Math.abs(d1) < 1e-9) break;
  }
  return { intercept, slope };
}

/** Each reading by the curve of the others' scenarios. */
export function crossValidated(
  readings: readonly Reading[],
): readonly (Reading & { readonly stated: number })[] {
  const names = [...new Set(readings.map((each) => each.scenario))].sort();
  const foldOf = new Map(names.map((name, index) => [name, index % folds]));
  return Array.from({ length: folds }, (_, fold) => fold).flatMap((fold) => {
    const curve = fitCurve(readings.filter((each) => foldOf.get(each.scenario) !== fold));
    return readings
      .filter((each) => foldOf.get(each.scenario) === fold)
      .map((each) => ({ ...each, stated: along(curve, each.raw) }));
  });
}

export function along({ intercept, slope }: Curve, raw: number): number {
  return sigmoid(intercept + slope * logit(raw));
}

/** What was said, and whether it was right. */
export type Stated = Pick<Reading, "right" | "weight"> & { readonly stated: number };

export function reliability(readings: readonly Stated[]): readonly Reliability[] {
  return edges.slice(0, -1).flatMap((from, index) => {
    const to = edges[index + 1] ?? 1;
    const here = readings.filter((each) => each.stated >= from && (each.stated < to || to === 1));
    const weight = sum(here, (each) => each.weight);
    if (weight === 0) return [];
    return [
      {
        from,
        to,
        readings: here.length,
        weight,
        stated: sum(here, (each) => each.weight * each.stated) / weight,
        observed: sum(here, (each) => each.weight * Number(each.right)) / weight,
      },
    ];
  });
}

/** How far from what was observed what was stated is, on average; 0 is perfect. */
export function expectedError(readings: readonly Stated[]): number {
  const table = reliability(readings);
  return (
    sum(table, (each) => each.weight * Math.abs(each.stated - each.observed)) /
    sum(table, (each) => each.weight)
  );
}

/** The mean square of how far off each was; 0 is perfect, and always to say a half is 0.25. */
export function brier(readings: readonly Stated[]): number {
  return (
    sum(readings, (each) => each.weight * (each.stated - Number(each.right)) ** 2) /
    sum(readings, (each) => each.weight)
  );
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, each) => total + of(each), 0);
}

function logit(p: number): number {
  const inside = Math.min(1 - 1e-6, Math.max(1e-6, p));
  return Math.log(inside / (1 - inside));
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
