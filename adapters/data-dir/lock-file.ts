// A lock that is a file: it holds who has it, appears whole or not at all, and outlives a crash without harm.
//
// Taken by linking a finished file to its name, which only one process can do. A lock whose process is gone is
// stale. Two starters may find the same stale lock, so the right to remove it is itself a lock, named after the
// stale one's content: only its holder removes exactly that content, and a third one's fresh lock is never touched.
// A holder on another host or in another container has a pid we cannot look up. It shows life by touching the file;
// one that does not for a while is taken to be dead.

import { createHash, randomUUID } from "node:crypto";
import { link, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { birthOf, pidSpace } from "./process-identity.ts";

export interface Holder {
  readonly pid: number;
  readonly birth: string;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
  /** Where it serves, when it said. */
  readonly url?: string;
  /** Makes every lock's content its own. */
  readonly nonce: string;
}

export interface LockFileOptions {
  readonly url?: string;
  /** How often a holder shows life, and for how long a foreign one may be silent, in milliseconds. */
  readonly beatMs?: number;
  readonly silenceMs?: number;
}

export type Locked = { readonly taken: true; readonly lock: AsyncDisposable };
export type Refused = { readonly taken: false; readonly holder: Holder | null };

export async function takeLock(path: string, options: LockFileOptions = {}): Promise<Locked | Refused> {
  const { beatMs = 2_000, silenceMs = 7_000 } = options;
  const me: Holder = {
    pid: process.pid,
    birth: (await birthOf(process.pid)) ?? "",
    host: await pidSpace(),
    since: new Date().toISOString(),
    ...(options.url === undefined ? {} : { url: options.url }),
    nonce: randomUUID(),
  };
  const mine = `${JSON.stringify(me)}\n`;
  const draft = `${path}.${me.nonce}`;
  await writeFile(draft, mine, { mode: 0o600, flag: "wx" });
  try {
    for (;;) {
      if (await linked(draft, path)) return { taken: true, lock: held(path, mine, beatMs) };
      const theirs = await readFile(path, "utf8").catch(() => null);
      if (theirs === null) continue; // let go just now
      const holder = parse(theirs);
      if (await isAlive(path, holder, me.host, silenceMs)) return { taken: false, holder };
      const digest = createHash("sha256").update(theirs).digest("hex").slice(0, 16);
      const turn = await takeLock(`${path}.stale-${digest}`, options);
      if (!turn.taken) {
        await sleep(10); // somebody else removes it; see who has the lock then
        continue;
      }
      await using _turn = turn.lock;
      if ((await readFile(path, "utf8").catch(() => null)) === theirs) await rm(path, { force: true });
    }
  } finally {
    await rm(draft, { force: true });
  }
}

async function linked(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

function held(path: string, mine: string, beatMs: number): AsyncDisposable {
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {}); // a full or failing disk is told by whoever needs to write
  }, beatMs);
  beat.unref();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(beat);
      if ((await readFile(path, "utf8").catch(() => null)) === mine) await rm(path, { force: true });
    },
  };
}

async function isAlive(
  path: string,
  holder: Holder | null,
  host: string,
  silenceMs: number,
): Promise<boolean> {
  if (holder?.host === host) return (await birthOf(holder.pid)) === holder.birth;
  const before = await touchedAt(path);
  for (const until = performance.now() + silenceMs; performance.now() < until; ) {
    await sleep(100);
    const after = await touchedAt(path);
    if (after !== before) return after !== null;
  }
  return false;
}

async function touchedAt(path: string): Promise<number | null> {
  return (await stat(path).catch(() => null))?.mtimeMs ?? null;
}

/** Null for a file that is no lock of ours, or one that a crashed disk left empty. */
function parse(text: string): Holder | null {
  try {
    const holder = JSON.parse(text) as Partial<Holder> | null;
    return typeof holder?.pid === "number" && typeof holder.birth === "string" ? (holder as Holder) : null;
  } catch {
    return null;
  }
}
