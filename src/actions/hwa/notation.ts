// Objects as operators write them, and states and times as they say them.

import { humanDuration } from "#core/duration.ts";
import { type StatusWord, statusWordOf } from "#core/hwa-status.ts";
import type { Locale } from "#core/locale.ts";
import { alike, inBoth, type Said, type Wording } from "#core/wording.ts";
import { jobFacts } from "#hwa/job-facts.ts";
import type { HwaJob, HwaJobStream } from "#ports/hwa.ts";
import type { Asked } from "./desk.ts";

type InStream = Pick<HwaJob, "folder" | "scheduledAt"> & {
  readonly stream: { readonly name: string; readonly workstation: string | null };
};

/** `FIN_WS#/FINANCE/PAYROLL(0600 03/10).FINANCE_PAYROLL`: what conman takes, and `job` of every action here as well. */
export function jobNotation(job: HwaJob, timezone: string): string {
  return `${inStream(job, timezone)}.${job.name}`;
}

export function streamNotation(stream: HwaJobStream, timezone: string): string {
  return inStream({ ...stream, stream }, timezone);
}

function inStream(object: InStream, timezone: string): string {
  const { stream, folder, scheduledAt } = object;
  const workstation = stream.workstation ? `${stream.workstation}#` : "";
  const path = folder === "/" ? "" : folder;
  return `${workstation}${path}${stream.name}${scheduledAt ? conmanTime(scheduledAt, timezone) : ""}`;
}

/** `(0600 03/10)`. */
function conmanTime(at: Date, timezone: string): string {
  const part = partsOf(at, timezone);
  return `(${part("hour")}${part("minute")} ${part("month")}/${part("day")})`;
}

/** `03:12`, with the date when it is another day: `10 Mar 22:40`. */
export function clock(at: Date, asked: Asked, locale: Locale = "en"): string {
  const part = partsOf(at, asked.desk.timezone);
  const time = `${part("hour")}:${part("minute")}`;
  if (isToday(at, asked)) return time;
  const month = new Intl.DateTimeFormat(locale === "pt" ? "pt-BR" : "en-GB", {
    timeZone: asked.desk.timezone,
    month: "short",
  }).format(at);
  return `${Number(part("day"))} ${month.replace(/\.$/, "")} ${time}`;
}

function isToday(at: Date, { desk, now }: Asked): boolean {
  const part = partsOf(at, desk.timezone);
  const today = partsOf(now, desk.timezone);
  return (["year", "month", "day"] as const).every((each) => part(each) === today(each));
}

/** ` at 02:47`, ` às 02:47`, ` em 10 mar 22:40`; nothing when HWA does not tell. */
function atClock(at: Date | null, asked: Asked): Wording {
  if (!at) return alike("");
  return {
    en: ` at ${clock(at, asked)}`,
    pt: ` ${isToday(at, asked) ? "às" : "em"} ${clock(at, asked, "pt")}`,
  };
}

function sinceClock(at: Date | null, asked: Asked): Wording {
  return at ? { en: ` since ${clock(at, asked)}`, pt: ` desde ${clock(at, asked, "pt")}` } : alike("");
}

function partsOf(at: Date, timeZone: string): (type: Intl.DateTimeFormatPartTypes) => string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  return (type) => parts.find((part) => part.type === type)?.value ?? "";
}

/** What goes after the job's name: `is running since 03:12 (EXEC)`, `failed at 02:47 (ABEND RC=12)`. */
export function jobState(job: HwaJob, asked: Asked): Wording {
  const facts = jobFacts(job, asked.now);
  const rc = facts.returnCode === null ? "" : ` RC=${facts.returnCode}`;
  const at = atClock(facts.endedAt, asked);
  const said = `(${facts.internal}${rc})`;
  if (facts.internal === "PEND")
    return {
      en: `ended${at.en} and waits to be confirmed ${said}`,
      pt: `terminou${at.pt} e espera confirmação ${said}`,
    };
  switch (facts.status) {
    case "Running": {
      const since = sinceClock(facts.startedAt, asked);
      return { en: `is running${since.en} ${said}`, pt: `está em execução${since.pt} ${said}` };
    }
    case "Failed":
      return { en: `failed${at.en} ${said}`, pt: `falhou${at.pt} ${said}` };
    case "Completed":
      return { en: `completed${at.en} ${said}`, pt: `concluiu${at.pt} ${said}` };
    case "Cancelled":
      return { en: "is cancelled", pt: "está cancelado" };
    case "Suppressed":
      return {
        en: `was suppressed because its condition was not met ${said}`,
        pt: `foi suprimido porque a condição dele não foi atendida ${said}`,
      };
    case "Held":
      return { en: `is held ${said}`, pt: `está retido ${said}` };
    case "Ready":
      return { en: `is ready to start ${said}`, pt: `está pronto para iniciar ${said}` };
    case "Blocked":
      return { en: `is blocked ${said}`, pt: `está bloqueado ${said}` };
    case "Waiting":
      return isHeld(job)
        ? {
            en: `is held (${facts.internal}, priority 0)`,
            pt: `está retido (${facts.internal}, prioridade 0)`,
          }
        : { en: `has not started ${said}`, pt: `ainda não iniciou ${said}` };
    case "Unknown":
      return {
        en: `is in a state HWA does not name clearly ${said}`,
        pt: `está em um estado que o HWA não diz com clareza ${said}`,
      };
  }
}

/** The same of a job stream: `is running since 03:12 (EXEC)`, `has failed jobs (ABEND)`. */
export function streamState(stream: HwaJobStream, asked: Asked): Wording {
  const { internal } = stream.status;
  switch (statusWordOf(stream.status)) {
    case "Running": {
      const since = sinceClock(stream.startedAt, asked);
      return { en: `is running${since.en} (${internal})`, pt: `está em execução${since.pt} (${internal})` };
    }
    case "Completed": {
      const at = atClock(stream.endedAt, asked);
      return { en: `completed${at.en} (${internal})`, pt: `concluiu${at.pt} (${internal})` };
    }
    case "Failed":
      return { en: `has failed jobs (${internal})`, pt: `tem jobs que falharam (${internal})` };
    case "Cancelled":
      return { en: "is cancelled", pt: "está cancelado" };
    default:
      return isHeld(stream)
        ? { en: `is held (${internal}, priority 0)`, pt: `está retido (${internal}, prioridade 0)` }
        : { en: `has not started (${internal})`, pt: `ainda não iniciou (${internal})` };
  }
}

/** An operator's hold, as HWA keeps it: a priority of 0. */
export function isHeld(object: HwaJob | HwaJobStream): boolean {
  return object.priority === 0 || object.status.common === "HELD";
}

export function lasted(ms: number | null, locale: Locale = "en"): string {
  if (ms !== null) return humanDuration(ms);
  return locale === "pt" ? "tempo desconhecido" : "unknown";
}

/** Our status words in a sentence. */
export function statusInPortuguese(word: string): string {
  return Object.hasOwn(statuses, word) ? statuses[word as StatusWord] : word;
}

const statuses: Readonly<Record<StatusWord, string>> = {
  Running: "em execução",
  Completed: "concluídos",
  Failed: "com falha",
  Cancelled: "cancelados",
  Suppressed: "suprimidos",
  Held: "retidos",
  Ready: "prontos",
  Blocked: "bloqueados",
  Waiting: "à espera",
  Unknown: "em estado desconhecido",
};

/** Why a workstation cannot be reached, in a few words. */
export function whyDown(why: string | null): Wording {
  const pt: Readonly<Record<string, string>> = {
    unlinked: "sem link",
    agent_down: "agente parado",
    unlinked_and_agent_down: "sem link e com o agente parado",
    unknown: "motivo desconhecido",
  };
  const en = why ?? "unknown";
  return { en: en.replaceAll("_", " "), pt: pt[en] ?? en.replaceAll("_", " ") };
}

export function iso(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}

export function wholeSeconds(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms / 1_000);
}

/** `ERP_SYNC (ABEND RC=12, 02:47)`: a job in a list. */
export function nameAndState(job: HwaJob, asked: Asked): Wording {
  const { internal, returnCode, endedAt } = jobFacts(job, asked.now);
  const rc = returnCode === null || returnCode === 0 ? "" : ` RC=${returnCode}`;
  const said = (at: string) => `${job.name} (${internal}${rc}${at ? `, ${at}` : ""})`;
  return {
    en: said(endedAt ? clock(endedAt, asked) : ""),
    pt: said(endedAt ? clock(endedAt, asked, "pt") : ""),
  };
}

/** `3 failed jobs: A, B and 1 more.` or `No failed jobs.`; as many are named as fit a message. */
export function listed(
  what: Wording,
  total: number,
  names: readonly Said[],
): { text: string; texto: string } {
  const shown = names.slice(0, 12).map(inBoth);
  const left = total - shown.length;
  if (total === 0) return { text: `No ${what.en}.`, texto: `0 ${what.pt}.` };
  return {
    text: `${total} ${what.en}: ${shown.map(({ en }) => en).join(", ")}${left > 0 ? ` and ${left} more` : ""}.`,
    texto: `${total} ${what.pt}: ${shown.map(({ pt }) => pt).join(", ")}${left > 0 ? ` e mais ${left}` : ""}.`,
  };
}
