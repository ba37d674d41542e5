// A YAML file as JSON that knows its lines.
//
// Files come from disks and pull requests, so nothing in them may cost more than it shows: size, depth, nodes and aliases
// are bounded, keys are compared with a set (the library's own comparison is quadratic), and tags mean nothing.
//
// `{ job: ${{ inputs.job }} }` is no YAML as it stands, because braces and commas are YAML's own. A template on one line is
// therefore read as one plain word: its characters are exchanged, one for one, for private ones, and back in what was read.

import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseAllDocuments,
} from "yaml";
import { oneLine } from "#core/text.ts";
import type { Path } from "#core/workflow/template.ts";
import type { Json } from "#core/workflow/workflow.ts";

export interface YamlFault {
  readonly line: number | null;
  readonly message: string;
}

export interface ReadYaml {
  /** undefined when the file has faults. */
  readonly value: Json | undefined;
  readonly faults: readonly YamlFault[];
  /** 1-based line of what stands at a path: of its key, or of the nearest thing around it that is there. */
  lineOf(path: Path): number | null;
}

const largestFile = 512 * 1024;
const deepest = 32;
const mostNodes = 100_000;
const mostAliases = 100;
const mostFaults = 20;

export function readYaml(bytes: Uint8Array): ReadYaml {
  if (bytes.byteLength > largestFile)
    return failed(
      null,
      `The file is larger than ${largestFile / 1024} KB. Split it, and start the parts with workflow.start.`,
    );
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return failed(null, "The file is not UTF-8. Save it as UTF-8.");
  }
  const foreign = /[\ue000-\ue07f]|(?![\t\n\r])\p{Cc}/u.exec(text);
  if (foreign)
    return failed(
      lineAt(text, foreign.index),
      `The file contains the character U+${foreign[0].charCodeAt(0).toString(16).padStart(4, "0").toUpperCase()}, which nobody can see. Remove it.`,
    );
  if (isTooDeep(text)) return failed(null, `The file is nested more than ${deepest} deep. Write it flatter.`);
  return parse(veiled(text));
}

function parse(text: string): ReadYaml {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: false,
    resolveKnownTags: false,
    schema: "core",
    version: "1.2",
    logLevel: "silent",
  });
  const lineOfOffset = (offset: number) => Math.max(1, lines.linePos(offset).line);
  const [document, second] = documents;
  if (!document || document.contents === null)
    return failed(
      1,
      "The file is empty. Write a workflow with id, kind, title and steps; workflows/README.md shows how.",
    );
  if (second)
    return failed(
      lineOfOffset(second.range[0]),
      "The file has several documents. Put each workflow into a file of its own, and remove the line ---.",
    );
  const faults = new FaultList();
  for (const error of [...document.errors, ...document.warnings])
    faults.add(lineOfOffset(error.pos[0]), yamlSentence(error.code, error.message));
  if (faults.list.length > 0) return { value: undefined, faults: faults.list, lineOf: () => null };
  return convert(document, lineOfOffset, faults);
}

/** From the tree of nodes to JSON, by hand: the place of everything is kept, and nothing is expanded without a bound. */
function convert(
  document: Document.Parsed,
  lineOfOffset: (offset: number) => number,
  faults: FaultList,
): ReadYaml {
  const lineOfPath = new Map<string, number>();
  let nodes = 0;
  let aliases = 0;

  const walk = (
    node: ParsedNode | null,
    path: Path,
    line: number,
    inside: ReadonlySet<Alias | ParsedNode>,
  ): Json => {
    nodes += 1;
    if (nodes > mostNodes)
      throw new TooMuch(line, "The file expands to too many values. Use fewer aliases (*name).");
    if (path.length > deepest)
      throw new TooMuch(line, `The file is nested more than ${deepest} deep. Write it flatter.`);
    if (node === null) return null;
    if (node.tag?.startsWith("!") && !node.tag.startsWith("!!")) faults.add(line, tagSentence(node.tag));
    if (isAlias(node)) {
      aliases += 1;
      if (aliases > mostAliases)
        throw new TooMuch(
          line,
          `The file uses more than ${mostAliases} aliases (*name). Write the values out.`,
        );
      const target = node.resolve(document) as ParsedNode | undefined;
      if (!target) {
        faults.add(
          line,
          `There is no anchor &${node.source} before the alias *${node.source}. Write the value out.`,
        );
        return null;
      }
      if (inside.has(target)) {
        faults.add(line, `The alias *${node.source} contains itself. Write the value out.`);
        return null;
      }
      return walk(target, path, line, inside);
    }
    const around = new Set(inside).add(node);
    if (isSeq(node))
      return node.items.map((item, index) => {
        const here = lineOfOffset(item.range[0]);
        lineOfPath.set(keyOf([...path, index]), here);
        return walk(item, [...path, index], here, around);
      });
    if (isMap(node)) {
      const entries = new Map<string, Json>();
      for (const { key, value } of node.items) {
        const here = lineOfOffset(key.range[0]);
        const name = isScalar(key) ? unveiled(String(key.value)) : "";
        if (entries.has(name)) faults.add(here, `The key ${shown(name)} is there twice. Keep one of them.`);
        if (name === "__proto__") faults.add(here, 'The key "__proto__" is not allowed anywhere. Remove it.');
        lineOfPath.set(keyOf([...path, name]), here);
        entries.set(name, walk(value, [...path, name], value ? here : line, around));
      }
      return Object.fromEntries(entries);
    }
    return scalar(isScalar(node) ? node.value : null, line, faults);
  };

  try {
    const { contents } = document;
    const value = walk(contents, [], contents ? lineOfOffset(contents.range[0]) : 1, new Set());
    const lineOf = (path: Path): number | null => {
      for (let length = path.length; length > 0; length -= 1) {
        const line = lineOfPath.get(keyOf(path.slice(0, length)));
        if (line !== undefined) return line;
      }
      return 1;
    };
    if (typeof value !== "object" || value === null || Array.isArray(value))
      faults.add(1, "The file is no mapping. Write a workflow with id, kind, title and steps.");
    return { value: faults.list.length > 0 ? undefined : value, faults: faults.list, lineOf };
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    return failed(error.line, error.message);
  }
}

function scalar(value: unknown, line: number, faults: FaultList): Json {
  if (typeof value === "string") return unveiled(value);
  if (typeof value === "boolean" || value === null) return value;
  if (typeof value === "number") {
    if (Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))) return value;
    faults.add(line, `A number here cannot be kept as it is written. Put it in quotes, as text.`);
  }
  return null;
}

class TooMuch extends Error {
  readonly line: number;
  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** One fault a line: after a slip, a parser finds fault with everything that follows on the line. */
class FaultList {
  readonly list: YamlFault[] = [];
  add(line: number, message: string): void {
    if (this.list.length >= mostFaults || this.list.some((each) => each.line === line)) return;
    this.list.push({ line, message });
  }
}

function yamlSentence(code: string, message: string): string {
  switch (code) {
    case "TAB_AS_INDENT":
      return "The line is indented with a tab. Use spaces.";
    case "TAG_RESOLVE_FAILED":
      return tagSentence(/(?:Unresolved tag: )?(\S+)$/.exec(message)?.[1] ?? "a tag");
    case "NON_STRING_KEY":
      return "A key here is no plain word. Keys are words.";
    case "RESOURCE_EXHAUSTION":
      return `The file is nested more than ${deepest} deep. Write it flatter.`;
    case "BAD_INDENT":
    case "MULTILINE_IMPLICIT_KEY":
      return "The line is indented so that it belongs to nothing. Align it with the keys it belongs to.";
    default:
      return `This is not YAML: ${oneLine(unveiled(message), 120).replace(/\.$/, "")}. Look at quotes, colons and brackets here and just before.`;
  }
}

function tagSentence(tag: string): string {
  const shown = oneLine(unveiled(tag), 60);
  // `if: !steps.look.output.linked`: what was meant is plain.
  if (/^!(?:\(|(?:inputs|steps|job|output|given)\b)/.test(shown))
    return `YAML takes ${shown} for a tag, because it begins with an exclamation mark. Put the condition in quotes.`;
  return `The tag ${shown} means nothing here. Remove it.`;
}

const template = /\$\{\{(?:(?!\}\}|''|\\)[^\n])*\}\}/g;

function veiled(text: string): string {
  return text.replace(template, (match) =>
    match.replace(/[ -~]/g, (each) => String.fromCharCode(0xe000 + each.charCodeAt(0))),
  );
}

function unveiled(text: string): string {
  return text.replace(/[\ue000-\ue07f]/g, (each) => String.fromCharCode(each.charCodeAt(0) - 0xe000));
}

/** A bound on brackets and on `- - - -` before the parser, which recurses for each. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const line of text.split("\n")) {
    if (/^\s*(?:[-?:] +){32}/.test(line)) return true;
    // A brace in a quoted text counts as well; no honest line has a hundred.
    depth = 0;
    for (const each of line) {
      if (each === "[" || each === "{") depth += 1;
      else if (each === "]" || each === "}") depth -= 1;
      if (depth > 100) return true;
    }
  }
  return false;
}

function keyOf(path: Path): string {
  return JSON.stringify(path);
}

function shown(name: string): string {
  return JSON.stringify(oneLine(name, 60));
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

function failed(line: number | null, message: string): ReadYaml {
  return { value: undefined, faults: [{ line, message }], lineOf: () => null };
}
