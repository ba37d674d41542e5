// Calls people to alerts that nobody took: a message of its own, since people are not told of an edit. However many alerts are
// called for at once, it is one message.

import { type Alert, type Called, type Escalation, isOpen, leadOf, severities } from "#core/alert/alert.ts";
import { type Choice, type Reply, reply } from "#core/reply.ts";
import { shortId } from "../operations/short-id.ts";
import type { Speech } from "../speech.ts";
import { alertHeadline, alertLine } from "./alert-words.ts";

const mostListed = 20;

/** `to`: everybody who is called in a channel; or one person, who is written to directly. */
export function callMessage(
  alerts: readonly Alert[],
  { afterMs }: Pick<Escalation, "afterMs">,
  to: { readonly mentions: readonly Called[] } | "you",
  say: Speech,
): Reply {
  const waiting = alerts
    .filter((alert) => isOpen(alert) && !alert.mine)
    .toSorted((a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity));
  const [only, ...others] = alerts;
  const one = only && others.length === 0 ? only : null;
  const id = one ? shortId(one.id) : "";
  const names =
    to === "you"
      ? say.say({ en: "You are called", pt: "Você está sendo chamado" })
      : say.list(to.mentions.map(({ name }) => name));
  const what = one
    ? { en: `alert ${id}`, pt: `o alerta ${id}` }
    : { en: `${alerts.length} alerts`, pt: `${alerts.length} alertas` };
  const listed = [...waiting, ...alerts.filter((alert) => !waiting.includes(alert))];
  return reply({
    locale: say.locale,
    mood: alerts.some(isOpen) ? (waiting.length > 0 ? "bad" : "warning") : "good",
    text: [
      say.say({
        en: `${names}: nobody took ${what.en} for ${say.duration(afterMs)}.`,
        pt: `${names}: ninguém assumiu ${what.pt} por ${say.duration(afterMs)}.`,
      }),
      ...(one
        ? [alertHeadline(one, say), ...(one.mine && isOpen(one) ? [has(one.mine.name, say)] : [])]
        : listed.slice(0, mostListed).map((alert) => alertLine(alert, say))),
      ...(alerts.length > mostListed
        ? [
            say.say({
              en: `And ${alerts.length - mostListed} more.`,
              pt: `E mais ${alerts.length - mostListed}.`,
            }),
          ]
        : []),
    ].join("\n"),
    ...(to === "you" ? {} : { mentions: to.mentions }),
    choices: one
      ? waiting.length > 0
        ? choicesFor(one, say)
        : []
      : waiting.slice(0, 5).map((alert) => details(alert, say)),
    data: { alerts: alerts.map((alert) => alert.id), waiting: waiting.length },
  });
}

function has(name: string, say: Speech): string {
  return say.say({ en: `${name} has it.`, pt: `Está com ${name}.` });
}

function choicesFor(alert: Alert, say: Speech): readonly Choice[] {
  const id = shortId(alert.id);
  return [
    {
      id: say.say({ en: `mine ${id}`, pt: `meu ${id}` }),
      label: say.say({ en: "Mine", pt: "É meu" }),
      style: "primary",
    },
    { ...details(alert, say), label: say.say({ en: "Details", pt: "Detalhes" }) },
  ];
}

/** Shows one of several. */
export function details(alert: Alert, say: Speech): Choice {
  const id = shortId(alert.id);
  return {
    id: say.say({ en: `alert ${id}`, pt: `alerta ${id}` }),
    label:
      alert.kind === "storm"
        ? id
        : alert.silence
          ? "HWA"
          : (alert.workstation?.name ?? leadOf(alert)?.job ?? id),
    style: "default",
  };
}
