// An alert in words: its headline, and one line of it. Everything else about alerts is made of these.

import { type Alert, isOpen } from "#core/alert/alert.ts";
import { shortId } from "../operations/short-id.ts";
import type { Speech } from "../speech.ts";
import { resolvedLine } from "./resolved-words.ts";
import { troubleLine } from "./trouble-words.ts";

/** The point of an alert in one sentence, as it is now. */
export function alertHeadline(alert: Alert, say: Speech): string {
  if (alert.resolved) return resolvedLine(alert, alert.resolved, say);
  if (alert.severity !== "critical") return troubleLine(alert, say);
  return `${say.say({ en: "Critical", pt: "Crítico" })}: ${troubleLine(alert, say, "inside")}`;
}

/** One line in a list. */
export function alertLine(alert: Alert, say: Speech): string {
  const who = alert.mine
    ? say.say({ en: ` · ${alert.mine.name} has it`, pt: ` · com ${alert.mine.name}` })
    : isOpen(alert) && alert.snooze
      ? say.say({
          en: ` · snoozed until ${say.time(new Date(alert.snooze.until))}`,
          pt: ` · adiado até ${say.time(new Date(alert.snooze.until))}`,
        })
      : "";
  return `• ${shortId(alert.id)} · ${alertHeadline(alert, say)}${who}`;
}
