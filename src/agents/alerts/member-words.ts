// A member of an alert in words: what is wrong with it, in a sentence, or in a word behind its name.

import type { Member } from "#core/alert/alert.ts";
import type { Speech } from "../speech.ts";

export function memberLine(member: Member, say: Speech): string {
  const { job, stream, workstation, dueAt, startedAt, usualMs } = member;
  const where = `${workstation}${stream ? `, ${stream}` : ""}`;
  const seen = say.at(new Date(member.since));
  const due = dueAt ? say.at(new Date(dueAt)) : null;
  switch (member.why) {
    case "failed":
      return failedLine(member, where, say);
    case "too_long":
      return startedAt && usualMs
        ? say.say({
            en: `${job} runs too long: it began ${say.at(new Date(startedAt))} and usually takes ${say.duration(usualMs)} (${where}).`,
            pt: `${job} demora demais: começou ${say.at(new Date(startedAt))} e costuma levar ${say.duration(usualMs)} (${where}).`,
          })
        : say.say({
            en: `${job} runs much longer than usual (${where}), seen ${seen}.`,
            pt: `${job} roda muito além do habitual (${where}), visto ${seen}.`,
          });
    case "late":
      if (!due || !dueAt)
        return say.say({
          en: `${job} is late (${where}), seen ${seen}.`,
          pt: `${job} está atrasado (${where}), visto ${seen}.`,
        });
      return dueAt <= member.since
        ? say.say({
            en: `${job} is late: its deadline was ${due} (${where}).`,
            pt: `${job} está atrasado: o prazo era ${due} (${where}).`,
          })
        : say.say({
            en: `HWA calls ${job} late; its deadline is ${due} (${where}).`,
            pt: `O HWA considera ${job} atrasado; o prazo é ${due} (${where}).`,
          });
    case "at_risk":
      return due
        ? say.say({
            en: `${job} may miss its deadline ${due} (${where}).`,
            pt: `${job} pode perder o prazo ${due} (${where}).`,
          })
        : say.say({
            en: `${job} may be late (${where}), seen ${seen}.`,
            pt: `${job} pode atrasar (${where}), visto ${seen}.`,
          });
    case "workstation":
      return say.say({
        en: `Workstation ${workstation} went down ${seen}.`,
        pt: `A workstation ${workstation} caiu ${seen}.`,
      });
  }
}

function failedLine(member: Member, where: string, say: Speech): string {
  const { job, times, rerunning } = member;
  // HWA's own moment where it tells one, as in every answer; else when it was seen.
  const at = say.at(new Date(member.endedAt ?? member.since));
  const again =
    times > 1
      ? say.say({
          en: `, ${times} times since ${say.time(new Date(member.since))}`,
          pt: `, ${times} vezes desde ${say.time(new Date(member.since))}`,
        })
      : "";
  return say.say({
    en: `${job} failed ${at}: ${codeOf(member)} (${where})${again}.${rerunning ? " It runs again." : ""}`,
    pt: `${job} falhou ${at}: ${codeOf(member)} (${where})${again}.${rerunning ? " Está rodando de novo." : ""}`,
  });
}

function codeOf({ internal, returnCode }: Member): string {
  return `${internal ?? "?"}${returnCode === null ? "" : ` RC=${returnCode}`}`;
}

/** `FIN_LOAD (ABEND RC=12)`; `beside`: the member the alert is told of, whose name may be the same. */
export function memberWords(member: Member, beside: Member | null, say: Speech): string {
  const same = beside !== null && beside.job === member.job && beside.stream === member.stream;
  const name = `${member.job ?? member.workstation}${same ? say.say({ en: ", another time", pt: ", outra vez" }) : ""}`;
  return `${name} (${member.rerunning ? say.say({ en: "runs again", pt: "rodando de novo" }) : howWords(member, say)})`;
}

export function howWords(member: Member, say: Speech): string {
  switch (member.why) {
    case "failed":
      return codeOf(member);
    case "late":
      return say.say({ en: "late", pt: "atrasado" });
    case "too_long":
      return say.say({ en: "too long", pt: "longo demais" });
    case "at_risk":
      return say.say({ en: "at risk", pt: "em risco" });
    case "workstation":
      return say.say({ en: "down", pt: "parada" });
  }
}
