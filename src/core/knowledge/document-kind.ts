// Which documents there are, by the endings of their names.

import type { SourceKind } from "./source.ts";

export type DocumentKind = Exclude<SourceKind, "hwa" | "entry">;

const kinds: Readonly<Record<string, DocumentKind>> = {
  xlsx: "workbook",
  md: "markdown",
  markdown: "markdown",
  txt: "text",
  csv: "csv",
  tsv: "csv",
  json: "json",
  pdf: "pdf",
  docx: "word",
};

/** Lower case, without the dot. */
export const documentEndings: readonly string[] = Object.keys(kinds);

/** null: nobody reads such a document. */
export function documentKind(name: string): DocumentKind | null {
  const ending = endingOf(name);
  return Object.hasOwn(kinds, ending) ? (kinds[ending] ?? null) : null;
}

/** Lower case, without the dot; empty: it has none. */
export function endingOf(name: string): string {
  const file = name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1);
  const dot = file.lastIndexOf(".");
  return dot <= 0 ? "" : file.slice(dot + 1).toLowerCase();
}
