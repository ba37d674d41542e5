// What quiet hours held back, told in one message when they end, and true from then on.

import { type Alert, isOpen } from "#core/alert/alert.ts";
import { type Reply, reply } from "#core/reply.ts";
import type { Speech } from "../speech.ts";
import { alertLine } from "./alert-words.ts";
import { details } from "./call-message.ts";

const mostListed = 30;

export function digestMessage(alerts: readonly Alert[], say: Speech): Reply {
  const open = alerts.filter(isOpen);
  const over = alerts.filter((alert) => !isOpen(alert));
  const listed = [...open, ...over].slice(0, mostListed);
  const more = alerts.length - listed.length;
  return reply({
    locale: say.locale,
    mood: open.length > 0 ? "warning" : "good",
    text: [
      say.say({
        en: `While it was quiet: ${say.count(alerts.length, { en: "alert", pt: "" }, { en: "alerts", pt: "" })}, ${open.length} still open.`,
        pt: `Durante o silêncio: ${say.count(alerts.length, { en: "", pt: "alerta" }, { en: "", pt: "alertas" })}, ${open.length} ainda em aberto.`,
      }),
      ...listed.map((alert) => alertLine(alert, say)),
      ...(more > 0 ? [say.say({ en: `And ${more} more.`, pt: `E mais ${more}.` })] : []),
    ].join("\n"),
    choices: open.slice(0, 5).map((alert) => details(alert, say)),
    data: { alerts: alerts.map(({ id }) => id), open: open.length },
  });
}
