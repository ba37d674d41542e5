// Sections as pieces, and which of them say how a failure is cured.
//
// A section under a heading like "Resolution" or "Solução" is a fix of the topic above it. What the fix is about comes from
// lines like `Owner: storage team` or `Job: PAYROLL` and from sections like "Problem", first in the section itself, then in its
// topic (the heading above and what stands directly under that), then further up, then in the front matter. A section that
// names a job or a code and an owner, a link or steps in such lines is a fix without that heading.

import type { Fix } from "#core/knowledge/passage.ts";
import { oneLine } from "#core/text.ts";
import type { Outlet } from "../outlet.ts";
import { readGrid } from "../read-tables.ts";
import { type Field, fieldNamed, usable } from "../workbook/columns.ts";
import { splitSteps } from "../workbook/knowledge-rows.ts";
import { type Block, blockText, type Section } from "./blocks.ts";
import { dateIn } from "./date-in.ts";

type Known = ReadonlyMap<Field, string>;

interface Read {
  readonly section: Section;
  readonly text: string;
  readonly known: Known;
  /** The steps when its heading promises a solution. */
  readonly steps: readonly string[] | null;
}

/** `given`: what the front matter says of the whole document. */
export function readSections(sections: readonly Section[], given: Known, outlet: Outlet): void {
  const reads = sections.map((section) => readSection(section, outlet));
  const own = new Map<string, Known>();
  const topics = new Map<string, Map<Field, string>>();
  for (const read of reads) {
    const key = keyOf(read.section.path);
    own.set(key, read.known);
    merge(topics, key, read.known);
    if (read.section.path.length > 0) merge(topics, keyOf(read.section.path.slice(0, -1)), read.known);
  }
  const solved = new Set(
    reads.flatMap(({ steps, section }) => (steps === null ? [] : [keyOf(section.path.slice(0, -1))])),
  );
  // The document is about one job or code, and no heading says where its cure stands: the first numbered list is it.
  const whole =
    solved.size === 0 && (given.has("job") || given.has("errorCode"))
      ? (reads.find((read) => firstList(read, true)) ?? reads.find((read) => read.text !== ""))
      : undefined;

  for (const read of reads) {
    const { path } = read.section;
    const known = new Map<Field, string>();
    const add = (more: Known | undefined) => {
      for (const [field, text] of more ?? []) if (!known.has(field)) known.set(field, text);
    };
    add(read.known);
    const parent = path.slice(0, -1);
    if (read.steps !== null) {
      add(topics.get(keyOf(parent)));
      const topic = parent.at(-1);
      if (topic !== undefined && !known.has("problem")) known.set("problem", topic);
    }
    for (let up = parent; up.length > 0; up = up.slice(0, -1)) add(own.get(keyOf(up)));
    add(given);
    const steps =
      read.steps ??
      (read === whole ? (firstList(read, true) ?? []) : splitSteps(read.known.get("solution") ?? ""));
    const aboutItself = read.known.has("job") || read.known.has("errorCode");
    const isFix =
      read.steps !== null ||
      read === whole ||
      (aboutItself && usable(read.known) && !solved.has(keyOf(path)) && !solved.has(keyOf(parent)));
    const updated = known.get("updated");
    outlet.pieces.add({
      place: path.join(" > ") || "beginning",
      heading: path.at(-1) ?? null,
      text: read.text,
      fix: isFix ? fixOf(known, steps) : null,
      dated: updated === undefined ? null : dateIn(updated),
    });
    for (const block of read.section.blocks)
      if (block.kind === "table") readGrid(block.rows, outlet, path.join(" > ") || "table");
  }
}

function readSection(section: Section, outlet: Outlet): Read {
  const known = new Map<Field, string>();
  const heading = section.path.at(-1) ?? "";
  const blocks = section.blocks.filter((block) => block.kind !== "table" || !isKnowledge(block, outlet));
  const text = blocks.map(blockText).join("\n\n").trim();
  label(heading, known, outlet);
  for (const block of blocks)
    if (block.kind !== "table") for (const line of blockText(block).split("\n")) label(line, known, outlet);
  const promised = fieldNamed(heading.replace(/^[\d.)\s]+/, ""), outlet.headers);
  const read = { section, text, known, steps: null };
  if (promised === "solution" && text !== "")
    return { ...read, steps: firstList(read, true) ?? firstList(read, false) ?? splitSteps(text) };
  if (promised !== null && promised !== "solution" && text !== "" && !known.has(promised)) {
    const said = promised === "problem" ? oneLine(text, 1_000) : oneLine(text.split("\n")[0] ?? "");
    if (fits(promised, said)) known.set(promised, said);
  }
  return read;
}

/** `Owner: storage team`, as a line of its own. */
function label(line: string, known: Map<Field, string>, outlet: Outlet): void {
  const match = /^\s*(?:[-*•]\s+)?([\p{L}][\p{L} _-]{1,40}?)\s*:\s+(\S.*)$/u.exec(line.slice(0, 4_000));
  const field = match?.[1] === undefined ? null : fieldNamed(match[1], outlet.headers);
  const said = match?.[2]?.trim() ?? "";
  if (field !== null && !known.has(field) && fits(field, said)) known.set(field, said);
}

/** Names of jobs and codes have no spaces: `Error: the disk was full` names no code. */
function fits(field: Field, said: string): boolean {
  if (field === "job") return /^\S{1,80}$/.test(said);
  if (field === "errorCode") return /^(?:\S{1,40}|RC\s?[=:]?\s?\d{1,9})$/i.test(said);
  if (field === "procedureUrl") return /^https?:\/\/\S+$/i.test(said);
  return field !== "updated" || dateIn(said) !== null;
}

function firstList({ section }: Pick<Read, "section">, ordered: boolean): readonly string[] | null {
  const list = section.blocks.find((block) => block.kind === "list" && block.ordered === ordered);
  return list?.kind === "list" ? list.items.slice(0, 50) : null;
}

function isKnowledge(block: Block & { kind: "table" }, outlet: Outlet): boolean {
  const head = block.rows[0] ?? [];
  return usable(new Set(head.flatMap((cell) => fieldNamed(cell, outlet.headers) ?? [])));
}

function merge(into: Map<string, Map<Field, string>>, key: string, known: Known): void {
  const there = into.get(key) ?? new Map<Field, string>();
  for (const [field, text] of known) if (!there.has(field)) there.set(field, text);
  into.set(key, there);
}

function keyOf(path: readonly string[]): string {
  return path.join("\u0000");
}

function fixOf(known: Known, steps: readonly string[]): Fix {
  const text = (field: Field) => oneLine(known.get(field) ?? "", 1_000) || null;
  return {
    job: text("job"),
    errorCode: text("errorCode"),
    problem: text("problem"),
    steps: steps.map((each) => oneLine(each, 4_000)).filter(Boolean),
    owner: text("owner"),
    procedureUrl: text("procedureUrl"),
  };
}
