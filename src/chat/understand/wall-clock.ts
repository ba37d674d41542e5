// The wall clock of one place at one moment: what "today" and "22:00" mean there, daylight saving included.

export interface WallClock {
  readonly now: Date;
  /** 0 is Sunday. */
  readonly weekday: number;
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** Day of the month. */
  readonly day: number;
  /** The instant of a wall time so many days from today; hours beyond 24 run into the next day. */
  instant(days: number, hour: number, minute: number): Date;
  /** Days from today to a calendar date. */
  daysTo(year: number, month: number, day: number): number;
}

const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known) return known;
  const options: Intl.DateTimeFormatOptions = {
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  };
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", { ...options, timeZone: timezone });
  } catch {
    // A zone this runtime does not know must not cost an operator the answer.
    format = new Intl.DateTimeFormat("en-US", { ...options, timeZone: "UTC" });
  }
  if (formats.size < 500) formats.set(timezone, format);
  return format;
}

/** The wall time of an instant, as if it were UTC. */
function wallOf(format: Intl.DateTimeFormat, instant: number): number {
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(instant)) part[type] = Number(value);
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

export function wallClockIn(timezone: string, now: Date): WallClock {
  const format = formatOf(timezone);
  const local = new Date(wallOf(format, now.getTime()));
  const midnight = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate());
  return {
    now,
    weekday: local.getUTCDay(),
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    instant(days, hour, minute) {
      const wall = midnight + days * dayMs + (hour * 60 + minute) * 60_000;
      // The offset may differ between the guess and the result: a second look settles it.
      const guess = wall - (wallOf(format, wall) - wall);
      return new Date(guess - (wallOf(format, guess) - wall));
    },
    daysTo(year, month, day) {
      return Math.round((Date.UTC(year, month - 1, day) - midnight) / dayMs);
    },
  };
}
