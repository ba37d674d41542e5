// Documents built by hand, honest and not.

import { createDocumentReader } from "#adapters/documents/create-document-reader.ts";
import type { Reading } from "#ports/documents.ts";
import { writeZip, type ZipEntry } from "./workbook/write-zip.ts";

export const reader = createDocumentReader();

export function read(name: string, content: string | Uint8Array): Promise<Reading> {
  return reader.read({ name, bytes: typeof content === "string" ? Buffer.from(content) : content });
}

/** The reading, or the reason why there is none as the test's failure. */
export async function readWell(name: string, content: string | Uint8Array) {
  const reading = await read(name, content);
  if (reading.kind !== "read") throw new Error(`${name} was refused: ${reading.reason}`);
  return reading;
}

/** A PDF with one line of text a page; null is a page without text. `stream` replaces the first page's content. */
export function pdf(
  pages: readonly (string | null)[],
  more: { readonly trailer?: string; readonly stream?: Buffer; readonly filter?: string } = {},
): Buffer {
  const objects: Buffer[] = [];
  const put = (body: string | Buffer) => objects.push(Buffer.from(body));
  put("<< /Type /Catalog /Pages 2 0 R >>");
  const kids = pages.map((_, at) => `${4 + at * 2} 0 R`).join(" ");
  put(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`);
  put("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
  for (const [at, text] of pages.entries()) {
    put(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + at * 2} 0 R >>`,
    );
    const content =
      at === 0 && more.stream
        ? more.stream
        : Buffer.from(text === null ? "" : `BT /F1 12 Tf 50 700 Td (${text}) Tj ET`);
    put(
      Buffer.concat([
        Buffer.from(`<< /Length ${content.length} ${at === 0 ? (more.filter ?? "") : ""} >>\nstream\n`),
        content,
        Buffer.from("\nendstream"),
      ]),
    );
  }
  put("<< /Title (Night runbook) /ModDate (D:20260312101500Z) >>");
  const parts: Buffer[] = [Buffer.from("%PDF-1.4\n")];
  const offsets: number[] = [];
  let size = parts[0]?.length ?? 0;
  for (const [at, body] of objects.entries()) {
    const whole = Buffer.concat([Buffer.from(`${at + 1} 0 obj\n`), body, Buffer.from("\nendobj\n")]);
    offsets.push(size);
    size += whole.length;
    parts.push(whole);
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info ${objects.length} 0 R ${more.trailer ?? ""} >>\nstartxref\n${size}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

const w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const rels = "http://schemas.openxmlformats.org/package/2006/relationships";

/** A Word document of paragraphs; a number before the text is its heading's depth. */
export function wordParts(
  paragraphs: readonly (readonly [number, string])[],
  prolog = "",
  raw = "",
): ZipEntry[] {
  const body = paragraphs
    .map(
      ([depth, text]) =>
        `<w:p>${depth > 0 ? `<w:pPr><w:pStyle w:val="Ttulo${depth}"/></w:pPr>` : ""}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`,
    )
    .join("");
  const styles = [1, 2, 3]
    .map((n) => `<w:style w:type="paragraph" w:styleId="Ttulo${n}"><w:name w:val="heading ${n}"/></w:style>`)
    .join("");
  return [
    {
      name: "[Content_Types].xml",
      data: '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    },
    {
      name: "_rels/.rels",
      data: `<Relationships xmlns="${rels}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="word/document.xml"/></Relationships>`,
    },
    {
      name: "word/_rels/document.xml.rels",
      data: `<Relationships xmlns="${rels}"><Relationship Id="rId1" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    },
    { name: "word/styles.xml", data: `<w:styles ${w}>${styles}</w:styles>` },
    {
      name: "word/document.xml",
      data: `${prolog}<w:document ${w}><w:body>${body}${raw}</w:body></w:document>`,
    },
  ];
}

export function wordFile(paragraphs: readonly (readonly [number, string])[]): Buffer {
  return writeZip(wordParts(paragraphs));
}
