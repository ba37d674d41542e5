import { mkdir, mkdtemp, rename, rm, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { createWorkflowStore } from "#adapters/postgres/jobs/create-workflow-store.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import { Fault } from "#core/fault.ts";
import {
  createWorkflowLibrary,
  type WorkflowLibraryOptions,
} from "#engine/library/create-workflow-library.ts";
import { checkWorkflowFiles } from "#engine/library/read-workflows.ts";
import type { WorkflowStore } from "#ports/workflow-store.ts";
import { eventually } from "../../support/app.ts";
import { testDatabase } from "../../support/database.ts";
import { someActions } from "./some-actions.ts";

const log = pino({ level: "silent" });

function runbook(id: string, title = "Try", uses = "hwa.job"): string {
  return `id: ${id}\nkind: runbook\ntitle: ${title}\nsteps:\n  - id: look\n    uses: ${uses}\n`;
}

/** A folder of workflows, a real store, and libraries over them. */
async function shelf() {
  await using opening = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), "resync-workflows-"));
  opening.defer(() => rm(dir, { recursive: true, force: true }));
  const { url } = opening.use(await testDatabase());
  const store = createWorkflowStore(opening.use(openDatabase({ url, log })));
  const parts = opening.move();
  const open = async (more: Partial<WorkflowLibraryOptions> = {}) =>
    parts.use(await createWorkflowLibrary({ dir, store, actions: someActions, log, watch: false, ...more }));
  const write = async (file: string, text: string) => {
    await mkdir(dirname(join(dir, file)), { recursive: true });
    await writeFile(join(dir, file), text);
  };
  return { dir, store, open, write, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

describe("the library of workflows", () => {
  it("loads every file, keeps every definition, and says what is wrong with the rest", async () => {
    await using it = await shelf();
    await it.write("runbooks/b.yml", runbook("b"));
    await it.write("runbooks/a.yaml", runbook("a"));
    await it.write("jobs/j.yml", runbook("j").replace("kind: runbook", "kind: job"));
    await it.write("runbooks/broken.yml", runbook("broken", "Broken", "hwa.jbo"));
    await it.write("runbooks/.hidden.yml", "not: read");
    await it.write("runbooks/notes.txt", "not read");
    const library = await it.open();
    expect(library.list().map((each) => each.id)).toEqual(["a", "b", "j"]);
    expect(library.find("a")?.title).toBe("Try");
    expect(library.find("broken")).toBeNull();
    expect(library.find("constructor")).toBeNull();
    expect(library.problems()).toMatchObject([{ file: "runbooks/broken.yml", line: 6 }]);
    const digest = library.find("a")?.digest ?? "";
    expect(await it.store.byDigest(digest)).toEqual(library.find("a"));
    expect(await it.store.versions("a")).toMatchObject([{ version: 1, digest }]);
  });

  it("keeps the last good version of a file that breaks, and goes on with it once it is mended", async () => {
    await using it = await shelf();
    await it.write("runbooks/a.yml", runbook("a", "First"));
    const library = await it.open();
    const first = library.find("a");
    await it.write("runbooks/a.yml", "id: a\nkind: [\n");
    await library.reload();
    expect(library.find("a")).toBe(first);
    expect(library.problems()).toHaveLength(1);
    expect(library.problems()[0]?.file).toBe("runbooks/a.yml");
    await it.write("runbooks/a.yml", runbook("a", "Second"));
    await library.reload();
    expect(library.find("a")?.title).toBe("Second");
    expect(library.problems()).toEqual([]);
  });

  it("still gives a running job the definition it pinned, here and in another process", async () => {
    await using it = await shelf();
    await it.write("runbooks/a.yml", runbook("a", "First"));
    const library = await it.open();
    const pinned = library.find("a");
    if (!pinned) throw new Error("not loaded");
    await it.write("runbooks/a.yml", runbook("a", "Second"));
    await library.reload();
    expect(library.find("a")?.digest).not.toBe(pinned.digest);
    expect(await library.pinned(pinned.digest)).toEqual(pinned);
    await unlink(join(it.dir, "runbooks/a.yml"));
    await library.reload();
    expect(library.find("a")).toBeNull();
    const other = await it.open();
    expect(await other.pinned(pinned.digest)).toEqual(pinned);
    expect(await other.pinned("0".repeat(64))).toBeNull();
  });

  it("lets a file that had an id first keep it, and names the other", async () => {
    await using it = await shelf();
    await it.write("runbooks/z.yml", runbook("same", "First"));
    const library = await it.open();
    await it.write("runbooks/a.yml", runbook("same", "Second"));
    await library.reload();
    expect(library.find("same")?.title).toBe("First");
    expect(library.problems()).toEqual([
      {
        file: "runbooks/a.yml",
        line: 1,
        message: 'The id "same" belongs to runbooks/z.yml already. Give one of them another id.',
      },
    ]);
    await unlink(join(it.dir, "runbooks/z.yml"));
    await library.reload();
    expect(library.find("same")?.title).toBe("Second");
    expect(library.problems()).toEqual([]);
  });

  it("sees a change by itself, also one that is saved by renaming, and a folder that comes later", async () => {
    await using it = await shelf();
    await it.write("runbooks/a.yml", runbook("a", "First"));
    const library = await it.open({ watch: true });
    await it.write("runbooks/a.yml.tmp", runbook("a", "Second"));
    await rename(join(it.dir, "runbooks/a.yml.tmp"), join(it.dir, "runbooks/a.yml"));
    await eventually(async () => library.find("a")?.title === "Second", "the renamed file");
    const polling = await it.open({ watch: { pollMs: 50 } });
    await it.write("orchestrations/o.yml", runbook("o").replace("kind: runbook", "kind: orchestration"));
    await eventually(async () => polling.find("o"), "the folder that was made later");
  });

  it("does not open without its store, and stays as it was when the store fails later", async () => {
    await using it = await shelf();
    await it.write("runbooks/a.yml", runbook("a", "First"));
    let down = true;
    const store: WorkflowStore = {
      ...it.store,
      async keep(workflows) {
        if (down) throw new Fault("unavailable", "The database is away.");
        await it.store.keep(workflows);
      },
    };
    await expect(it.open({ store })).rejects.toThrow("The database is away.");
    down = false;
    const library = await it.open({ store });
    down = true;
    await it.write("runbooks/a.yml", runbook("a", "Second"));
    await expect(library.reload()).rejects.toThrow("The database is away.");
    expect(library.find("a")?.title).toBe("First");
    down = false;
    await library.reload();
    expect(library.find("a")?.title).toBe("Second");
  });
});

describe("the check of a folder", () => {
  it("tells every problem of every file in order, and needs no folder to be there", async () => {
    await using it = await shelf();
    expect(await checkWorkflowFiles(join(it.dir, "nowhere"), someActions)).toEqual({
      workflows: [],
      problems: [],
    });
    await it.write("runbooks/a.yml", `${runbook("a", "A", "hwa.jbo")}    on_faliure: stop\n`);
    await it.write("runbooks/b.yml", runbook("b"));
    await it.write("runbooks/c.yml", runbook("b"));
    const { workflows, problems } = await checkWorkflowFiles(it.dir, someActions);
    expect(workflows.map((each) => each.id)).toEqual(["b"]);
    expect(problems.map(({ file, line }) => `${file}:${line}`)).toEqual([
      "runbooks/a.yml:6",
      "runbooks/a.yml:7",
      "runbooks/c.yml:1",
    ]);
  });
});
