// Every job, stream and workstation name of the plan, to find the one that was meant.

import { createNameTable, keyOf, type NameTable } from "./name-table.ts";
import { comparable, similarity } from "./similarity.ts";

export type NameKind = "job" | "stream" | "workstation";

export interface NearName {
  readonly name: string;
  /** 0 to 1: 1 differs in case or accents only. */
  readonly score: number;
}

export type AddName = (kind: NameKind, name: string) => void;

export interface NameIndex {
  /** The plan's spelling of a name given in any case, with or without accents; null when the plan has none. */
  canonical(kind: NameKind, name: string): string | null;
  /** Names that may have been meant, best first; nothing that is only a guess. */
  nearest(kind: NameKind, name: string, limit: number): readonly NearName[];
  /** Names that begin so, in order, for completion. */
  startingWith(prefix: string, limit: number, kind?: NameKind): readonly string[];
  /** One more job, or workstation, carries the name. */
  add: AddName;
  /** One less carries it; with the last the name is gone. */
  remove(kind: NameKind, name: string): void;
  /** Fills a new index and puts it in place of this one when `fill` is done; until then the old names are served. */
  replace(fill: (add: AddName) => void | Promise<void>): Promise<void>;
  /** Distinct names. */
  size(kind: NameKind): number;
}

/** Below this a likeness is not offered. */
const worthOffering = 0.6;
const comparedClosely = 250;
/** No name of HWA's is longer than 40; what is typed may be a whole sentence. */
const longestTyped = 80;
const typeable = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

export function createNameIndex(): NameIndex {
  let tables = emptyTables();

  return {
    canonical: (kind, name) => tables[kind].canonical(keyOf(name.trim()), name.trim()),
    nearest(kind, name, limit) {
      const key = keyOf(name.trim().slice(0, longestTyped));
      if (key === "" || limit <= 0) return [];
      const table = tables[kind];
      const typed = comparable(key);
      const slots = new Set(table.candidates(key, comparedClosely));
      for (const slot of oneTypoAway(table, key)) slots.add(slot);
      const near: NearName[] = [];
      for (const slot of slots) {
        const found = table.nameAt(slot);
        if (found === null) continue;
        const score = similarity(typed, comparable(table.keyAt(slot)));
        if (score >= worthOffering) near.push({ name: found, score });
      }
      return near
        .sort((a, b) => b.score - a.score || a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
        .slice(0, limit);
    },
    startingWith: (prefix, limit, kind = "job") => tables[kind].startingWith(keyOf(prefix.trim()), limit),
    add: (kind, name) => tables[kind].add(name),
    remove: (kind, name) => tables[kind].remove(name),
    async replace(fill) {
      const fresh = emptyTables();
      await fill((kind, name) => fresh[kind].add(name));
      tables = fresh;
    },
    size: (kind) => tables[kind].size,
  };
}

function emptyTables(): Readonly<Record<NameKind, NameTable>> {
  return { job: createNameTable(), stream: createNameTable(), workstation: createNameTable() };
}

/** Names that one slip makes of the key. Trigrams alone may miss them in short names and in crowds of similar ones. */
function* oneTypoAway(table: NameTable, key: string): Generator<number> {
  for (const text of oneTypoTexts(key)) {
    const slot = table.slotOf(text);
    if (slot !== null) yield slot;
  }
}

function* oneTypoTexts(key: string): Generator<string> {
  yield key;
  for (let at = 0; at <= key.length; at += 1) {
    const head = key.slice(0, at);
    const tail = key.slice(at);
    yield head + tail.slice(1);
    if (tail.length > 1) yield `${head}${tail[1]}${tail[0]}${tail.slice(2)}`;
    for (const letter of typeable) {
      yield head + letter + tail;
      yield head + letter + tail.slice(1);
    }
  }
}
