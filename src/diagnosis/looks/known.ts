// What approved sources say of this job and this error: fixes and owners as they stand there. Where they contradict each other,
// each is told with its date and its place; nobody here decides between them.

import type { KnownFix, KnownOwner } from "#core/diagnosis/diagnosis.ts";
import { codeKey, isReturnCode } from "#core/knowledge/name-keys.ts";
import { ownersIn } from "#knowledge/claims.ts";
import { fits, ofJob, sameCode } from "#knowledge/fits.ts";
import { type FailureSign, learnedNearness } from "#knowledge/learned-from.ts";
import type { QuotableFix } from "#ports/knowledge-sources.ts";
import type { Hit } from "#ports/retrieval.ts";
import type { DiagnosisDesk } from "../desk.ts";

export interface Known {
  readonly fixes: readonly KnownFix[];
  readonly owners: readonly KnownOwner[];
}

const mostSimilar = 2;
const mostFixes = 4;
/** A passage found by its words must be rather sure to be about this failure to be shown beside exact ones. */
const similarFrom = 0.5;

interface Failure extends FailureSign {
  readonly job: string;
  readonly errorCode: string | null;
}

export async function knownOf(
  { fixes, retrieval }: Pick<DiagnosisDesk, "fixes" | "retrieval">,
  failure: Failure,
  signal: AbortSignal,
): Promise<Known> {
  const { job, errorCode, line } = failure;
  const rows = (await fixes.about(errorCode === null ? { job } : { job, errorCode })).filter(
    (row) => fits(row, job, errorCode) || ofJob(row, job),
  );
  const all = rows.flatMap((row) => fixOf(row, failure));
  // What people wrote into HWA for every day is no answer to a failure, so it stands after what is.
  const exact = all
    .filter((each) => !each.instructions)
    .toSorted((a, b) => Number(a.fits === "similar") - Number(b.fits === "similar"));
  const instructions = all.filter((each) => each.instructions);
  // A return code alone is like every other one, and says nothing to search by.
  const code = errorCode !== null && isReturnCode(codeKey(errorCode)) && line === null ? null : errorCode;
  const text = [code, line].filter((each) => each !== null).join(" ");
  const ofOthers = new Set(
    rows.filter((row) => learnedNearness(row, failure) === "other").map(({ passageId }) => passageId),
  );
  const similar =
    exact.length > 0 || text === ""
      ? []
      : await retrieval.search(
          {
            text,
            jobs: [job],
            codes: errorCode === null ? [] : [errorCode],
            vector: null,
            limit: mostSimilar,
          },
          signal,
        );
  return {
    fixes: [
      ...distinct(exact),
      ...similar
        .filter(({ passage, relevance }) => relevance >= similarFrom && !ofOthers.has(passage.id))
        .flatMap(similarFix),
      ...instructions,
    ].slice(0, mostFixes),
    owners: ownersOf(rows, job),
  };
}

/** A fix for any failure of the job fits; one for another code of it does not. */
function fixOf(row: QuotableFix, failure: Failure): readonly KnownFix[] {
  const { job, errorCode } = failure;
  const nearness = learnedNearness(row, failure);
  if (nearness === "other") return [];
  if (row.steps.length === 0 && row.procedureUrl === null) return [];
  const code = row.errorCode !== null && errorCode !== null && sameCode(row.errorCode, errorCode);
  if (row.errorCode !== null && !code) return [];
  return [
    {
      steps: row.steps,
      procedureUrl: row.procedureUrl,
      source: { title: "Knowledge", ref: row.cite },
      dated: row.dated,
      fits: nearness === "similar" ? "similar" : code ? (ofJob(row, job) ? "job_and_code" : "code") : "job",
      ...(row.origin === "hwa" ? { instructions: true as const } : {}),
    },
  ];
}

function similarFix({ passage }: Hit): readonly KnownFix[] {
  const { fix, cite, dated } = passage;
  if (!fix || (fix.steps.length === 0 && fix.procedureUrl === null)) return [];
  return [
    {
      steps: fix.steps,
      procedureUrl: fix.procedureUrl,
      source: { title: "Knowledge", ref: cite },
      dated,
      fits: "similar",
    },
  ];
}

/** Two places that say the same count as one, the first; the order of `about` is kept. */
function distinct(fixes: readonly KnownFix[]): readonly KnownFix[] {
  const said = new Map<string, KnownFix>();
  for (const each of fixes) {
    const key = JSON.stringify([each.steps, each.procedureUrl]);
    if (!said.has(key)) said.set(key, each);
  }
  return [...said.values()];
}

/** As "whose is it?" is answered: several of the same nearness contradict each other; one who has left is told only where nobody else is named. */
function ownersOf(rows: readonly QuotableFix[], job: string): readonly KnownOwner[] {
  const { named, gone } = ownersIn(rows, job);
  const claims = named ? [named.first, ...named.others] : [];
  const left = gone.slice(0, 1).flatMap((row) => (row.owner === null ? [] : [{ row, owner: row.owner }]));
  const cited = (cite: string) => ({ title: "Knowledge", ref: cite });
  return claims.length > 0
    ? claims.flatMap(({ text, rows: [row], dated }) =>
        row ? [{ owner: text, source: cited(row.cite), dated, gone: null }] : [],
      )
    : left.map(({ row, owner }) => ({ owner, source: cited(row.cite), dated: row.dated, gone: true }));
}
