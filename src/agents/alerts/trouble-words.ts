// What is or was wrong in an alert, in one sentence.

import { type Alert, leadOf } from "#core/alert/alert.ts";
import { oneLine } from "#core/text.ts";
import type { Speech } from "../speech.ts";
import { memberLine } from "./member-words.ts";

/** What is or was wrong, without how it ended; `inside`: in the middle of a sentence. */
export function troubleLine(alert: Alert, say: Speech, where: "first" | "inside" = "first"): string {
  const line = lineOf(alert, say);
  // Names of jobs stay as they are; a sentence of ours begins small behind a colon.
  const ours =
    alert.kind === "storm" || alert.workstation || alert.kind === "final" || startsSmall(alert, say);
  if (where === "first" || !ours) return line;
  return `${line.charAt(0).toLocaleLowerCase()}${line.slice(1)}`;
}

function lineOf(alert: Alert, say: Speech): string {
  if (alert.kind === "storm") return stormLine(alert, say);
  if (alert.silence) return silenceLine(alert, alert.silence, say);
  if (alert.workstation) return workstationLine(alert, alert.workstation, say);
  const lead = leadOf(alert);
  if (!lead) return say.say({ en: "Something is wrong.", pt: "Algo está errado." });
  if (alert.kind !== "final") return memberLine(lead, say);
  const due = lead.why === "late" && lead.startedAt === null && lead.dueAt;
  if (due)
    return say.say({
      en: `The plan's FINAL is late: ${lead.job} should have begun ${say.at(new Date(due))} and has not (${lead.workstation}, ${lead.stream}).`,
      pt: `O FINAL do plano está atrasado: ${lead.job} devia ter começado ${say.at(new Date(due))} e não começou (${lead.workstation}, ${lead.stream}).`,
    });
  return say.say({
    en: `The plan's FINAL is in trouble: ${memberLine(lead, say)}`,
    pt: `O FINAL do plano tem problema: ${memberLine(lead, say)}`,
  });
}

/** In English it begins with HWA's name. */
function startsSmall({ silence }: Alert, { locale }: Speech): boolean {
  return silence !== undefined && locale === "pt";
}

function silenceLine({ openedAt }: Alert, reason: NonNullable<Alert["silence"]>, say: Speech): string {
  const since = say.time(new Date(openedAt));
  const why = oneLine(say.say(reason), 300).replace(/\.$/, "");
  return say.say({
    en: `HWA cannot be read since ${since} (${why}).`,
    pt: `O HWA não pode ser lido desde ${since} (${why}).`,
  });
}

function workstationLine(alert: Alert, machine: NonNullable<Alert["workstation"]>, say: Speech): string {
  const ill = alert.members.filter(({ well }) => well === null).length + alert.more;
  const jobs = say.count(ill, { en: "job is", pt: "job tem" }, { en: "jobs are", pt: "jobs têm" });
  if (machine.backAt !== null)
    return say.say({
      en: `Workstation ${machine.name} came back ${say.at(new Date(machine.backAt))}; ${jobs} still in trouble.`,
      pt: `A workstation ${machine.name} voltou ${say.at(new Date(machine.backAt))}; ${jobs} problema ainda.`,
    });
  const because =
    ill === 0
      ? ""
      : say.say({ en: ` ${jobs} in trouble because of it.`, pt: ` ${jobs} problema por causa dela.` });
  return say.say({
    en: `Workstation ${machine.name} went down ${say.at(new Date(alert.openedAt))}: ${stateOf(machine, say)}.${because}`,
    pt: `A workstation ${machine.name} caiu ${say.at(new Date(alert.openedAt))}: ${stateOf(machine, say)}.${because}`,
  });
}

function stateOf({ linked, agentUp }: NonNullable<Alert["workstation"]>, say: Speech): string {
  const parts = [
    ...(linked ? [] : [say.say({ en: "not linked", pt: "sem link" })]),
    ...(agentUp ? [] : [say.say({ en: "agent down", pt: "agente parado" })]),
  ];
  return parts.join(", ");
}

function stormLine(alert: Alert, say: Speech): string {
  const all = alert.members.length + alert.more;
  const ill = alert.members.filter(({ well }) => well === null).length + alert.more;
  const since = say.at(new Date(alert.openedAt));
  return say.say({
    en: `A storm began ${since}: ${say.count(all, { en: "more trouble", pt: "" }, { en: "more troubles", pt: "" })} in this one summary, ${say.number(ill)} still open.`,
    pt: `Uma tempestade começou ${since}: ${say.count(all, { en: "", pt: "outro problema" }, { en: "", pt: "outros problemas" })} neste só resumo, ${say.number(ill)} ainda em aberto.`,
  });
}
