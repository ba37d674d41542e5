// The card of an alert: made of what is kept of it and nothing else, so that it is the same wherever and whenever it is drawn.
// It is read from the top by somebody who was just woken: what is wrong, whether somebody has it, how bad it is; then why, what
// mends it, what waits, whose it is and how it went the last time. What is not known yet or cannot be known says so.

import { addressesIn } from "#core/addresses-in.ts";
import { type Alert, isOpen } from "#core/alert/alert.ts";
import { type Reply, reply } from "#core/reply.ts";
import { shortId } from "../operations/short-id.ts";
import type { Speech } from "../speech.ts";
import { choicesOf } from "./alert-choices.ts";
import { dataOf } from "./alert-data.ts";
import { alertHeadline } from "./alert-words.ts";
import { causeLines } from "./cause-lines.ts";
import { historyLines, noteLines, peopleLines } from "./history-lines.ts";
import { companionLines, threatLines, waitingLines } from "./impact-lines.ts";
import type { RunbookOffer } from "./offers.ts";
import { endingsLine } from "./resolved-words.ts";
import { stormTable } from "./storm-table.ts";
import { troubleLine } from "./trouble-words.ts";

export interface CardParts {
  readonly alert: Alert;
  readonly offers: readonly RunbookOffer[];
}

/** What is null, false or empty is left out. */
export type Lines = readonly (string | null | false)[];

export function alertCard({ alert, offers }: CardParts, say: Speech): Reply {
  const open = isOpen(alert);
  const text = [
    alertHeadline(alert, say),
    ...(open ? openLines(alert, say) : closedLines(alert, say)),
    ...noteLines(alert, say),
    say.say({ en: `Alert ${shortId(alert.id)}`, pt: `Alerta ${shortId(alert.id)}` }),
  ];
  const { finding } = alert;
  return reply({
    locale: say.locale,
    text: text.filter((line): line is string => typeof line === "string" && line !== "").join("\n"),
    mood: moodOf(alert),
    table: alert.kind === "storm" && open ? stormTable(alert, say) : null,
    quote:
      open && finding?.log
        ? {
            title: say.say({ en: `Log of ${finding.job}`, pt: `Log do job ${finding.job}` }),
            text: finding.log,
          }
        : null,
    sources: finding?.sources ?? [],
    links: addressesIn([...(finding?.fix ?? []), finding?.documentation]),
    choices: open ? choicesOf(alert, offers, say) : [],
    data: dataOf(alert),
    asOf: finding ? new Date(finding.at).toISOString() : null,
  });
}

function moodOf({ resolved, severity, snooze }: Alert): Reply["mood"] {
  if (resolved) return resolved.how === "again" || resolved.how === "gone" ? "neutral" : "good";
  return severity === "minor" || snooze ? "warning" : "bad";
}

function openLines(alert: Alert, say: Speech): Lines {
  const storm = alert.kind === "storm";
  if (alert.silence) return [...peopleLines(alert, say), blindLine(say)];
  return [
    ...peopleLines(alert, say),
    unreadLine(alert, say),
    ...threatLines(alert, say),
    ...companionLines(alert, say),
    ...(storm ? [] : causeLines(alert, say)),
    ...waitingLines(alert, say),
    ...(storm ? [] : historyLines(alert, say)),
  ];
}

function blindLine(say: Speech): string {
  return say.say({
    en: "Nothing new is known of its jobs; alerts will follow late.",
    pt: "Nada de novo se sabe dos jobs; os alertas virão com atraso.",
  });
}

function unreadLine({ unread }: Alert, say: Speech): string | null {
  if (!unread) return null;
  const from = say.time(new Date(unread.from));
  const to = say.time(new Date(unread.to));
  return say.say({
    en: `Told late: HWA was not read from ${from} to ${to}.`,
    pt: `Avisado com atraso: o HWA não foi lido de ${from} a ${to}.`,
  });
}

function closedLines(alert: Alert, say: Speech): Lines {
  if (alert.resolved?.how === "joined") return [];
  const { finding, mine } = alert;
  const [cause] = finding?.cause && finding.certain ? say.say(finding.cause).split("\n") : [];
  return [
    say.say({
      en: `It was: ${troubleLine(alert, say, "inside")}`,
      pt: `Era: ${troubleLine(alert, say, "inside")}`,
    }),
    endingsLine(alert, say),
    unreadLine(alert, say),
    !alert.workstation && cause ? say.say({ en: `Cause: ${cause}`, pt: `Causa: ${cause}` }) : null,
    mine && say.say({ en: `${mine.name} had it.`, pt: `Estava com ${mine.name}.` }),
  ];
}
