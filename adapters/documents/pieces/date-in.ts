// The date a text says, when it says one without doubt.

/**
 * `2026-03-12` with or without a time; `12/03/2026` or `12.03.2026`, day before month as where Portuguese is written, unless the
 * second number can only be a day. null: no date, or none of this age.
 */
export function dateIn(text: string): Date | null {
  const iso =
    /^\s*(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?/.exec(
      text,
    );
  if (iso) {
    const [, year, month, day, hour = "00", minute = "00", second = "00", zone = "Z"] = iso;
    if (!exists(Number(year), Number(month), Number(day))) return null;
    const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
    return sane(new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`));
  }
  const local = /^\s*(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b/.exec(text);
  if (!local) return null;
  const [first, second, year] = [Number(local[1]), Number(local[2]), Number(local[3])];
  const [day, month] = second > 12 ? [second, first] : [first, second];
  return exists(year, month, day) ? sane(new Date(Date.UTC(year, month - 1, day))) : null;
}

function exists(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function sane(date: Date): Date | null {
  const year = date.getUTCFullYear();
  return year >= 1970 && year <= 2100 ? date : null;
}
