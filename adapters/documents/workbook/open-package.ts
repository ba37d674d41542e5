// The zip container of a workbook or a Word document, judged by its directory before anything in it is inflated.

import { buffer } from "node:stream/consumers";
import { crc32, inflateRawSync } from "node:zlib";
import { type Entry, fromBufferPromise, type ZipFile } from "yauzl";
import { limits } from "./limits.ts";
import { Refusal } from "./refusal.ts";

export interface Package {
  readonly parts: readonly string[];
  has(part: string): boolean;
  /** The inflated bytes of a part: exactly as many as the directory promised, or a Refusal. */
  read(part: string): Promise<Buffer>;
}

/** What a container must hold, in words for refusals. */
export interface PackageKind {
  readonly main: string;
  readonly what: string;
  readonly program: string;
  readonly ending: string;
  readonly oldEnding: string;
  /** Parts in the directory. */
  readonly entries: number;
}

export const excel: PackageKind = {
  main: "xl/workbook.xml",
  what: "Excel workbook",
  program: "Excel",
  ending: ".xlsx",
  oldEnding: ".xls",
  entries: limits.entries,
};

export const word: PackageKind = {
  main: "word/document.xml",
  what: "Word document",
  program: "Word",
  ending: ".docx",
  oldEnding: ".doc",
  entries: 2_000,
};

/** Opens the bytes of an .xlsx or .docx file. Throws a Refusal that says what is wrong with the container. */
export async function openPackage(bytes: Buffer, kind: PackageKind = excel): Promise<Package> {
  checkMagic(bytes, kind);
  const { zip, entries } = await readDirectory(bytes, kind);
  if (!entries.has(kind.main))
    throw new Refusal(`It is a zip file, but not a${vowel(kind)} ${kind.what}: it has no ${kind.main}.`);

  return {
    parts: [...entries.keys()],
    has: (part) => entries.has(part),
    async read(part) {
      const entry = entries.get(part);
      if (!entry)
        throw new Refusal(`The part ${part} is missing from the file. Save it again in ${kind.program}.`);
      const packed = await buffer(await zip.openReadStreamPromise(entry, { decodeFileData: false }));
      const inflated = inflate(entry, packed);
      if (inflated?.length !== entry.uncompressedSize || crc32(inflated) !== entry.crc32)
        throw new Refusal(
          `The part ${part} is not what the file's directory says. Save it again in ${kind.program}.`,
        );
      return inflated;
    },
  };
}

/** Never makes more bytes than the directory promised; null when there would be more, or they are damaged. */
function inflate(entry: Entry, packed: Buffer): Buffer | null {
  if (entry.compressionMethod === 0) return packed;
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.uncompressedSize) });
  } catch {
    return null;
  }
}

function vowel({ what }: PackageKind): string {
  return /^[AEIOU]/.test(what) ? "n" : "";
}

function checkMagic(bytes: Buffer, kind: PackageKind): void {
  if (bytes.length === 0) throw new Refusal("The file is empty.");
  const head = bytes.toString("latin1", 0, 4);
  if (head === "\xd0\xcf\x11\xe0")
    throw new Refusal(
      `The file is protected by a password or is an old ${kind.oldEnding}. Save it as ${kind.ending} without a password.`,
    );
  if (head !== "PK\x03\x04")
    throw new Refusal(`It is not a${vowel(kind)} ${kind.what}, whatever its name says.`);
}

async function readDirectory(
  bytes: Buffer,
  kind: PackageKind,
): Promise<{ zip: ZipFile; entries: ReadonlyMap<string, Entry> }> {
  const entries = new Map<string, Entry>();
  try {
    const zip = await fromBufferPromise(bytes, { lazyEntries: true, strictFileNames: true });
    if (zip.entryCount > kind.entries)
      throw new Refusal(
        `It has ${zip.entryCount} parts; ${kind.entries} are the most. Copy what it says into a new file.`,
      );
    let inflated = 0;
    for await (const entry of zip.eachEntry()) {
      checkEntry(entry, kind);
      inflated += entry.uncompressedSize;
      if (inflated > limits.inflatedBytes)
        throw new Refusal(
          `It would be more than ${limits.inflatedBytes >> 20} MB when unpacked. Split it into several files.`,
        );
      if (entries.has(entry.fileName)) throw new Refusal(`The part ${entry.fileName} is in it twice.`);
      entries.set(entry.fileName, entry);
    }
    return { zip, entries };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const cause = error instanceof Error ? error.message : "unreadable";
    throw new Refusal(
      `Its zip container is damaged, incomplete or hostile (${cause}). Save it again in ${kind.program}.`,
    );
  }
}

function checkEntry(entry: Entry, kind: PackageKind): void {
  const name = entry.fileName;
  if (entry.isEncrypted()) throw new Refusal(`The part ${name} is encrypted. Save it without a password.`);
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)
    throw new Refusal(`The part ${name} is packed in a way that ${kind.program} does not use.`);
  if (/(?:^|\/)vbaProject\.bin$/i.test(name))
    throw new Refusal(`It contains macros. Save it without them, as ${kind.ending}.`);
  if (/^xl\/externalLinks\//i.test(name))
    throw new Refusal(
      "It takes values from other workbooks. Break the links (Data, Edit Links) and save it.",
    );
  if (
    entry.uncompressedSize > limits.ratioFrom &&
    entry.uncompressedSize > entry.compressedSize * limits.ratio
  )
    throw new Refusal(
      `The part ${name} is packed more than ${limits.ratio} times, as a zip bomb is. Remove empty formatted rows and columns, or copy what it says into a new file.`,
    );
}
