// What lies in the folder of knowledge is kept as sources: at the start, and whenever it changes, by the one process that leads.

import { resolve } from "node:path";
import type { Logger } from "pino";
import { readHeaderCatalog } from "#adapters/documents/header-catalog.ts";
import { openFolder } from "#adapters/documents/open-folder.ts";
import type { Config } from "#config";
import { createRounds } from "#knowledge/rounds.ts";
import { createFolderShelf } from "#knowledge/shelf/create-folder-shelf.ts";
import type { Knowledge } from "./open-knowledge.ts";

export interface ShelfParts {
  readonly knowledge: Pick<Knowledge, "reader" | "sources">;
  readonly leads: () => boolean;
  readonly now: () => Date;
}

export interface OpenShelf extends AsyncDisposable {
  /** What is new or changed is known when it resolves. Never rejects: what goes wrong is tried again by the rounds. */
  firstLook(): Promise<void>;
  /** Begins to follow the folder; returns at once. */
  start(): void;
}

const roundMs = 5_000;

export function openShelf(config: Config, house: Logger, { knowledge, leads, now }: ShelfParts): OpenShelf {
  const log = house.child({ part: "knowledge" });
  const { reader, sources } = knowledge;
  const dir = resolve(config.knowledgeDir);
  const folder = openFolder({ dir, endings: reader.endings, log, pollMs: roundMs });
  const shelf = createFolderShelf({
    folder,
    reader,
    sources,
    async rules() {
      const { names, problem } = await readHeaderCatalog(resolve(dir, "columns.yml"));
      return names.size === 0 && problem === null ? "" : JSON.stringify([[...names], problem]);
    },
    log,
    now,
  });
  const rounds = createRounds({
    name: "Reading the folder of knowledge",
    everyMs: roundMs,
    mayWork: leads,
    work: (signal) => shelf.look(signal, leads()),
    log,
  });
  folder.onChange(rounds.hurry);
  return {
    async firstLook() {
      await rounds.turn().catch((error: unknown) => {
        log.warn(
          { err: error },
          "The folder of knowledge could not be read at the start; it is tried again.",
        );
      });
    },
    start: rounds.start,
    async [Symbol.asyncDispose]() {
      await rounds[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
