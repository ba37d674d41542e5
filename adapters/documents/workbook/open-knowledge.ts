// The knowledge of a directory of workbooks, kept as the operators change it.
//
// A workbook is `unread`, then either `loaded` or `rejected`. A newer version that is refused leaves the last good rows
// in use and makes the file `rejected`, with the reason. A file that is gone for two looks in a row (Excel saves by
// deleting and renaming) is `missing`, and its rows go with it: an answer must not cite a cell nobody can open. While
// the whole directory cannot be read, as when a share is not mounted, everything stays in use and is called `missing`.

import { type FSWatcher, watch } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { KnowledgeFile, KnowledgeRow, KnowledgeStore } from "#ports/knowledge-store.ts";
import { about } from "./about.ts";
import { hashOf, signatureOf } from "./file-signature.ts";
import { createKnowledgeIndex, type KnowledgeIndex } from "./knowledge-index.ts";
import { limits } from "./limits.ts";
import { readWorkbook } from "./read-workbook.ts";
import { termsOf } from "./search-words.ts";

export interface KnowledgeOptions {
  readonly dir: string;
  readonly log: Logger;
  readonly now: () => Date;
  /** How often the directory is looked at, because watching alone misses changes; default 5,000. */
  readonly pollMs?: number;
  /** How long opening waits for the first reading, in milliseconds; default 1,500. */
  readonly firstReadMs?: number;
}

interface Workbook {
  readonly name: string;
  readonly file: string;
  /** The stat this was last read at, successfully or not; null: read it at the next look. */
  signature: string | null;
  hash: string | null;
  good: { readonly index: KnowledgeIndex; readonly loadedAt: Date } | null;
  state: "unread" | KnowledgeFile["state"];
  problem: string | null;
  missed: number;
  /** Readings in a row that ran out of time, which may be the machine's fault. */
  late: number;
}

const lateTries = 3;

/**
 * Starts reading at once and resolves when every workbook is read, or after `firstReadMs`: a few small workbooks are
 * there when it resolves, a large one appears when it is ready and until then `files()` calls it missing, "being read".
 * Never rejects: a missing directory and a bad workbook are told by `files()`, and are looked at again.
 */
export async function openKnowledge(options: KnowledgeOptions): Promise<KnowledgeStore & AsyncDisposable> {
  const { log, now } = options;
  const dir = resolve(options.dir);
  const workbooks = new Map<string, Workbook>();
  const stopped = new AbortController();
  let dirProblem: string | null = null;
  let looking: Promise<void> | null = null;
  let again = false;
  let watcher: FSWatcher | null = null;
  let soon: NodeJS.Timeout | null = null;

  /** Looks at the directory; one look at a time, and one more when something changed meanwhile. */
  function look(): Promise<void> {
    if (looking) again = true;
    else
      looking = (async () => {
        do {
          again = false;
          await lookOnce();
        } while (again && !stopped.signal.aborted);
      })()
        .catch((error: unknown) =>
          log.error({ err: error, dir }, "The knowledge directory could not be read."),
        )
        .finally(() => {
          looking = null;
        });
    return looking;
  }

  async function lookOnce(): Promise<void> {
    const names = await list();
    if (names === null) return;
    startWatching();
    for (const [name, workbook] of workbooks) if (!names.includes(name)) miss(workbook);
    for (const name of names) {
      if (stopped.signal.aborted) return;
      await readIfChanged(known(name));
    }
  }

  async function list(): Promise<readonly string[] | null> {
    try {
      const entries = await readdir(dir, { withFileTypes: true });
      if (dirProblem !== null) for (const workbook of workbooks.values()) workbook.signature = null;
      dirProblem = null;
      return entries
        .filter((entry) => !entry.isDirectory() && /^[^~.].*\.xlsx$/i.test(entry.name))
        .map((entry) => entry.name)
        .sort();
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
      const problem =
        code === "ENOENT"
          ? `The directory ${options.dir} does not exist. Create it and put workbooks (.xlsx) in it.`
          : `The directory ${options.dir} cannot be read (${code}).`;
      if (dirProblem !== problem) log.warn({ dir, code }, "The knowledge directory cannot be read.");
      dirProblem = problem;
      return null;
    }
  }

  function known(name: string): Workbook {
    const workbook = workbooks.get(name) ?? {
      name,
      file: `${basename(dir)}/${name}`,
      signature: null,
      hash: null,
      good: null,
      state: "unread" as const,
      problem: null,
      missed: 0,
      late: 0,
    };
    workbook.missed = 0;
    workbooks.set(name, workbook);
    return workbook;
  }

  function miss(workbook: Workbook): void {
    workbook.signature = null;
    if (workbook.state === "missing") return;
    if (++workbook.missed < 2) {
      lookSoon();
      return;
    }
    log.warn({ file: workbook.file }, "A knowledge workbook is gone.");
    workbook.state = "missing";
    workbook.good = null;
    workbook.hash = null;
    workbook.problem = "The file was removed, and its rows with it.";
  }

  async function readIfChanged(workbook: Workbook): Promise<void> {
    const path = join(dir, workbook.name);
    const signature = await signatureOf(path);
    if (signature === null || signature === workbook.signature) return;
    // The same bytes under a new date, as after a copy: nothing to read.
    if (workbook.hash !== null && workbook.good && (await hashOf(path)) === workbook.hash) {
      workbook.signature = signature;
      if (workbook.state !== "loaded") Object.assign(workbook, { state: "loaded", problem: null });
      return;
    }
    const rows: KnowledgeRow[] = [];
    const reading = await readWorkbook({
      path,
      file: workbook.file,
      take: (more) => rows.push(...more),
      signal: stopped.signal,
    });
    if (stopped.signal.aborted) return;
    const unchanged = (await signatureOf(path)) === signature;
    if (reading.outcome !== "read" && !unchanged) {
      lookSoon(); // half-written: judge it when it is whole
      return;
    }
    // What could not be opened is tried at every look; what was read or refused, only when it changes.
    workbook.late = reading.outcome === "late" ? workbook.late + 1 : 0;
    const tryAgain = reading.outcome === "unreadable" || (workbook.late > 0 && workbook.late < lateTries);
    workbook.signature = tryAgain || !unchanged ? null : signature;
    if (reading.outcome !== "read") {
      reject(workbook, reading.reason);
      return;
    }
    if (!unchanged) lookSoon();
    const total = [...workbooks.values()].reduce(
      (sum, other) => sum + (other === workbook ? 0 : (other.good?.index.size ?? 0)),
      rows.length,
    );
    if (total > limits.rows) {
      reject(workbook, `With it there would be ${total} rows; ${limits.rows} are the most. Remove old rows.`);
      return;
    }
    workbook.good = { index: await indexed(rows), loadedAt: now() };
    workbook.hash = reading.hash;
    workbook.state = "loaded";
    workbook.problem = reading.notes.length === 0 ? null : toldNotes(reading.notes, reading.rowsLeftOut);
    log.info(
      { file: workbook.file, rows: rows.length, notes: reading.notes.length },
      "Read a knowledge workbook.",
    );
  }

  function reject(workbook: Workbook, reason: string): void {
    const problem = workbook.good ? `${reason} The last good version stays in use.` : reason;
    if (workbook.state !== "rejected" || workbook.problem !== problem)
      log.warn({ file: workbook.file, reason }, "A knowledge workbook was not taken.");
    workbook.state = "rejected";
    workbook.problem = problem;
  }

  function lookSoon(): void {
    soon ??= setTimeout(() => {
      soon = null;
      if (!stopped.signal.aborted) void look();
    }, 150);
    soon.unref();
  }

  function startWatching(): void {
    if (watcher || stopped.signal.aborted) return;
    try {
      watcher = watch(dir, { persistent: false }, lookSoon);
      watcher.on("error", () => {
        watcher?.close();
        watcher = null;
      });
    } catch {
      watcher = null; // the poll sees it
    }
  }

  const indexes = () =>
    [...workbooks.values()].flatMap((workbook) => (workbook.good ? [workbook.good.index] : []));

  const poll = setInterval(() => void look(), options.pollMs ?? 5_000);
  poll.unref();
  await Promise.race([
    look(),
    sleep(options.firstReadMs ?? 1_500, undefined, { signal: stopped.signal, ref: false }),
  ]);

  return {
    about: ({ job, errorCode }) => about(indexes(), job, errorCode),
    search(words, limit) {
      const terms = termsOf(words);
      return indexes()
        .flatMap((index) => index.search(terms, limit))
        .sort((a, b) => b.score - a.score)
        .slice(0, limit)
        .map(({ row }) => row);
    },
    files() {
      const files = [...workbooks.values()].map(
        (workbook): KnowledgeFile => ({
          file: workbook.file,
          state: dirProblem !== null || workbook.state === "unread" ? "missing" : workbook.state,
          rows: workbook.good?.index.size ?? 0,
          loadedAt: workbook.good?.loadedAt ?? null,
          problem:
            dirProblem !== null
              ? `${dirProblem}${workbook.good ? " The rows read last stay in use." : ""}`
              : workbook.state === "unread"
                ? "It is being read for the first time."
                : workbook.problem,
        }),
      );
      if (files.length > 0 || dirProblem === null) return files;
      return [{ file: basename(dir), state: "missing", rows: 0, loadedAt: null, problem: dirProblem }];
    },
    async [Symbol.asyncDispose]() {
      stopped.abort();
      clearInterval(poll);
      if (soon) clearTimeout(soon);
      watcher?.close();
      await looking;
    },
  };
}

/** The rows made findable, in slices, so that a large workbook holds nobody up. */
async function indexed(rows: readonly KnowledgeRow[]): Promise<KnowledgeIndex> {
  const index = createKnowledgeIndex();
  for (let at = 0; at < rows.length; at += sliceRows) {
    index.add(rows.slice(at, at + sliceRows));
    await nextTurn();
  }
  return index;
}

const sliceRows = 500;

function toldNotes(notes: readonly string[], rowsLeftOut: number): string {
  const head =
    rowsLeftOut > 0 ? `${rowsLeftOut} ${rowsLeftOut === 1 ? "row was" : "rows were"} left out. ` : "";
  return `${head}${notes.slice(0, 5).join(" ")}${notes.length > 5 ? " …" : ""}`;
}
