import { readFile } from "node:fs/promises";
import ExcelJS from "exceljs";
import { expect, test } from "vitest";
import { createDocumentReader } from "#adapters/documents/create-document-reader.ts";
import { splitSteps } from "#adapters/documents/workbook/knowledge-rows.ts";
import type { Reading } from "#ports/documents.ts";
import { readWell } from "../paper.ts";
import { sheetRows, workbook, workbookParts, writeZip } from "./write-zip.ts";

/** The bytes of a workbook as a spreadsheet program writes it. */
async function drawn(draw: (book: ExcelJS.Workbook) => void): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  draw(book);
  return Buffer.from(await book.xlsx.writeBuffer());
}

/** Its rows as they are known, each with its cells. */
async function rowsOf(bytes: Buffer) {
  const { pieces, notes } = await readWell("ops.xlsx", bytes);
  return { rows: pieces.map(({ place, fix, text }) => ({ place, text, ...fix })), notes };
}

const headers = ["job_name", "error_code", "solution", "owner", "procedure url"];

test("the shipped workbook holds the documents' own examples, each with its cells", async () => {
  const { rows, notes } = await rowsOf(await readFile("knowledge/resync.xlsx"));
  expect(notes).toEqual([]);
  expect(rows.find(({ job }) => job === "FINANCE_PAYROLL")).toMatchObject({
    owner: "finance-team@company.com",
    procedureUrl: "https://internal-docs/finance-payroll",
  });
  expect(rows.find(({ errorCode }) => errorCode === "ABEND_UFL")).toMatchObject({
    place: "Jobs!A3:E3",
    job: "INVOICE_PROCESSING",
    steps: [
      "Check input file path",
      "Verify database connection",
      "Consult https://internal-docs/invoice-processing-errors",
    ],
    owner: "systems-team@company.com",
    procedureUrl: "https://internal-docs/invoice-processing-errors",
  });
});

test("headers are found in Portuguese, in any order, below a title and among other columns", async () => {
  const { rows } = await rowsOf(
    await drawn((book) => {
      const sheet = book.addWorksheet("Produção");
      sheet.addRow(["Base de conhecimento da produção"]);
      sheet.addRow([]);
      sheet.addRow(["Prioridade", "RESPONSÁVEL", "Solução", "Nome do Job", "Código de Erro", "Documentação"]);
      sheet.addRow([
        1,
        "Equipe São João",
        "Verificar o arquivo; Reexecutar",
        "FOLHA_PGTO",
        "ORA-01017",
        "https://d/x",
      ]);
    }),
  );
  expect(rows).toMatchObject([
    {
      place: "Produção!B4:F4",
      job: "FOLHA_PGTO",
      errorCode: "ORA-01017",
      steps: ["Verificar o arquivo", "Reexecutar"],
      owner: "Equipe São João",
      procedureUrl: "https://d/x",
    },
  ]);
});

test("merged cells, rich text, dates and links are read as a person sees them", async () => {
  const { rows } = await rowsOf(
    await drawn((book) => {
      const sheet = book.addWorksheet("Jobs");
      sheet.addRow(headers);
      sheet.addRow(["NIGHTLY", "E1", "one", "a@company.com", null]);
      sheet.addRow([null, "E2", "two", "b@company.com", null]);
      sheet.addRow([null, "E3", "three", "c@company.com", null]);
      sheet.mergeCells("A2:A4");
      sheet.addRow(["ACROSS", null, "wide", null, null]);
      sheet.mergeCells("A5:B5");
      const rich = sheet.addRow(["RICH", null, null, null, null]);
      rich.getCell(3).value = { richText: [{ text: "Check " }, { font: { bold: true }, text: "twice" }] };
      rich.getCell(4).value = new Date("2026-03-12T00:00:00Z");
      rich.getCell(5).value = { text: "the procedure", hyperlink: "https://internal-docs/rich" };
    }),
  );
  expect(rows.map(({ job, errorCode, steps }) => [job, errorCode, steps?.[0]])).toEqual([
    ["NIGHTLY", "E1", "one"],
    ["NIGHTLY", "E2", "two"],
    ["NIGHTLY", "E3", "three"],
    ["ACROSS", null, "wide"],
    ["RICH", null, "Check twice"],
  ]);
  expect(rows[4]).toMatchObject({ owner: "2026-03-12", procedureUrl: "https://internal-docs/rich" });
});

test("a formula gives the result Excel kept; without one, or with an error, its row is left out and the cell named", async () => {
  const row = (n: number, job: string, owner: string) =>
    `<row r="${n}"><c r="A${n}" t="inlineStr"><is><t>${job}</t></is></c>${owner}</row>`;
  const { rows, notes } = await rowsOf(
    writeZip(
      workbookParts({
        rows:
          sheetRows([], ["job", "owner"]) +
          row(2, "KEPT", '<c r="B2" t="str"><f>"a"&amp;"b"</f><v>ab@company.com</v></c>') +
          row(3, "NO_RESULT", '<c r="B3"><f>HYPERLINK("http://x")</f></c>') +
          row(4, "BROKEN", '<c r="B4" t="e"><v>#REF!</v></c>') +
          row(5, "FORMULA_ERROR", '<c r="B5" t="e"><f>1/0</f><v>#DIV/0!</v></c>'),
      }),
    ),
  );
  expect(rows.map(({ job, owner }) => [job, owner])).toEqual([["KEPT", "ab@company.com"]]);
  expect(notes).toEqual([
    expect.stringMatching(/^Jobs!B3 has a formula without a result/),
    expect.stringMatching(/^Jobs!B4 holds the error #REF!/),
    expect.stringMatching(/^Jobs!B5 holds the error #DIV\/0!/),
    '3 rows were left out of the sheet "Jobs".',
  ]);
});

test("a sheet without usable headers is left out by name, and a workbook of only such sheets is refused", async () => {
  const { rows, notes } = await rowsOf(
    await drawn((book) => {
      book.addWorksheet("Notes").addRow(["buy", "coffee"]);
      const sheet = book.addWorksheet("Jobs");
      sheet.addRow(headers);
      sheet.addRow(["A", null, "step", null, null]);
    }),
  );
  expect(rows).toHaveLength(1);
  expect(notes).toEqual(['The sheet "Notes" was left out: it has no usable headers.']);
  const none = await drawn((book) => book.addWorksheet("Notes").addRow(["job_name", "colour"]));
  const reading: Reading = await createDocumentReader().read({ name: "none.xlsx", bytes: none });
  expect(reading).toMatchObject({ kind: "refused", again: false });
  expect(reading).toMatchObject({ reason: expect.stringMatching(/No sheet has usable headers/) });
});

test("cell text is cleaned and cut, blanks have many spellings, and a cell may name several jobs", async () => {
  const { rows } = await rowsOf(
    workbook([
      ["A_1,\n A_2", "n/a", `${"x".repeat(5000)}`, "\u202eevil\u200b@company.com", "-"],
      ["TWO", "_x0041_1", "=cmd|' /C calc'!A0", null, null],
      [null, null, "belongs to nothing", null, null],
    ]),
  );
  expect(rows.map(({ job }) => job)).toEqual(expect.arrayContaining(["A_1", "A_2", "TWO"]));
  const second = rows.find(({ job }) => job === "A_2");
  expect(second).toMatchObject({ errorCode: null, owner: "evil@company.com", procedureUrl: null });
  expect(second?.steps?.[0]).toHaveLength(4000);
  expect(rows.find(({ job }) => job === "TWO")).toMatchObject({
    errorCode: "A1",
    steps: ["=cmd|' /C calc'!A0"],
  });
});

test("solutions become steps by line, semicolon or numbering", () => {
  expect(splitSteps("1. Check the file 2. Rerun 3) Tell the owner")).toEqual([
    "Check the file",
    "Rerun",
    "Tell the owner",
  ]);
  expect(splitSteps("- Check\n• Rerun version 2. Done\nPasso 3: avise")).toEqual([
    "Check",
    "Rerun version 2. Done",
    "avise",
  ]);
  expect(splitSteps("Check https://d/x;y=1; rerun;")).toEqual(["Check https://d/x;y=1", "rerun"]);
  expect(splitSteps("28 disks are enough")).toEqual(["28 disks are enough"]);
});

test("thirty thousand rows are read, each with its cells", async () => {
  const cells = Array.from({ length: 30_000 }, (_, n) => [
    `JOB_${n}`,
    `E${n % 997}`,
    `Step for ${n}`,
    "t@company.com",
    null,
  ]);
  const { rows } = await rowsOf(writeZip(workbookParts({ rows: sheetRows(cells) })));
  expect(rows).toHaveLength(30_000);
  expect(rows.at(-1)).toMatchObject({ job: "JOB_29999", place: "Jobs!A30001:E30001" });
}, 60_000);
