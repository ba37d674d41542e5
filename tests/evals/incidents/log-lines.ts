// Lines of job logs with the kind of failure that each shows to an operator, and how the rules read them.

import { readdirSync, readFileSync } from "node:fs";
import { isNoNamedKind, showsDefect, signatureOf } from "#hwa/failure/log-signatures.ts";
import type { FailureKind } from "#hwa/failure/signs/sign.ts";

/** `program`: a defect of its own. `other`: a failure of none of the kinds. `none`: no failure, whatever its words. */
export type LineKind = FailureKind | "program" | "other" | "none";

export interface LabelledLine {
  readonly kind: LineKind;
  readonly text: string;
  readonly file: string;
}

/** `missed`: nothing was read where something is. `wrong`: something else was, or something where nothing is. */
export type Verdict = "right" | "missed" | "wrong";

const folder = new URL("lines/", import.meta.url);

/** `kind<TAB>line`, a file for each domain. */
export function labelledLines(set: "dev" | "held-out"): readonly LabelledLine[] {
  return readdirSync(new URL(`${set}/`, folder))
    .filter((file) => file.endsWith(".tsv"))
    .toSorted()
    .flatMap((file) =>
      readFileSync(new URL(`${set}/${file}`, folder), "utf8")
        .split("\n")
        .filter((row) => row !== "")
        .map((row) => {
          const tab = row.indexOf("\t");
          if (tab < 1) throw new Error(`${set}/${file}: this line has no kind: ${row}`);
          return { kind: row.slice(0, tab) as LineKind, text: row.slice(tab + 1), file };
        }),
    );
}

export function readLine(text: string): LineKind {
  return signatureOf(text) ?? (isNoNamedKind(text) ? "other" : showsDefect(text) ? "program" : "none");
}

export function verdictOn({ kind, text }: LabelledLine): Verdict {
  const read = readLine(text);
  if (read === kind) return "right";
  if (read === "none" || (read === "other" && kind !== "none")) return "missed";
  return "wrong";
}

export function countOf(lines: readonly LabelledLine[]): Readonly<Record<Verdict, number>> {
  const count = { right: 0, missed: 0, wrong: 0 };
  for (const line of lines) count[verdictOn(line)] += 1;
  return count;
}
