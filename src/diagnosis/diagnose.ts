// What broke a job, or holds it: the same looks in the same order every time, weighed together.
//
// A look that fails or takes too long leaves a blank and never stops the others: the diagnosis then says what it could not see.

import { calibrate } from "#core/diagnosis/calibrate.ts";
import { causes } from "#core/diagnosis/causes.ts";
import type { Claim, Diagnosis, Hypothesis, Proposal } from "#core/diagnosis/diagnosis.ts";
import { type Blank, type Evidence, type Look as LookName, looks } from "#core/diagnosis/evidence.ts";
import { type Weighed, weigh } from "#core/diagnosis/weigh.ts";
import { Fault } from "#core/fault.ts";
import { signatureOf } from "#core/knowledge/signature.ts";
import { redact } from "#core/redact.ts";
import { type Breakage, whatBroke } from "#hwa/failure/what-broke.ts";
import { type WaitAnswer, whyWaiting } from "#hwa/waiting/why-waiting.ts";
import type { HwaJob, HwaJobRun, HwaReader, ReadOptions } from "#ports/hwa.ts";
import { type DiagnosisDesk, type Look, type Subject, subjectOf, told } from "./desk.ts";
import { keptWithinMs, limited, lookWithinMs } from "./limited.ts";
import { elsewhereEvidence } from "./looks/elsewhere.ts";
import { type Before, incidentEvidence } from "./looks/incidents.ts";
import { type Known, knownOf } from "./looks/known.ts";
import { lastGoodRunEvidence, shapeOf } from "./looks/last-good-run.ts";
import { logEvidence } from "./looks/log.ts";
import { statusEvidence } from "./looks/status.ts";
import { waitEvidence } from "./looks/waits.ts";
import { workstationEvidence } from "./looks/workstation.ts";

type Broken = Extract<Breakage, { kind: "broken" }>;

export interface DiagnoseOptions extends ReadOptions {
  readonly now: Date;
  readonly signal: AbortSignal;
  /** The run that failed, where the job may be well again by now; absent: the one that counts. */
  readonly run?: HwaJobRun;
}

/** A very long log takes some two dozen reads. */
const logWithinMs = 12_000;

/** The diagnosis, and what of the plan it was made of. */
export type Seen =
  | { readonly kind: "failed"; readonly diagnosis: Diagnosis; readonly broken: Broken }
  /** It waits, or it has nothing; `wait` says which. */
  | { readonly kind: "not_failed"; readonly diagnosis: Diagnosis; readonly wait: WaitAnswer };

export async function diagnose(
  desk: DiagnosisDesk,
  job: HwaJob,
  options: DiagnoseOptions,
): Promise<Diagnosis> {
  return (await lookInto(desk, job, options)).diagnosis;
}

/** Throws a Fault only when the job's own failure or wait cannot be read at all. */
export async function lookInto(desk: DiagnosisDesk, job: HwaJob, options: DiagnoseOptions): Promise<Seen> {
  const { now, ...read } = options;
  const broken = await whatBroke(withoutSlowLogs(desk.hwa), job, now, read);
  if (broken.kind === "broken")
    return { kind: "failed", diagnosis: await diagnoseBroken(desk, broken, options), broken };
  const wait = await whyWaiting(desk.hwa, job, now, read);
  if (wait.kind !== "waiting" && wait.kind !== "unknown")
    return { kind: "not_failed", diagnosis: notBroken(job, now), wait };
  const waits = waitEvidence(wait, desk.hwaTitle);
  const known = await limited(
    "knowledge",
    read,
    (within) =>
      knownOf(desk, { job: wait.job.name, errorCode: null, line: null, cause: null }, within.signal),
    keptWithinMs,
  );
  const diagnosis = settle(desk, wait.job, now, null, [waits, known.look], {
    known: known.value ?? nothingKnown,
    before: null,
    subject: (cause) =>
      waits.about.get(cause.for.find((id) => waits.about.has(id)) ?? "") ?? subjectOf(wait.job, "waiting"),
  });
  return { kind: "not_failed", diagnosis, wait };
}

async function diagnoseBroken(
  desk: DiagnosisDesk,
  broken: Broken,
  options: DiagnoseOptions,
): Promise<Diagnosis> {
  const { now, ...read } = options;
  const { job, run } = broken;
  const title = desk.hwaTitle;
  const { errorCode } = broken;
  const line = broken.cause.from === "log" ? redact(broken.cause.line.text) : null;
  const kind = broken.cause.from === "log" ? broken.cause.kind : null;
  const [workstation, good, elsewhere, before, known] = await Promise.all([
    limited("workstation", read, (within) => workstationEvidence(desk, job, run, within)),
    limited("last_good_run", read, (within) => lastGoodRunEvidence(desk, broken, within)),
    limited("elsewhere", read, (within) => elsewhereEvidence(desk, broken, now, within)),
    limited(
      "incidents",
      read,
      () => incidentEvidence(desk, job.name, errorCode, line && signatureOf(line)),
      keptWithinMs,
    ),
    limited(
      "knowledge",
      read,
      (within) =>
        knownOf(desk, { job: job.name, errorCode: errorCode.code, line, cause: kind }, within.signal),
      keptWithinMs,
    ),
  ]);
  const parts = [
    statusEvidence(broken, { title, ref: `plan/job/${job.id}` }),
    logEvidence(
      broken,
      { title, ref: `plan/job/run/${run?.id ?? job.id}/joblog` },
      (text) => good.value?.everyday.has(shapeOf(text)) ?? false,
    ),
    good.value?.look ?? good.look,
    ...[workstation, elsewhere].map((each) => each.value ?? each.look),
    before.value?.look ?? before.look,
    known.look,
  ];
  return settle(desk, job, now, run?.id ?? null, parts, {
    known: known.value ?? nothingKnown,
    before: before.value?.last ?? null,
    subject: () => subjectOf(job, "failed"),
  });
}

/** A log that does not come is told as one that could not be read. */
function withoutSlowLogs(hwa: HwaReader): HwaReader {
  const late = AbortSignal.timeout(logWithinMs);
  return {
    ...hwa,
    async jobLog(runId, range, options = {}) {
      const limits = [late, AbortSignal.timeout(lookWithinMs)];
      const signal = AbortSignal.any([...(options.signal ? [options.signal] : []), ...limits]);
      try {
        return await hwa.jobLog(runId, range, { ...options, signal });
      } catch (error) {
        options.signal?.throwIfAborted();
        if (!limits.some((each) => each.aborted)) throw error;
        throw new Fault("timeout", "HWA did not give the log in time.", { cause: error, retryable: true });
      }
    },
  };
}

const nothingKnown: Known = { fixes: [], owners: [] };

function settle(
  desk: DiagnosisDesk,
  job: HwaJob,
  now: Date,
  runId: string | null,
  parts: readonly Look[],
  {
    known,
    before,
    subject,
  }: {
    readonly known: Known;
    readonly before: Before["last"];
    readonly subject: (cause: Hypothesis) => Subject;
  },
): Diagnosis {
  const order = (look: LookName) => looks.indexOf(look);
  const evidence = parts.flatMap((each) => each.evidence).sort((a, b) => order(a.look) - order(b.look));
  const weighed = weigh(evidence, calibrate);
  const [best] = weighed.hypotheses;
  const cause = weighed.verdict === "unknown" ? null : (best ?? null);
  return {
    job: job.name,
    jobId: job.id,
    runId,
    at: now,
    verdict: weighed.verdict,
    cause,
    hypotheses: weighed.hypotheses,
    confirmed: confirmedOf(evidence, cause),
    ruledOut: ruledOutOf(weighed, evidence),
    unknown: parts.flatMap((each) => each.blanks).map((each) => askable(each, known)),
    evidence,
    fixes: known.fixes,
    owners: known.owners,
    before,
    proposal: cause === null ? null : proposalFor(desk, cause, subject(cause)),
  };
}

/** Nobody is sent to an owner whom nothing names. */
function askable(blank: Blank, { owners }: Known): Blank {
  const { findOut } = blank;
  if (!findOut || owners.length > 0) return blank;
  return {
    ...blank,
    findOut: told(
      findOut.en.replace(/^Ask its owner (.+)\.$/, "Find out $1; its owner is unknown."),
      findOut.pt.replace(/^Pergunte ao responsável (.+)\.$/, "Descubra $1; o responsável é desconhecido."),
    ),
  };
}

/** What was seen, whether or not it tells the cause: first what shows it, then the rest that is a fact of this failure. */
function confirmedOf(evidence: readonly Evidence[], cause: Diagnosis["cause"]): readonly Claim[] {
  const rank = (each: Evidence) => (cause?.for.includes(each.id) ? 0 : 1);
  return evidence
    .filter(
      ({ look, bears }) =>
        look === "last_good_run" || bears.length === 0 || bears.some(({ weight }) => weight > 0),
    )
    .toSorted((a, b) => rank(a) - rank(b))
    .map(({ id, text }) => ({ text, evidence: [id] }));
}

function ruledOutOf({ ruledOut }: Weighed, evidence: readonly Evidence[]): readonly Claim[] {
  return ruledOut.map(({ cause, against }) => {
    const because = evidence.find((each) => each.id === against[0])?.text;
    return {
      text: told(
        `not ${causes[cause].name.en}${because ? `: ${because.en}` : ""}`,
        `não é ${causes[cause].name.pt}${because ? `: ${because.pt}` : ""}`,
      ),
      evidence: against,
    };
  });
}

/** The first that fits: meant for such a job, and with everything there that it must be given. */
function proposalFor(desk: DiagnosisDesk, cause: Hypothesis, subject: Subject): Proposal | null {
  for (const { runbook, inputs, when, why } of desk.proposals(cause.cause)) {
    if (when !== undefined && when !== subject.state) continue;
    const filled = Object.entries(inputs).flatMap(([input, from]) => {
      const value = subject[from];
      return value === null ? [] : [[input, value] as const];
    });
    if (filled.length < Object.keys(inputs).length) continue;
    return { runbook, inputs: Object.fromEntries(filled), why: { text: why, evidence: cause.for } };
  }
  return null;
}

function notBroken(job: HwaJob, now: Date): Diagnosis {
  return {
    job: job.name,
    jobId: job.id,
    runId: null,
    at: now,
    verdict: "not_broken",
    cause: null,
    hypotheses: [],
    confirmed: [],
    ruledOut: [],
    unknown: [],
    evidence: [],
    fixes: [],
    owners: [],
    before: null,
    proposal: null,
  };
}
