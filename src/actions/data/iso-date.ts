/**
 * The ISO form of a date that can be read in one way only: `2026/3/1`, `1.3.2026`, `31/12/2026` (there is no
 * thirty-first month), or one with a time and zone. null for all else: `03/04/2026` is two days, and eight digits may be
 * anything.
 */
export function isoDate(text: string): string | null {
  const yearFirst = /^(\d{4})([/.-])(\d{1,2})\2(\d{1,2})$/.exec(text);
  if (yearFirst) return day(yearFirst[1], yearFirst[3], yearFirst[4]);
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  if (dotted) return day(dotted[3], dotted[2], dotted[1]);
  const slashed = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/.exec(text);
  if (slashed) {
    const dayFirst = day(slashed[3], slashed[2], slashed[1]);
    const monthFirst = day(slashed[3], slashed[1], slashed[2]);
    return dayFirst !== null && monthFirst !== null && dayFirst !== monthFirst
      ? null
      : (dayFirst ?? monthFirst);
  }
  const moment = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/.test(text);
  const time = moment ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

/** null when there is no such day. */
function day(year = "", month = "", date = ""): string | null {
  const iso = `${year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}`;
  const time = Date.parse(`${iso}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso) ? iso : null;
}
