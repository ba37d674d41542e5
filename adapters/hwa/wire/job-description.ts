// `model/description`: a map of undocumented keys to `{description, comments}` objects, where operators' instructions are.

import { cleanText } from "#core/text.ts";
import { isRow } from "./fields.ts";

/** Each key's text; texts inside an object follow each other, one a paragraph. Empty parts are left out. */
export function readJobDescription(value: unknown): Readonly<Record<string, string>> {
  if (!isRow(value)) return {};
  const parts = Object.entries(value)
    .map(([key, part]) => [cleanText(key), textsIn(part, 0).join("\n\n")] as const)
    .filter(([, text]) => text !== "");
  return Object.fromEntries(parts);
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
