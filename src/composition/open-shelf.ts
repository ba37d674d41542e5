// What lies in the folder of knowledge and what people wrote into HWA is kept as sources: the folder at the start and whenever it
// changes, HWA in the background, by the one process that leads.

import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { readHeaderCatalog } from "#adapters/documents/header-catalog.ts";
import { openFolder } from "#adapters/documents/open-folder.ts";
import type { Config } from "#config";
import { createRounds } from "#knowledge/rounds.ts";
import { createFolderShelf } from "#knowledge/shelf/create-folder-shelf.ts";
import { createHwaShelf } from "#knowledge/shelf/create-hwa-shelf.ts";
import type { HwaReader } from "#ports/hwa.ts";
import type { PlanStore } from "#ports/plan-store.ts";
import type { Knowledge } from "./open-knowledge.ts";

export interface ShelfParts {
  readonly knowledge: Pick<Knowledge, "reader" | "sources">;
  readonly hwa: HwaReader;
  readonly plan: PlanStore;
  readonly leads: () => boolean;
  readonly now: () => Date;
}

export interface OpenShelf extends AsyncDisposable {
  /** What is new or changed is known when it resolves. Never rejects: what goes wrong is tried again by the rounds. */
  firstLook(): Promise<void>;
  /** Begins to follow both; returns at once. */
  start(): void;
}

const roundMs = 5_000;
/** A document saved at the very start is waited for. */
const settlingMs = 450;
const settlingTries = 4;
const hwaRoundMs = 10_000;
/** Whoever asks first after the start is answered first. */
const hwaAfterMs = 8_000;

export function openShelf(config: Config, house: Logger, parts: ShelfParts): OpenShelf {
  const log = house.child({ part: "knowledge" });
  const { leads, now } = parts;
  const { reader, sources } = parts.knowledge;
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
  const hwaShelf = createHwaShelf({ hwa: parts.hwa, plan: parts.plan, sources, log, now });
  const hwaRounds = createRounds({
    name: "Reading what people wrote into HWA",
    everyMs: hwaRoundMs,
    mayWork: leads,
    work: hwaShelf.read,
    log,
  });
  let later: NodeJS.Timeout | null = null;
  return {
    async firstLook() {
      try {
        await rounds.turn();
        for (let tries = 0; shelf.settling() && tries < settlingTries; tries++) {
          await sleep(settlingMs);
          await rounds.turn();
        }
      } catch (error) {
        log.warn(
          { err: error },
          "The folder of knowledge could not be read at the start; it is tried again.",
        );
      }
    },
    start() {
      rounds.start();
      later ??= setTimeout(hwaRounds.start, hwaAfterMs).unref();
    },
    async [Symbol.asyncDispose]() {
      if (later) clearTimeout(later);
      await hwaRounds[Symbol.asyncDispose]();
      await rounds[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
