// Time expressions: "last 4 hours", "ontem à noite", "since 22:00". Durations that end now become `windowHours`;
// calendar words become UTC instants by the wall clock of the operator's zone.

import { type WallClock, wallClockIn } from "./wall-clock.ts";
import type { Word } from "./words.ts";

export interface TimeSpan {
  readonly windowHours?: number;
  readonly since?: string;
  readonly until?: string;
}

export interface TimeFound {
  readonly span: TimeSpan;
  /** The words read as time: they are no cue and no name. */
  readonly used: ReadonlySet<number>;
  /** The span is a night: what a shift hands over. */
  readonly night: boolean;
}

const numbers: ReadonlyMap<string, number> = new Map(
  `a=1 an=1 one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 fifteen=15 twenty=20 thirty=30
  forty=40 fortyfive=45 sixty=60 ninety=90 couple=2 few=3 half=0.5 uma=1 um=1 dois=2 duas=2 tres=3 quatro=4 cinco=5 seis=6 sete=7
  oito=8 nove=9 dez=10 onze=11 doze=12 quinze=15 vinte=20 trinta=30 quarenta=40 cinquenta=50 sessenta=60 noventa=90 meia=0.5 meio=0.5`
    .split(/\s+/)
    .map((pair): [string, number] => {
      const [word = "", value = ""] = pair.split("=");
      return [word, Number(value)];
    }),
);

const hoursOf: ReadonlyMap<string, number> = new Map(
  Object.entries({ m: 1 / 60, min: 1 / 60, h: 1, d: 24, day: 24, week: 168, month: 720 }).flatMap(
    ([unit, hours]) => {
      const names: Record<string, string> = {
        m: "m minute minutes minuto minutos",
        min: "min mins mn",
        h: "h hr hrs hs hour hours hora horas",
        d: "d",
        day: "day days dia dias",
        week: "w wk week weeks semana semanas",
        month: "month months mes meses",
      };
      return (names[unit] ?? "").split(" ").map((name): [string, number] => [name, hours]);
    },
  ),
);

const weekdays: ReadonlyMap<string, number> = new Map(
  `sunday=0 monday=1 tuesday=2 wednesday=3 thursday=4 friday=5 saturday=6 mon=1 tue=2 wed=3 thu=4 fri=5 domingo=0 segunda=1 terca=2 quarta=3 quinta=4 sexta=5
  sabado=6 segunda-feira=1 terca-feira=2 quarta-feira=3 quinta-feira=4 sexta-feira=5 mondays=1 fridays=5`
    .split(/\s+/)
    .map((pair): [string, number] => {
      const [word = "", value = ""] = pair.split("=");
      return [word, Number(value)];
    }),
);

const words = (list: string): ReadonlySet<string> => new Set(list.split(" "));
const lastWords = words("last past previous ultimo ultima ultimos ultimas passado passada passados passadas");
const sinceWords = words("since desde after from apos partir depois starting");
const clockArticles = words("as a o da das do dos de at the around umas pelas ao");
const nightWords = words("night noite evening");
const morningWords = words("morning manha");
const earlyWords = words("cedo cedinho early");
const notClock = words(
  "as at by antes before until till ate for ha in em daqui within faz por durante every cada",
);
const shiftWords = words("batch run processing window shift crew team");

interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly half: "am" | "pm" | null;
  readonly length: number;
}

const clockShape = /^([01]?\d|2[0-4])(?:[:h]([0-5]\d)?|hs|hrs)?(?:min)?(am|pm)?$/;

/** What a reader of times looks at: the words, and the wall clock only when a calendar word needs it. */
interface Reader {
  readonly texts: readonly string[];
  readonly used: Set<number>;
  wall(): WallClock;
  at(index: number): string;
  take(from: number, to: number): void;
  /** Past articles and small prepositions. */
  skip(index: number): number;
  clock(index: number): Clock | null;
}

function readerOf(texts: readonly string[], wall: () => WallClock): Reader {
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

function hour24(clock: Clock, half = clock.half): number {
  if (half === "pm" && clock.hour < 12) return clock.hour + 12;
  return half === "am" && clock.hour === 12 ? 0 : clock.hour;
}

interface Day {
  /** Days from today, at most 0. */
  readonly offset: number;
  readonly from: number;
  readonly to: number | null;
  readonly length: number;
}

/** A day or a part of one, hours from its local midnight; `to: null` runs until now. */
function readDay(reader: Reader, index: number): Day | null {
  const word = reader.at(index);
  const next = reader.at(index + 1);
  const after = reader.at(reader.skip(index + 1));
  const reach = reader.skip(index + 1) + 1 - index;
  if (word === "today" || word === "hoje") {
    if (next === "em" && reader.at(index + 2) === "dia") return null;
    if (earlyWords.has(after) || morningWords.has(after))
      return { offset: 0, from: 6, to: null, length: reach };
    if (next === "pela" && morningWords.has(reader.at(index + 2)))
      return { offset: 0, from: 6, to: null, length: 3 };
    if (after === "madrugada" || (next === "na" && reader.at(index + 2) === "madrugada"))
      return { offset: 0, from: 0, to: 6, length: after === "madrugada" ? reach : 3 };
    if (after === "tarde" || after === "afternoon") return { offset: 0, from: 12, to: null, length: reach };
    return { offset: 0, from: 0, to: null, length: 1 };
  }
  if (word === "yesterday" || word === "ontem") {
    if (nightWords.has(after)) return { offset: -1, from: 18, to: 30, length: reach };
    if (morningWords.has(after)) return { offset: -1, from: 6, to: 12, length: reach };
    if (next === "pela" && morningWords.has(reader.at(index + 2)))
      return { offset: -1, from: 6, to: 12, length: 3 };
    if (after === "tarde" || after === "afternoon") return { offset: -1, from: 12, to: 18, length: reach };
    if (after === "madrugada") return { offset: -1, from: 0, to: 6, length: reach };
    return { offset: -1, from: 0, to: 24, length: 1 };
  }
  if (word === "anteontem") return { offset: -2, from: 0, to: 24, length: 1 };
  if (word === "day" && next === "before" && reader.at(index + 2) === "yesterday")
    return { offset: -2, from: 0, to: 24, length: 3 };
  if (word === "last" && nightWords.has(next)) return { offset: -1, from: 18, to: 30, length: 2 };
  if ((word === "noite" || word === "night") && lastNight(reader, index)) {
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
  if ((word === "afternoon" || word === "tarde") && thisBefore(reader, index))
    return { offset: 0, from: 12, to: null, length: 1 };
  const weekday = weekdays.get(word);
  if (weekday !== undefined && next !== "vez" && next !== "opcao") {
    const back = (reader.wall().weekday - weekday + 7) % 7 || 7;
    let length = 1;
    if (next === "feira") length += 1;
    if (lastWords.has(reader.at(index + length))) length += 1;
    const part = reader.skip(index + length);
    if (nightWords.has(reader.at(part))) return { offset: -back, from: 18, to: 30, length: part + 1 - index };
    return { offset: -back, from: 0, to: 24, length };
  }
  if ((word === "week" || word === "semana") && thisBefore(reader, index))
    return { offset: -((reader.wall().weekday + 6) % 7), from: 0, to: null, length: 1 };
  if ((word === "month" || word === "mes") && thisBefore(reader, index))
    return { offset: 1 - reader.wall().day, from: 0, to: null, length: 1 };
  return null;
}

const these = words("this esta essa nesta nessa desta dessa este esse neste nesse");
const partOpeners = words("de pela");

function thisBefore(reader: Reader, index: number): boolean {
  return these.has(reader.at(index - 1)) && reader.at(index - 2) !== "hora";
}

/** "the night", "a noite", "essa noite" are a time; "good night", "night shift" are none. */
function lastNight(reader: Reader, index: number): boolean {
  const before = reader.at(index - 1);
  if (shiftWords.has(reader.at(index + 1)) || before === "boa" || before === "good") return false;
  if (before === "da" && reader.at(index - 2) !== "resumo") return false;
  return before !== "to" && words("the a as essa esta nessa nesta desta dessa da whole this").has(before);
}

/** "during the night" is after midnight; "the night" is the whole of it. */
function asNight(reader: Reader, index: number, day: Day): Day {
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

function readBetween(
  reader: Reader,
  index: number,
  offset: number | null,
): { span: TimeSpan; end: number } | null {
  const opener = reader.at(index);
  if (!["between", "entre", "from", "das", "de", "da"].includes(opener)) return null;
  const first = reader.skip(index + 1);
  const start = reader.clock(first);
  if (!start) return null;
  const joint = reader.at(first + start.length);
  if (!["and", "e", "to", "until", "till", "as", "ate", "a", "-"].includes(joint)) return null;
  const second = reader.skip(first + start.length + 1);
  const stop = reader.clock(second);
  if (!stop) return null;
  if ((opener === "de" || opener === "da") && !/[h:]/.test(reader.at(first) + reader.at(second))) return null;
  const wall = reader.wall();
  const startHour = hour24(start, start.half ?? (stop.half && start.hour <= stop.hour ? stop.half : null));
  const stopHour = hour24(stop);
  let day = offset ?? 0;
  let since = wall.instant(day, startHour, start.minute);
  if (offset === null && since > wall.now) {
    day -= 1;
    since = wall.instant(day, startHour, start.minute);
  }
  let until = wall.instant(day, stopHour, stop.minute);
  if (until <= since) until = wall.instant(day + 1, stopHour, stop.minute);
  return { span: { since: since.toISOString(), until: until.toISOString() }, end: second + stop.length };
}

function readSince(reader: Reader, index: number): { span: TimeSpan; end: number } | null {
  if (!sinceWords.has(reader.at(index))) return null;
  const opener = reader.at(index);
  let first = reader.skip(index + 1);
  if (reader.at(first) === "ca") return null;
  while (lastWords.has(reader.at(first)) && !nightWords.has(reader.at(first + 1))) first += 1;
  if (these.has(reader.at(first))) first += 1;
  const wall = reader.wall();
  const day = readDay(reader, first) ?? (nightWords.has(reader.at(first)) ? readDay(reader, first) : null);
  if (day) {
    const at = reader.skip(first + day.length);
    const clock = day.to === 24 || day.to === null ? reader.clock(at) : null;
    if (opener === "from" && !clock) return null;
    const since = clock
      ? wall.instant(day.offset, hour24(clock), clock.minute)
      : wall.instant(day.offset, day.from, 0);
    return { span: { since: since.toISOString() }, end: clock ? at + clock.length : first + day.length };
  }
  const clock = reader.clock(first);
  if (!clock) return null;
  if (
    opener !== "since" &&
    opener !== "desde" &&
    !clock.half &&
    !/[h:]|m(?:id|eia|eio)/.test(reader.at(first)) &&
    clock.length === 1
  )
    return null;
  let since = wall.instant(0, hour24(clock), clock.minute);
  let end = first + clock.length;
  const said = readDay(reader, reader.skip(end));
  if (said) {
    since = wall.instant(said.offset, hour24(clock), clock.minute);
    end = reader.skip(end) + said.length;
  } else if (since > wall.now) since = wall.instant(-1, hour24(clock), clock.minute);
  return { span: { since: since.toISOString() }, end };
}

const compact =
  /^(\d{1,4}(?:[.,]\d)?)(m|min|mins|h|hr|hrs|hs|d|w|dias?|days?|hours?|horas?|minutes?|minutos?)$/;

/** `4h`, `two hours`, `hour`, `half an hour`, `hora e meia`: hours and how many words. */
function readDuration(reader: Reader, index: number): { hours: number; length: number } | null {
  const whole = compact.exec(reader.at(index));
  if (whole) {
    const unit = hoursOf.get(whole[2] ?? "");
    return unit ? { hours: Number((whole[1] ?? "").replace(",", ".")) * unit, length: 1 } : null;
  }
  let at = index;
  let amount = 1;
  const first = reader.at(at);
  if (/^\d{1,4}(?:[.,]\d)?$/.test(first) || numbers.has(first)) {
    amount = numbers.get(first) ?? Number(first.replace(",", "."));
    at += 1;
    if (first === "a" && numbers.has(reader.at(at))) {
      amount = numbers.get(reader.at(at)) ?? 1;
      at += 1;
    }
    if (lastWords.has(reader.at(at))) at += 1;
    while (["of", "a", "an", "e"].includes(reader.at(at)) && at < index + 5) {
      if (reader.at(at) === "e") amount += numbers.get(reader.at(at + 1)) ?? 0;
      at += reader.at(at) === "e" ? 2 : 1;
    }
  }
  const unit = hoursOf.get(reader.at(at));
  if (!unit) return null;
  at += 1;
  let hours = amount * unit;
  if (["and", "e"].includes(reader.at(at))) {
    const half = reader.at(at + 1) === "a" ? at + 2 : at + 1;
    if (["half", "meia", "meio"].includes(reader.at(half))) {
      hours += unit / 2;
      at = half + 1;
    }
  }
  return { hours, length: at - index };
}

function readWindow(reader: Reader, index: number, few: boolean): { span: TimeSpan; end: number } | null {
  const last = lastWords.has(reader.at(index)) || reader.at(index) === "within";
  const duration = readDuration(reader, last ? index + 1 : index);
  if (!duration) return null;
  let end = index + (last ? 1 : 0) + duration.length;
  const trailing = lastWords.has(reader.at(end)) || reader.at(end) === "ago" || reader.at(end) === "atras";
  const inner = !last && reader.texts.slice(index, end).some((word) => lastWords.has(word));
  const towardsNow = ["ca", "agora"].includes(reader.at(end + 1)) && ["para", "ate"].includes(reader.at(end));
  const before = reader.at(index - 1);
  const bare = compact.test(reader.at(index)) || (few && /^\d/.test(reader.at(index)));
  if (!last && !trailing && !inner && !towardsNow && (!bare || notClock.has(before))) return null;
  if (trailing) end += 1;
  if (towardsNow) end += 2;
  return { span: { windowHours: Math.round(duration.hours * 1000) / 1000 }, end };
}

const isoDate = /^(\d{4})-(\d{2})-(\d{2})$/;
const leadIn = words(
  "in on within over for during the nas nos na no das dos da do de since desde durante pela pelas em at as a this",
);

const vocabulary = words(
  `today hoje yesterday ontem anteontem overnight madrugada tonight night noite evening morning manha afternoon tarde midnight noon midday since desde between entre
  within partir week semana month horas hours minutes minutos`.replace(/\s+/g, " "),
);

/** Means a time, so it is no misspelling of anything else. */
export function isTimeWord(word: string): boolean {
  return (
    vocabulary.has(word) ||
    weekdays.has(word) ||
    lastWords.has(word) ||
    numbers.has(word) ||
    hoursOf.has(word)
  );
}

/** The first time a message names, and the words that name it. */
export function findTime(message: readonly Word[], now: Date, timezone: string): TimeFound | null {
  let wall: WallClock | undefined;
  const reader = readerOf(
    message.map((word) => (word.quoted ? "" : word.text)),
    () => {
      wall ??= wallClockIn(timezone, now);
      return wall;
    },
  );
  const found = firstSpan(reader);
  if (!found) return null;
  let from = found.from;
  while (from > 0 && leadIn.has(reader.at(from - 1)) && found.from - from < 3) from -= 1;
  reader.take(from, found.end);
  return { span: found.span, used: reader.used, night: found.night };
}

function firstSpan(reader: Reader): { span: TimeSpan; from: number; end: number; night: boolean } | null {
  const count = reader.texts.length;
  const few = count <= 4;
  const said = reader.texts.findIndex((word) => word === "yesterday" || word === "ontem");
  const offset = said >= 0 ? -1 : null;
  for (let index = 0; index < count; index += 1) {
    const read = readBetween(reader, index, offset) ?? readSince(reader, index);
    if (read) {
      if (said >= 0 && (said < index || said >= read.end)) reader.take(said, said + 1);
      return { ...read, from: index, night: false };
    }
  }
  for (let index = 0; index < count; index += 1) {
    const found = readDay(reader, index);
    if (found) {
      const day = asNight(reader, index, found);
      const lead = lastWords.has(reader.at(index - 1)) ? 1 : 0;
      const wall = reader.wall();
      const since = wall.instant(day.offset, day.from, 0).toISOString();
      const span =
        day.to === null ? { since } : { since, until: wall.instant(day.offset, day.to, 0).toISOString() };
      return { span, from: index - lead, end: index + day.length, night: day.to === 30 || day.to === 6 };
    }
    const window = readWindow(reader, index, few);
    if (window) return { ...window, from: index, night: false };
    const date = isoDate.exec(reader.at(index));
    if (date) {
      const wall = reader.wall();
      const offsetDays = wall.daysTo(Number(date[1]), Number(date[2]), Number(date[3]));
      const span = {
        since: wall.instant(offsetDays, 0, 0).toISOString(),
        until: wall.instant(offsetDays, 24, 0).toISOString(),
      };
      return { span, from: index, end: index + 1, night: false };
    }
  }
  return null;
}
