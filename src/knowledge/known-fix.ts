// What rows and entries know of a job or a failure, with where each thing stands, and what they say otherwise.

import { addressesIn } from "#core/addresses-in.ts";
import type { Source } from "#core/reply.ts";
import type { Wording } from "#core/wording.ts";
import type { KnownFixes, QuotableFix } from "#ports/knowledge-sources.ts";
import { adviceIn, type Claim, ownersIn } from "./claims.ts";
import { fits, ofJob } from "./fits.ts";
import { type FailureSign, learnedNearness, noSign } from "./learned-from.ts";
import { lookUp } from "./look-up.ts";

export interface KnownFix {
  readonly steps: readonly string[];
  readonly owner: string | null;
  readonly documentation: string | null;
  readonly sources: readonly Source[];
  /** Pages that what is known names. */
  readonly links: readonly string[];
  /** What other rows as near say instead of `steps`, with where and when. */
  readonly otherwise: readonly Claim[];
  /** What people wrote into HWA for the operators of this job, as they wrote it. */
  readonly instructions: readonly QuotableFix[];
  /** Why it could not be looked up; null: it was. */
  readonly unread: Wording | null;
}

/**
 * The best row gives each field; a field it leaves blank comes from the next. What was learned under a bare return code counts
 * only where `sign` says that this failure is like those it was learned from. Never rejects.
 */
export async function knownFix(
  fixes: KnownFixes,
  job: string,
  errorCode: string | null,
  sign: FailureSign = noSign,
): Promise<KnownFix> {
  const looked = await lookUp(() => fixes.about(errorCode ? { job, errorCode } : { job }));
  if (looked.kind === "unread") return { ...nothingKnown, unread: looked.why };
  return fixOf(looked.value, job, errorCode, sign);
}

/** Owners of these jobs, as far as they are known; one that cannot be looked up counts as unknown. Never rejects. */
export async function ownersOf(
  fixes: KnownFixes,
  jobs: Iterable<string>,
): Promise<ReadonlyMap<string, string>> {
  const owners = new Map<string, string>();
  const waiting = [...new Set(jobs)];
  const worker = async () => {
    for (let job = waiting.pop(); job !== undefined; job = waiting.pop()) {
      const { owner, unread } = await knownFix(fixes, job, null);
      if (unread !== null) waiting.length = 0;
      if (owner !== null) owners.set(job, owner);
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  return owners;
}

function fixOf(
  rows: readonly QuotableFix[],
  job: string,
  errorCode: string | null,
  sign: FailureSign,
): KnownFix {
  const fitting = rows.filter((row) => fits(row, job, errorCode) && learnedNearness(row, sign) === "same");
  // Steps against one failure of the job are not shown for every failure of it.
  const advising = fitting.filter((row) => row.errorCode === null || errorCode !== null);
  const advice = adviceIn(advising, { job, errorCode });
  const best = advice?.first.rows[0];
  const ofTheJob = rows.filter((row) => ofJob(row, job));
  const { named, gone } = ownersIn(
    rows.filter((row) => fits(row, job, errorCode) || ofJob(row, job)),
    job,
  );
  const owner = named?.first.rows[0] ?? gone[0];
  const documented = fitting.find(({ procedureUrl }) => procedureUrl !== null);
  const instructions = ofTheJob.filter(({ origin, steps }) => origin === "hwa" && steps.length > 0);
  const used = new Set([best, owner, documented]);
  const steps = best?.steps ?? [];
  const documentation = documented?.procedureUrl ?? null;
  return {
    steps,
    owner: owner?.owner ?? null,
    documentation,
    sources: rows.filter((row) => used.has(row)).map(sourceOf),
    links: addressesIn([...steps, documentation]),
    otherwise: advice?.others ?? [],
    instructions,
    unread: null,
  };
}

export function sourceOf(row: Pick<QuotableFix, "cite">): Source {
  return { title: "Knowledge", ref: row.cite };
}

const nothingKnown: KnownFix = {
  steps: [],
  owner: null,
  documentation: null,
  sources: [],
  links: [],
  otherwise: [],
  instructions: [],
  unread: null,
};
