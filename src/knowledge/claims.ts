// What rows say of one thing, where they may contradict each other: each different saying once, with every place that says so.
// Nobody here decides who is right; what was written later comes first, and whoever has left is said to have left.

import { fold } from "#core/text.ts";
import type { QuotableFix } from "#ports/knowledge-sources.ts";
import { ofJob, sameCode } from "./fits.ts";

export interface Claim {
  readonly text: string;
  readonly rows: readonly QuotableFix[];
  /** When it was last written or checked; null: nothing says. */
  readonly dated: Date | null;
}

export interface Claims {
  /** The one to go by: of those nearest to what was asked, the one written last. */
  readonly first: Claim;
  /** What other rows as near say instead. */
  readonly others: readonly Claim[];
  /** The first was written later than all others, so they are probably out of date. */
  readonly newest: boolean;
}

interface About {
  readonly job: string | null;
  readonly errorCode: string | null;
}

export interface Owners {
  /** Whoever is named; null: nobody is, who has not left. */
  readonly named: Claims | null;
  /** Rows whose owner has left, by what they say. */
  readonly gone: readonly QuotableFix[];
}

/** What is advised. Of the rows that advise something, those nearest: job and code, then the job's, then the code's. null: none. */
export function adviceIn(rows: readonly QuotableFix[], about: About): Claims | null {
  return claimsOf(rows, stepsText, (row) => distance(row, about));
}

/** A job has its owner whatever it fails with; the owner of a code counts where the job has none. */
export function ownersIn(rows: readonly QuotableFix[], job: string | null): Owners {
  const near = (row: QuotableFix) => (job !== null && ofJob(row, job) ? 0 : row.job === null ? 1 : 2);
  const owned = rows.filter(({ owner }) => owner !== null);
  return {
    named: claimsOf(
      owned.filter((row) => departureOf(row) === null),
      ({ owner }) => owner,
      near,
    ),
    gone: owned.filter((row) => departureOf(row) !== null),
  };
}

function claimsOf(
  rows: readonly QuotableFix[],
  pick: (row: QuotableFix) => string | null,
  distanceOf: (row: QuotableFix) => number,
): Claims | null {
  const saying = rows.filter((row) => pick(row) !== null);
  const nearest = Math.min(...saying.map(distanceOf));
  const claims = Map.groupBy(
    saying.filter((row) => distanceOf(row) === nearest),
    (row) => sayingKey(pick(row) ?? ""),
  );
  const [first, ...others] = [...claims.values()]
    .map((group): Claim => ({ text: pick(group[0] as QuotableFix) ?? "", rows: group, dated: latest(group) }))
    .sort((a, b) => (b.dated?.getTime() ?? 0) - (a.dated?.getTime() ?? 0));
  if (!first) return null;
  const newest = others.every(({ dated }) => dated !== null && first.dated !== null && dated < first.dated);
  return { first, others, newest };
}

/** What is written in HWA is quoted as such, not shown as steps. */
function stepsText(row: QuotableFix): string | null {
  return row.steps.length > 0 && row.origin !== "hwa" ? row.steps.join("\n") : null;
}

function distance(row: QuotableFix, { job, errorCode }: About): number {
  const byJob = job !== null && ofJob(row, job);
  const byCode = errorCode !== null && row.errorCode !== null && sameCode(row.errorCode, errorCode);
  if (byJob) return byCode ? 0 : row.errorCode === null ? 1 : 2;
  return row.job === null ? 3 : 4;
}

function latest(rows: readonly QuotableFix[]): Date | null {
  return rows.reduce<Date | null>(
    (last, { dated }) => (dated !== null && (last === null || dated > last) ? dated : last),
    null,
  );
}

function sayingKey(text: string): string {
  return fold(text)
    .replace(/[\s.,;:]+/g, " ")
    .trim();
}

const departed =
  /\b(?:left|no longer|not here any ?more|departed|resigned|retired|former|formerly|saiu|desligad[oa]|demitid[oa]|aposentad[oa]|nao (?:esta|trabalha|faz parte) mais|nao e mais)\b|\bex-\p{L}/u;

/**
 * What says that an owner is not the owner any more, as it is written: the cell itself, or another cell of its row that names
 * them; null: nothing does.
 */
export function departureOf(row: QuotableFix): string | null {
  const owner = fold(row.owner ?? "");
  if (departed.test(owner)) return row.owner;
  const names = (owner.split("@")[0] ?? "").split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= 3);
  const gone = row.remarks?.find((text) => {
    const said = fold(text);
    return departed.test(said) && names.some((name) => said.includes(name));
  });
  return gone ?? null;
}
