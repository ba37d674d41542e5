// What of a diagnosis is right, as the scenario tells it. Pure, so that it can be tested itself.

import type { Claim, Diagnosis } from "#core/diagnosis/diagnosis.ts";
import type { Source } from "#core/reply.ts";
import type { Scenario } from "./scenario.ts";

/** null: the scenario does not ask it. */
export interface Score {
  readonly rootCause: boolean;
  /** A wrong cause was said to be confirmed or likely. */
  readonly falseCause: boolean;
  readonly evidence: { readonly named: number; readonly due: number };
  readonly owner: boolean | null;
  readonly proposal: boolean | null;
  readonly unknown: boolean | null;
  readonly fixes: boolean | null;
  readonly unsourced: readonly string[];
  /** A sentence for everything that is wrong. */
  readonly wrong: readonly string[];
}

export function scoreOf({ right, knowledge, found, incidents }: Scenario, diagnosis: Diagnosis): Score {
  const { verdict, cause } = diagnosis;
  const claimed = cause?.cause ?? null;
  const rights: readonly string[] = typeof right.cause === "string" ? [right.cause] : right.cause;
  const rootCause =
    claimed === null ? rights.includes(verdict) : rights.includes(claimed) && !right.not.includes(claimed);
  const falseCause = claimed !== null && (!rights.includes(claimed) || right.not.includes(claimed));
  const evidence = right.evidence.map((each) => ({ each, named: isNamed(each, diagnosis) }));
  const owners = right.owner === undefined ? null : [right.owner].flat();
  const said = diagnosis.owners.map((each) => each.owner);
  const missingOwners = owners?.filter((each) => !said.includes(each)) ?? [];
  const looks = new Set(diagnosis.unknown.map((each) => each.look));
  const unsaid = right.unknown.filter((look) => !looks.has(look));
  const quoted = new Set(diagnosis.fixes.map((each) => each.source.ref));
  const unquoted = right.fixes.filter((cite) => !quoted.has(cite));
  const forgot = right.before !== undefined && diagnosis.before?.job !== right.before;
  const proposal = right.proposal === undefined ? null : isProposed(right.proposal, diagnosis.proposal);
  const cites = new Set([...knowledge, ...found].map((each) => each.cite));
  const unsourced = unsourcedIn(diagnosis, cites, incidents.length);
  const wrong = [
    ...(rootCause ? [] : [`root cause: ${rights.join(" or ")} expected, ${claimed ?? verdict} said`]),
    ...evidence.flatMap(({ each, named }) => (named ? [] : [`evidence not named: ${JSON.stringify(each)}`])),
    ...missingOwners.map((each) => `owner not named: ${each}`),
    ...(proposal === false
      ? [
          `proposal: ${JSON.stringify(right.proposal)} expected, ${diagnosis.proposal ? `${diagnosis.proposal.runbook} ${JSON.stringify(diagnosis.proposal.inputs)}` : "none"} made`,
        ]
      : []),
    ...unsaid.map((look) => `not said to be unknown: ${look}`),
    ...unquoted.map((cite) => `fix not quoted: ${cite}`),
    ...(forgot ? [`earlier incident not told: ${right.before}`] : []),
    ...unsourced.map((each) => `claim without a source: ${each}`),
  ];
  return {
    rootCause,
    falseCause,
    evidence: { named: evidence.filter((each) => each.named).length, due: evidence.length },
    owner: owners === null ? null : missingOwners.length === 0,
    proposal,
    unknown: right.unknown.length === 0 ? null : unsaid.length === 0,
    fixes: right.fixes.length === 0 && right.before === undefined ? null : unquoted.length === 0 && !forgot,
    unsourced,
    wrong,
  };
}

function isNamed(due: Scenario["right"]["evidence"][number], { confirmed }: Diagnosis): boolean {
  const wanted = typeof due === "string" ? { en: due, pt: due } : due;
  return (["en", "pt"] as const).every((locale) =>
    confirmed.some(({ text }) => text[locale].toLowerCase().includes(wanted[locale].toLowerCase())),
  );
}

function isProposed(
  due: NonNullable<Scenario["right"]["proposal"]> | null,
  made: Diagnosis["proposal"],
): boolean {
  if (due === null || made === null) return due === made;
  const inputs = Object.entries(due.inputs ?? made.inputs);
  return due.runbook === made.runbook && inputs.every(([key, value]) => made.inputs[key] === value);
}

/** A claim stands on evidence that is there and says where it comes from; a quotation on a passage that exists. */
function unsourcedIn(diagnosis: Diagnosis, cites: ReadonlySet<string>, incidents: number): readonly string[] {
  const evidence = new Map(diagnosis.evidence.map((each) => [each.id, each]));
  const stands = (source: Source | undefined) =>
    source !== undefined && source.title !== "" && source.ref !== "";
  const hangs = ({ text, evidence: ids }: Claim) =>
    text.en.trim() === "" ||
    text.pt.trim() === "" ||
    ids.length === 0 ||
    !ids.every((id) => stands(evidence.get(id)?.source));
  const claims = [
    ...diagnosis.confirmed,
    ...diagnosis.ruledOut,
    ...(diagnosis.proposal ? [diagnosis.proposal.why] : []),
  ];
  const quotations = [...diagnosis.fixes, ...diagnosis.owners];
  return [
    ...claims.filter(hangs).map((each) => each.text.en),
    ...diagnosis.hypotheses
      .filter((each) => each.for.length === 0 || !each.for.every((id) => evidence.has(id)))
      .map((each) => each.cause),
    ...quotations.filter((each) => !cites.has(each.source.ref)).map((each) => each.source.ref),
    ...(diagnosis.before && incidents === 0 ? [`before: ${diagnosis.before.incident}`] : []),
  ];
}
