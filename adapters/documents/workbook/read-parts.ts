// The parts of a workbook that say how to read its sheets: their names, the shared texts, which styles are dates.

import { limits } from "./limits.ts";
import type { Package } from "./open-package.ts";
import { Refusal } from "./refusal.ts";
import { readXml } from "./xml-events.ts";

export interface SheetPart {
  readonly name: string;
  readonly part: string;
}

export interface WorkbookParts {
  readonly sheets: readonly SheetPart[];
  readonly sharedStrings: readonly string[];
  /** By a cell's style number: its number is a date. */
  readonly dateStyles: readonly boolean[];
  /** Days are counted from 1904, as old Macs did. */
  readonly from1904: boolean;
}

export async function readParts(pack: Package): Promise<WorkbookParts> {
  const book = "xl/workbook.xml";
  const targets = await relationships(pack, book);
  const sheets: SheetPart[] = [];
  let from1904 = false;
  readXml(book, await pack.read(book), {
    open(name, attributes) {
      if (name === "workbookPr") from1904 = attributes.date1904 === "1" || attributes.date1904 === "true";
      if (name !== "sheet") return;
      const target = targets.get(attributes["r:id"] ?? relationshipId(attributes) ?? "");
      if (target && pack.has(target)) sheets.push({ name: attributes.name ?? target, part: target });
    },
  });
  return { sheets, from1904, sharedStrings: await sharedStrings(pack), dateStyles: await dateStyles(pack) };
}

function relationshipId(attributes: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(attributes).find(([name]) => name.endsWith(":id"))?.[1];
}

/** Part names inside the package, and addresses outside it, by relationship id. */
export async function relationships(pack: Package, part: string): Promise<ReadonlyMap<string, string>> {
  const slash = part.lastIndexOf("/") + 1;
  const rels = `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`;
  const targets = new Map<string, string>();
  if (!pack.has(rels)) return targets;
  readXml(rels, await pack.read(rels), {
    open(name, { Id, Target, TargetMode }) {
      if (name !== "Relationship" || Id === undefined || Target === undefined) return;
      targets.set(Id, TargetMode === "External" ? Target : resolved(part, Target));
    },
  });
  return targets;
}

function resolved(part: string, target: string): string {
  return new URL(target, `zip:///${part}`).pathname.slice(1);
}

/** Rich text becomes its plain text; phonetic hints are left out. */
async function sharedStrings(pack: Package): Promise<readonly string[]> {
  const part = "xl/sharedStrings.xml";
  const strings: string[] = [];
  if (!pack.has(part)) return strings;
  let text = "";
  let reading = false;
  let phonetic = false;
  readXml(part, await pack.read(part), {
    open(name) {
      if (name === "si") text = "";
      else if (name === "rPh") phonetic = true;
      else if (name === "t") reading = !phonetic;
    },
    text(more) {
      if (reading && text.length <= limits.cellCharacters) text += more;
    },
    close(name) {
      if (name === "t") reading = false;
      else if (name === "rPh") phonetic = false;
      else if (name === "si") {
        if (strings.length >= limits.sharedStrings)
          throw new Refusal(`It has more than ${limits.sharedStrings} different texts.`);
        strings.push(text.slice(0, limits.cellCharacters + 1));
      }
    },
  });
  return strings;
}

async function dateStyles(pack: Package): Promise<readonly boolean[]> {
  const part = "xl/styles.xml";
  const styles: boolean[] = [];
  if (!pack.has(part)) return styles;
  const formats = new Map<number, string>();
  let inCells = false;
  readXml(part, await pack.read(part), {
    open(name, attributes) {
      if (name === "numFmt") formats.set(Number(attributes.numFmtId), attributes.formatCode ?? "");
      else if (name === "cellXfs") inCells = true;
      else if (name === "xf" && inCells) {
        const id = Number(attributes.numFmtId);
        styles.push(isDateFormat(id, formats.get(id)));
      }
    },
    close(name) {
      if (name === "cellXfs") inCells = false;
    },
  });
  return styles;
}

/** Excel's own date formats are 14–22 and 45–47; others are told by their letters, outside quotes and colours. */
function isDateFormat(id: number, code: string | undefined): boolean {
  if ((id >= 14 && id <= 22) || (id >= 45 && id <= 47)) return true;
  if (code === undefined) return false;
  const letters = code.replace(/"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]/gi, "");
  return /[dmyhs]/i.test(letters) && !/general/i.test(letters);
}
