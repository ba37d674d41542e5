// Learns the weights of the learned reader of logs: `npm run train:log-lines` writes src/hwa/failure/learned/weights.json.
//
// It learns from the development lines alone; the held-out lines are never read here. Running it again on the same lines writes the
// same file.

import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { type Example, learn, type Settings, usualSettings } from "#core/learned/learn.ts";
import { packed, type Weights } from "#core/learned/logistic.ts";
import { featuresOfLine, rows } from "#hwa/failure/learned/features.ts";
import { guessLine, type StoredLineWeights, storedLineWeights } from "#hwa/failure/learned/read-learned.ts";
import { lineKinds } from "#hwa/failure/line-kind.ts";
import { type LabelledLine, labelledLines } from "./incidents/log-lines.ts";

/** Found by reading unseen lines: fewer examples than intents have, and longer ones. */
const settings: Settings = { ...usualSettings, rounds: 20, stride: 0.2, decay: 1e-3, dropout: 0.2 };
const size = { rows, classes: lineKinds.length };

/** SHA-256 of everything that is learned from. */
export function digestOfLines(): string {
  return createHash("sha256")
    .update(JSON.stringify(labelledLines("dev").map(({ kind, text }) => [kind, text])))
    .digest("hex");
}

function exampleOf({ kind, text }: LabelledLine): Example {
  return { features: featuresOfLine(text), label: lineKinds.indexOf(kind) };
}

export function learnFrom(lines: readonly LabelledLine[], temperature = 1): Weights {
  return learn(lines.map(exampleOf), temperature, size, settings);
}

/** Each line read by weights that were learned without its fifth of the lines: what they say of lines nobody taught them. */
export function unseen(lines: readonly LabelledLine[]): (readonly [LabelledLine, Weights])[] {
  const parts = 5;
  return Array.from({ length: parts }, (_, part) => {
    const weights = learnFrom(lines.filter((_line, at) => at % parts !== part));
    return lines.filter((_line, at) => at % parts === part).map((line) => [line, weights] as const);
  }).flat();
}

/** The temperature that makes unseen lines the least surprising. */
function calibrate(read: ReturnType<typeof unseen>): number {
  const trials = Array.from({ length: 16 }, (_, at) => 0.5 + at * 0.1);
  const losses = trials.map((temperature) =>
    read.reduce((loss, [{ kind, text }, weights]) => {
      const guess = guessLine(text, { ...weights, temperature });
      // Brier's score of the likeliest alone: whether it is right as often as it says.
      return loss + (guess.probability - (guess.kind === kind ? 1 : 0)) ** 2;
    }, 0),
  );
  return trials[losses.indexOf(Math.min(...losses))] ?? 1;
}

if (import.meta.main) {
  const lines = labelledLines("dev");
  const read = unseen(lines);
  const temperature = Math.round(calibrate(read) * 10) / 10;
  for (const least of [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95]) {
    const guesses = read.map(([line, weights]) => ({
      line,
      guess: guessLine(line.text, { ...weights, temperature }),
    }));
    const said = guesses.filter(({ guess }) => guess.probability >= least);
    const right = said.filter(({ line, guess }) => line.kind === guess.kind).length;
    const part = (of: number, all: number) => `${((100 * of) / all).toFixed(1)} %`;
    console.log(
      `unseen lines at ${least} or more: ${part(said.length, lines.length)} of them, ${part(right, said.length)} right`,
    );
  }
  const stored: StoredLineWeights = {
    learnedFrom: digestOfLines(),
    kinds: lineKinds,
    ...packed(learnFrom(lines, temperature)),
  };
  const text = `${JSON.stringify(stored, null, 2)}\n`;
  writeFileSync(storedLineWeights, text);
  console.log(
    `Learned from ${lines.length} lines: ${Math.round(text.length / 1024)} KiB, temperature ${temperature}.`,
  );
}
