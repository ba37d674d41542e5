// From evidence to causes: which is likely, how likely, and which are ruled out.
//
// Every cause begins with how usual it is, and "something that nobody here knows of" begins as one of them. Each piece of
// evidence makes causes likelier or less likely by its weight, a power of ten; of evidence that says one thing twice (the same
// group) only the strongest counts. What is left is compared: a cause is confirmed when hardly anything else is left and
// something shows it directly (and, where that stands in a log alone, nothing in it shows another), likely when it is likelier than all else together, and otherwise it stays unknown. That is decided
// by what was weighed; what people are told of the likeliest is how often such a one is right, and of the others their share of
// the rest.

import { type CauseKind, causeKinds, causes } from "./causes.ts";
import type { Hypothesis } from "./diagnosis.ts";
import type { Bearing, Evidence, Look } from "./evidence.ts";

/** How usual it is that a failure has a cause which is none of ours. */
const unheardOf = 20;
/** Evidence this strong shows a cause; weaker evidence only fits it. */
const showing = 2;
/** Evidence this strong against a cause rules it out, unless something shows it all the same. */
const refuting = -1.5;
/** Where a log alone speaks, and by a line as strong as this of something else as well, nothing is confirmed. */
const rivalling = 1;
const confirmedFrom = 0.9;
const likelyFrom = 0.6;
/** What is less likely than this is not worth a line. */
const worthALine = 0.02;

export interface Weighed {
  readonly verdict: "confirmed" | "likely" | "unknown";
  /** Likeliest first; of those that no evidence bears on none is listed. */
  readonly hypotheses: readonly Hypothesis[];
  /** Looked for, and not it. */
  readonly ruledOut: readonly { readonly cause: CauseKind; readonly against: readonly string[] }[];
  /** 0–1: that it is something nobody here knows of. */
  readonly unexplained: number;
}

export function weigh(
  evidence: readonly Evidence[],
  calibrate: (raw: number, byLogAlone: boolean) => number = (raw) => raw,
): Weighed {
  const weighed = causeKinds.map((cause) => weighOne(cause, evidence));
  const sum = unheardOf + weighed.reduce((total, each) => total + each.mass, 0);
  const ranked = weighed
    .filter((each) => each.for.length + each.against.length > 0)
    .map((each) => ({ ...each, raw: each.mass / sum }))
    .sort((a, b) => b.raw - a.raw || a.cause.localeCompare(b.cause));
  const [best] = ranked;
  const sure = best === undefined || best.for.length === 0 ? 0 : best.raw;
  const byLogAlone = best?.speaking.every((look) => look === "log") ?? true;
  const rivals = ranked.slice(1).some((each) => each.strongest >= rivalling && each.raw >= worthALine);
  const told = calibrate(sure, byLogAlone);
  const ofTheRest = (1 - told) / (1 - sure);
  const hypotheses = ranked
    .filter((each) => each.for.length > 0 && each.raw >= worthALine)
    .map(({ cause, raw, ...each }) => ({
      cause,
      probability: cause === best?.cause ? told : raw * ofTheRest,
      for: each.for,
      against: each.against,
    }));
  return {
    verdict:
      best && sure >= confirmedFrom && best.strongest >= showing && !(byLogAlone && rivals)
        ? "confirmed"
        : sure >= likelyFrom
          ? "likely"
          : "unknown",
    hypotheses,
    ruledOut: ranked
      .filter((each) => each.weakest <= refuting && each.raw < worthALine)
      .map(({ cause, against }) => ({ cause, against })),
    unexplained: (unheardOf / sum) * ofTheRest,
  };
}

interface OneCause {
  readonly cause: CauseKind;
  readonly mass: number;
  readonly for: readonly string[];
  readonly against: readonly string[];
  /** Where what speaks for it was seen. */
  readonly speaking: readonly Look[];
  readonly strongest: number;
  readonly weakest: number;
}

function weighOne(cause: CauseKind, evidence: readonly Evidence[]): OneCause {
  const bearing = evidence.flatMap(({ id, look, bears }) =>
    bears.filter((each) => each.cause === cause && each.weight !== 0).map((each) => ({ id, look, ...each })),
  );
  const counted = strongestOfEachGroup(bearing);
  const total = counted.reduce((all, each) => all + each.weight, 0);
  const byStrength = bearing.toSorted(
    (a, b) => Math.abs(b.weight) - Math.abs(a.weight) || (a.id < b.id ? -1 : 1),
  );
  const idsWhere = (holds: (weight: number) => boolean) => [
    ...new Set(byStrength.filter((each) => holds(each.weight)).map((each) => each.id)),
  ];
  return {
    cause,
    mass: causes[cause].usual * 10 ** clamp(total),
    for: idsWhere((weight) => weight > 0),
    against: idsWhere((weight) => weight < 0),
    speaking: [...new Set(bearing.filter((each) => each.weight > 0).map((each) => each.look))],
    strongest: Math.max(0, ...counted.map((each) => each.weight)),
    weakest: Math.min(0, ...counted.map((each) => each.weight)),
  };
}

/** For and against are two groups even under one name: that it speaks both ways must not hide either. */
function strongestOfEachGroup<B extends Bearing>(bearing: readonly B[]): readonly B[] {
  const strongest = new Map<string, B>();
  for (const each of bearing) {
    const group = `${Math.sign(each.weight)} ${each.group}`;
    const known = strongest.get(group);
    if (!known || Math.abs(each.weight) > Math.abs(known.weight)) strongest.set(group, each);
  }
  return [...strongest.values()];
}

/** A million to one is as sure as a log line can make anybody. */
function clamp(total: number): number {
  return Math.max(-6, Math.min(6, total));
}
