// The names of one kind: found exactly, by trigram, and by beginning, in typed arrays that hold 200,000 of them.

import { fold } from "#core/text.ts";

/** How a name is compared: upper case without accents. HWA's names mostly are so already and then cost nothing. */
export function keyOf(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the test is "ASCII only"
  return /^[\u0000-\u007f]*$/.test(name) ? name.toUpperCase() : fold(name).toUpperCase();
}

export interface NameTable {
  /** Distinct names. */
  readonly size: number;
  add(name: string): void;
  remove(name: string): void;
  /** The spelling of the plan; the same spelling before another that only differs in case. */
  canonical(key: string, spelling: string): string | null;
  /** Slots whose names share the most telling trigrams with the key, most shared first. */
  candidates(key: string, limit: number): readonly number[];
  keyAt(slot: number): string;
  nameAt(slot: number): string | null;
  slotOf(key: string): number | null;
  startingWith(key: string, limit: number): readonly string[];
}

/** Postings looked at for one question; the commonest trigrams, which tell least, are left out beyond. */
const postingsPerQuestion = 250_000;
const none = -1;
/** Letters, digits, the separators of names, and one class for everything else. */
const alphabet = 41;

export function createNameTable(): NameTable {
  const names: (string | null)[] = [];
  const keys: string[] = [];
  /** How many jobs carry the name. */
  let uses = new Uint32Array(256);
  let next = new Int32Array(256);
  let heads = new Int32Array(512).fill(none);
  const postings: (Int32Array | undefined)[] = new Array(alphabet ** 3);
  const lengths = new Uint32Array(alphabet ** 3);
  let shared = new Uint8Array(256);
  let touched = new Int32Array(256);
  let live = 0;
  let dead = 0;
  let sorted = new Int32Array(0);
  let pending: number[] = [];

  function find(spelling: string, key: string): number {
    for (let slot = heads[hashOf(key) & (heads.length - 1)] ?? none; slot !== none; slot = next[slot] ?? none)
      if (names[slot] === spelling) return slot;
    return none;
  }

  function slotOf(key: string): number | null {
    for (let slot = heads[hashOf(key) & (heads.length - 1)] ?? none; slot !== none; slot = next[slot] ?? none)
      if (keys[slot] === key && names[slot] !== null) return slot;
    return null;
  }

  function chain(slot: number): void {
    const bucket = hashOf(keys[slot] ?? "") & (heads.length - 1);
    next[slot] = heads[bucket] ?? none;
    heads[bucket] = slot;
  }

  function grow(): void {
    const wide = uses.length * 2;
    const widerUses = new Uint32Array(wide);
    widerUses.set(uses);
    uses = widerUses;
    next = new Int32Array(wide);
    heads = new Int32Array(wide * 2).fill(none);
    shared = new Uint8Array(wide);
    touched = new Int32Array(wide);
    for (let slot = 0; slot < names.length; slot += 1) chain(slot);
  }

  function post(slot: number): void {
    for (const gram of trigramsOf(keys[slot] ?? "")) {
      const length = lengths[gram] ?? 0;
      let list = postings[gram];
      if (!list || length === list.length) {
        const longer = new Int32Array(list ? Math.ceil(list.length * 1.5) : 4);
        if (list) longer.set(list);
        list = longer;
        postings[gram] = list;
      }
      list[length] = slot;
      lengths[gram] = length + 1;
    }
  }

  /** Builds everything anew without the dead. */
  function compact(): void {
    const kept: { name: string; uses: number }[] = [];
    for (const [slot, name] of names.entries()) if (name !== null) kept.push({ name, uses: uses[slot] ?? 1 });
    names.length = 0;
    keys.length = 0;
    postings.fill(undefined);
    lengths.fill(0);
    heads.fill(none);
    sorted = new Int32Array(0);
    pending = [];
    live = 0;
    dead = 0;
    for (const { name, uses: count } of kept) uses[take(name, keyOf(name))] = count;
  }

  function take(name: string, key: string): number {
    const slot = names.length;
    if (slot >= uses.length) grow();
    names.push(name);
    keys.push(key);
    uses[slot] = 1;
    chain(slot);
    post(slot);
    pending.push(slot);
    live += 1;
    return slot;
  }

  /** Sorts what came since the last time and merges it in. */
  function sort(): void {
    if (pending.length === 0) return;
    const order = (a: number, b: number) => compareText(keys[a] ?? "", keys[b] ?? "");
    const fresh = pending.sort(order);
    const merged = new Int32Array(sorted.length + fresh.length);
    let i = 0;
    let j = 0;
    for (let at = 0; at < merged.length; at += 1) {
      const a = sorted[i];
      const b = fresh[j];
      if (b === undefined || (a !== undefined && order(a, b) <= 0)) {
        merged[at] = a ?? none;
        i += 1;
      } else {
        merged[at] = b;
        j += 1;
      }
    }
    sorted = merged;
    pending = [];
  }

  return {
    get size() {
      return live;
    },
    add(name) {
      const key = keyOf(name);
      const slot = find(name, key);
      if (slot !== none) uses[slot] = (uses[slot] ?? 0) + 1;
      else take(name, key);
    },
    remove(name) {
      const slot = find(name, keyOf(name));
      if (slot === none) return;
      uses[slot] = (uses[slot] ?? 1) - 1;
      if (uses[slot] !== 0) return;
      names[slot] = null;
      live -= 1;
      dead += 1;
      if (dead > 1_000 + live / 4) compact();
    },
    canonical(key, spelling) {
      const exact = find(spelling, key);
      if (exact !== none) return names[exact] ?? null;
      const slot = slotOf(key);
      return slot === null ? null : (names[slot] ?? null);
    },
    candidates(key, limit) {
      const grams = [...trigramsOf(key)]
        .filter((gram) => (lengths[gram] ?? 0) > 0)
        .sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0));
      let reached = 0;
      let looked = 0;
      for (const gram of grams) {
        const length = lengths[gram] ?? 0;
        if (looked > 0 && looked + length > postingsPerQuestion) break;
        looked += length;
        const list = postings[gram];
        if (!list) continue;
        for (let at = 0; at < length; at += 1) {
          const slot = list[at] ?? 0;
          const hits = shared[slot] ?? 0;
          if (hits === 0) {
            touched[reached] = slot;
            reached += 1;
          }
          shared[slot] = hits + 1;
        }
      }
      const best = mostShared(touched.subarray(0, reached), shared, grams.length, limit, (slot) =>
        names[slot] === null ? null : Math.abs((keys[slot]?.length ?? 0) - key.length),
      );
      for (let at = 0; at < reached; at += 1) shared[touched[at] ?? 0] = 0;
      return best;
    },
    keyAt: (slot) => keys[slot] ?? "",
    nameAt: (slot) => names[slot] ?? null,
    slotOf,
    startingWith(key, limit) {
      sort();
      let low = 0;
      let high = sorted.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (compareText(keys[sorted[middle] ?? 0] ?? "", key) < 0) low = middle + 1;
        else high = middle;
      }
      const found: string[] = [];
      for (let at = low; at < sorted.length && found.length < limit; at += 1) {
        const slot = sorted[at] ?? 0;
        if (!keys[slot]?.startsWith(key)) break;
        const name = names[slot];
        if (name !== null && name !== undefined) found.push(name);
      }
      return found;
    },
  };
}

/** The slots with the most hits; among equal hits those whose length is nearest. Dead slots have no distance. */
function mostShared(
  touched: Int32Array,
  shared: Uint8Array,
  most: number,
  limit: number,
  lengthGap: (slot: number) => number | null,
): readonly number[] {
  const perHits = new Uint32Array(most + 1);
  for (const slot of touched) perHits[shared[slot] ?? 0] = (perHits[shared[slot] ?? 0] ?? 0) + 1;
  let least = most;
  for (let sum = perHits[least] ?? 0; least > 1 && sum < limit; sum += perHits[least] ?? 0) least -= 1;
  // Far more may share the least number of hits than are wanted: buckets by length gap choose among them.
  const surely: number[] = [];
  const byGap: number[][] = [];
  for (const slot of touched) {
    const hits = shared[slot] ?? 0;
    if (hits < least) continue;
    const gap = lengthGap(slot);
    if (gap === null) continue;
    if (hits > least) surely.push(slot);
    else {
      const bucket = Math.min(gap, 40);
      byGap[bucket] ??= [];
      const list = byGap[bucket];
      if (list.length < limit) list.push(slot);
    }
  }
  for (const list of byGap) {
    if (surely.length >= limit) break;
    if (list) surely.push(...list.slice(0, limit - surely.length));
  }
  return surely;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** FNV-1a over UTF-16 units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** 0 the edge of a part, 1–26 letters, 27–36 digits, then the rest. Separators are edges: parts may stand anywhere. */
function classOf(code: number): number {
  if (code >= 65 && code <= 90) return code - 64;
  if (code >= 48 && code <= 57) return code - 21;
  if (code < 128) return 0;
  return 37 + (code & 3);
}

function trigramsOf(key: string): Set<number> {
  const grams = new Set<number>();
  let a = 0;
  let b = 0;
  for (let i = 0; i <= key.length; i += 1) {
    const c = i === key.length ? 0 : classOf(key.charCodeAt(i));
    if (b !== 0) grams.add((a * alphabet + b) * alphabet + c);
    a = b;
    b = c;
  }
  return grams;
}
