// What HWA says when it refuses. The specification defines no error schema, and every layer in front of the engine
// (Liberty, a proxy, an SSO page) has a shape of its own: the words and the AWS codes are taken from any of them.

import { oneLine } from "#core/text.ts";
import { isRow } from "./fields.ts";

export interface ErrorWords {
  /** HCL's own words in one line, or null when the body has none worth showing. */
  readonly message: string | null;
  /** Message codes in order of appearance, each once: AWSJSY404E, AWSBIN076E. */
  readonly awsCodes: readonly string[];
}

const code = /AWS[A-Z]{3}\d{3}[EWI]/g;
const longest = 400;

export function readErrorBody(body: string): ErrorWords {
  const awsCodes = [...new Set(body.slice(0, 100_000).match(code) ?? [])];
  return { message: wordsOf(body.slice(0, 100_000)), awsCodes };
}

export function looksLikeHtml(body: string): boolean {
  return /^\s*(?:<!doctype html|<html|<head|<body)/i.test(body);
}

function wordsOf(body: string): string | null {
  const parsed = parse(body);
  const found = parsed === undefined ? plainWords(body) : messagesIn(parsed, 0).join(" ");
  const line = oneLine(found, longest);
  return line === "" ? null : line;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Text as it is; of an HTML page its title and first heading, which is where Liberty and proxies put the reason. */
function plainWords(body: string): string {
  if (!looksLikeHtml(body)) return body;
  const texts = [...body.matchAll(/<(title|h1|h2)\b[^>]*>([^<]{1,300})/gi)].map((match) => match[2]?.trim());
  return [...new Set(texts)].join(": ");
}

const messageKeys = ["messages", "message", "errorMessage", "error", "errors", "detail", "title"] as const;

/** The sentences of a JSON error, most telling first; the exception's class only where nothing else is said. */
function messagesIn(value: unknown, depth: number): readonly string[] {
  if (typeof value === "string") return value.trim() === "" ? [] : [value.trim()];
  if (depth > 4) return [];
  if (Array.isArray(value)) return [...new Set(value.flatMap((item) => messagesIn(item, depth + 1)))];
  if (!isRow(value)) return [];
  for (const key of messageKeys) {
    const messages = messagesIn(value[key], depth + 1);
    if (messages.length > 0) return messages;
  }
  return typeof value.exceptionName === "string" ? [value.exceptionName] : [];
}
