// Durations as people say them: `4h`, "two hours", "half an hour", "uma hora e meia".

import { type Reader, words } from "./time-reader.ts";

export const numbers: ReadonlyMap<string, number> = new Map(
  `a=1 an=1 one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 fifteen=15 twenty=20 thirty=30
  forty=40 fortyfive=45 sixty=60 ninety=90 couple=2 few=3 half=0.5 uma=1 um=1 dois=2 duas=2 tres=3 quatro=4 cinco=5 seis=6 sete=7
  oito=8 nove=9 twentyfour=24 twenty-four=24 forty-eight=48 seventy-two=72 forty-five=45 catorze=14 dez=10 onze=11 doze=12 quinze=15 vinte=20 trinta=30 quarenta=40 cinquenta=50 sessenta=60 noventa=90 meia=0.5 meio=0.5`
    .split(/\s+/)
    .map((pair): [string, number] => {
      const [word = "", value = ""] = pair.split("=");
      return [word, Number(value)];
    }),
);

export const hoursOf: ReadonlyMap<string, number> = new Map(
  Object.entries({
    m: 1 / 60,
    min: 1 / 60,
    h: 1,
    d: 24,
    day: 24,
    week: 168,
    fortnight: 336,
    month: 720,
  }).flatMap(([unit, hours]) => {
    const names: Record<string, string> = {
      m: "m minute minutes minuto minutos",
      min: "min mins mn",
      h: "h hr hrs hs hour hours hora horas horinha horinhas",
      d: "d",
      day: "day days dia dias",
      fortnight: "fortnight quinzena",
      week: "w wk week weeks semana semanas",
      month: "month months mes meses",
    };
    return (names[unit] ?? "").split(" ").map((name): [string, number] => [name, hours]);
  }),
);

export const lastWords = words(
  "last past previous ultimo ultima ultimos ultimas passado passada passados passadas",
);

export const compact =
  /^(\d{1,4}(?:[.,]\d)?)(m|min|mins|h|hr|hrs|hs|d|w|dias?|days?|hours?|horas?|minutes?|minutos?)$/;

/** `4h`, `two hours`, `hour`, `half an hour`, `hora e meia`: hours and how many words. */
export function readDuration(reader: Reader, index: number): { hours: number; length: number } | null {
  const whole = compact.exec(reader.at(index));
  const mixed = /^(\d{1,2})h([0-5]\d)$/.exec(reader.at(index));
  if (mixed) return { hours: Number(mixed[1]) + Number(mixed[2]) / 60, length: 1 };
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
    if (reader.at(at) === "and" && reader.at(at + 1) === "a" && reader.at(at + 2) === "half") {
      amount += 0.5;
      at += 3;
    }
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
