// An alert in words: its headline, how its members are, and how it ended. Everything else about alerts is made of these.

import { type Alert, isOpen, leadOf, type Member, type ReliefHow } from "#core/alert/alert.ts";
import { shortId } from "../operations/short-id.ts";
import type { Speech } from "../speech.ts";

/** The point of an alert in one sentence, as it is now. */
export function alertHeadline(alert: Alert, say: Speech): string {
  return alert.resolved ? resolvedLine(alert, say) : `${weight(alert, say)}${troubleLine(alert, say)}`;
}

function weight({ severity }: Alert, say: Speech): string {
  return severity === "critical" ? say.say({ en: "Critical: ", pt: "Crítico: " }) : "";
}

/** What is or was wrong, without how it ended. */
export function troubleLine(alert: Alert, say: Speech): string {
  if (alert.kind === "storm") return stormLine(alert, say);
  if (alert.workstation) return workstationLine(alert, say);
  const lead = leadOf(alert);
  if (!lead) return say.say({ en: "Something is wrong.", pt: "Algo está errado." });
  const line = memberLine(lead, say);
  if (alert.kind === "final")
    return say.say({
      en: `The plan's FINAL is in trouble: ${line}`,
      pt: `O FINAL do plano tem problema: ${line}`,
    });
  return line;
}

function memberLine(member: Member, say: Speech): string {
  const { job, stream, workstation, internal, returnCode, times } = member;
  const at = new Date(member.since);
  const where = `${workstation}${stream ? `, ${stream}` : ""}`;
  const code = `${internal ?? "?"}${returnCode === null ? "" : ` RC=${returnCode}`}`;
  const again =
    times > 1 ? say.say({ en: `, ${times} times since then`, pt: `, ${times} vezes desde então` }) : "";
  switch (member.why) {
    case "failed":
      return say.say({
        en: `${job} failed ${say.at(at)}: ${code} (${where})${again}.${member.rerunning ? " It runs again." : ""}`,
        pt: `${job} falhou ${say.at(at)}: ${code} (${where})${again}.${member.rerunning ? " Está rodando de novo." : ""}`,
      });
    case "too_long":
      return say.say({
        en: `${job} runs much longer than usual (${where}), seen ${say.at(at)}.`,
        pt: `${job} roda muito além do habitual (${where}), visto ${say.at(at)}.`,
      });
    case "late":
      return say.say({
        en: `${job} is late (${where}), seen ${say.at(at)}.`,
        pt: `${job} está atrasado (${where}), visto ${say.at(at)}.`,
      });
    case "at_risk":
      return say.say({
        en: `The critical job ${job} may miss its deadline (${where}), seen ${say.at(at)}.`,
        pt: `O job crítico ${job} pode perder o prazo (${where}), visto ${say.at(at)}.`,
      });
    case "workstation":
      return say.say({
        en: `Workstation ${workstation} went down ${say.at(at)}.`,
        pt: `A workstation ${workstation} caiu ${say.at(at)}.`,
      });
  }
}

function workstationLine(alert: Alert, say: Speech): string {
  const machine = alert.workstation;
  if (!machine) return "";
  const ill = alert.members.filter(({ well }) => well === null).length + alert.more;
  const jobs = say.count(ill, { en: "job is", pt: "job tem" }, { en: "jobs are", pt: "jobs têm" });
  if (machine.backAt !== null)
    return say.say({
      en: `Workstation ${machine.name} is back since ${say.time(new Date(machine.backAt))}; ${jobs} still in trouble.`,
      pt: `A workstation ${machine.name} voltou às ${say.time(new Date(machine.backAt))}; ${jobs} problema ainda.`,
    });
  const because =
    ill === 0
      ? ""
      : say.say({ en: ` ${jobs} in trouble because of it.`, pt: ` ${jobs} problema por causa dela.` });
  return say.say({
    en: `Workstation ${machine.name} is down since ${say.time(new Date(alert.openedAt))}: ${stateOf(machine, say)}.${because}`,
    pt: `A workstation ${machine.name} caiu às ${say.time(new Date(alert.openedAt))}: ${stateOf(machine, say)}.${because}`,
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
  return say.say({
    en: `Very many troubles since ${say.time(new Date(alert.openedAt))}: ${say.number(all)} in one summary, ${say.number(ill)} of them still open.`,
    pt: `Muitos problemas desde ${say.time(new Date(alert.openedAt))}: ${say.number(all)} em um só resumo, ${say.number(ill)} ainda abertos.`,
  });
}

const reliefs: Readonly<Record<ReliefHow, { readonly en: string; readonly pt: string }>> = {
  completed: { en: "completed", pt: "terminou bem" },
  cancelled: { en: "was cancelled", pt: "foi cancelado" },
  suppressed: { en: "was suppressed", pt: "foi suprimido" },
  gone: {
    en: "left the plan, so how it went is not known",
    pt: "saiu do plano, então não se sabe como acabou",
  },
  in_time: { en: "is no longer late", pt: "já não está atrasado" },
  back: { en: "is back", pt: "voltou" },
};

export function reliefWords(how: ReliefHow, say: Speech): string {
  return say.say(reliefs[how]);
}

function resolvedLine(alert: Alert, say: Speech): string {
  const { resolved } = alert;
  if (!resolved) return "";
  const took = say.duration(resolved.at - alert.openedAt);
  const other = resolved.into ? shortId(resolved.into) : "—";
  if (resolved.how === "joined")
    return say.say({
      en: `Part of alert ${other}, which has the cause: ${troubleLine(alert, say)}`,
      pt: `Parte do alerta ${other}, que tem a causa: ${troubleLine(alert, say)}`,
    });
  if (resolved.how === "again")
    return say.say({
      en: `Closed after ${took} without being resolved: it came back, see alert ${other}.`,
      pt: `Fechado após ${took} sem solução: voltou a acontecer, veja o alerta ${other}.`,
    });
  const what = subjectOf(alert, say);
  const at = say.at(new Date(resolved.at));
  return say.say({
    en: `Resolved after ${took}: ${what} ${ending(alert, resolved.how, say)} ${at}.`,
    pt: `Resolvido após ${took}: ${what} ${ending(alert, resolved.how, say)} ${at}.`,
  });
}

function ending(alert: Alert, how: ReliefHow, say: Speech): string {
  const several = alert.members.length > 1 || alert.kind === "storm";
  if (!several) return reliefWords(how, say);
  return say.say({ en: "are well or gone, the last one", pt: "estão bem ou saíram, o último" });
}

/** What the alert is of, as one would call it. */
export function subjectOf(alert: Alert, say: Speech): string {
  if (alert.workstation && alert.members.length === 0)
    return say.say({
      en: `workstation ${alert.workstation.name}`,
      pt: `a workstation ${alert.workstation.name}`,
    });
  const all = alert.members.length + alert.more;
  if (all > 1) return say.count(all, { en: "trouble", pt: "problema" }, { en: "troubles", pt: "problemas" });
  return alert.members[0]?.job ?? alert.members[0]?.workstation ?? "—";
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
