// The rule of mining: incidents that are the same failure, which people resolved in the same way, often enough, are a pattern, and
// a pattern is worth writing down. Pure, and the order in which the incidents come does not matter.
//
//   same failure   an error code that means the same everywhere; else what the log said, the cause or the return code, among jobs
//                  whose names begin alike
//   same fix       see mine-steps.ts; every two of a pattern are alike, so that nothing is averaged
//   often enough   so many occasions: ten jobs of one outage are one

import { causes, isCause } from "#core/diagnosis/causes.ts";
import type { EntryEvidence, Pattern } from "#core/knowledge/entry.ts";
import type { Incident } from "#core/knowledge/incident.ts";
import { codeKey, isReturnCode, nameKey } from "#core/knowledge/name-keys.ts";
import { redact } from "#core/redact.ts";
import { oneLine } from "#core/text.ts";
import type { EntryDraft } from "#ports/learned-entries.ts";
import { isAlike, isWork, likeness, stepKey, stepsOf } from "./mine-steps.ts";
import { isPortuguese, type Step } from "./mine-words.ts";

/** A pattern as an entry, without what others know: who owns the jobs, and how its runbook would look. */
export interface Mined extends Omit<EntryDraft, "runbook"> {
  /** The steps behind `fix.steps`, one for each. */
  readonly steps: readonly Step[];
  readonly portuguese: boolean;
}

interface Case {
  readonly incident: Incident;
  readonly steps: readonly Step[];
}

/** Of one failure; older ones say nothing that these do not. */
const mostCases = 150;
/** What broke within so long belongs to one occasion. */
const occasionMs = 10 * 60_000;

/** Whether people are known to have resolved it, and how. */
export function isLearnable({ resolution, acts }: Incident): boolean {
  if (!resolution) return false;
  const told = acts.some(({ from, by }) => from === "told" && by !== null);
  const unseen = resolution.how === "by_itself" || resolution.how === "gone";
  return told || (!unseen && resolution.by.length > 0 && acts.length > 0);
}

export function mine(incidents: readonly Incident[], after: number): readonly Mined[] {
  const each = new Map(incidents.filter(isLearnable).map((incident) => [incident.id, incident]));
  const inOrder = [...each.values()].toSorted(
    (a, b) => a.brokeAt.getTime() - b.brokeAt.getTime() || (a.id < b.id ? -1 : 1),
  );
  const failures = Map.groupBy(inOrder, (incident) => failureKey(incident));
  return [...failures].flatMap(([failure, some]) =>
    failure === null
      ? []
      : clustersOf(some.slice(-mostCases))
          .filter((cases) => occasions(cases) >= after)
          .map((cases) => minedOf(failure, cases)),
  );
}

/** null: nothing is known that another failure could have in common with it. */
export function failureKey({ job, errorCode, signature, cause }: Incident): string | null {
  const code = errorCode === null ? "" : codeKey(errorCode);
  if (code !== "" && !isReturnCode(code)) return `code ${code}`;
  const family = familyOf(job);
  if (signature !== null) return `log ${signature} of ${family}`;
  if (cause !== null) return `cause ${cause} of ${family}`;
  return code === "" ? null : `code ${code} of ${family}`;
}

/** `INVOICE` of INVOICE_PROCESSING, `PAY` of PAY01: what the names of jobs that do one thing begin with. */
export function familyOf(job: string): string {
  const [first = ""] = job.split(/[_.#@\-/]/);
  return (first.replace(/\d+$/, "") || first || job).toUpperCase();
}

/** Each joins the fix all of whose cases are like it, the likest; else it begins one. */
function clustersOf(incidents: readonly Incident[]): readonly (readonly Case[])[] {
  const clusters: Case[][] = [];
  for (const incident of incidents) {
    const one: Case = { incident, steps: stepsOf(incident) };
    if (one.steps.length === 0) continue;
    let best: { readonly cases: Case[]; readonly like: number } | null = null;
    for (const cases of clusters) {
      let like = 0;
      for (const other of cases) {
        const each = likeness(one.steps, other.steps);
        like = each === 0 ? Number.NEGATIVE_INFINITY : like + each / cases.length;
      }
      if (like > (best?.like ?? 0)) best = { cases, like };
    }
    if (best) best.cases.push(one);
    else clusters.push([one]);
  }
  return clusters;
}

/** Chains of failures that broke close together count as often as the job of theirs that broke most. */
function occasions(cases: readonly Case[]): number {
  let count = 0;
  let chain = new Map<string, number>();
  let last = Number.NEGATIVE_INFINITY;
  for (const { incident } of cases) {
    const at = incident.brokeAt.getTime();
    if (at - last > occasionMs) {
      count += Math.max(0, ...chain.values());
      chain = new Map();
    }
    chain.set(incident.job, (chain.get(incident.job) ?? 0) + 1);
    last = at;
  }
  return count + Math.max(0, ...chain.values());
}

function minedOf(failure: string, cases: readonly Case[]): Mined {
  const told = cases.flatMap(({ incident }) =>
    incident.acts.filter(({ from }) => from === "told").map(({ text }) => text),
  );
  const portuguese = isPortuguese(told);
  const steps = sharedSteps(cases);
  const pattern = patternOf(cases.map(({ incident }) => incident));
  const job = pattern.jobs === "*" ? null : pattern.jobs;
  const worded = steps.map((step) => wordedStep(step, cases, portuguese, job));
  const work = steps.filter(isWork);
  return {
    key: `${failure} → ${(work.length > 0 ? work : steps).map(stepKey).join(" | ")}`.slice(0, 500),
    fix: {
      job,
      errorCode: pattern.errorCode,
      problem: problemOf(cases, pattern, portuguese),
      steps: worded,
      owner: null,
      procedureUrl: null,
    },
    evidence: cases.map(({ incident, steps: done }) => evidenceOf(incident, done)),
    pattern,
    steps,
    portuguese,
  };
}

/** The acts of the case that is most like all others, as far as more than half of them did them. */
function sharedSteps(cases: readonly Case[]): readonly Step[] {
  let middle: { readonly one: Case; readonly like: number } | null = null;
  for (const one of cases) {
    const like = cases.reduce((total, other) => total + likeness(one.steps, other.steps), 0);
    // Of equals the last one: what people do now.
    if (like >= (middle?.like ?? 0)) middle = { one, like };
  }
  return (middle?.one.steps ?? []).filter(
    (step) =>
      cases.filter(({ steps }) => steps.some((other) => isAlike(step, other))).length * 2 > cases.length,
  );
}

const phrases: Readonly<Record<string, readonly [en: string, pt: string]>> = {
  "hwa.rerun": ["Rerun the job", "Reexecutar o job"],
  "hwa.confirm": ["Confirm how the job ended", "Confirmar como o job terminou"],
  "hwa.cancel": ["Cancel the job", "Cancelar o job"],
  "hwa.kill": ["Kill the job", "Encerrar o job à força"],
  "hwa.release": ["Release the job", "Liberar o job"],
  "hwa.hold": ["Hold the job", "Reter o job"],
};

/** In the words people used most, in the language most of them speak, the last of equals; what was only seen is worded here. */
function wordedStep(step: Step, cases: readonly Case[], portuguese: boolean, job: string | null): string {
  const same = cases.flatMap(({ steps }) => steps.filter((other) => other.told && isAlike(step, other)));
  const mine = same.filter(({ text }) => isPortuguese([text]) === portuguese);
  const words = (mine.length > 0 ? mine : same).map(({ text }) => text);
  const phrase = step.action === null ? undefined : phrases[step.action];
  if (words.length === 0 || (phrase && job?.includes("*"))) return phrase?.[portuguese ? 1 : 0] ?? step.text;
  const counts = Map.groupBy(words, (text) => nameKey(text));
  const most = Math.max(...[...counts.values()].map((some) => some.length));
  const said = words.findLast((text) => counts.get(nameKey(text))?.length === most) ?? step.text;
  return said.charAt(0).toUpperCase() + said.slice(1);
}

function problemOf(cases: readonly Case[], pattern: Pattern, portuguese: boolean): string {
  const real = cases.flatMap(({ incident }) => (incident.realCause ? [incident.realCause] : []));
  if (real.length * 2 > cases.length) {
    const newest = real.toSorted((a, b) => a.at.getTime() - b.at.getTime());
    const mine = newest.filter(({ text }) => isPortuguese([text]) === portuguese);
    const text = (mine.length > 0 ? mine : newest).at(-1)?.text ?? "";
    return oneLine(redact(text), 300);
  }
  const { errorCode, cause, jobs } = pattern;
  const subject = jobs === "*" ? (portuguese ? "Job" : "A job") : jobs;
  const failed =
    errorCode === null
      ? portuguese
        ? "falha"
        : "fails"
      : `${portuguese ? "falha com" : "fails with"} ${errorCode}`;
  const why =
    cause !== null && isCause(cause) ? causes[cause].name[portuguese ? "pt" : "en"] : pattern.signature;
  return oneLine(`${subject} ${failed}${why === null ? "" : `: ${why}`}`, 300);
}

function patternOf(incidents: readonly Incident[]): Pattern {
  const common = (of: (incident: Incident) => string | null) => {
    const values = new Set(incidents.map(of));
    const [only = null] = values.size === 1 ? values : [];
    return only;
  };
  const code = (incident: Incident) => (incident.errorCode === null ? null : codeKey(incident.errorCode));
  return {
    errorCode: common(code) === null ? null : (incidents.at(-1)?.errorCode ?? null),
    cause: common((incident) => incident.cause),
    jobs: jobsOf(incidents.map(({ job }) => job)),
    signature: common((incident) => incident.signature),
  };
}

/** The one name; what all begin with and `*`; or `*`: any job's. */
function jobsOf(names: readonly string[]): string {
  const [first = "", ...rest] = [...new Set(names)].toSorted();
  if (rest.length === 0) return first;
  const family = familyOf(first);
  if (rest.some((name) => familyOf(name) !== family)) return "*";
  let end = first.length;
  for (const name of rest) while (!name.startsWith(first.slice(0, end))) end -= 1;
  const common = first.slice(0, end);
  const bounded = common.slice(0, Math.max(family.length, common.search(/[_.#@\-/][^_.#@\-/]*$/) + 1));
  return `${bounded}*`;
}

function evidenceOf(incident: Incident, steps: readonly Step[]): EntryEvidence {
  const by = new Set([
    ...(incident.resolution?.by ?? []),
    ...incident.acts.flatMap((act) => (act.by === null ? [] : [act.by])),
  ]);
  return {
    incident: incident.id,
    job: incident.job,
    brokeAt: incident.brokeAt,
    wellAt: incident.resolution?.at ?? incident.brokeAt,
    by: [...by].toSorted(),
    steps: steps.map(({ text }) => text),
  };
}
