import { expect, test } from "vitest";
import { createDocumentReader } from "#adapters/documents/create-document-reader.ts";
import { readWell } from "../paper.ts";
import { sheetRows, workbook, workbookParts, writeZip, type ZipEntry } from "./write-zip.ts";

const rows = sheetRows([["PAYROLL", null, "Call the desk", "hr@company.com", null]]);
const mega = 1024 * 1024;

function bomb(name: string, megabytes: number): ZipEntry {
  return { name, data: Buffer.alloc(megabytes * mega, 32) };
}

const hostile: readonly [string, RegExp, () => Buffer][] = [
  [
    "a zip bomb",
    /more than 100 times/,
    () => writeZip([...workbookParts({ rows }), bomb("xl/media/image1.png", 20)]),
  ],
  [
    "a zip bomb that lies about its size",
    /not what the file's directory says/,
    () =>
      writeZip(
        workbookParts({ rows: " ".repeat(30 * mega) }).map((part) =>
          part.name.includes("sheet1") ? { ...part, claimedSize: 20_000 } : part,
        ),
      ),
  ],
  [
    "a merged range over the sheet",
    /merges A1:XFD1048576, which covers the sheet/,
    () =>
      writeZip(workbookParts({ rows, after: '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>' })),
  ],
  [
    "an encrypted part",
    /encrypted/i,
    () => writeZip(workbookParts({ rows }).map((part) => ({ ...part, flags: 1 }))),
  ],
  [
    "a workbook with a password",
    /password/,
    () => Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(4096)]),
  ],
  ["something that is no zip", /not an Excel workbook/, () => Buffer.from("<html>not found</html>")],
  ["an empty file", /empty/, () => Buffer.alloc(0)],
  ["half a file", /damaged, incomplete/, () => workbook([["A", null, "b", null, null]]).subarray(0, 500)],
  ["a zip that is no workbook", /no xl\/workbook.xml/, () => writeZip([{ name: "a.txt", data: "a" }])],
  [
    "ten thousand parts",
    /10003 parts/,
    () =>
      writeZip([
        ...workbookParts({ rows }),
        ...Array.from({ length: 10_000 }, (_, n) => ({ name: `xl/x${n}.xml`, data: "" })),
      ]),
  ],
  [
    "a part that climbs out",
    /damaged, incomplete or hostile/,
    () => writeZip([...workbookParts({ rows }), { name: "../../etc/passwd", data: "x" }]),
  ],
  [
    "an entity bomb",
    /document type/,
    () =>
      writeZip(
        workbookParts({
          rows,
          prolog: '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        }),
      ),
  ],
  [
    "macros",
    /macros/,
    () => writeZip([...workbookParts({ rows }), { name: "xl/vbaProject.bin", data: "x" }]),
  ],
  [
    "links to other workbooks",
    /other workbooks/,
    () =>
      writeZip([...workbookParts({ rows }), { name: "xl/externalLinks/externalLink1.xml", data: "<x/>" }]),
  ],
  [
    "a cell outside its row",
    /"A9" is not a cell of row 1/,
    () => writeZip(workbookParts({ rows: '<row r="1"><c r="A9"/></row>' })),
  ],
];

const reader = createDocumentReader();

test("every hostile workbook is refused with its reason, for good", async () => {
  const before = process.memoryUsage().rss;
  for (const [name, reason, bytes] of hostile) {
    const reading = await reader.read({ name: "ops.xlsx", bytes: bytes() });
    expect(reading, name).toMatchObject({
      kind: "refused",
      reason: expect.stringMatching(reason),
      again: false,
    });
  }
  // The bombs of this test's own making pass through this process too; what they would unfold to must not.
  expect(process.memoryUsage().rss - before).toBeLessThan(300 * mega);
}, 60_000);

test("columns to the end of the world and validations over the whole sheet are read past", async () => {
  const validation =
    '<dataValidations count="1"><dataValidation type="list" sqref="A1:XFD1048576"><formula1>"a,b"</formula1></dataValidation></dataValidations>';
  const { pieces, notes } = await readWell(
    "ops.xlsx",
    writeZip(
      workbookParts({
        before: '<cols><col min="1" max="2147483647" width="9"/></cols>',
        rows,
        after: validation,
      }),
    ),
  );
  expect(notes).toEqual([]);
  expect(pieces).toMatchObject([{ fix: { job: "PAYROLL", owner: "hr@company.com" } }]);
});

test("a workbook that needs more memory than reading is allowed takes only the child down", async () => {
  // Different texts that pack badly, so that no other limit stops them first.
  const strings = Array.from(
    { length: 900_000 },
    (_, n) => `<si><t>${(n * 2654435761).toString(36)}</t></si>`,
  );
  const deep = "<a>".repeat(4_000_000);
  const bytes = writeZip([
    ...workbookParts({ rows }),
    { name: "xl/sharedStrings.xml", data: `<sst>${strings.join("")}${deep}` },
  ]);
  const reading = await reader.read({ name: "ops.xlsx", bytes });
  expect(reading.kind).toBe("refused");
}, 60_000);
