import ExcelJS from "exceljs";
import { expect, test } from "vitest";
import { createDocumentReader } from "#adapters/documents/create-document-reader.ts";
import { longestPiece } from "#core/knowledge/passage.ts";
import { pdf, readWell, wordFile } from "./paper.ts";

test("a workbook's rows are fixes with their cells, every cell's words and the date they were checked", async () => {
  const book = new ExcelJS.Workbook();
  const jobs = book.addWorksheet("Jobs");
  jobs.addRow(["job_name", "error_code", "solution", "owner", "Priority", "updated"]);
  jobs.addRow(["PAYROLL, HR_LOAD", "RC=28", "1. Free space 2. Rerun", "Storage", "high", "2026-03-12"]);
  const pt = book.addWorksheet("Produção");
  pt.addRow(["Nome do Job", "Problema", "Solução", "Responsável", "Atualizado"]);
  pt.addRow(["FOLHA", "Arquivo não chegou", "Pedir de novo", "Equipe São João", "05/04/2026"]);
  book.addWorksheet("Notes").addRow(["buy", "coffee"]);
  const reading = await readWell("ops.xlsx", Buffer.from(await book.xlsx.writeBuffer()));
  expect(reading).toMatchObject({ as: "workbook", title: "ops" });
  expect(reading.notes).toEqual(['The sheet "Notes" was left out: it has no usable headers.']);
  expect(reading.pieces.map(({ place, fix }) => [place, fix?.job])).toEqual([
    ["Jobs!A2:F2", "PAYROLL"],
    ["Jobs!A2:F2 (2)", "HR_LOAD"],
    ["Produção!A2:E2", "FOLHA"],
  ]);
  expect(reading.pieces[0]).toMatchObject({
    heading: "PAYROLL · RC=28",
    text: expect.stringContaining("Priority: high"),
    fix: { errorCode: "RC=28", steps: ["Free space", "Rerun"], owner: "Storage", problem: null },
    dated: new Date("2026-03-12T00:00:00Z"),
  });
  expect(reading.pieces[2]).toMatchObject({
    fix: { problem: "Arquivo não chegou", owner: "Equipe São João" },
    dated: new Date("2026-04-05T00:00:00Z"),
  });
});

test("headers that only the operators know are understood through their catalog, and its fault is told", async () => {
  const csv = "tarefa especial;remédio\nFOLHA;Reexecutar\n";
  const bytes = Buffer.from(csv);
  const names = new Map([
    ["tarefa especial", "job"],
    ["remedio", "solution"],
  ] as const);
  const knowing = createDocumentReader({ headers: async () => ({ names, problem: null }) });
  expect(await knowing.read({ name: "a.csv", bytes })).toMatchObject({
    kind: "read",
    pieces: [{ place: "A2:B2", fix: { job: "FOLHA", steps: ["Reexecutar"] } }],
  });
  const broken = createDocumentReader({
    headers: async () => ({ names: new Map(), problem: "columns.yml was not used: bad." }),
  });
  expect(await broken.read({ name: "a.csv", bytes })).toMatchObject({
    kind: "refused",
    reason: expect.stringMatching(/no usable headers.*columns\.yml was not used: bad/),
  });
});

test("Markdown is read by headings, and a Resolution is a fix with what its topic says of job, owner and problem", async () => {
  const reading = await readWell(
    "runbooks/disk.md",
    `---
title: Storage runbook
owner: storage@company.com
updated: 2026-02-01
---
Read this first.

# Recovery
## Disk full
Job: BACKUP_ORACLE
Error code: RC=28

### Problem
The **archive** disk is full.

### Resolution
1. Delete archives older than \`7 days\`
2. Rerun [the job](https://docs/rerun)

## Credentials
**Owner:** DBA team

### Solução
1. Trocar a senha

| job | error | solution | owner |
|---|---|---|---|
| LEDGER | ORA-01017 | Unlock the user | DBA |
`,
  );
  expect(reading).toMatchObject({ as: "markdown", title: "Storage runbook", notes: [] });
  const byPlace = new Map(reading.pieces.map((piece) => [piece.place, piece]));
  expect([...byPlace.keys()]).toEqual([
    "beginning",
    "Recovery > Disk full",
    "Recovery > Disk full > Problem",
    "Recovery > Disk full > Resolution",
    "Recovery > Credentials",
    "Recovery > Credentials > Solução",
    "Recovery > Credentials > Solução > row 2",
  ]);
  expect(byPlace.get("Recovery > Disk full > Resolution")).toMatchObject({
    heading: "Resolution",
    fix: {
      job: "BACKUP_ORACLE",
      errorCode: "RC=28",
      problem: "The archive disk is full.",
      steps: ["Delete archives older than 7 days", "Rerun the job (https://docs/rerun)"],
      owner: "storage@company.com",
    },
    dated: new Date("2026-02-01T00:00:00Z"),
  });
  expect(byPlace.get("Recovery > Disk full > Problem")?.fix).toBeNull();
  expect(byPlace.get("Recovery > Credentials > Solução")?.fix).toMatchObject({
    job: null,
    problem: "Credentials",
    owner: "DBA team",
    steps: ["Trocar a senha"],
  });
  expect(byPlace.get("Recovery > Credentials > Solução > row 2")?.fix?.job).toBe("LEDGER");
});

test("Markdown whose front matter names a job has its numbered list as the fix", async () => {
  const { pieces } = await readWell(
    "x.md",
    "---\njob: PAYROLL\nerror_code: E7\n---\n# Night\n\nHello.\n\n1. Look\n2. Rerun\n",
  );
  expect(pieces.map((piece) => piece.fix)).toMatchObject([
    { job: "PAYROLL", errorCode: "E7", steps: ["Look", "Rerun"] },
  ]);
});

test("text is read by paragraphs with their lines, and what is not UTF-8 is read all the same", async () => {
  const long = "The ledger waits for the file of the bank. ".repeat(10).trim();
  const { pieces, notes } = await readWell("a.txt", Buffer.from(`Título\n\n${long}\n\nFim é já`, "latin1"));
  expect(pieces.map(({ place }) => place)).toEqual(["lines 1–3", "line 5"]);
  expect(pieces[1]?.text).toBe("Fim é já");
  expect(notes[0]).toMatch(/not UTF-8/);
  const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("conexão", "utf16le")]);
  expect((await readWell("b.txt", wide)).pieces[0]?.text).toBe("conexão");
});

test("CSV is read as a sheet, whatever separates its columns", async () => {
  for (const [name, text] of [
    ["a.csv", '\ufeffjob,solution,owner\nA,"Check, then\nrerun",x\n\nB,two,y\n'],
    ["b.csv", 'sep=;\njob;solution;owner\nA;"Check, then\nrerun";x\nB;two;y\n'],
    ["c.tsv", 'job\tsolution\towner\nA\t"Check, then\nrerun"\tx\n\nB\ttwo\ty\n'],
  ] as const) {
    const { pieces } = await readWell(name, text);
    expect(
      pieces.map(({ fix }) => [fix?.job, fix?.steps]),
      name,
    ).toEqual([
      ["A", ["Check, then", "rerun"]],
      ["B", ["two"]],
    ]);
    expect(pieces.at(-1)?.place, name).toBe("A4:C4");
  }
});

test("JSON gives a fix for each element that is one, and its path for everything else", async () => {
  const { pieces, title } = await readWell(
    "a.json",
    JSON.stringify({
      title: "Errors",
      contacts: { night: { phone: "555", name: "Ana" } },
      errors: [
        { jobName: "PAYROLL", errorCode: "E1", steps: ["Look", "Rerun"], owner: "HR", updated: "2026-01-02" },
        { note: "nothing we know", deep: { er: 1 } },
      ],
    }),
  );
  expect(title).toBe("Errors");
  expect(pieces.map(({ place, text, fix }) => [place, text.split("\n").at(-1), fix?.job])).toEqual([
    ["$.contacts.night", "name: Ana", undefined],
    ["$.errors[0]", "updated: 2026-01-02", "PAYROLL"],
    ["$.errors[1]", "deep.er: 1", undefined],
    ["$", "title: Errors", undefined],
  ]);
  expect(pieces[1]).toMatchObject({ fix: { steps: ["Look", "Rerun"] }, dated: new Date("2026-01-02") });
});

test("a PDF is read by pages and says which have no text", async () => {
  const reading = await readWell("n.pdf", pdf(["Restart the agent first", null, "Then rerun PAYROLL"]));
  expect(reading).toMatchObject({ as: "pdf", title: "Night runbook" });
  expect(reading.pieces.map(({ place, text }) => [place, text])).toEqual([
    ["page 1", "Restart the agent first"],
    ["page 3", "Then rerun PAYROLL"],
  ]);
  expect(reading.pieces[0]?.dated).toEqual(new Date("2026-03-12T00:00:00Z"));
  expect(reading.notes).toEqual(["Page 2 has no text; pictures are not read."]);
});

test("a Word document is read by its headings, with the same fixes as Markdown", async () => {
  const { as, pieces } = await readWell(
    "r.docx",
    wordFile([
      [1, "Disk full"],
      [0, "Job: BACKUP_ORACLE"],
      [0, "Responsável: Equipe de storage"],
      [2, "Resolução"],
      [0, "1. Apagar arquivos; 2. Reexecutar"],
    ]),
  );
  expect(as).toBe("word");
  expect(pieces.map(({ place }) => place)).toEqual(["Disk full", "Disk full > Resolução"]);
  expect(pieces[1]?.fix).toMatchObject({
    job: "BACKUP_ORACLE",
    owner: "Equipe de storage",
    problem: "Disk full",
    steps: ["Apagar arquivos", "Reexecutar"],
  });
});

test("a long passage is cut at its sentences, in numbered places", async () => {
  const sentence = "The job waits until the file of the bank has come. ";
  const { pieces } = await readWell("a.md", `# Long\n\n${sentence.repeat(200)}`);
  expect(pieces.map(({ place }) => place)).toEqual(["Long", "Long (2)", "Long (3)"]);
  for (const { text } of pieces) {
    expect(text.length).toBeLessThanOrEqual(longestPiece);
    expect(text).toMatch(/^The job .* come\.$/s);
  }
});
