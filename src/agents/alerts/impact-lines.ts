// What hangs on an alert: what else is in it, whom it threatens, and what waits because of it.

import { type Alert, leadOf, type Member } from "#core/alert/alert.ts";
import type { Speech } from "../speech.ts";
import type { Lines } from "./alert-card.ts";
import { memberWords } from "./member-words.ts";

export const mostNamed = 8;

/** What else is in the alert, beside its headline. */
export function companionLines(alert: Alert, say: Speech): Lines {
  if (alert.kind === "storm") return [];
  const lead = alert.workstation ? null : leadOf(alert);
  const rest = alert.members.filter((member) => member !== lead);
  if (rest.length + alert.more === 0) return [];
  const ill = rest.filter(({ well }) => well === null);
  const names = ill
    .toSorted((a, b) => Number(b.critical) - Number(a.critical))
    .slice(0, mostNamed)
    .map((member) => memberWords(member, lead, say));
  const well = rest.length - ill.length;
  const label = alert.workstation
    ? say.say({ en: "Behind it", pt: "Por trás dela" })
    : say.say({ en: "With it", pt: "Junto" });
  return [
    names.length > 0 && `${label}: ${among(names, ill.length + alert.more, say)}.`,
    well > 0 &&
      say.say({
        en: `Well again: ${say.count(well, { en: "job", pt: "" }, { en: "jobs", pt: "" })}.`,
        pt: `Já bem: ${say.count(well, { en: "", pt: "job" }, { en: "", pt: "jobs" })}.`,
      }),
  ];
}

export function threatLines({ threatens, members, kind }: Alert, say: Speech): Lines {
  const critical = kind === "storm" ? members.filter((each) => each.critical && each.well === null) : [];
  return [
    threatens.length > 0 &&
      say.say({
        en: `Threatens the critical ${among(threatens.slice(0, mostNamed), threatens.length, say)}.`,
        pt: `Ameaça o crítico ${among(threatens.slice(0, mostNamed), threatens.length, say)}.`,
      }),
    critical.length > 0 &&
      say.say({
        en: `Critical among them: ${among(namesOf(critical), critical.length, say)}.`,
        pt: `Críticos entre eles: ${among(namesOf(critical), critical.length, say)}.`,
      }),
  ];
}

export function waitingLines({ finding, threatens }: Alert, say: Speech): Lines {
  const waits = finding?.waits ?? null;
  if (waits === null) return [];
  if (waits === 0)
    return [say.say({ en: "No other job waits for it.", pt: "Nenhum outro job espera por ele." })];
  // Those it threatens were named already, unless nobody else waits.
  const all = finding?.waiting ?? [];
  const others = all.filter((name) => !threatens.includes(name));
  const named = (others.length > 0 ? others : all).slice(0, mostNamed);
  return [
    say.say({
      en: `Waits because of it: ${among(named, waits, say)}.`,
      pt: `Espera por causa dele: ${among(named, waits, say)}.`,
    }),
  ];
}

function namesOf(members: readonly Member[]): readonly string[] {
  return members.slice(0, mostNamed).map(({ job, workstation }) => job ?? workstation);
}

/** `A, B and 3 more`. */
function among(names: readonly string[], all: number, say: Speech): string {
  const more = all - names.length;
  return `${names.join(", ")}${more > 0 ? say.say({ en: ` and ${say.number(more)} more`, pt: ` e mais ${say.number(more)}` }) : ""}`;
}
