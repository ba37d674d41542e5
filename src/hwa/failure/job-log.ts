// A job log (stdlist) as HWA writes it: a header of `= KEY : value` lines between rulers, what the job printed, and a
// footer of the same kind once the run has ended. With `contentOnly` header and footer are missing.

import { cleanText } from "#core/text.ts";

export interface LogLine {
  /** 1-based, in the log as HWA keeps it. */
  readonly number: number;
  readonly text: string;
}

export interface ParsedLog {
  readonly header: {
    /** `CPUA#JS25[(0600 09/24/23),(0AAAAAAAAAAAABQM)].JOBC` */
    readonly job: string | null;
    readonly user: string | null;
    /** The script or command. */
    readonly command: string | null;
    readonly agent: string | null;
    readonly jobNumber: number | null;
    /** HWA's own words, in the agent's zone. */
    readonly startedAt: string | null;
  };
  readonly footer: {
    readonly exitStatus: number | null;
    /** As HWA writes it, `00:04:11`. */
    readonly elapsed: string | null;
    readonly endedAt: string | null;
  };
  /** What the job itself printed, made safe; lines over 2,000 characters are cut. */
  readonly content: readonly LogLine[];
  /** Lines in the text, header and footer included. */
  readonly lines: number;
  /** The footer is there: the run has ended and the log is whole to its end. */
  readonly ended: boolean;
}

const longestLine = 2_000;
const ruler = /^=\s*={8,}\s*$|^={8,}$/;
const entry = /^=\s?(.*)$/;

/** `fromLine` is the number of the text's first line. Never throws: what is no header or footer is content. */
export function parseJobLog(text: string, fromLine = 1): ParsedLog {
  const raw = text.split(/\r\n|\n|\r/);
  if (raw.at(-1) === "") raw.pop();
  const lines = raw.map((line, index) => ({ number: fromLine + index, text: safeLine(line) }));

  const headerEnd = lines[0] && ruler.test(lines[0].text) ? closingRuler(lines, 1) : -1;
  const contentStart = headerEnd < 0 ? 0 : headerEnd + 1;
  const footerStart = openingRuler(lines, contentStart);
  const contentEnd = footerStart < 0 ? lines.length : footerStart;
  const header = entriesOf(lines.slice(1, Math.max(1, headerEnd)));
  const footer = footerStart < 0 ? noEntries : entriesOf(lines.slice(footerStart));
  return {
    header: {
      job: header.values.get("JOB") ?? null,
      user: header.values.get("USER") ?? null,
      command: header.values.get("JCLFILE") ?? header.values.get("SCRIPT") ?? null,
      agent: header.values.get("AGENT") ?? null,
      jobNumber: integer(header.values.get("JOB NUMBER")),
      startedAt: header.loose.at(-1) ?? null,
    },
    footer: {
      exitStatus: integer(footer.values.get("EXIT STATUS")),
      elapsed: footer.values.get("ELAPSED TIME (HH:MM:SS)") ?? null,
      endedAt: footer.loose.at(-1) ?? null,
    },
    content: lines.slice(contentStart, contentEnd),
    lines: lines.length,
    ended: footer.values.has("EXIT STATUS"),
  };
}

/** The last lines that say something, in order: no blank lines, no rulers, repeats of the line before told once. */
export function meaningfulTail(content: readonly LogLine[], count: number): readonly LogLine[] {
  const tail: LogLine[] = [];
  for (const line of content.toReversed()) {
    if (tail.length === count) break;
    if (!/[\p{L}\p{N}]/u.test(line.text) || tail.at(-1)?.text === line.text) continue;
    tail.push(line);
  }
  return tail.reverse();
}

interface Entries {
  readonly values: ReadonlyMap<string, string>;
  /** Entries without a key, such as the date. */
  readonly loose: readonly string[];
}

const noEntries: Entries = { values: new Map(), loose: [] };

/** The last value of a key counts; keys in upper case. */
function entriesOf(lines: readonly LogLine[]): Entries {
  const values = new Map<string, string>();
  const loose: string[] = [];
  for (const { text } of lines) {
    if (ruler.test(text)) continue;
    const body = entry.exec(text)?.[1]?.trim();
    if (!body) continue;
    const keyed = /^([A-Za-z][A-Za-z0-9_ ()]*?(?:\([^)]*\))?)\s*:(?:\s+(.*))?$/.exec(body);
    // "Sun Sep 24 17:06:27 CEST 2023" has colons, too, but no space after them.
    if (keyed) values.set((keyed[1] ?? "").trim().toUpperCase(), (keyed[2] ?? "").trim());
    else loose.push(body);
  }
  return { values, loose };
}

/** The ruler that ends the header; a header is short, and all its lines begin with `=`. */
function closingRuler(lines: readonly LogLine[], from: number): number {
  for (let index = from; index < Math.min(lines.length, from + 40); index += 1) {
    const text = lines[index]?.text ?? "";
    if (ruler.test(text)) return index;
    if (!text.startsWith("=")) return -1;
  }
  return -1;
}

/** The ruler that opens the footer: from the end upwards while lines begin with `=`; -1 when the log has none. */
function openingRuler(lines: readonly LogLine[], from: number): number {
  let index = lines.length - 1;
  while (index >= from && lines[index]?.text.trim() === "") index -= 1;
  if (index < from || !ruler.test(lines[index]?.text ?? "")) return -1;
  for (let at = index - 1; at >= Math.max(from, index - 40); at -= 1) {
    const text = lines[at]?.text ?? "";
    if (ruler.test(text)) return at;
    if (!text.startsWith("=")) return -1;
  }
  return -1;
}

function safeLine(line: string): string {
  const cut = line.length > longestLine ? `${line.slice(0, longestLine)}…` : line;
  return cleanText(cut).trimEnd();
}

function integer(text: string | undefined): number | null {
  return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : null;
}
