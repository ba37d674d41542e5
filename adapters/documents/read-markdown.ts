// Markdown by headings, with the front matter that says what the whole file is about.

import { lexer, type Token, type Tokens } from "marked";
import { parse as parseYaml } from "yaml";
import { cleanText, oneLine } from "#core/text.ts";
import { decodeText } from "./decode-text.ts";
import type { Outlet } from "./outlet.ts";
import { type Block, sectionsOf } from "./pieces/blocks.ts";
import { readSections } from "./pieces/read-sections.ts";
import { type Field, fieldNamed } from "./workbook/columns.ts";

export function readMarkdown(bytes: Buffer, outlet: Outlet): void {
  const { text, note } = decodeText(bytes);
  if (note) outlet.note(note);
  const { given, body } = frontMatter(cleanText(text), outlet);
  const blocks = lexer(body).flatMap(blockOf);
  const first = blocks.find((block) => block.kind === "heading");
  if (first?.kind === "heading" && first.depth === 1) outlet.title(first.text);
  readSections(sectionsOf(blocks), given, outlet);
}

function frontMatter(
  text: string,
  outlet: Outlet,
): { readonly given: ReadonlyMap<Field, string>; readonly body: string } {
  const given = new Map<Field, string>();
  const match = /^---[ \t]*\n([\s\S]{0,20000}?)\n---[ \t]*(?:\n|$)/.exec(text);
  if (!match) return { given, body: text };
  const body = text.slice(match[0].length);
  let read: unknown = null;
  try {
    read = parseYaml(match[1] ?? "", { schema: "failsafe", logLevel: "error" });
  } catch {
    outlet.note("Its front matter was left out: it is not valid YAML.");
  }
  if (typeof read !== "object" || read === null) return { given, body };
  for (const [key, value] of Object.entries(read)) {
    const said = oneLine(
      Array.isArray(value) ? value.filter(isText).join(", ") : isText(value) ? value : "",
      1_000,
    );
    if (said === "") continue;
    if (key.toLowerCase() === "title") outlet.title(said);
    const field = fieldNamed(key, outlet.headers);
    if (field !== null && !given.has(field)) given.set(field, said);
  }
  return { given, body };
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function blockOf(token: Token): Block[] {
  switch (token.type) {
    case "space":
    case "hr":
    case "def":
      return [];
    case "heading":
      return [{ kind: "heading", depth: token.depth, text: oneLine(plain(token)) || "…" }];
    case "list": {
      const list = token as Tokens.List;
      const items = list.items.map((item) => item.tokens.map(plain).join("\n").trim());
      return [{ kind: "list", ordered: list.ordered, items }];
    }
    case "table": {
      const table = token as Tokens.Table;
      return [{ kind: "table", rows: [table.header, ...table.rows].map((row) => row.map(plain)) }];
    }
    case "blockquote":
      return (token as Tokens.Blockquote).tokens.flatMap(blockOf);
    default: {
      const text = plain(token);
      return text.trim() === "" ? [] : [{ kind: "text", text }];
    }
  }
}

/** What a reader sees of it; a link keeps its address. */
function plain(token: Token | Tokens.TableCell): string {
  if (!("type" in token)) return token.tokens.map(plain).join("");
  if (token.type === "br") return "\n";
  if (token.type === "checkbox") return "";
  if (token.type === "list")
    return (token as Tokens.List).items.map((item) => `\n- ${item.tokens.map(plain).join(" ")}`).join("");
  const inner = "tokens" in token && token.tokens ? token.tokens.map(plain).join("") : null;
  if (token.type === "link") {
    const { href } = token as Tokens.Link;
    const text = inner ?? "";
    return text === href || `mailto:${text}` === href
      ? text
      : /^https?:/i.test(href)
        ? `${text} (${href})`
        : text;
  }
  return inner ?? ("text" in token && typeof token.text === "string" ? token.text : token.raw);
}
