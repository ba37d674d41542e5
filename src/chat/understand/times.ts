// Time expressions: "last 4 hours", "ontem à noite", "since 22:00". Durations that end now become `windowHours`;
// calendar words become UTC instants by the wall clock of the operator's zone.

import { asNight, isWeekday, readDay, these } from "./days.ts";
import { hoursOf, lastWords, numbers, readDuration } from "./durations.ts";
import { hour24, type Reader, readerOf, words } from "./time-reader.ts";
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

const sinceWords = words("since desde after from apos partir depois starting");
const nightWords = words("night noite evening");
const notClock = words(
  "as at by antes before until till ate for ha in em daqui within faz por durante every cada",
);

function readBetween(
  reader: Reader,
  index: number,
  offset: number | null,
): { span: TimeSpan; end: number } | null {
  const opener = reader.at(index);
  if (!["between", "entre", "from", "das", "de", "da"].includes(opener)) return null;
  const first = reader.skip(index + 1);
  const days = readDates(reader, index, first);
  if (days) return days;
  const start = reader.clock(first);
  if (!start) return null;
  const joint = reader.at(first + start.length);
  if (!["and", "e", "to", "until", "till", "as", "ate", "a", "-"].includes(joint)) return null;
  const second = reader.skip(first + start.length + 1);
  const stop = reader.clock(second);
  if (!stop) return null;
  if (
    (opener === "de" || opener === "da") &&
    !/[h:]|mid|noon|mei[ao]/.test(reader.at(first) + reader.at(second))
  )
    return null;
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

/** "from 8 March to the 10th", "de ontem para hoje", "de ontem pra cá": whole days. */
function readDates(reader: Reader, index: number, first: number): { span: TimeSpan; end: number } | null {
  const from = readDay(reader, reader.at(index + 1) === "the" ? index + 1 : first);
  if (!from) return null;
  const joint = index + (reader.at(index + 1) === "the" ? 1 : first - index) + from.length;
  const wall = reader.wall();
  const since = wall.instant(from.offset, from.from, 0).toISOString();
  const towards = ["para", "ate"].includes(reader.at(joint));
  if (towards && ["ca", "agora"].includes(reader.at(joint + 1))) return { span: { since }, end: joint + 2 };
  if (!towards && !["and", "e", "to", "until", "till", "through", "a", "-"].includes(reader.at(joint)))
    return null;
  const second = reader.at(joint + 1) === "the" ? joint + 1 : reader.skip(joint + 1);
  const to =
    readDay(reader, second) ?? (reader.at(second) === "now" ? { to: null, offset: 0, length: 1 } : null);
  if (!to) return null;
  const span =
    to.to === null || to.offset >= 0
      ? { since }
      : { since, until: wall.instant(to.offset, to.to, 0).toISOString() };
  return { span, end: second + to.length };
}

function readSince(reader: Reader, index: number): { span: TimeSpan; end: number } | null {
  if (!sinceWords.has(reader.at(index))) return null;
  const opener = reader.at(index);
  let first = reader.skip(index + 1);
  if (reader.at(first) === "ca") return null;
  while (lastWords.has(reader.at(first)) && !nightWords.has(reader.at(first + 1))) first += 1;
  if (these.has(reader.at(first))) first += 1;
  // "since I left at 18:00", "desde que saí às 18h": the hour is what counts.
  if (opener === "since" || opener === "desde") {
    for (let ahead = first; ahead < first + 4; ahead += 1)
      if (["at", "as", "umas"].includes(reader.at(ahead)) && reader.clock(ahead + 1)) {
        first = ahead + 1;
        break;
      }
  }
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
    !(reader.at(index + 1) === "das" && clock.hour > 0) &&
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

/** "errors 24h": after these a bare duration is a window. */
const counted = words(
  "failed failures failure errors error abends abend falhas falha erros erro abendados history historico log logs",
);

function readWindow(reader: Reader, index: number, few: boolean): { span: TimeSpan; end: number } | null {
  const last = lastWords.has(reader.at(index)) || reader.at(index) === "within";
  const duration = readDuration(reader, last ? index + 1 : index);
  if (!duration) return null;
  let end = index + (last ? 1 : 0) + duration.length;
  const trailing = /^passad/.test(reader.at(end)) || reader.at(end) === "ago" || reader.at(end) === "atras";
  const inner = !last && reader.texts.slice(index, end).some((word) => lastWords.has(word));
  const towardsNow = ["ca", "agora"].includes(reader.at(end + 1)) && ["para", "ate"].includes(reader.at(end));
  const before = reader.at(index - 1);
  const bare = /^\d/.test(reader.at(index)) && (few || counted.has(before));
  if (!last && !trailing && !inner && !towardsNow && (!bare || notClock.has(before))) return null;
  if (trailing) end += 1;
  if (towardsNow) end += 2;
  return { span: { windowHours: Math.round(duration.hours * 1000) / 1000 }, end };
}

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
    vocabulary.has(word) || isWeekday(word) || lastWords.has(word) || numbers.has(word) || hoursOf.has(word)
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
  if (!found || (found.span.since && Date.parse(found.span.since) > now.getTime())) return null;
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
  }
  return null;
}
