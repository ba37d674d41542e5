// A diagnosis for programs: each claim with its evidence, each piece of evidence with its source.

import type { Claim, Diagnosis } from "#core/diagnosis/diagnosis.ts";
import type { Locale } from "#core/locale.ts";
import { saidIn } from "#core/wording.ts";
import { commandOf } from "./proposal.ts";

/** null: there is nothing to diagnose. */
export function diagnosisData(found: Diagnosis | null, locale: Locale) {
  const claims = (list: readonly Claim[]) =>
    list.map(({ text, evidence }) => ({ text: saidIn(text, locale), evidence }));
  return {
    verdict: found?.verdict ?? "not_broken",
    confidence: found?.cause?.probability ?? null,
    hypotheses: (found?.hypotheses ?? []).map(({ cause, probability, for: shown, against }) => ({
      cause,
      probability,
      for: shown,
      against,
    })),
    confirmed: claims(found?.confirmed ?? []),
    ruled_out: claims(found?.ruledOut ?? []),
    unknown: (found?.unknown ?? []).map(({ look, text, findOut }) => ({
      look,
      text: saidIn(text, locale),
      find_out: findOut && saidIn(findOut, locale),
    })),
    evidence: (found?.evidence ?? []).map(({ id, look, text, source, at }) => ({
      id,
      look,
      text: saidIn(text, locale),
      source,
      line: look === "log" ? lineOf(id) : null,
      at: at?.toISOString() ?? null,
    })),
    known_fixes: (found?.fixes ?? []).map(({ steps, procedureUrl, source, dated, fits }) => ({
      steps,
      documentation: procedureUrl,
      source,
      dated: dated?.toISOString() ?? null,
      fits,
    })),
    owners: (found?.owners ?? []).map(({ owner, source, gone }) => ({ owner, source, gone })),
    real_cause: found?.told
      ? { text: found.told.text, by: found.told.by, at: found.told.at.toISOString() }
      : null,
    last_time: found?.before
      ? {
          incident: found.before.incident,
          job: found.before.job,
          at: found.before.at.toISOString(),
          error_code: found.before.errorCode,
          real_cause: found.before.realCause,
          how: found.before.how,
          steps: found.before.steps,
          took_ms: found.before.tookMs,
        }
      : null,
    proposal: found?.proposal
      ? {
          runbook: found.proposal.runbook,
          inputs: found.proposal.inputs,
          command: commandOf(found.proposal),
          why: saidIn(found.proposal.why.text, locale),
          evidence: found.proposal.why.evidence,
        }
      : null,
  };
}

/** `log:14` */
function lineOf(id: string): number | null {
  const [, line] = id.split(":");
  return line && /^\d+$/.test(line) ? Number(line) : null;
}
