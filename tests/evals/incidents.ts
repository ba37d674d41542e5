// Measures diagnosis: `npm run eval:incidents`. Plays each scenario on the simulated HWA, diagnoses it through the real client
// and scores what was said, with rules alone. Where OPENAI_API_KEY and its companions name a model, the development scenarios are
// asked of it as well, freely and with the product's own tools; its answers decide no aim. Of the held-out scenarios it prints totals only, so that nobody tunes on them.
//
//   --only PART   only development scenarios whose name contains this, with everything the diagnosis says
//   --open        without the held-out scenarios

import { pino } from "pino";
import { createHwaReader } from "#adapters/hwa/client/create-hwa-reader.ts";
import { startSimulator } from "#adapters/hwa/simulator/start-simulator.ts";
import { understand } from "#chat/understand/understand.ts";
import { readConfig } from "#config";
import { calibration } from "#core/diagnosis/calibrate.ts";
import type { Diagnosis } from "#core/diagnosis/diagnosis.ts";
import type { Locale } from "#core/locale.ts";
import { diagnose } from "#diagnosis/diagnose.ts";
import { findJob } from "#hwa/find-job.ts";
import {
  brier,
  crossValidated,
  expectedError,
  fitCurve,
  readingsOf,
  reliability,
  type Stated,
} from "./incidents/calibration.ts";
import { deskOf } from "./incidents/desk.ts";
import { askModel, type ModelScore, printModelRun } from "./incidents/model-run.ts";
import { readScenarios, type Scenario } from "./incidents/scenario.ts";
import { type Score, scoreOf } from "./incidents/score.ts";
import { emptyLexicon, inputOf } from "./questions.ts";

const aims = { rootCause: 0.9, falseCause: 0.02, unsourced: 0 } as const;
const now = new Date("2026-03-10T14:00:00Z");
const log = pino({ level: "silent" });
const locales = ["en", "pt"] as const;

interface Played {
  readonly scenario: Scenario;
  readonly diagnosis: Diagnosis;
  readonly score: Score;
  readonly ms: number;
  /** Of the questions in both languages, how many led to this job. */
  readonly understood: number;
  /** null: no model was asked. */
  readonly model: ModelScore | null;
}

const configured = readConfig(process.env, false).model;
const simulator = await startSimulator({ port: 0, log, seed: 11, now: () => now });

async function control(path: string, body: unknown): Promise<void> {
  const response = await fetch(`${simulator.url}/sim${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`The simulator refused ${path}: ${await response.text()}`);
  await response.arrayBuffer();
}

async function play(scenario: Scenario, index: number, open: boolean): Promise<Played> {
  await control("/stage", scenario.stage);
  await using hwa = createHwaReader({
    hosts: [simulator.url],
    auth: { user: "resync", password: "resync" },
    cacheMs: 0,
    log,
  });
  const found = await findJob(hwa, scenario.ask.job);
  if (found.kind === "unknown") throw new Error(`${scenario.id}: the plan has no ${scenario.ask.job}.`);
  if (scenario.faults) await control("/faults", scenario.faults);
  const from = performance.now();
  const desk = deskOf(scenario, hwa, now);
  const diagnosis = await diagnose(desk, found.job, {
    now,
    signal: AbortSignal.timeout(60_000),
  });
  const ms = performance.now() - from;
  const understood = locales.filter((locale) => leadsThere(scenario, locale)).length;
  const locale = locales[index % locales.length] ?? "en";
  const model = configured && open ? await askModel(configured, scenario, locale, desk, now) : null;
  return { scenario, diagnosis, score: scoreOf(scenario, diagnosis), ms, understood, model };
}

/** Whether the question is understood as one about this job. */
function leadsThere({ ask, stage }: Scenario, locale: Locale): boolean {
  const names = new Map(
    stage.streams.flatMap((each) => each.jobs.map((job) => [job.name.toLowerCase(), job.name] as const)),
  );
  const lexicon = { ...emptyLexicon(), job: (name: string) => names.get(name.toLowerCase()) ?? null };
  const { intent } = understand(inputOf({ text: ask[locale], intent: "job.diagnose" }, locale, lexicon));
  const asks = ["job.diagnose", "job.why_waiting", "job.status", "job.failed", "error.explain", "job.log"];
  return asks.includes(intent.name) && [intent.slots.job].flat().includes(ask.job);
}

const percent = (part: number, whole: number) =>
  whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)} %`;
const count = <T>(items: readonly T[], holds: (item: T) => boolean) => items.filter(holds).length;
const mark = (value: boolean | null) => (value === null ? "·" : value ? "✓" : "✗");

function printScenario({ scenario, diagnosis, score, ms }: Played): void {
  const { rootCause, falseCause, evidence, owner, proposal, unknown, fixes } = score;
  const said = `${diagnosis.verdict}${diagnosis.cause ? ` ${diagnosis.cause.cause} ${diagnosis.cause.probability.toFixed(3)}` : ""}`;
  const marks = [rootCause, !falseCause, evidence.named === evidence.due, owner, proposal, unknown, fixes]
    .map(mark)
    .join(" ");
  console.log(`  ${marks}  ${scenario.id.padEnd(40)} ${`${ms.toFixed(0)} ms`.padStart(8)}  ${said}`);
  for (const each of score.wrong) console.log(`                   ${each}`);
}

function printAll({ scenario, diagnosis }: Played): void {
  console.log(`\n${scenario.id}: ${scenario.title}`);
  for (const { cause, probability } of diagnosis.hypotheses)
    console.log(`    ${cause.padEnd(22)} ${probability.toFixed(4)}`);
  for (const { text, evidence } of diagnosis.confirmed)
    console.log(`    confirmed  ${text.en}  [${evidence.join(", ")}]`);
  for (const { text } of diagnosis.ruledOut) console.log(`    ruled out  ${text.en}`);
  for (const { look, text } of diagnosis.unknown) console.log(`    unknown    ${look}: ${text.en}`);
  for (const each of diagnosis.evidence)
    console.log(`    ${each.id}: ${each.bears.map((b) => `${b.cause} ${b.weight} (${b.group})`).join(", ")}`);
}

/** Prints the totals of one folder; false when an aim is missed. */
function printTotals(name: string, played: readonly Played[]): boolean {
  const scores = played.map((each) => each.score);
  const all = scores.length;
  const right = count(scores, (each) => each.rootCause);
  const wrong = count(scores, (each) => each.falseCause);
  const unsourced = scores.flatMap((each) => each.unsourced).length;
  const asked = (pick: (score: Score) => boolean | null) => {
    const due = scores.map(pick).filter((each) => each !== null);
    return `${count(due, (each) => each)}/${due.length}`;
  };
  const evidence = scores.map((each) => each.evidence);
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
  const times = played.map((each) => each.ms).sort((a, b) => a - b);
  console.log(
    [
      `\n${name}: ${all} scenarios, rules alone`,
      `  root cause right         ${right}/${all}  ${percent(right, all)}  (aim ${100 * aims.rootCause} %)`,
      `  false cause              ${wrong}/${all}  ${percent(wrong, all)}  (aim at most ${100 * aims.falseCause} %)`,
      `  claims without a source  ${unsourced}  (aim ${aims.unsourced})`,
      `  evidence named           ${sum(evidence.map((each) => each.named))}/${sum(evidence.map((each) => each.due))}`,
      `  owner                    ${asked((each) => each.owner)}`,
      `  proposed action          ${asked((each) => each.proposal)}`,
      `  unknown said             ${asked((each) => each.unknown)}`,
      `  fixes and past quoted    ${asked((each) => each.fixes)}`,
      `  question understood      ${sum(played.map((each) => each.understood))}/${locales.length * all}`,
      `  time                     median ${(times[all >> 1] ?? 0).toFixed(0)} ms, longest ${(times.at(-1) ?? 0).toFixed(0)} ms`,
    ].join("\n"),
  );
  printConfidence(played);
  return right >= aims.rootCause * all && wrong <= aims.falseCause * all && unsourced <= aims.unsourced;
}

const isRight = ({ right }: Scenario, cause: string) =>
  ([right.cause].flat() as readonly string[]).includes(cause) &&
  !(right.not as readonly string[]).includes(cause);
const readings = (played: readonly Played[]) =>
  played.flatMap(({ scenario, diagnosis }) =>
    readingsOf(scenario.id, diagnosis.evidence, (cause) => isRight(scenario, cause)),
  );

/** What people would be told of the likeliest cause, against how often it was right. */
function printReliability(title: string, stated: readonly Stated[]): void {
  if (stated.length === 0) return;
  console.log(`  ${title}`);
  console.log("    stated        readings   mean stated   observed");
  for (const { from, to, readings: count, stated: mean, observed } of reliability(stated))
    console.log(
      `    ${from.toFixed(2)}–${to.toFixed(2)}`.padEnd(18) +
        `${count}`.padStart(8) +
        `${(100 * mean).toFixed(1)} %`.padStart(14) +
        `${(100 * observed).toFixed(1)} %`.padStart(11),
    );
  console.log(
    `    expected calibration error ${expectedError(stated).toFixed(3)}, Brier score ${brier(stated).toFixed(3)}`,
  );
}

/** The development scenarios by curves that were fitted to others of them, and which curve all of them would give now. */
function printCrossValidation(played: readonly Played[]): void {
  const all = readings(played);
  printReliability(
    "confidence as weighed, before it is calibrated:",
    all.map((each) => ({ ...each, stated: each.raw })),
  );
  printReliability(
    "confidence, each tenth of the scenarios by a curve that was fitted to the others:",
    crossValidated(all),
  );
  const now = fitCurve(all);
  console.log(
    `  curve fitted to all of them: intercept ${now.intercept.toFixed(2)}, slope ${now.slope.toFixed(2)}; in use: ${calibration.intercept}, ${calibration.slope}, at most ${calibration.most}, by a log alone ${calibration.mostByLog} (src/core/diagnosis/calibrate.ts)`,
  );
}

/** As people were told it, of scenarios that no curve was fitted to. */
function printConfidence(played: readonly Played[]): void {
  printReliability(
    "confidence, as it was told:",
    played.flatMap(({ scenario, diagnosis: { hypotheses } }) => {
      const [top] = hypotheses;
      return top ? [{ stated: top.probability, right: isRight(scenario, top.cause), weight: 1 }] : [];
    }),
  );
}

async function playAll(folder: string): Promise<readonly Played[]> {
  const played: Played[] = [];
  for (const scenario of readScenarios(new URL(`./incidents/${folder}/`, import.meta.url))) {
    if (only !== null && !scenario.id.includes(only)) continue;
    played.push(await play(scenario, played.length, folder === "dev"));
  }
  return played;
}

const at = process.argv.indexOf("--only");
const only = at < 0 ? null : (process.argv[at + 1] ?? "");
try {
  const dev = await playAll("dev");
  console.log("  root cause · no false cause · evidence · owner · proposal · unknown said · fixes and past");
  for (const each of dev) printScenario(each);
  if (only !== null) for (const each of dev) printAll(each);
  let passed = printTotals("dev", dev);
  if (configured)
    printModelRun(
      `${configured.model} (${configured.baseUrl})`,
      dev.flatMap(({ model }) => model ?? []),
    );
  else console.log("\nNo language model is configured (OPENAI_API_KEY is not set): rules alone.");
  if (only === null) printCrossValidation(dev);
  if (only === null && !process.argv.includes("--open")) {
    const heldOut = await playAll("held-out");
    if (heldOut.length > 0 && !printTotals("held-out", heldOut)) passed = false;
    if (heldOut.length === 0) console.log("\nheld-out: none there");
  }
  if (!passed) {
    console.error("\nAn aim is missed.");
    process.exitCode = 1;
  }
} finally {
  await simulator[Symbol.asyncDispose]();
}
