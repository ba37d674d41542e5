// What Slack takes, in one place, and how text is fitted into it. Slack documents all but one of these: that all blocks of a
// message together hold no more than some 13,200 characters, and that a divider alone costs about 125 of them, was measured.

import type { AnyBlock } from "@slack/types";

export const limits = {
  messageBlocks: 50,
  viewBlocks: 100,
  /** Of a whole message, as `weightOf` counts. */
  characters: 12_000,
  sectionText: 3_000,
  fields: 10,
  fieldText: 2_000,
  headerText: 150,
  contextElements: 10,
  actionElements: 25,
  buttonText: 75,
  buttonValue: 2_000,
  url: 3_000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  options: 100,
  optionText: 75,
  optionValue: 150,
  inputLabel: 2_000,
  inputText: 3_000,
  placeholder: 150,
  viewTitle: 24,
  privateMetadata: 3_000,
  callbackId: 255,
  blockId: 255,
  /** The one with the names of the columns included. */
  tableRows: 100,
  tableColumns: 20,
  /** Of all cells of a table. */
  tableCharacters: 9_000,
  /** Of the text that stands in notifications and is read aloud; Slack recommends no more. */
  fallbackText: 4_000,
} as const;

const blockOverhead = 125;

/** What a text counts: Slack keeps `&`, `<` and `>` as entities, and may count them so. */
export function lengthOf(text: string): number {
  let length = text.length;
  for (const character of text)
    if (character === "&") length += 4;
    else if (character === "<" || character === ">") length += 3;
  return length;
}

/** What blocks count together: everything in them that people read or that is sent back, and the blocks themselves. */
export function weightOf(blocks: readonly AnyBlock[]): number {
  return blocks.reduce((sum, block) => sum + blockOverhead + textIn(block), 0);
}

const counted = new Set(["text", "value", "url", "fallback", "title", "name", "user_id"]);

function textIn(part: unknown): number {
  if (Array.isArray(part)) return part.reduce<number>((sum, each) => sum + textIn(each), 0);
  if (typeof part !== "object" || part === null) return 0;
  return Object.entries(part).reduce(
    (sum, [key, value]) =>
      sum + (typeof value === "string" ? (counted.has(key) ? lengthOf(value) : 0) : textIn(value)),
    0,
  );
}

/** At most `limit` as Slack counts, never half a character, an ellipsis where something was left out. */
export function cut(text: string, limit: number): string {
  if (lengthOf(text) <= limit) return text;
  return limit < 1 ? "" : `${headOf(text, limit - 1).trimEnd()}…`;
}

/** The first characters that fit. */
export function headOf(text: string, limit: number): string {
  let taken = 0;
  let end = 0;
  for (const character of text) {
    taken += lengthOf(character);
    if (taken > limit) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** The last characters that fit. */
export function tailOf(text: string, limit: number): string {
  const characters = [...text];
  let taken = 0;
  let from = characters.length;
  while (from > 0) {
    taken += lengthOf(characters[from - 1] ?? "");
    if (taken > limit) break;
    from -= 1;
  }
  return characters.slice(from).join("");
}

const leastOfLine = 200;

/**
 * Lines that fit, from the beginning and from the end, with a line that says how many between them were left out. The
 * last lines of a card are its question and those of a log its failure, so the end is never what goes.
 */
export function withoutMiddle(text: string, limit: number, leftOut: (lines: number) => string): string {
  if (lengthOf(text) <= limit) return text;
  const lines = text.split("\n");
  const room = Math.max(0, limit - lengthOf(leftOut(lines.length)) - 2);
  const head: string[] = [];
  const tail: string[] = [];
  let taken = 0;
  const fits = (line: string) => {
    const length = lengthOf(line) + 1;
    if (taken + length > room) return false;
    taken += length;
    return true;
  };
  while (head.length + tail.length < lines.length) {
    // Two lines of the end for one of the beginning, which is tried first.
    const first = head.length * 2 <= tail.length;
    const line = (first ? lines[head.length] : lines[lines.length - 1 - tail.length]) ?? "";
    if (!fits(line)) break;
    if (first) head.push(line);
    else tail.unshift(line);
  }
  const left = lines.length - head.length - tail.length;
  // Of a long line its beginning is worth more than the line's being whole.
  const rest = room - taken - 1;
  if (head.length > 0 && tail.length > 0 && rest >= leastOfLine)
    head.push(cut(lines[head.length] ?? "", rest));
  if (head.length > 0 && tail.length > 0) return [...head, leftOut(left), ...tail].join("\n");
  // Lines too long to be kept whole are cut inside.
  const half = Math.floor(room / 2);
  const [only] = lines;
  if (lines.length === 1 && only !== undefined)
    return `${headOf(only, half)}\n${leftOut(1)}\n${tailOf(only, half)}`;
  const between = leftOut(Math.max(1, lines.length - 2));
  return `${cut(lines[0] ?? "", half)}\n${between}\n${tailOf(lines.at(-1) ?? "", half)}`;
}

/**
 * Shares room among those who need it: everybody gets their floor first (all of it, or as much of it as there is), then
 * the rest goes to the earlier ones.
 */
export function share(
  room: number,
  wants: readonly { readonly need: number; readonly floor: number }[],
): readonly number[] {
  const floors = wants.map(({ need, floor }) => Math.min(need, floor));
  const sum = floors.reduce((total, floor) => total + floor, 0);
  const scale = sum > room ? Math.max(0, room) / sum : 1;
  const given = floors.map((floor) => Math.floor(floor * scale));
  let left = Math.max(0, room - given.reduce((total, each) => total + each, 0));
  return wants.map(({ need }, index) => {
    const mine = given[index] ?? 0;
    const more = Math.min(left, Math.max(0, need - mine));
    left -= more;
    return mine + more;
  });
}
