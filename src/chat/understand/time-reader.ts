// Reads the words of a time: what stands where, and clock times such as "22h", "2 am", "meia-noite".

import type { WallClock } from "./wall-clock.ts";

export const words = (list: string): ReadonlySet<string> => new Set(list.split(" "));
const clockArticles = words("as a o da das do dos de at the around umas pelas ao");

export interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly half: "am" | "pm" | null;
  readonly length: number;
}

const clockShape = /^([01]?\d|2[0-4])(?:[:h]([0-5]\d)?|hs|hrs)?(?:min)?(am|pm)?$/;

/** What a reader of times looks at: the words, and the wall clock only when a calendar word needs it. */
export interface Reader {
  readonly texts: readonly string[];
  readonly used: Set<number>;
  wall(): WallClock;
  at(index: number): string;
  take(from: number, to: number): void;
  /** Past articles and small prepositions. */
  skip(index: number): number;
  clock(index: number): Clock | null;
}

export function readerOf(texts: readonly string[], wall: () => WallClock): Reader {
  const reader: Reader = {
    texts,
    used: new Set(),
    wall,
    at: (index) => texts[index] ?? "",
    take(from, to) {
      for (let index = from; index < to; index += 1) reader.used.add(index);
    },
    skip(index) {
      let at = index;
      while (clockArticles.has(reader.at(at))) at += 1;
      return at;
    },
    clock: (index) => readClock(reader, index),
  };
  return reader;
}

function readClock(reader: Reader, index: number): Clock | null {
  const word = reader.at(index);
  if (word === "midnight" || word === "meia-noite") return { hour: 0, minute: 0, half: null, length: 1 };
  if (word === "noon" || word === "midday" || word === "meio-dia")
    return { hour: 12, minute: 0, half: null, length: 1 };
  if (word === "meia" && reader.at(index + 1) === "noite")
    return { hour: 0, minute: 0, half: null, length: 2 };
  if (word === "meio" && reader.at(index + 1) === "dia")
    return { hour: 12, minute: 0, half: null, length: 2 };
  const match = clockShape.exec(word);
  if (!match) return null;
  let half = (match[3] ?? null) as "am" | "pm" | null;
  let length = 1;
  const next = reader.at(index + 1);
  if (!half && (next === "am" || next === "pm")) {
    half = next;
    length = 2;
  } else if (next === "horas" || next === "hrs" || next === "h" || next === "hs" || next === "oclock")
    length = 2;
  if (reader.at(index + length) === "da" || reader.at(index + length) === "de") {
    const part = reader.at(index + length + 1);
    if (part === "manha" || part === "madrugada") half = "am";
    else if (part === "tarde" || (part === "noite" && Number(match[1]) < 12)) half = "pm";
    if (part === "manha" || part === "madrugada" || part === "tarde" || part === "noite") length += 2;
  }
  return { hour: Number(match[1]), minute: Number(match[2] ?? 0), half, length };
}

export function hour24(clock: Clock, half = clock.half): number {
  if (half === "pm" && clock.hour < 12) return clock.hour + 12;
  return half === "am" && clock.hour === 12 ? 0 : clock.hour;
}
