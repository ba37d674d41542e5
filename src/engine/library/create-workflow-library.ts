// The loaded workflows: read at the start, kept by digest, and read again when their files change.
//
// A file that stops being right keeps its last good version for as long as this process lives, and says so among the
// problems; a file that is gone takes its workflow with it. When the whole folder is gone that had workflows in it (a disk
// that is not mounted, a release half unpacked), nobody meant that: what was loaded stays, and this is a problem, too. Jobs that run never notice either: they pin a digest, and
// every version this library ever showed is in the store before anybody can start it.

import { type FSWatcher, watch as watchFiles } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { LRUCache } from "lru-cache";
import type { Logger } from "pino";
import type { Workflow } from "#core/workflow/workflow.ts";
import { workflowKinds } from "#core/workflow/workflow.ts";
import type { Actions } from "#ports/action.ts";
import type { WorkflowStore } from "#ports/workflow-store.ts";
import type { WorkflowLibrary, WorkflowProblem } from "../engine.ts";
import { actionLookup } from "./action-lookup.ts";
import { folderOf, glance, readWorkflows, settleIds, sorted, type WorkflowSource } from "./read-workflows.ts";

export interface WorkflowLibraryOptions {
  /** Holds the folders jobs, runbooks and orchestrations; those that are missing are as good as empty. */
  readonly dir: string;
  readonly store: WorkflowStore;
  readonly actions: Actions;
  readonly log: Logger;
  /** Whether files are watched; `pollMs` is how often they are looked at besides, for changes nobody announced. */
  readonly watch: boolean | { readonly pollMs: number };
}

export interface OpenWorkflowLibrary extends WorkflowLibrary, AsyncDisposable {
  /** Reads the files now. Throws what the store throws, and then everything is as before. */
  reload(): Promise<void>;
}

/** An editor writes a file in several strokes; they are one change. */
const settleMs = 100;
const defaultPollMs = 5_000;
const mostPinned = 500;

interface Loaded {
  /** By file: as it stands. */
  readonly sources: ReadonlyMap<string, WorkflowSource>;
  /** By file: its last good version. */
  readonly good: ReadonlyMap<string, WorkflowSource>;
  readonly byId: ReadonlyMap<string, Workflow>;
  readonly problems: readonly WorkflowProblem[];
}

const nothing: Loaded = { sources: new Map(), good: new Map(), byId: new Map(), problems: [] };

export async function createWorkflowLibrary(options: WorkflowLibraryOptions): Promise<OpenWorkflowLibrary> {
  const { dir, store, log } = options;
  const lookup = actionLookup(options.actions);
  const pinned = new LRUCache<string, Workflow>({ max: mostPinned });
  let loaded = nothing;
  let turn: Promise<void> = Promise.resolve();

  async function load(): Promise<void> {
    const sources = await readWorkflows(dir, lookup, loaded.sources);
    const isGone = sources.length === 0 && loaded.byId.size > 0 && !(await isThere(dir));
    const now = isGone ? { ...loaded, problems: [goneFolder(dir)] } : settle(sources, loaded);
    const fresh = [...now.good.values()].filter((source) => loaded.good.get(source.file) !== source);
    const kept = fresh.flatMap(({ workflow, text }) => (workflow ? [{ ...workflow, source: text }] : []));
    if (kept.length > 0) await store.keep(kept);
    const before = loaded;
    loaded = now;
    for (const workflow of now.byId.values()) pinned.set(workflow.digest, workflow);
    tell(before, now, log);
  }

  /** One after the other: a reload that is asked for during another sees what came meanwhile. */
  function reload(): Promise<void> {
    const mine = turn.then(load);
    turn = mine.catch(() => {});
    return mine;
  }

  await reload();
  const watching = options.watch
    ? watchFolders(dir, options.watch === true ? defaultPollMs : options.watch.pollMs, reload, log)
    : null;

  return {
    list: () => [...loaded.byId.values()],
    find: (id) => loaded.byId.get(id) ?? null,
    async pinned(digest) {
      const known = pinned.get(digest);
      if (known) return known;
      const kept = await store.byDigest(digest);
      if (kept) pinned.set(digest, kept);
      return kept;
    },
    problems: () => loaded.problems,
    reload,
    async [Symbol.asyncDispose]() {
      await watching?.[Symbol.asyncDispose]();
      await turn;
    },
  };
}

async function isThere(dir: string): Promise<boolean> {
  return stat(dir).then(
    () => true,
    () => false,
  );
}

function goneFolder(dir: string): WorkflowProblem {
  const message = `The folder ${dir} is gone. The workflows it had are kept for as long as this process lives; put it back, or set WORKFLOWS_DIR.`;
  return { file: ".", line: null, message };
}

/** What is shown from now on, given what was. */
function settle(read: readonly WorkflowSource[], before: Loaded): Loaded {
  const candidates = read.flatMap((source) => {
    const last = source.workflow ? source : before.good.get(source.file);
    return last ? [last] : [];
  });
  const holder = (id: string) => [...before.good.values()].find((source) => source.workflow?.id === id)?.file;
  const { workflows, problems } = settleIds(candidates, holder);
  const all = [...read.flatMap((source) => source.problems), ...problems];
  const byId = [...workflows.values()].flatMap(({ workflow }) => (workflow ? [workflow] : []));
  return {
    sources: new Map(read.map((source) => [source.file, source])),
    good: workflows,
    byId: new Map(byId.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((workflow) => [workflow.id, workflow])),
    problems: sorted(all),
  };
}

function tell(before: Loaded, now: Loaded, log: Logger): void {
  for (const [id, { version, digest }] of now.byId)
    if (before !== nothing && before.byId.get(id)?.digest !== digest)
      log.info({ workflow: id, version, digest }, "A workflow has changed.");
  for (const id of before.byId.keys())
    if (!now.byId.has(id)) log.info({ workflow: id }, "A workflow is gone.");
  const known = new Set(before.problems.map((each) => `${each.file}:${each.line}: ${each.message}`));
  for (const { file, line, message } of now.problems)
    if (!known.has(`${file}:${line}: ${message}`))
      log.warn({ file, line, problem: message }, "A workflow file has a problem.");
}

/**
 * Reloads soon after a change. The operating system's hints are the fast way; a look at names, sizes and times every
 * `pollMs` is the sure one, for folders that come later, network disks, and reloads that failed.
 */
function watchFolders(
  dir: string,
  pollMs: number,
  reload: () => Promise<void>,
  log: Logger,
): AsyncDisposable {
  const watchers = new Map<string, FSWatcher>();
  let seen: string | null = null;
  let soon: NodeJS.Timeout | undefined;
  let closed = false;
  let busy: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    for (const kind of workflowKinds) listen(join(dir, folderOf(kind)));
    const now = await glance(dir);
    if (closed || now === seen) return;
    await reload();
    seen = now;
  }

  function begin(): void {
    if (closed) return;
    busy = busy.then(look).catch((error: unknown) => {
      log.error({ err: error }, "The workflow files could not be read again; the loaded ones stay.");
    });
  }

  function listen(folder: string): void {
    if (closed || watchers.has(folder)) return;
    try {
      const watcher = watchFiles(folder, { persistent: false }, () => {
        clearTimeout(soon);
        soon = setTimeout(begin, settleMs);
      });
      watcher.on("error", () => {
        watcher.close();
        watchers.delete(folder);
      });
      watchers.set(folder, watcher);
    } catch {
      // Not there yet, or the system is out of watches: the regular look finds the changes.
    }
  }

  begin();
  const regular = setInterval(begin, pollMs);
  regular.unref();
  return {
    async [Symbol.asyncDispose]() {
      closed = true;
      clearInterval(regular);
      clearTimeout(soon);
      for (const watcher of watchers.values()) watcher.close();
      await busy;
    },
  };
}
