import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pino } from "pino";
import { expect, test } from "vitest";
import { createDocumentReader } from "#adapters/documents/create-document-reader.ts";
import { openFolder } from "#adapters/documents/open-folder.ts";
import { createKnowledgeSources } from "#adapters/postgres/knowledge/create-knowledge-sources.ts";
import { createKnownFixes } from "#adapters/postgres/knowledge/create-known-fixes.ts";
import { createFolderShelf } from "#knowledge/shelf/create-folder-shelf.ts";
import type { DocumentReader } from "#ports/documents.ts";
import { workbook } from "../../adapters/documents/workbook/write-zip.ts";
import { knowledgeDatabase } from "../../adapters/postgres/knowledge/knowledge-database.ts";

const log = pino({ level: "silent" });
const signal = new AbortController().signal;
const saying = (step: string) => workbook([["PAYROLL", null, step, null, null]]);

async function place() {
  const root = await mkdtemp(join(tmpdir(), "resync-shelf-"));
  const dir = join(root, "knowledge");
  await mkdir(dir);
  const stack = new AsyncDisposableStack();
  stack.defer(() => rm(root, { recursive: true, force: true }));
  const db = stack.use(await knowledgeDatabase());
  const sources = createKnowledgeSources(db);
  const fixes = createKnownFixes(db);
  let time = Date.parse("2026-03-12T08:00:00Z");
  let saved = Date.now() - 3_600_000;
  const reads: string[] = [];
  const real = createDocumentReader();
  const settings = { rules: "", read: real.read };
  const reader: DocumentReader = {
    endings: real.endings,
    read(document, stop) {
      reads.push(document.name);
      return settings.read(document, stop);
    },
  };
  const openShelf = () =>
    createFolderShelf({
      folder: stack.use(openFolder({ dir, endings: reader.endings, log, pollMs: 3_600_000, settleMs: 0 })),
      reader,
      sources,
      rules: async () => settings.rules,
      log,
      now: () => new Date(time),
    });
  const shelf = openShelf();
  return {
    dir,
    sources,
    fixes,
    reads,
    settings,
    openShelf,
    look: (leads = true) => shelf.look(signal, leads),
    pass: (ms: number) => {
      time += ms;
    },
    /** Saved in one step, each time later than before. */
    async put(name: string, bytes: Buffer | string) {
      const draft = join(root, "draft");
      await writeFile(draft, bytes);
      saved += 10_000;
      await utimes(draft, saved / 1000, saved / 1000);
      await mkdir(dirname(join(dir, name)), { recursive: true });
      await rename(draft, join(dir, name));
    },
    remove: (name: string) => rm(join(dir, name)),
    steps: async () => (await fixes.about({ job: "PAYROLL" })).flatMap((row) => row.steps),
    kept: async () => (await sources.page({ limit: 500, offset: 0 })).sources,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

test("what lies in the folder is known with its cells, and only what changed is read again", async () => {
  await using shelf = await place();
  await shelf.put("a.xlsx", saying("first"));
  await shelf.put("deep/b.md", "# Disk\n\nFree some space.\n");
  await shelf.look();
  expect(await shelf.fixes.about({ job: "payroll" })).toMatchObject([
    { steps: ["first"], cite: "knowledge/a.xlsx · Jobs!A2:E2", origin: "folder" },
  ]);
  expect((await shelf.kept()).map(({ name, kind, standing }) => [name, kind, standing])).toEqual([
    ["knowledge/a.xlsx", "workbook", "approved"],
    ["knowledge/deep/b.md", "markdown", "approved"],
  ]);
  await shelf.look();
  expect(shelf.reads).toHaveLength(2);
  await shelf.put("a.xlsx", saying("second"));
  await shelf.look();
  expect(await shelf.steps()).toEqual(["second"]);
  expect(shelf.reads.toSorted()).toEqual(["a.xlsx", "a.xlsx", "deep/b.md"]);
});

test("another process, or the same after a restart, reads nothing that is kept already", async () => {
  await using shelf = await place();
  await shelf.put("a.xlsx", saying("kept"));
  await shelf.look();
  await shelf.openShelf().look(signal, true);
  await shelf.put("a.xlsx", saying("kept")); // a copy of the same under a new date
  await shelf.look();
  expect(shelf.reads).toHaveLength(1);
});

test("a change of what headers are called makes everything be read again", async () => {
  await using shelf = await place();
  await shelf.put("a.xlsx", saying("same"));
  await shelf.look();
  shelf.settings.rules = "tarefa: job";
  await shelf.look();
  await shelf.look();
  expect(shelf.reads).toHaveLength(2);
});

test("one that is gone is missing and not quoted, and is back without being read when it is the same", async () => {
  await using shelf = await place();
  await shelf.put("a.xlsx", saying("here"));
  await shelf.look();
  await shelf.remove("a.xlsx");
  await shelf.look(false);
  expect(await shelf.steps()).toEqual(["here"]); // who does not lead may look into another folder
  await shelf.look();
  expect(await shelf.kept()).toMatchObject([{ missing: true }]);
  expect(await shelf.steps()).toEqual([]);
  await shelf.put("a.xlsx", saying("here"));
  await shelf.look();
  expect(await shelf.steps()).toEqual(["here"]);
  expect(shelf.reads).toHaveLength(1);
});

test("one that was renamed is known under its new name alone", async () => {
  await using shelf = await place();
  await shelf.put("a.xlsx", saying("the same"));
  await shelf.look();
  await shelf.remove("a.xlsx");
  await shelf.put("b.xlsx", saying("the same"));
  await shelf.look();
  expect((await shelf.kept()).map(({ name }) => name)).toEqual(["knowledge/b.xlsx"]);
  expect(await shelf.steps()).toEqual(["the same"]);
});

test("a version that is refused leaves the last good one in use, is told, and is read again only when it changes", async () => {
  await using shelf = await place();
  await shelf.put("a.xlsx", saying("good"));
  await shelf.look();
  await shelf.put("a.xlsx", "no workbook at all");
  await shelf.look();
  shelf.pass(86_400_000);
  await shelf.look();
  expect(shelf.reads).toHaveLength(2);
  expect(await shelf.steps()).toEqual(["good"]);
  expect((await shelf.kept())[0]?.problem).toMatch(/not an Excel workbook.*last good version stays in use/);
  await shelf.put("a.xlsx", saying("good"));
  await shelf.look();
  expect(await shelf.kept()).toMatchObject([{ problem: null, missing: false }]);
});

test("one that was never good is shown with its reason, and keeps nobody else out", async () => {
  await using shelf = await place();
  await shelf.put("a.pdf", "%PDF-1.7 and nothing");
  await shelf.put("b.xlsx", saying("known"));
  await shelf.look();
  expect(await shelf.kept()).toMatchObject([
    { name: "knowledge/a.pdf", kind: "pdf", passages: 0, problem: expect.stringMatching(/\w/) },
    { name: "knowledge/b.xlsx", passages: 1, problem: null },
  ]);
});

test("what the machine was at fault for is tried again by itself, later each time", async () => {
  await using shelf = await place();
  const { read } = shelf.settings;
  shelf.settings.read = async () => ({
    kind: "refused",
    reason: "No process could be started.",
    again: true,
  });
  await shelf.put("a.xlsx", saying("at last"));
  await shelf.look();
  await shelf.look();
  expect(shelf.reads).toHaveLength(1);
  for (const pause of [1_000, 2_000, 4_000]) {
    shelf.pass(pause - 1);
    await shelf.look();
    shelf.pass(1);
    await shelf.look();
  }
  expect(shelf.reads).toHaveLength(4);
  expect((await shelf.kept())[0]?.problem).toBe("No process could be started.");
  shelf.settings.read = read;
  shelf.pass(600_000);
  await shelf.look();
  expect(await shelf.steps()).toEqual(["at last"]);
  expect((await shelf.kept())[0]?.problem).toBeNull();
});

test("while the folder cannot be listed everything stays in use and that is told, until it is back", async () => {
  await using shelf = await place();
  await shelf.put("a.xlsx", saying("kept"));
  await shelf.look();
  await rename(shelf.dir, `${shelf.dir}-away`);
  await shelf.look();
  expect(await shelf.steps()).toEqual(["kept"]);
  expect((await shelf.kept()).find(({ name }) => name === "knowledge")?.problem).toMatch(
    /does not exist.*stays in use/,
  );
  await rename(`${shelf.dir}-away`, shelf.dir);
  await shelf.look();
  expect((await shelf.kept()).map(({ name }) => name)).toEqual(["knowledge/a.xlsx"]);
});

test("one that goes or changes while it is read ends as what is there", async () => {
  await using shelf = await place();
  const { read } = shelf.settings;
  await shelf.put("a.xlsx", saying("one"));
  shelf.settings.read = async (document, stop) => {
    shelf.settings.read = read;
    await shelf.remove("a.xlsx");
    return read(document, stop);
  };
  await shelf.look();
  await shelf.look();
  expect(await shelf.steps()).toEqual([]);
  await shelf.put("a.xlsx", saying("two"));
  await shelf.look();
  shelf.settings.read = async (document, stop) => {
    shelf.settings.read = read;
    await shelf.put("a.xlsx", saying("three"));
    return read(document, stop);
  };
  await shelf.put("a.xlsx", saying("two and a half"));
  await shelf.look();
  await shelf.look();
  expect(await shelf.steps()).toEqual(["three"]);
});

test("two hundred documents at once are all kept, by two processes at the same time as by one", async () => {
  await using shelf = await place();
  shelf.settings.read = async ({ name }) => ({
    kind: "read",
    as: "text",
    title: name,
    pieces: [{ place: "line 1", heading: null, text: `Words of ${name}`, fix: null, dated: null }],
    notes: [],
  });
  for (let n = 0; n < 200; n++) await shelf.put(`notes-${n}.txt`, `Words of ${n}`);
  await Promise.all([shelf.look(), shelf.openShelf().look(signal, true)]);
  const kept = await shelf.kept();
  expect(kept).toHaveLength(200);
  expect(kept.every(({ passages, problem }) => passages === 1 && problem === null)).toBe(true);
});
