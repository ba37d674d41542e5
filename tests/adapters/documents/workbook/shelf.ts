// A directory of workbooks for one test, with the knowledge opened on it.

import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { openKnowledge } from "#adapters/documents/workbook/open-knowledge.ts";
import type { KnowledgeFile, KnowledgeStore } from "#ports/knowledge-store.ts";

export interface Shelf extends AsyncDisposable {
  readonly dir: string;
  /** Replaces a workbook in one step, as Excel does. */
  put(name: string, bytes: Buffer): Promise<void>;
  open(options?: { readonly firstReadMs?: number }): Promise<KnowledgeStore>;
}

export async function shelf(): Promise<Shelf> {
  const root = await mkdtemp(join(tmpdir(), "resync-knowledge-"));
  const dir = join(root, "knowledge");
  await mkdir(dir);
  const undo = new AsyncDisposableStack();
  undo.defer(() => rm(root, { recursive: true, force: true }));
  return {
    dir,
    async put(name, bytes) {
      const draft = join(root, "draft");
      await writeFile(draft, bytes);
      await rename(draft, join(dir, name));
    },
    open: async (options = {}) =>
      undo.use(
        await openKnowledge({
          dir,
          log: pino({ level: "silent" }),
          now: () => new Date(),
          pollMs: 50,
          firstReadMs: 20_000,
          ...options,
        }),
      ),
    [Symbol.asyncDispose]: () => undo.disposeAsync(),
  };
}

/** The file as it is told, once it is in this state. */
export async function fileIn(
  knowledge: KnowledgeStore,
  name: string,
  state: KnowledgeFile["state"],
): Promise<KnowledgeFile> {
  for (let tries = 0; tries < 400; tries++) {
    const found = knowledge.files().find((file) => file.file.endsWith(`/${name}`));
    if (found?.state === state) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${name} did not become ${state}: ${JSON.stringify(knowledge.files())}`);
}
