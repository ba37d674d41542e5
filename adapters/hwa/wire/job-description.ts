// `model/description`: a map of undocumented keys to `{description, comments}` objects. The comments are the operator
// instructions, as the console calls them.

import { cleanText } from "#core/text.ts";
import type { HwaWords } from "#ports/hwa.ts";
import { isRow } from "./fields.ts";

/** Each key's words; texts inside an object follow each other, one a paragraph. Empty parts are left out. */
export function readJobDescription(value: unknown): Readonly<Record<string, HwaWords>> {
  if (!isRow(value)) return {};
  const parts = Object.entries(value)
    .map(([key, part]) => [cleanText(key), wordsIn(part)] as const)
    .filter(([, { description, instructions }]) => description !== null || instructions !== null);
  return Object.fromEntries(parts);
}

function wordsIn(part: unknown): HwaWords {
  if (!isRow(part)) return { description: paragraphs(part), instructions: null };
  const { comments, ...rest } = part;
  return { description: paragraphs(rest), instructions: paragraphs(comments) };
}

function paragraphs(value: unknown): string | null {
  return textsIn(value, 0).join("\n\n") || null;
}

function textsIn(value: unknown, depth: number): readonly string[] {
  if (typeof value === "string") {
    const text = cleanText(value).trim();
    return text === "" ? [] : [text];
  }
  if (typeof value === "number" || typeof value === "boolean") return [String(value)];
  if (depth > 3 || typeof value !== "object" || value === null) return [];
  return [...new Set(Object.values(value).flatMap((item) => textsIn(item, depth + 1)))];
}
