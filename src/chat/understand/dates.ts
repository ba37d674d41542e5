// Calendar dates: `2026-03-09`, `10/03`, "March 9th", "9 de março", "dia 9", "the 9th". Without a year the last such day
// is meant; `10/03` is day first, as in Portuguese and as HWA sites in Europe write it, unless that is no date.

import { type Reader, words } from "./time-reader.ts";

const monthNames: ReadonlyMap<string, number> = new Map(
  [
    "january jan janeiro",
    "february feb fevereiro fev",
    "march mar marco",
    "april apr abril abr",
    "may maio mai",
    "june jun junho",
    "july jul julho",
    "august aug agosto ago",
    "september sep sept setembro set",
    "october oct outubro out",
    "november nov novembro",
    "december dec dezembro dez",
  ].flatMap((names, month) => names.split(" ").map((name): [string, number] => [name, month + 1])),
);

const iso = /^(\d{4})-(\d{2})-(\d{2})$/;
const slashed = /^(\d{1,2})[/](\d{1,2})(?:[/](\d{4}|\d{2}))?$/;
const dayNumber = /^(\d{1,2})(st|nd|rd|th|o|º)?$/;
const dateOpeners = words(
  "on em in no do de da dia since desde from until till ate to a between entre and e for at the as das of run date data",
);

export interface DateFound {
  /** Days from today. */
  readonly offset: number;
  readonly length: number;
}

export function readDate(reader: Reader, index: number): DateFound | null {
  const word = reader.at(index);
  if (!/^\d/.test(word) && word !== "dia" && word !== "the" && !monthNames.has(word)) return null;
  const whole = iso.exec(word);
  if (whole) return found(reader, Number(whole[1]), Number(whole[2]), Number(whole[3]), 1);
  const pair = slashed.exec(word);
  if (pair) {
    if (!dateOpeners.has(reader.at(index - 1)) && !pair[3] && !/\/0|^0/.test(word)) return null;
    const [first, second] = [Number(pair[1]), Number(pair[2])];
    const [day, month] = second > 12 ? [second, first] : [first, second];
    const year = pair[3] ? (Number(pair[3]) % 2000) + 2000 : null;
    const dayFirst = found(reader, year, month, day, 1);
    // Half a year ago nobody asks about; the American reading of the same digits may be last week.
    const monthFirst = dayFirst && dayFirst.offset < -180 ? found(reader, year, day, month, 1) : null;
    return monthFirst && monthFirst.offset <= 0 && monthFirst.offset > -60 ? monthFirst : dayFirst;
  }
  const month = monthNames.get(word);
  if (month !== undefined) {
    const day = dayNumber.exec(reader.at(index + 1));
    return day ? found(reader, null, month, Number(day[1]), 2) : null;
  }
  if (word === "dia") {
    const rest = readDate(reader, index + 1);
    if (rest) return { ...rest, length: rest.length + 1 };
    const day = dayNumber.exec(reader.at(index + 1));
    return day ? found(reader, null, null, Number(day[1]), 2) : null;
  }
  if (word === "the") {
    const day = dayNumber.exec(reader.at(index + 1));
    const opened = dateOpeners.has(reader.at(index - 1));
    return day?.[2] && opened && !/^(?:time|run|attempt|step|try|one)$/.test(reader.at(index + 2))
      ? found(reader, null, null, Number(day[1]), 2)
      : null;
  }
  const day = dayNumber.exec(word);
  if (!day) return null;
  const at = ["de", "of"].includes(reader.at(index + 1)) ? index + 2 : index + 1;
  const named = monthNames.get(reader.at(at));
  return named === undefined ? null : found(reader, null, named, Number(day[1]), at + 1 - index);
}

function found(
  reader: Reader,
  year: number | null,
  month: number | null,
  day: number,
  length: number,
): DateFound | null {
  if (day < 1 || day > 31 || (month !== null && (month < 1 || month > 12))) return null;
  const wall = reader.wall();
  if (year !== null) return { offset: wall.daysTo(year, month ?? 1, day), length };
  if (month !== null) {
    const offset = wall.daysTo(wall.year, month, day);
    return { offset: offset > 0 ? wall.daysTo(wall.year - 1, month, day) : offset, length };
  }
  const offset = wall.daysTo(wall.year, wall.month, day);
  return { offset: offset > 0 ? wall.daysTo(wall.year, wall.month - 1, day) : offset, length };
}
