// A diagnosis as facts that a model may word, and nothing beyond them: what is confirmed, ruled out, unknown, known and proposed.

import { causes } from "#core/diagnosis/causes.ts";
import type { Diagnosis } from "#core/diagnosis/diagnosis.ts";
import type { Source } from "#core/reply.ts";
import { saidIn } from "#core/wording.ts";
import type { Speech } from "../../speech.ts";
import type { Fact } from "../tool.ts";

export function factsOfDiagnosis(found: Diagnosis, say: Speech, own: Source): readonly Fact[] {
  const { job, locale } = { job: found.job, locale: say.locale };
  const sourceOf = (ids: readonly string[]) =>
    found.evidence.find((each) => ids.includes(each.id))?.source ?? own;
  const fact = (id: string, text: string, source: Source): Fact => ({
    id: `diagnosis:${found.jobId}:${id}`,
    text: `${job}: ${text}`,
    source,
  });
  const { cause, before } = found;
  const verdict =
    cause === null
      ? say.say({ en: "the cause is unknown", pt: "a causa é desconhecida" })
      : say.say({
          en: `the cause is ${causes[cause.cause].name.en} (${found.verdict}, ${Math.round(cause.probability * 100)}%)`,
          pt: `a causa é ${causes[cause.cause].name.pt} (${found.verdict === "confirmed" ? "confirmado" : "provável"}, ${Math.round(cause.probability * 100)}%)`,
        });
  return [
    fact("cause", `${verdict}.`, sourceOf(cause?.for ?? [])),
    ...found.confirmed.map(({ text, evidence }, index) =>
      fact(`seen:${index}`, saidIn(text, locale), sourceOf(evidence)),
    ),
    ...found.ruledOut.map(({ text, evidence }, index) =>
      fact(
        `out:${index}`,
        `${say.say({ en: "ruled out", pt: "descartado" })}: ${saidIn(text, locale)}`,
        sourceOf(evidence),
      ),
    ),
    ...found.unknown.map(({ text }, index) => fact(`blank:${index}`, saidIn(text, locale), own)),
    ...found.fixes.flatMap(({ steps, procedureUrl, source }, index) =>
      [
        ...steps.map((step, at) =>
          fact(
            `fix:${index}:${at}`,
            `${say.say({ en: "known fix, step", pt: "correção conhecida, passo" })} ${at + 1}: ${step}`,
            source,
          ),
        ),
        ...(procedureUrl === null
          ? []
          : [
              fact(
                `fix:${index}:url`,
                `${say.say({ en: "procedure", pt: "procedimento" })}: ${procedureUrl}`,
                source,
              ),
            ]),
      ].map((each) => ({ ...each, links: true as const })),
    ),
    ...found.owners.map(({ owner, source }, index) =>
      fact(`owner:${index}`, `${say.say({ en: "its owner is", pt: "o responsável é" })} ${owner}.`, source),
    ),
    ...(before === null
      ? []
      : [
          {
            ...fact(
              "before",
              `${say.say({ en: "the same incident before,", pt: "o mesmo incidente antes," })} ${say.at(before.at)}: ${before.steps.join("; ")}.`,
              { title: "Resync", ref: `incident/${before.incident}` },
            ),
            record: true as const,
          },
        ]),
    ...(found.proposal === null
      ? []
      : [
          fact(
            "proposal",
            `${say.say({ en: "proposed runbook", pt: "runbook proposto" })}: ${found.proposal.runbook}.`,
            sourceOf(found.proposal.why.evidence),
          ),
        ]),
  ];
}
