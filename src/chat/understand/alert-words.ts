// What is said to an alert: `mine 3f2a`, `snooze 3f2a 2h`, `note 3f2a it was the disk`, `alerts`. These are commands: nothing
// but their first word, an id and what belongs to it is ever taken for one, so that a sentence with "mine" in it stays one.

import type { Intent, IntentName, Slots } from "#core/intent.ts";
import type { Locale } from "#core/locale.ts";
import { hoursOf } from "./durations.ts";
import type { Message } from "./words.ts";

type Deed = Extract<IntentName, `alert.${string}`>;

const heads: readonly (readonly [Deed, Locale, string])[] = [
  ["alert.mine", "en", "mine|it(?: i|')s mine|take|taking|ack"],
  ["alert.mine", "pt", "(?:[ée]h? )?(?:meu|minha)|assumir|assumo|peguei"],
  ["alert.snooze", "en", "snooze"],
  ["alert.snooze", "pt", "adiar|adia|soneca|silenciar"],
  ["alert.note", "en", "note"],
  ["alert.note", "pt", "nota|anotar|anota"],
  ["alert.list", "en", "alerts?"],
  ["alert.list", "pt", "alertas?"],
];
const forms = heads.map(
  ([deed, locale, words]) =>
    [deed, locale, new RegExp(`^(?:${words})(?=[\\s:,.!]|$)[\\s:,]*`, "iu")] as const,
);

/** The beginning of an alert's id: four hex digits or more with a figure among them, eight or more without. */
const idThen =
  /^#?((?=[0-9a-f-]*\d)[0-9a-f]{4,8}(?:-[0-9a-f-]{0,27})?|[0-9a-f]{8}(?:-[0-9a-f-]{0,27})?)(?=[\s.,:!]|$)[\s,:]*/i;
/** Said without an id: of the only alert there is. */
const alone = /^[.!?]*$/;

export interface AlertWords {
  readonly intent: Intent;
  readonly locale: Locale;
}

/**
 * null: not said to an alert. `onlyWithId`: something else was asked for, and a bare word may be its answer. `here`: said
 * under an alert's card, so that it is plain which one is meant.
 */
export function readAlertWords(
  { text, words }: Message,
  onlyWithId: boolean,
  here = false,
): AlertWords | null {
  const said = text.slice(words[0]?.start ?? 0).trim();
  for (const [deed, locale, form] of forms) {
    const head = form.exec(said);
    if (!head) continue;
    const rest = said.slice(head[0].length);
    const id = idThen.exec(rest);
    const slots = id ? slotsOf(deed, rest.slice(id[0].length).trim()) : null;
    if (id?.[1] && slots) return { intent: certain(deed, { id: id[1].toLowerCase(), ...slots }), locale };
    const own = here && !onlyWithId && deed !== "alert.list" ? slotsOf(deed, rest) : null;
    if (own) return { intent: certain(deed, own), locale };
    const bare = alone.test(rest) && (deed === "alert.list" || isPlainHead(head[0]));
    return bare && !onlyWithId ? { intent: certain(deed, {}), locale } : null;
  }
  return null;
}

/** "Take", "ack" and "note" alone are said of other things, too. */
function isPlainHead(head: string): boolean {
  return /^(?:mine|it(?: i|')s mine|[ée]h? (?:meu|minha)|snooze)/iu.test(head);
}

/** null: what follows is not what the command takes. */
function slotsOf(deed: Deed, rest: string): Slots | null {
  if (deed === "alert.note") return rest === "" ? {} : { text: rest };
  if (deed !== "alert.snooze") return alone.test(rest) ? {} : null;
  const hours = hoursIn(rest);
  return hours === null ? (alone.test(rest) ? {} : null) : { windowHours: hours };
}

/** `2h`, `1h30m`, `for 2 hours`, `por 30 minutos`; null when it is anything else. */
function hoursIn(text: string): number | null {
  const length = text
    .replace(/^(?:for|por)\s+/i, "")
    .replace(/[.!]+$/, "")
    .toLowerCase();
  if (!/^(?:\d{1,4}(?:[.,]\d{1,2})?\s*\p{L}+\s*)+$/u.test(length)) return null;
  let hours = 0;
  for (const [, count, unit] of length.matchAll(/(\d+(?:[.,]\d+)?)\s*(\p{L}+)/gu)) {
    const each = hoursOf.get(unit ?? "");
    if (each === undefined) return null;
    hours += Number((count ?? "").replace(",", ".")) * each;
  }
  return Math.round(hours * 1_000) / 1_000;
}

function certain(name: Deed, slots: Slots): Intent {
  return { name, slots, confidence: 0.98 };
}
