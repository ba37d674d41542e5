// How an alert ended, in words: with what was seen of it, so that whoever was called for it can let go.

import type { Alert, Member, ReliefHow, Resolution } from "#core/alert/alert.ts";
import type { Wording } from "#core/wording.ts";
import { shortId } from "../operations/short-id.ts";
import type { Speech } from "../speech.ts";
import { troubleLine } from "./trouble-words.ts";

/** Of one that is named before, and of several that are counted. */
const reliefs: Readonly<Record<ReliefHow, { readonly one: Wording; readonly several: Wording }>> = {
  completed: {
    one: { en: "completed", pt: "terminou bem" },
    several: { en: "completed", pt: "terminaram bem" },
  },
  cancelled: {
    one: { en: "was cancelled", pt: "foi cancelado" },
    several: { en: "cancelled", pt: "cancelados" },
  },
  suppressed: {
    one: { en: "was suppressed", pt: "foi suprimido" },
    several: { en: "suppressed", pt: "suprimidos" },
  },
  gone: {
    one: {
      en: "left the plan, so how it went is not known",
      pt: "saiu do plano, então não se sabe como acabou",
    },
    several: {
      en: "left the plan without anybody knowing how they went",
      pt: "saíram do plano sem que se saiba como acabaram",
    },
  },
  in_time: {
    one: { en: "is no longer late", pt: "já não está atrasado" },
    several: { en: "no longer late", pt: "já não atrasados" },
  },
  back: { one: { en: "is back", pt: "voltou" }, several: { en: "back", pt: "de volta" } },
};

export function reliefWords(how: ReliefHow, say: Speech): string {
  return say.say(reliefs[how].one);
}

export function resolvedLine(alert: Alert, resolved: Resolution, say: Speech): string {
  const took = say.duration(resolved.at - alert.openedAt);
  const other = resolved.into ? shortId(resolved.into) : "—";
  if (resolved.how === "joined")
    return say.say({
      en: `Part of alert ${other}, which has the cause: ${troubleLine(alert, say, "inside")}`,
      pt: `Parte do alerta ${other}, que tem a causa: ${troubleLine(alert, say, "inside")}`,
    });
  if (resolved.how === "again")
    return say.say({
      en: `Closed after ${took} without being resolved: it came back, see alert ${other}.`,
      pt: `Fechado após ${took} sem solução: voltou a acontecer, veja o alerta ${other}.`,
    });
  return say.say({
    en: `Resolved after ${took}: ${ending(alert, resolved.at, resolved.how, say)}.`,
    pt: `Resolvido após ${took}: ${ending(alert, resolved.at, resolved.how, say)}.`,
  });
}

function ending(alert: Alert, at: number, how: ReliefHow, say: Speech): string {
  const when = say.at(new Date(at));
  const all = alert.members.length + alert.more;
  if (alert.silence)
    return say.say({ en: `HWA can be read again, ${when}`, pt: `o HWA pode ser lido de novo, ${when}` });
  if (alert.workstation) {
    const { name } = alert.workstation;
    const gone = how === "gone" && alert.workstation.backAt === at;
    if (gone)
      return say.say({
        en: `workstation ${name} left the plan ${when}`,
        pt: `a workstation ${name} saiu do plano ${when}`,
      });
    const and =
      all === 0
        ? ""
        : say.say({
            en: `, and what was in trouble behind it (${all}) is over`,
            pt: `, e o que tinha problema por causa dela (${all}) acabou`,
          });
    return say.say({
      en: `workstation ${name} is back${and}, ${when}`,
      pt: `a workstation ${name} voltou${and}, ${when}`,
    });
  }
  const [only] = alert.members;
  if (all === 1 && only) return memberEnding(only, how, at, say);
  return say.say({
    en: `all ${say.number(all)} troubles are over, the last one ${when}`,
    pt: `os ${say.number(all)} problemas acabaram, o último ${when}`,
  });
}

/** `LOAD was rerun and completed on 2 Mar at 02:20 (SUCC RC=0)`. */
function memberEnding(member: Member, how: ReliefHow, at: number, say: Speech): string {
  const name =
    member.job ??
    say.say({ en: `workstation ${member.workstation}`, pt: `a workstation ${member.workstation}` });
  const { seen } = member.well ?? {};
  if (how === "in_time" && member.why === "at_risk")
    return say.say({
      en: `${name} is out of danger, seen ${say.at(new Date(at))}`,
      pt: `${name} está fora de perigo, visto ${say.at(new Date(at))}`,
    });
  if (how !== "completed" || !seen) return `${name} ${reliefWords(how, say)} ${say.at(new Date(at))}`;
  const code = `${seen.internal}${seen.returnCode === null ? "" : ` RC=${seen.returnCode}`}`;
  if (seen.again === false)
    return say.say({
      en: `${name} counts as completed (${code}) without another run, so somebody confirmed it, seen ${say.at(new Date(at))}`,
      pt: `${name} conta como concluído (${code}) sem nova execução, portanto alguém o confirmou, visto ${say.at(new Date(at))}`,
    });
  const when = say.at(new Date(seen.endedAt ?? at));
  return seen.again
    ? say.say({
        en: `${name} was rerun and completed ${when} (${code})`,
        pt: `${name} foi executado de novo e terminou bem ${when} (${code})`,
      })
    : say.say({ en: `${name} completed ${when} (${code})`, pt: `${name} terminou bem ${when} (${code})` });
}

/** Of several: how many ended how; null: there was only one. */
export function endingsLine(alert: Alert, say: Speech): string | null {
  if (alert.members.length < 2) return null;
  const ended = alert.members.flatMap(({ well }) => well ?? []);
  const parts = [...Map.groupBy(ended, ({ how }) => how)].map(
    ([how, each]) => `${say.number(each.length)} ${say.say(reliefs[how].several)}`,
  );
  return parts.length === 0 ? null : `${say.list(parts)}.`;
}
