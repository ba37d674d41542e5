// Zip bytes by hand, so that a test can write what no honest program would.

import { crc32, deflateRawSync } from "node:zlib";

export interface ZipEntry {
  readonly name: string;
  readonly data: string | Buffer;
  /** General purpose bits; 1 is "encrypted". */
  readonly flags?: number;
  /** What the directory claims instead of the truth. */
  readonly claimedSize?: number;
}

export function writeZip(entries: readonly ZipEntry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, flags = 0, claimedSize } of entries) {
    const plain = Buffer.from(data);
    const packed = deflateRawSync(plain);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(plain), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(claimedSize ?? plain.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), common, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(
      Buffer.from("PK\x01\x02", "latin1"),
      Buffer.from([20, 0]),
      common,
      tail,
      Buffer.from(name),
    );
    files.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, central, end]);
}

export interface SheetParts {
  /** Everything between `<worksheet>` and `<sheetData>`. */
  readonly before?: string;
  readonly rows: string;
  /** Everything after `</sheetData>`. */
  readonly after?: string;
  readonly name?: string;
  /** Put before the root element. */
  readonly prolog?: string;
}

const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const rel = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';

/** The parts of a workbook with one sheet. */
export function workbookParts(sheet: SheetParts): ZipEntry[] {
  const { before = "", rows, after = "", name = "Jobs", prolog = "" } = sheet;
  return [
    {
      name: "xl/workbook.xml",
      data: `<workbook ${main} ${rel}><sheets><sheet name="${name}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    },
    {
      name: "xl/_rels/workbook.xml.rels",
      data: '<Relationships><Relationship Id="rId1" Target="/xl/worksheets/sheet1.xml"/></Relationships>',
    },
    {
      name: "xl/worksheets/sheet1.xml",
      data: `${prolog}<worksheet ${main} ${rel}>${before}<sheetData>${rows}</sheetData>${after}</worksheet>`,
    },
  ];
}

const headers = ["job_name", "error_code", "solution", "owner", "procedure url"];

/** Rows of inline text from row 1 on, headers first; null is no cell. */
export function sheetRows(
  rows: readonly (readonly (string | null)[])[],
  head: readonly string[] = headers,
): string {
  return [head, ...rows]
    .map(
      (cells, at) => `<row r="${at + 1}">${cells.map((text, c) => inline(at + 1, c, text)).join("")}</row>`,
    )
    .join("");
}

function inline(row: number, column: number, text: string | null): string {
  if (text === null) return "";
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<c r="${String.fromCharCode(65 + column)}${row}" t="inlineStr"><is><t>${escaped}</t></is></c>`;
}

/** An honest workbook with the usual headers. */
export function workbook(rows: readonly (readonly (string | null)[])[], head?: readonly string[]): Buffer {
  return writeZip(workbookParts({ rows: sheetRows(rows, head) }));
}
