import ExcelJS from "exceljs";
import { pino } from "pino";
import { expect, test } from "vitest";
import { splitSteps } from "#adapters/documents/workbook/knowledge-rows.ts";
import { openKnowledge } from "#adapters/documents/workbook/open-knowledge.ts";
import { fileIn, shelf } from "./shelf.ts";
import { sheetRows, workbook, workbookParts, writeZip } from "./write-zip.ts";

/** The bytes of a workbook as a spreadsheet program writes it. */
async function drawn(draw: (book: ExcelJS.Workbook) => void): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  draw(book);
  return Buffer.from(await book.xlsx.writeBuffer());
}

const headers = ["job_name", "error_code", "solution", "owner", "procedure url"];

test("the shipped workbook answers the documents' own examples and cites its cells", async () => {
  await using knowledge = await openKnowledge({
    dir: "knowledge",
    log: pino({ level: "silent" }),
    now: () => new Date(),
    firstReadMs: 20_000,
  });
  expect(knowledge.files()).toMatchObject([
    { file: "knowledge/resync.xlsx", state: "loaded", problem: null },
  ]);
  expect(knowledge.about({ job: "FINANCE_PAYROLL" })[0]).toMatchObject({
    owner: "finance-team@company.com",
    procedureUrl: "https://internal-docs/finance-payroll",
  });
  expect(knowledge.about({ job: "invoice_processing", errorCode: "abend_ufl" })[0]).toEqual({
    job: "INVOICE_PROCESSING",
    errorCode: "ABEND_UFL",
    steps: [
      "Check input file path",
      "Verify database connection",
      "Consult https://internal-docs/invoice-processing-errors",
    ],
    owner: "systems-team@company.com",
    procedureUrl: "https://internal-docs/invoice-processing-errors",
    source: { file: "knowledge/resync.xlsx", sheet: "Jobs", row: 3, cells: "A3:E3" },
  });
});

test("a job's row with its code comes first, then its own row, then the code's", async () => {
  await using place = await shelf();
  await place.put(
    "a.xlsx",
    workbook([
      [null, "E1", "code", null, null],
      ["JOB.A#1", null, "job", null, null],
      ["JOB.A#1", "E1", "both", null, null],
      ["JOB.A#1", "E2", "other code", null, null],
      ["JOB_B", "E1", "other job", null, null],
    ]),
  );
  const knowledge = await place.open();
  const steps = (query: { job?: string; errorCode?: string }) =>
    knowledge.about(query).flatMap((row) => row.steps);
  expect(steps({ job: "job.a#1", errorCode: "e1" })).toEqual(["both", "job", "code"]);
  expect(steps({ job: "JOB.A#1" })).toEqual(["job", "both", "other code"]);
  expect(steps({ errorCode: " e1 " })).toEqual(["code", "both", "other job"]);
  expect(steps({ job: "NOBODY" })).toEqual([]);
  expect(steps({})).toEqual([]);
});

test("a bare number in the code column is a return code, however it is written", async () => {
  await using place = await shelf();
  await place.put(
    "a.xlsx",
    await drawn((book) => {
      const sheet = book.addWorksheet("Jobs");
      sheet.addRow(["Job", "Return code", "Fix"]);
      sheet.addRow(["A", 28, "number"]);
      sheet.addRow(["A", "rc 0012", "text"]);
    }),
  );
  const knowledge = await place.open();
  expect(knowledge.about({ job: "A", errorCode: "RC=28" })[0]?.steps).toEqual(["number"]);
  expect(knowledge.about({ job: "A", errorCode: "RC=12" })[0]?.steps).toEqual(["text"]);
});

test("headers are found in Portuguese, in any order, below a title and among other columns", async () => {
  await using place = await shelf();
  await place.put(
    "pt.xlsx",
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
  const knowledge = await place.open();
  expect(knowledge.about({ job: "folha_pgto" })).toEqual([
    {
      job: "FOLHA_PGTO",
      errorCode: "ORA-01017",
      steps: ["Verificar o arquivo", "Reexecutar"],
      owner: "Equipe São João",
      procedureUrl: "https://d/x",
      source: { file: "knowledge/pt.xlsx", sheet: "Produção", row: 4, cells: "B4:F4" },
    },
  ]);
});

test("merged cells, rich text, dates and links are read as a person sees them", async () => {
  await using place = await shelf();
  await place.put(
    "mixed.xlsx",
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
  const knowledge = await place.open();
  expect(knowledge.about({ job: "NIGHTLY" }).map((row) => [row.errorCode, row.steps[0]])).toEqual([
    ["E1", "one"],
    ["E2", "two"],
    ["E3", "three"],
  ]);
  expect(knowledge.about({ errorCode: "E3" })[0]?.job).toBe("NIGHTLY");
  expect(knowledge.about({ job: "ACROSS" })[0]?.errorCode).toBeNull();
  expect(knowledge.about({ job: "RICH" })).toMatchObject([
    { steps: ["Check twice"], owner: "2026-03-12", procedureUrl: "https://internal-docs/rich" },
  ]);
});

test("a formula gives the result Excel kept; without one, or with an error, its row is left out and the cell named", async () => {
  await using place = await shelf();
  const row = (n: number, job: string, owner: string) =>
    `<row r="${n}"><c r="A${n}" t="inlineStr"><is><t>${job}</t></is></c>${owner}</row>`;
  await place.put(
    "f.xlsx",
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
  const knowledge = await place.open();
  expect(knowledge.about({ job: "KEPT" })[0]?.owner).toBe("ab@company.com");
  for (const job of ["NO_RESULT", "BROKEN", "FORMULA_ERROR"]) expect(knowledge.about({ job })).toEqual([]);
  const [file] = knowledge.files();
  expect(file?.state).toBe("loaded");
  expect(file?.problem).toMatch(/3 rows were left out/);
  expect(file?.problem).toMatch(/Jobs!B3 has a formula without a result/);
  expect(file?.problem).toMatch(/Jobs!B4 holds the error #REF!/);
  expect(file?.problem).toMatch(/Jobs!B5 holds the error #DIV\/0!/);
});

test("a sheet without usable headers is skipped by name, and a workbook of only such sheets is refused", async () => {
  await using place = await shelf();
  await place.put(
    "some.xlsx",
    await drawn((book) => {
      book.addWorksheet("Notes").addRow(["buy", "coffee"]);
      const sheet = book.addWorksheet("Jobs");
      sheet.addRow(headers);
      sheet.addRow(["A", null, "step", null, null]);
    }),
  );
  await place.put(
    "none.xlsx",
    await drawn((book) => book.addWorksheet("Notes").addRow(["job_name", "colour"])),
  );
  const knowledge = await place.open();
  const [none, some] = knowledge.files();
  expect(none).toMatchObject({ state: "rejected", rows: 0 });
  expect(none?.problem).toMatch(/No sheet has usable headers/);
  expect(some).toMatchObject({ state: "loaded", rows: 1 });
  expect(some?.problem).toMatch(/The sheet "Notes" was skipped/);
});

test("cell text is cleaned and cut, blanks have many spellings, and a cell may name several jobs", async () => {
  await using place = await shelf();
  await place.put(
    "a.xlsx",
    workbook([
      ["A_1,\n A_2", "n/a", `${"x".repeat(5000)}`, "\u202eevil\u200b@company.com", "-"],
      ["TWO", "_x0041_1", "=cmd|' /C calc'!A0", null, null],
      [null, null, "belongs to nothing", null, null],
    ]),
  );
  const knowledge = await place.open();
  expect(knowledge.files()[0]?.rows).toBe(3);
  const [first] = knowledge.about({ job: "a_2" });
  expect(first).toMatchObject({ errorCode: null, owner: "evil@company.com", procedureUrl: null });
  expect(first?.steps[0]).toHaveLength(4000);
  expect(knowledge.about({ job: "TWO" })[0]).toMatchObject({
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

test("words find rows in both languages, whole names and their parts, best first", async () => {
  await using place = await shelf();
  await place.put(
    "a.xlsx",
    workbook([
      ["BACKUP_ORACLE", "RC=28", "Free space on the disk", "storage@company.com", null],
      ["CRM-LEADS-01", null, "A backup of the CRM is slow", null, null],
      ["FOLHA", null, "Verifique as conexões do banco", null, null],
    ]),
  );
  const knowledge = await place.open();
  const jobs = (words: string) => knowledge.search(words, 5).map((row) => row.job);
  expect(jobs("backup")).toEqual(["BACKUP_ORACLE", "CRM-LEADS-01"]);
  expect(jobs("what do we know about full disks?")).toEqual(["BACKUP_ORACLE"]);
  expect(jobs("conexao")).toEqual(["FOLHA"]);
  expect(jobs("crm-leads-01")).toEqual(["CRM-LEADS-01"]);
  expect(jobs("rc=28")).toEqual(["BACKUP_ORACLE"]);
  expect(jobs("quantum banana")).toEqual([]);
  expect(jobs("the of a")).toEqual([]);
});

test("one hundred thousand rows are read, and each is found", async () => {
  await using place = await shelf();
  const rows = Array.from({ length: 100_000 }, (_, n) => [
    `JOB_${n}`,
    `E${n % 997}`,
    `Step for ${n}`,
    "t@company.com",
    null,
  ]);
  await place.put("big.xlsx", writeZip(workbookParts({ rows: sheetRows(rows) })));
  const knowledge = await place.open();
  expect(await fileIn(knowledge, "big.xlsx", "loaded")).toMatchObject({ rows: 100_000, problem: null });
  expect(knowledge.about({ job: "job_99999" })[0]?.source.cells).toBe("A100001:E100001");
  expect(knowledge.search("step 77777", 3)[0]?.job).toBe("JOB_77777");
}, 60_000);
