// What one line of a log shows: by the rules, which know codes and wordings for certain; and where they know nothing of it, by what
// was learned of many lines, when that is sure enough.

import { guessLine } from "./learned/read-learned.ts";
import type { LineKind } from "./line-kind.ts";
import { showsDefect, toldBy } from "./log-signatures.ts";

export interface LineReading {
  readonly kind: LineKind;
  /** 0 to 1; 1: a rule says so. */
  readonly sure: number;
  /** It shows a defect of the program, beside its kind or as its kind. */
  readonly defect: boolean;
}

/** Of unseen lines that are read with so much of it or more, 19 of 20 are read right (`npm run train:log-lines` prints it). */
const sureEnough = 0.8;
const nothing: LineReading = { kind: "none", sure: 1, defect: false };

/** The same lines are read again and again: by each look, for each alert, in each job of a storm. */
const read = new Map<string, LineReading>();
const mostKept = 4_000;

export function readLine(text: string): LineReading {
  const known = read.get(text);
  if (known) return known;
  const reading = readAnew(text);
  if (read.size >= mostKept) read.clear();
  read.set(text, reading);
  return reading;
}

function readAnew(text: string): LineReading {
  const told = toldBy(text);
  if (told === "none" || !/\p{L}{3}/u.test(text)) return nothing;
  if (told !== null) return { kind: told, sure: 1, defect: told === "program" || showsDefect(text) };
  const { kind, probability } = guessLine(text);
  if (kind === "none" || probability < sureEnough) return nothing;
  return { kind, sure: probability, defect: kind === "program" };
}
