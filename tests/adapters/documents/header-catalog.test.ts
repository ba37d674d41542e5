import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readHeaderCatalog } from "#adapters/documents/header-catalog.ts";

test("columns.yml names headers whatever their case and accents; without a usable one ours hold and its fault is told", async () => {
  const dir = await mkdtemp(join(tmpdir(), "resync-columns-"));
  await using _ = { [Symbol.asyncDispose]: () => rm(dir, { recursive: true }) };
  const path = join(dir, "columns.yml");
  expect(await readHeaderCatalog(path)).toEqual({ names: new Map(), problem: null });
  await writeFile(path, "job: [Tarefa Especial]\nsolution: [Remédio, cura_rápida]\n");
  expect(await readHeaderCatalog(path)).toEqual({
    names: new Map([
      ["tarefa especial", "job"],
      ["remedio", "solution"],
      ["cura rapida", "solution"],
    ]),
    problem: null,
  });
  await writeFile(path, "colour: [red]\n");
  expect(await readHeaderCatalog(path)).toMatchObject({
    names: new Map(),
    problem: expect.stringMatching(/^columns\.yml was not used: .*colour/),
  });
  await writeFile(path, "job: [a\n");
  expect((await readHeaderCatalog(path)).problem).toMatch(/^columns\.yml was not used/);
});
