// Days and the parts of a day: "ontem à tarde", "last night", "madrugada de segunda", "this week".

import { readDate } from "./dates.ts";
import { lastWords } from "./durations.ts";
import { type Reader, words } from "./time-reader.ts";

const weekdays: ReadonlyMap<string, number> = new Map(
  `sunday=0 monday=1 tuesday=2 wednesday=3 thursday=4 friday=5 saturday=6 mon=1 tue=2 tues=2 wed=3 thu=4 thurs=4 fri=5 domingo=0 segunda=1 terca=2 quarta=3 quinta=4 sexta=5
  sabado=6 segunda-feira=1 terca-feira=2 quarta-feira=3 quinta-feira=4 sexta-feira=5 mondays=1 fridays=5`
    .split(/\s+/)
    .map((pair): [string, number] => {
      const [word = "", value = ""] = pair.split("=");
      return [word, Number(value)];
    }),
);
const ordinals = words("vez opcao tentativa execucao rodada parte etapa linha chamada");

interface Part {
  readonly from: number;
  readonly to: number;
}

const night: Part = { from: 18, to: 30 };
const morning: Part = { from: 6, to: 12 };
const afternoon: Part = { from: 12, to: 18 };
const small: Part = { from: 0, to: 6 };
const parts: ReadonlyMap<string, Part> = new Map([
  ["night", night],
  ["noite", night],
  ["evening", night],
  ["morning", morning],
  ["manha", morning],
  ["cedo", morning],
  ["cedinho", morning],
  ["early", morning],
  ["afternoon", afternoon],
  ["tarde", afternoon],
  ["madrugada", small],
]);
const nightWords = words("night noite evening");
const morningWords = words("morning manha");
const shiftWords = words("batch run processing window shift crew team");
export const these = words("this esta essa nesta nessa desta dessa este esse neste nesse");
const partOpeners = words("de pela");

/** A day or a part of one, hours from its local midnight; `to: null` runs until now. */
export interface Day {
  /** Days from today. */
  readonly offset: number;
  readonly from: number;
  readonly to: number | null;
  readonly length: number;
}

export function isWeekday(word: string): boolean {
  return weekdays.has(word);
}

export function readDay(reader: Reader, index: number): Day | null {
  const word = reader.at(index);
  if (word === "") return null;
  const next = reader.at(index + 1);
  if ((word === "today" || word === "hoje") && next === "em" && reader.at(index + 2) === "dia") return null;
  const whole = readWholeDay(reader, index);
  if (whole) {
    const part = readPart(reader, index + whole.length);
    const length = part ? part.end - index : whole.length;
    if (whole.offset < 0)
      return { offset: whole.offset, from: part?.part.from ?? 0, to: part?.part.to ?? 24, length };
    const over = part?.part === small;
    return { offset: 0, from: part?.part.from ?? 0, to: over ? 6 : null, length };
  }
  const part = parts.get(word);
  if (part && ["of", "de", "do", "da"].includes(next)) {
    const day = readWholeDay(reader, index + 2);
    if (day)
      return {
        offset: day.offset,
        from: part.from,
        to: day.offset < 0 || part === small ? part.to : null,
        length: day.length + 2,
      };
  }
  return readPartAlone(reader, index) ?? readLonger(reader, index) ?? readDated(reader, index);
}

/** "ontem", "segunda passada": a day by its word, without its parts. */
function readWholeDay(reader: Reader, index: number): { offset: number; length: number } | null {
  const word = reader.at(index);
  const next = reader.at(index + 1);
  if (word === "today" || word === "hoje") return { offset: 0, length: 1 };
  if (word === "yesterday" || word === "ontem") return { offset: -1, length: 1 };
  if (word === "anteontem" || word === "antontem") return { offset: -2, length: 1 };
  if (word === "antes" && next === "de" && reader.at(index + 2) === "ontem") return { offset: -2, length: 3 };
  if (word === "day" && next === "before" && reader.at(index + 2) === "yesterday")
    return { offset: -2, length: 3 };
  const weekday = weekdays.get(word);
  if (weekday === undefined || ordinals.has(next)) return null;
  const back = (reader.wall().weekday - weekday + 7) % 7 || 7;
  let length = 1;
  if (next === "feira") length += 1;
  if (lastWords.has(reader.at(index + length))) length += 1;
  return { offset: -back, length };
}

function readPart(reader: Reader, index: number): { part: Part; end: number } | null {
  let at = reader.skip(index);
  if (["na", "pela", "in"].includes(reader.at(at))) at = reader.skip(at + 1);
  const part = parts.get(reader.at(at));
  if (!part) return null;
  const trailing = ["cedo", "cedinho", "toda", "inteira"].includes(reader.at(at + 1)) ? 1 : 0;
  return { part, end: at + 1 + trailing };
}

function readPartAlone(reader: Reader, index: number): Day | null {
  const word = reader.at(index);
  const next = reader.at(index + 1);
  if (word === "last" && nightWords.has(next)) return { offset: -1, from: 18, to: 30, length: 2 };
  if (nightWords.has(word) && word !== "evening" && lastNight(reader, index)) {
    const trailing = next === "passada" || next === "toda" || next === "anterior" ? 1 : 0;
    return { offset: -1, from: 18, to: 30, length: 1 + trailing };
  }
  if (word === "tonight") return { offset: 0, from: 18, to: null, length: 1 };
  if (word === "overnight" && !shiftWords.has(next)) return { offset: 0, from: 0, to: 6, length: 1 };
  if (word === "madrugada") return { offset: 0, from: 0, to: 6, length: next === "toda" ? 2 : 1 };
  if ((word === "small" || word === "early") && next === "hours")
    return { offset: 0, from: 0, to: 6, length: 2 };
  if (morningWords.has(word) && (thisBefore(reader, index) || partOpeners.has(reader.at(index - 1))))
    return { offset: 0, from: 6, to: null, length: 1 };
  if (word === "cedo" && reader.at(index - 1) === "desde") return { offset: 0, from: 6, to: null, length: 1 };
  if ((word === "afternoon" || word === "tarde") && thisBefore(reader, index))
    return { offset: 0, from: 12, to: null, length: 1 };
  return null;
}

/** Weekends, and weeks and months that still run. */
function readLonger(reader: Reader, index: number): Day | null {
  const word = reader.at(index);
  const after = (at: number): number => (lastWords.has(reader.at(at)) ? at + 1 : at);
  const weekend =
    word === "weekend" ? index + 1 : word === "fim" && reader.at(index + 2) === "semana" ? index + 3 : 0;
  if (weekend > 0 && reader.at(index - 1) !== "bom") {
    const sinceSaturday = (reader.wall().weekday + 1) % 7;
    // On a weekend it is the one that runs; on a weekday the last.
    const runs = sinceSaturday < 2;
    return { offset: -sinceSaturday, from: 0, to: runs ? null : 48, length: after(weekend) - index };
  }
  if ((word === "week" || word === "semana") && thisBefore(reader, index))
    return { offset: -((reader.wall().weekday + 6) % 7), from: 0, to: null, length: 1 };
  if ((word === "month" || word === "mes") && thisBefore(reader, index))
    return { offset: 1 - reader.wall().day, from: 0, to: null, length: 1 };
  return null;
}

function readDated(reader: Reader, index: number): Day | null {
  const date = readDate(reader, index);
  if (!date) return null;
  const part = readPart(reader, index + date.length);
  return part
    ? { offset: date.offset, from: part.part.from, to: part.part.to, length: part.end - index }
    : { offset: date.offset, from: 0, to: 24, length: date.length };
}

function thisBefore(reader: Reader, index: number): boolean {
  return these.has(reader.at(index - 1)) && reader.at(index - 2) !== "hora";
}

/** "the night", "a noite", "essa noite" are a time; "good night", "night shift" are none. */
function lastNight(reader: Reader, index: number): boolean {
  const before = reader.at(index - 1);
  if (shiftWords.has(reader.at(index + 1)) || before === "boa" || before === "good") return false;
  if (before === "da" && reader.at(index - 2) !== "resumo") return false;
  if (before === "na" || before === "pela") return reader.at(index + 1) === "passada" || before === "pela";
  return before !== "to" && words("the a as essa esta nessa nesta desta dessa da whole this").has(before);
}

/** "during the night" is after midnight; "the night" is the whole of it. */
export function asNight(reader: Reader, index: number, day: Day): Day {
  const before = reader.at(index - 2);
  const during =
    before === "during" ||
    before === "durante" ||
    before === "in" ||
    before === "through" ||
    before === "pela";
  return during && day.from === 18 && reader.at(index) !== "last" && reader.at(index) !== "ontem"
    ? { ...day, offset: 0, from: 0, to: 6 }
    : day;
}
