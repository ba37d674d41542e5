// Whose it is, what happened the last time, and what people said since: of an alert's card.

import type { Alert, LastTime } from "#core/alert/alert.ts";
import { oneLine } from "#core/text.ts";
import { lastTimeLine } from "../hwa-monitor/diagnosis-words.ts";
import type { Speech } from "../speech.ts";
import type { Lines } from "./alert-card.ts";
import { reliefWords } from "./resolved-words.ts";

const mostNotes = 5;
/** An incident and an alert of the same failure begin within this. */
const sameTimeMs = 10 * 60_000;

export function historyLines(alert: Alert, say: Speech): Lines {
  const { last } = alert.finding ?? {};
  const owner = alert.owner ?? say.say({ en: "unknown", pt: "desconhecido" });
  return [
    !alert.workstation && say.say({ en: `Owner: ${owner}`, pt: `Responsável: ${owner}` }),
    mendedBefore(alert, say) ??
      (last
        ? lastTime(last, say)
        : alert.finding &&
          say.say({ en: "Last time: none that I know of.", pt: "Última vez: nenhuma que eu conheça." })),
  ];
}

/** What mended it tells more than that it ended, unless it happened again since. */
function mendedBefore({ finding }: Alert, say: Speech): string | null {
  const { before, last, job, errorCode } = finding ?? {};
  if (!before || !job || (last && last.at > before.at + sameTimeMs)) return null;
  return lastTimeLine(before, { job, code: errorCode ?? null }, say);
}

function lastTime(last: LastTime, say: Speech): string {
  const ended = last.ended
    ? say.say({
        en: `it ${reliefWords(last.ended.how, say)} after ${say.duration(last.ended.at - last.at)}`,
        pt: `${reliefWords(last.ended.how, say)} após ${say.duration(last.ended.at - last.at)}`,
      })
    : say.say({ en: "how it ended is not known", pt: "não se sabe como acabou" });
  const by = last.by ? say.say({ en: `, ${last.by} had it`, pt: `, com ${last.by}` }) : "";
  const note = last.note ? `: "${last.note}"` : "";
  const code = last.errorCode ? `, ${last.errorCode}` : "";
  return say.say({
    en: `Last time: ${say.time(new Date(last.at))}${code}; ${ended}${by}${note}.`,
    pt: `Última vez: ${say.time(new Date(last.at))}${code}; ${ended}${by}${note}.`,
  });
}

/** Who has it: what everybody else reads first, since it says whether to get up. */
export function peopleLines({ mine, snooze, escalations }: Alert, say: Speech): Lines {
  const last = escalations.at(-1);
  return [
    mine &&
      say.say({
        en: `${mine.name} has it since ${say.time(new Date(mine.at))}.`,
        pt: `Está com ${mine.name} desde ${say.time(new Date(mine.at))}.`,
      }),
    snooze &&
      say.say({
        en: `Snoozed until ${say.time(new Date(snooze.until))} by ${snooze.by.name}.`,
        pt: `Adiado até ${say.time(new Date(snooze.until))} por ${snooze.by.name}.`,
      }),
    !mine &&
      last !== undefined &&
      say.say({
        en: `Nobody took it for ${say.duration(last.afterMs)}, so it was told to more people ${say.at(new Date(last.at))}.`,
        pt: `Ninguém assumiu por ${say.duration(last.afterMs)}; mais pessoas foram avisadas ${say.at(new Date(last.at))}.`,
      }),
  ];
}

export function noteLines({ notes }: Alert, say: Speech): Lines {
  return notes
    .slice(-mostNotes)
    .map(({ at, by, text }) => `${say.time(new Date(at))} ${by.name}: ${oneLine(text, 300)}`);
}
