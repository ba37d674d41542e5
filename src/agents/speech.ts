// How facts become words: times, counts and lists, in the reader's language and time zone.

import { humanDuration } from "#core/duration.ts";
import type { StatusWord } from "#core/hwa-status.ts";
import type { Locale } from "#core/locale.ts";
import { type Said, saidIn, type Wording } from "#core/wording.ts";

export interface Speech {
  readonly locale: Locale;
  /** The wording of this reader's language. */
  say(said: Said): string;
  /** `08:15`, with the day when it is not today: `yesterday 22:40`, `12 Mar 08:15`. */
  time(date: Date | null): string;
  /** The same inside a sentence: `at 08:15`, `yesterday at 22:40`, `on 12 Mar at 08:15`. */
  at(date: Date | null): string;
  /** `4m 11s`; a dash when unknown. */
  duration(ms: number | null): string;
  /** `3 minutes ago`. */
  ago(date: Date): string;
  /** `1 job`, `12 jobs`, numbers grouped as the language does. */
  count(n: number, one: Wording, many: Wording): string;
  number(n: number): string;
  /** `A, B and C`. */
  list(items: readonly string[]): string;
  /** The first of so many. */
  some(items: readonly string[], total: number): string;
  status(word: StatusWord): string;
}

const statusInPortuguese: Readonly<Record<StatusWord, string>> = {
  Completed: "concluído",
  Failed: "falhou",
  Running: "em execução",
  Waiting: "aguardando",
  Ready: "pronto para iniciar",
  Held: "retido",
  Blocked: "bloqueado",
  Cancelled: "cancelado",
  Suppressed: "suprimido",
  Unknown: "desconhecido",
};

const statusInEnglish: Readonly<Record<StatusWord, string>> = {
  Completed: "completed",
  Failed: "failed",
  Running: "running",
  Waiting: "waiting",
  Ready: "ready to start",
  Held: "held",
  Blocked: "blocked",
  Cancelled: "cancelled",
  Suppressed: "suppressed",
  Unknown: "unknown",
};

// Intl objects are costly to make and free to keep.
const formats = new Map<string, Intl.DateTimeFormat>();

function format(locale: Locale, timezone: string, kind: "clock" | "day" | "date"): Intl.DateTimeFormat {
  const key = `${locale} ${timezone} ${kind}`;
  let made = formats.get(key);
  if (!made) {
    const tag = locale === "pt" ? "pt-BR" : "en-GB";
    const parts: Intl.DateTimeFormatOptions =
      kind === "clock"
        ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
        : kind === "day"
          ? { year: "numeric", month: "2-digit", day: "2-digit" }
          : { day: "numeric", month: "short" };
    made = new Intl.DateTimeFormat(tag, { ...parts, timeZone: timezone });
    formats.set(key, made);
  }
  return made;
}

const numbers: Readonly<Record<Locale, Intl.NumberFormat>> = {
  en: new Intl.NumberFormat("en-GB"),
  pt: new Intl.NumberFormat("pt-BR"),
};
const lists: Readonly<Record<Locale, Intl.ListFormat>> = {
  en: new Intl.ListFormat("en-GB"),
  pt: new Intl.ListFormat("pt-BR"),
};

export function speech(locale: Locale, timezone: string, now: Date): Speech {
  const clock = format(locale, timezone, "clock");
  const day = format(locale, timezone, "day");
  const dayMs = 86_400_000;
  const say = (said: Said) => saidIn(said, locale);

  let today: string | null = null;

  /** The day in words, or as a date; null for today. */
  function dayOf(date: Date): { readonly near: string } | { readonly far: string } | null {
    const that = day.format(date);
    today ??= day.format(now);
    if (that === today) return null;
    if (that === day.format(new Date(now.getTime() - dayMs)))
      return { near: say({ en: "yesterday", pt: "ontem" }) };
    if (that === day.format(new Date(now.getTime() + dayMs)))
      return { near: say({ en: "tomorrow", pt: "amanhã" }) };
    return { far: format(locale, timezone, "date").format(date) };
  }

  return {
    locale,
    say,
    time(date) {
      if (!date) return "—";
      const on = dayOf(date);
      const at = clock.format(date);
      return on === null ? at : `${"near" in on ? on.near : on.far} ${at}`;
    },
    at(date) {
      if (!date) return say({ en: "at an unknown time", pt: "em horário desconhecido" });
      const on = dayOf(date);
      const at = say({ en: `at ${clock.format(date)}`, pt: `às ${clock.format(date)}` });
      if (on === null) return at;
      return "near" in on ? `${on.near} ${at}` : say({ en: `on ${on.far} ${at}`, pt: `em ${on.far} ${at}` });
    },
    duration: (ms) => (ms === null ? "—" : humanDuration(ms)),
    ago(date) {
      const passed = now.getTime() - date.getTime();
      if (passed < 1000) return say({ en: "just now", pt: "agora" });
      const length = humanDuration(passed);
      return say({ en: `${length} ago`, pt: `há ${length}` });
    },
    count: (n, one, many) => `${numbers[locale].format(n)} ${say(n === 1 ? one : many)}`,
    number: (n) => numbers[locale].format(n),
    list: (items) => lists[locale].format(items),
    some(items, total) {
      const more = total - items.length;
      if (more <= 0) return lists[locale].format(items);
      return `${items.join(", ")} ${say({ en: `and ${more} more`, pt: `e mais ${more}` })}`;
    },
    status: (word) => (locale === "pt" ? statusInPortuguese : statusInEnglish)[word],
  };
}
