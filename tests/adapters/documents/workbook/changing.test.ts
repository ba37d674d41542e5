import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { KnowledgeStore } from "#ports/knowledge-store.ts";
import { fileIn, shelf } from "./shelf.ts";
import { workbook } from "./write-zip.ts";

const saying = (step: string) => workbook([["PAYROLL", null, step, null, null]]);

async function until(knowledge: KnowledgeStore, step: string | undefined): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (knowledge.about({ job: "PAYROLL" })[0]?.steps[0] === step) return;
    await sleep(50);
  }
  throw new Error(`"${step}" was never known: ${JSON.stringify(knowledge.files())}`);
}

test("a saved change is known without a restart, and so is a new workbook", async () => {
  await using place = await shelf();
  await place.put("a.xlsx", saying("first"));
  const knowledge = await place.open();
  expect(knowledge.about({ job: "PAYROLL" })[0]?.steps).toEqual(["first"]);
  await place.put("a.xlsx", saying("second"));
  await until(knowledge, "second");
  await place.put("b.xlsx", workbook([["OTHER", null, "new", null, null]]));
  await fileIn(knowledge, "b.xlsx", "loaded");
  expect(knowledge.about({ job: "OTHER" })).toHaveLength(1);
});

test("a workbook that did not change is not read again when another one does", async () => {
  await using place = await shelf();
  await place.put("a.xlsx", saying("a"));
  await place.put("b.xlsx", workbook([["OTHER", null, "one", null, null]]));
  const knowledge = await place.open();
  const [before] = knowledge.files();
  await place.put("b.xlsx", workbook([["OTHER", null, "two", null, null]]));
  for (let tries = 0; tries < 200 && knowledge.about({ job: "OTHER" })[0]?.steps[0] !== "two"; tries++)
    await sleep(50);
  expect(knowledge.about({ job: "OTHER" })[0]?.steps).toEqual(["two"]);
  expect(knowledge.files()[0]?.loadedAt).toEqual(before?.loadedAt);
});

test("a workbook written piece by piece is taken when it is whole", async () => {
  await using place = await shelf();
  await place.put("a.xlsx", saying("before"));
  const knowledge = await place.open();
  const bytes = saying("after");
  for (const share of [0.2, 0.5, 0.8]) {
    await writeFile(join(place.dir, "a.xlsx"), bytes.subarray(0, Math.floor(bytes.length * share)));
    await sleep(120);
    expect(knowledge.about({ job: "PAYROLL" })[0]?.steps).toEqual(["before"]);
  }
  await writeFile(join(place.dir, "a.xlsx"), bytes);
  await until(knowledge, "after");
  expect((await fileIn(knowledge, "a.xlsx", "loaded")).problem).toBeNull();
});

test("a workbook replaced again and again ends with its last version", async () => {
  await using place = await shelf();
  await place.put("a.xlsx", saying("0"));
  const knowledge = await place.open();
  for (let n = 1; n <= 10; n++) {
    await place.put("a.xlsx", saying(String(n)));
    await sleep(30);
  }
  await until(knowledge, "10");
});

test("a deleted workbook takes its rows with it and is called missing", async () => {
  await using place = await shelf();
  await place.put("a.xlsx", saying("gone soon"));
  const knowledge = await place.open();
  await rm(join(place.dir, "a.xlsx"));
  const file = await fileIn(knowledge, "a.xlsx", "missing");
  expect(file).toMatchObject({ rows: 0, loadedAt: null });
  expect(knowledge.about({ job: "PAYROLL" })).toEqual([]);
  await place.put("a.xlsx", saying("back"));
  await until(knowledge, "back");
});

test("while the whole directory is away its rows stay in use, and the files are called missing", async () => {
  await using place = await shelf();
  await place.put("a.xlsx", saying("kept"));
  const knowledge = await place.open();
  await rename(place.dir, `${place.dir}-away`);
  const away = await fileIn(knowledge, "a.xlsx", "missing");
  expect(away.problem).toMatch(/does not exist.*stay in use/);
  expect(knowledge.about({ job: "PAYROLL" })[0]?.steps).toEqual(["kept"]);
  await rename(`${place.dir}-away`, place.dir);
  await fileIn(knowledge, "a.xlsx", "loaded");
});

test("a directory that is not there is told, and taken up when it appears", async () => {
  await using place = await shelf();
  await rm(place.dir, { recursive: true });
  const knowledge = await place.open();
  expect(knowledge.files()).toMatchObject([{ state: "missing", rows: 0 }]);
  expect(knowledge.files()[0]?.problem).toMatch(/does not exist/);
  await mkdir(place.dir);
  await place.put("a.xlsx", saying("here"));
  await until(knowledge, "here");
});

test("Excel's lock files, other files and directories named like workbooks are left alone", async () => {
  await using place = await shelf();
  await place.put("a.xlsx", saying("read"));
  await place.put("~$a.xlsx", Buffer.from("\x06locker"));
  await place.put("notes.txt", Buffer.from("x"));
  await mkdir(join(place.dir, "folder.xlsx"));
  const knowledge = await place.open();
  expect(knowledge.files()).toMatchObject([{ file: "knowledge/a.xlsx", state: "loaded" }]);
});

test("opening does not wait for a reading that takes long", async () => {
  await using place = await shelf();
  await place.put("a.xlsx", saying("later"));
  const knowledge = await place.open({ firstReadMs: 0 });
  expect(knowledge.files().every((file) => file.loadedAt === null)).toBe(true);
  await until(knowledge, "later");
});
