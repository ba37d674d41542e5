// What rows and entries know of a job or a failure, with where each thing stands.

import { addressesIn } from "#core/addresses-in.ts";
import { codeKey, jobKey } from "#core/knowledge/name-keys.ts";
import type { Source } from "#core/reply.ts";
import type { Wording } from "#core/wording.ts";
import type { KnownFixes, QuotableFix } from "#ports/knowledge-sources.ts";
import { lookUp } from "./look-up.ts";

export interface KnownFix {
  readonly steps: readonly string[];
  readonly owner: string | null;
  readonly documentation: string | null;
  readonly sources: readonly Source[];
  /** Pages that what is known names. */
  readonly links: readonly string[];
  /** Why it could not be looked up; null: it was. */
  readonly unread: Wording | null;
}

/** The best row gives each field; a field it leaves blank comes from the next. Never rejects. */
export async function knownFix(fixes: KnownFixes, job: string, errorCode: string | null): Promise<KnownFix> {
  const looked = await lookUp(() => fixes.about(errorCode ? { job, errorCode } : { job }));
  if (looked.kind === "unread") return { ...nothingKnown, unread: looked.why };
  return fixOf(looked.value, job, errorCode);
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

export function fixOf(rows: readonly QuotableFix[], job: string, errorCode: string | null): KnownFix {
  const used = new Set<QuotableFix>();
  const take = <T>(from: readonly QuotableFix[], pick: (row: QuotableFix) => T | null): T | null => {
    for (const row of from) {
      const value = pick(row);
      if (value === null) continue;
      used.add(row);
      return value;
    }
    return null;
  };
  const fitting = rows.filter((row) => fits(row, job, errorCode));
  // Steps against another failure of the job help nobody; its owner is its owner.
  const steps =
    take(fitting, (row) =>
      row.steps.length > 0 && (row.errorCode === null || errorCode !== null) ? row.steps : null,
    ) ?? [];
  const owner = take([...fitting, ...rows.filter((row) => ofJob(row, job))], (row) => row.owner);
  const documentation = take(fitting, (row) => row.procedureUrl);
  return {
    steps,
    owner,
    documentation,
    sources: rows.filter((row) => used.has(row)).map(sourceOf),
    links: addressesIn([...steps, documentation]),
    unread: null,
  };
}

/** Whether a row is about this failure of this job, or about either of them and no other. Without a code any of the job's is. */
export function fits(row: QuotableFix, job: string | null, errorCode: string | null): boolean {
  const sameJob = job === null || row.job === null || ofJob(row, job);
  const sameCode =
    errorCode === null || row.errorCode === null || codeKey(row.errorCode) === codeKey(errorCode);
  return sameJob && sameCode;
}

/** A row's job may end in `*`. */
export function ofJob(row: Pick<QuotableFix, "job">, job: string): boolean {
  if (row.job === null) return false;
  const key = jobKey(row.job);
  return key.endsWith("*") ? jobKey(job).startsWith(key.slice(0, -1)) : key === jobKey(job);
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
  unread: null,
};
