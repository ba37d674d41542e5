// Measures how the rules read single lines of job logs: `npm run eval:log-lines`, or `-- KIND` for what of the development lines
// is missed or wrong about one kind. Of the held-out lines it prints totals only, so that nobody tunes on them.

import {
  byAll,
  byRules,
  countOf,
  type LabelledLine,
  labelledLines,
  type Reader,
  verdictOn,
} from "./incidents/log-lines.ts";

function told(name: string, lines: readonly LabelledLine[], reader: Reader = byRules): string {
  const { right, missed, wrong } = countOf(lines, reader);
  const part = (of: number) => `${of} (${((100 * of) / lines.length).toFixed(1)} %)`;
  return `${name.padEnd(28)} ${String(lines.length).padStart(5)} lines, right ${part(right)}, missed ${part(missed)}, wrong ${part(wrong)}`;
}

const [kind] = process.argv.slice(2);
for (const set of ["dev", "held-out"] as const) {
  const lines = labelledLines(set);
  if (set === "dev")
    for (const name of new Set(lines.map((line) => line.kind)))
      console.log(
        told(
          `  ${name}`,
          lines.filter((line) => line.kind === name),
        ),
      );
  console.log(told(`${set}, by rules`, lines));
  // The development lines it has learned by heart; train:log-lines says how it reads unseen ones.
  if (set === "held-out") console.log(told(`${set}, and by what was learned`, lines, byAll));
}
for (const line of kind === undefined ? [] : labelledLines("dev")) {
  const verdict = verdictOn(line, byRules);
  const read = byRules(line.text);
  if (verdict !== "right" && [line.kind, read].includes(kind as typeof read))
    console.log(`${verdict}: is ${line.kind}, read as ${read} (${line.file}): ${line.text}`);
}
