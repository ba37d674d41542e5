// Lines of job logs with the kind of failure that each shows to an operator, and how the rules read them.

import { readdirSync, readFileSync } from "node:fs";
import type { LineKind } from "#hwa/failure/line-kind.ts";
import { toldBy } from "#hwa/failure/log-signatures.ts";
import { readLine } from "#hwa/failure/read-line.ts";

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

export type Reader = (text: string) => LineKind;
export const byRules: Reader = (text) => toldBy(text) ?? "none";
export const byAll: Reader = (text) => readLine(text).kind;

export function verdictOn({ kind, text }: LabelledLine, reader: Reader): Verdict {
  const read = reader(text);
  if (read === kind) return "right";
  if (read === "none" || (read === "other" && kind !== "none")) return "missed";
  return "wrong";
}

export function countOf(lines: readonly LabelledLine[], reader: Reader): Readonly<Record<Verdict, number>> {
  const count = { right: 0, missed: 0, wrong: 0 };
  for (const line of lines) count[verdictOn(line, reader)] += 1;
  return count;
}
