// Hours in which only what cannot wait is told, by the clock on the wall of a time zone.

import type { Severity } from "./alert.ts";

export const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
export type Weekday = (typeof weekdays)[number];

export interface QuietHours {
  readonly name: string;
  /** Minutes since midnight. `from` after `to` goes over midnight; both the same is the whole day. */
  readonly from: number;
  readonly to: number;
  readonly timezone: string;
  /** The days on which they begin. */
  readonly days: readonly Weekday[];
  readonly letsThrough: readonly Severity[];
}

const formats = new Map<string, Intl.DateTimeFormat>();

function wall(at: number, timezone: string): { readonly day: number; readonly minute: number } {
  let format = formats.get(timezone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: timezone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    formats.set(timezone, format);
  }
  const parts = format.formatToParts(at);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? "";
  const day = (weekdays as readonly string[]).indexOf(part("weekday").toLowerCase());
  return { day, minute: Number(part("hour")) * 60 + Number(part("minute")) };
}

export function isQuiet(quiet: QuietHours, at: number): boolean {
  const { day, minute } = wall(at, quiet.timezone);
  const begins = (each: number) => quiet.days.some((name) => weekdays.indexOf(name) === (each + 7) % 7);
  if (quiet.from === quiet.to) return begins(day);
  if (quiet.from < quiet.to) return begins(day) && minute >= quiet.from && minute < quiet.to;
  return (begins(day) && minute >= quiet.from) || (begins(day - 1) && minute < quiet.to);
}
