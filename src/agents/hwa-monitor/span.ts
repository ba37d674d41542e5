// The window a question names, as dates and as words.

import { humanDuration } from "#core/duration.ts";
import type { Slots } from "#core/intent.ts";
import type { Window } from "#hwa/failed-jobs.ts";
import type { Speech } from "../speech.ts";

export interface Span extends Window {
  /** `in the last 4h 00m`, `since 08:00`; for the sentence. */
  readonly words: string;
}

/** The span a question names, or the default of so many hours, said as such. */
export function spanOf(slots: Slots, now: Date, say: Speech, defaultHours: number): Span {
  const since = slots.since ? new Date(slots.since) : null;
  const until = slots.until ? new Date(slots.until) : null;
  if (since || until) {
    const words =
      since && until
        ? say.say({
            en: `between ${say.time(since)} and ${say.time(until)}`,
            pt: `entre ${say.time(since)} e ${say.time(until)}`,
          })
        : since
          ? say.say({ en: `since ${say.time(since)}`, pt: `desde ${say.time(since)}` })
          : say.say({ en: `until ${say.time(until)}`, pt: `até ${say.time(until)}` });
    return { since, until, words };
  }
  const hours = slots.windowHours ?? defaultHours;
  return { since: new Date(now.getTime() - hours * 3_600_000), until: null, words: lastHours(hours, say) };
}

function lastHours(hours: number, say: Speech): string {
  if (hours === 1) return say.say({ en: "in the last hour", pt: "na última hora" });
  if (Number.isInteger(hours))
    return say.say({ en: `in the last ${hours} hours`, pt: `nas últimas ${hours} horas` });
  const length = humanDuration(hours * 3_600_000);
  return say.say({ en: `in the last ${length}`, pt: `nos últimos ${length}` });
}
