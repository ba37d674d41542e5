// The alerts agent: what is wrong now, and what people say to it. It changes nothing but alerts.

import { type Alert, isOpen } from "#core/alert/alert.ts";
import { longestNote, longestSnoozeMs } from "#core/alert/people-words.ts";
import type { AlertRules } from "#core/alert/rules.ts";
import { may, type Person } from "#core/person.ts";
import { redact } from "#core/redact.ts";
import { type Choice, type Reply, reply } from "#core/reply.ts";
import { cleanText } from "#core/text.ts";
import type { Workflow } from "#core/workflow/workflow.ts";
import type { Audit } from "#ports/audit.ts";
import type { Agent, AgentHealth, Question } from "../agent.ts";
import { shortId } from "../operations/short-id.ts";
import { type Speech, speech } from "../speech.ts";
import { alertCard } from "./alert-card.ts";
import { dataOf } from "./alert-data.ts";
import { alertHeadline, alertLine } from "./alert-words.ts";
import type { AlertBoard } from "./board.ts";
import { offersFor } from "./offers.ts";
import { stormFile } from "./storm-table.ts";

export interface AlertsDesk {
  readonly board: AlertBoard;
  readonly rules: () => AlertRules;
  /** What is wrong with the rules' file, in sentences. */
  readonly problems: () => readonly {
    readonly file: string;
    readonly line: number | null;
    readonly message: string;
  }[];
  readonly workflow: (id: string) => Workflow | null;
  readonly audit: Pick<Audit, "append">;
  readonly timezone: string;
}

interface Asked extends AlertsDesk {
  readonly question: Question;
  readonly say: Speech;
}

const mostListed = 15;
const defaultSnoozeHours = 1;

export function createAlertsAgent(desk: AlertsDesk, version: string): Agent {
  return {
    name: "alerts",
    title: "Resync Alerts",
    version,
    introduction: {
      en: "I'm the alerts agent. I tell what goes wrong in the plan, keep who takes care of it, and say when it is well again.",
      pt: "Sou o agente de alertas. Conto o que dá errado no plano, guardo quem cuida e digo quando está resolvido.",
    },
    capabilities: {
      en: ["list what is wrong now", "take an alert, let it rest, add what you know of it"],
      pt: ["listar o que está errado agora", "assumir um alerta, adiá-lo, anotar o que se sabe"],
    },
    intents: ["alert.list", "alert.mine", "alert.snooze", "alert.note"],
    checkHealth: () => checkHealth(desk),
    async answer(question) {
      const asked: Asked = { ...desk, question, say: speech(question.locale, desk.timezone, question.now) };
      switch (question.intent.name) {
        case "alert.mine":
        case "alert.snooze":
        case "alert.note":
          return sayTo(asked, question.intent.name);
        default:
          return question.intent.slots.id === undefined ? list(asked) : show(asked, question.intent.slots.id);
      }
    },
  };
}

async function checkHealth(desk: AlertsDesk): Promise<AgentHealth> {
  const [problem] = desk.problems();
  if (problem)
    return {
      status: "degraded",
      detail: `The alert rules have a fault, and the last good ones hold: ${problem.file}${problem.line === null ? "" : `:${problem.line}`}: ${problem.message}`,
    };
  try {
    const open = await desk.board.open();
    return { status: "healthy", detail: `${open.length} alerts are open.` };
  } catch (error) {
    return {
      status: "unhealthy",
      detail: error instanceof Error ? error.message : "The alerts could not be read.",
    };
  }
}

async function list(asked: Asked): Promise<Reply> {
  const { say, board } = asked;
  const open = await board.open();
  const told = asked.rules().routes.some(({ to }) => to.length > 0);
  const worst = open.some(({ severity }) => severity === "critical");
  return own(asked, {
    mood: open.length === 0 ? "good" : worst ? "bad" : "warning",
    text: lines(
      open.length === 0
        ? say.say({
            en: "No alert is open: nothing went wrong since I began to watch that is not well again.",
            pt: "Nenhum alerta aberto: nada deu errado desde que comecei a acompanhar que não esteja resolvido.",
          })
        : say.say({
            en: `${say.count(open.length, { en: "alert is", pt: "" }, { en: "alerts are", pt: "" })} open.`,
            pt: `${say.count(open.length, { en: "", pt: "alerta aberto" }, { en: "", pt: "alertas abertos" })}.`,
          }),
      ...open.slice(0, mostListed).map((alert) => alertLine(alert, say)),
      open.length > mostListed &&
        say.say({ en: `And ${open.length - mostListed} more.`, pt: `E mais ${open.length - mostListed}.` }),
      !told &&
        say.say({
          en: "No channel is told of them: set ONCALL_CHANNEL, or routes in knowledge/alerts.yml.",
          pt: "Nenhum canal é avisado: defina ONCALL_CHANNEL, ou rotas em knowledge/alerts.yml.",
        }),
      ...asked
        .problems()
        .slice(0, 3)
        .map(({ file, line, message }) => `${file}${line === null ? "" : `:${line}`}: ${message}`),
    ),
    choices: open.slice(0, 5).map((alert) => showChoice(alert, say)),
    data: open.map(dataOf),
  });
}

async function show(asked: Asked, id: string): Promise<Reply> {
  const found = await asked.board.find(id);
  if (!found) return unknownId(asked, id);
  if ("which" in found) return which(asked, found.which, "alert");
  const card = alertCard(
    { alert: found, offers: offersFor(found, asked.rules(), asked.workflow) },
    asked.say,
  );
  return found.kind === "storm" ? { ...card, file: stormFile(found, asked.say) } : card;
}

async function sayTo(asked: Asked, deed: "alert.mine" | "alert.snooze" | "alert.note"): Promise<Reply> {
  const { question, say } = asked;
  if (!may(question.person, "run_workflows")) return refuse(asked, question.person);
  const { slots } = question.intent;
  const by = { id: question.person.id, name: question.person.name };
  const text = redact(cleanText(slots.text ?? "").trim()).slice(0, longestNote);
  if (deed === "alert.note" && text === "")
    return own(asked, {
      mood: "unknown",
      text: say.say({
        en: `What shall I note? Say it behind the id: note ${slots.id ?? "ID"} the disk was full.`,
        pt: `O que devo anotar? Diga depois do id: nota ${slots.id ?? "ID"} o disco estava cheio.`,
      }),
    });
  const hours = slots.windowHours ?? defaultSnoozeHours;
  const forMs = Math.min(hours * 3_600_000, longestSnoozeMs);
  const word =
    deed === "alert.mine"
      ? ({ kind: "mine", by } as const)
      : deed === "alert.snooze"
        ? ({ kind: "snooze", by, forMs } as const)
        : ({ kind: "note", by, text } as const);
  const said = await asked.board.say(slots.id ?? null, word, question.platform);
  if (said.kind === "unknown") return slots.id ? unknownId(asked, slots.id) : list(asked);
  if (said.kind === "which") return which(asked, said.alerts, word.kind);
  const { alert, before } = said;
  const id = shortId(alert.id);
  if (said.kind === "resolved")
    return own(asked, {
      text: lines(
        say.say({
          en: `Alert ${id} is over already, so nothing was changed.`,
          pt: `O alerta ${id} já terminou, então nada mudou.`,
        }),
        alertHeadline(alert, say),
      ),
      data: dataOf(alert),
    });
  if (said.kind === "already")
    return own(asked, {
      text: say.say({ en: `Alert ${id} is yours already.`, pt: `O alerta ${id} já é seu.` }),
      data: dataOf(alert),
    });
  return own(asked, { text: doneWords(asked, word.kind, before, alert), data: dataOf(alert) });
}

function doneWords({ say }: Asked, kind: "mine" | "snooze" | "note", before: Alert, alert: Alert): string {
  const id = shortId(alert.id);
  if (kind === "note") return say.say({ en: `Noted on alert ${id}.`, pt: `Anotado no alerta ${id}.` });
  if (kind === "snooze") {
    const until = alert.snooze ? say.time(new Date(alert.snooze.until)) : "—";
    return say.say({
      en: `Alert ${id} rests until ${until}; if it is still open then, it is told again.`,
      pt: `O alerta ${id} fica adiado até ${until}; se ainda estiver aberto, aviso de novo.`,
    });
  }
  const from = before.mine
    ? say.say({
        en: ` It was ${before.mine.name}'s until now.`,
        pt: ` Até agora estava com ${before.mine.name}.`,
      })
    : "";
  return say.say({
    en: `Alert ${id} is yours; nobody else is called for it.${from} ${alertHeadline(alert, say)}`,
    pt: `O alerta ${id} é seu; mais ninguém será chamado por ele.${from} ${alertHeadline(alert, say)}`,
  });
}

async function refuse(asked: Asked, person: Person): Promise<Reply> {
  const { question, say, audit } = asked;
  await audit.append([
    {
      verb: "access.refused",
      who: { id: person.id, name: person.name },
      surface: question.platform,
      subject: `intent:${question.intent.name}`,
      data: { alert: question.intent.slots.id ?? null },
    },
  ]);
  const message = say.say({
    en: "You may look, but taking an alert, letting it rest or adding to it needs the role operator. Ask an administrator for it, or somebody who has it.",
    pt: "Você pode consultar, mas assumir, adiar ou anotar um alerta exige o papel operator. Peça a um administrador ou a quem já o tem.",
  });
  return own(asked, { mood: "warning", text: message, data: { error: { code: "forbidden", message } } });
}

function unknownId(asked: Asked, id: string): Reply {
  return own(asked, {
    mood: "unknown",
    text: asked.say.say({
      en: `No alert has an id that begins with ${id}. "alerts" lists those that are open.`,
      pt: `Nenhum alerta tem id que começa com ${id}. "alertas" lista os abertos.`,
    }),
    choices: [listChoice(asked.say)],
    data: { alert: null, id, found: false },
  });
}

function which(asked: Asked, alerts: readonly Alert[], deed: "alert" | "mine" | "snooze" | "note"): Reply {
  const { say } = asked;
  const verb = {
    alert: { en: "alert", pt: "alerta" },
    mine: { en: "mine", pt: "meu" },
    snooze: { en: "snooze", pt: "adiar" },
    note: { en: "note", pt: "nota" },
  }[deed];
  return own(asked, {
    mood: "unknown",
    text: lines(
      say.say({ en: "Which alert? Nothing was changed.", pt: "Qual alerta? Nada mudou." }),
      ...alerts.slice(0, 8).map((alert) => alertLine(alert, say)),
    ),
    choices: alerts.slice(0, 8).map((alert) => ({
      id: `${say.say(verb)} ${shortId(alert.id)}`,
      label: `${shortId(alert.id)} ${alertHeadline(alert, say)}`,
      style: "default",
    })),
    data: { alert: null, alerts: alerts.map(dataOf) },
  });
}

function showChoice(alert: Alert, say: Speech): Choice {
  const id = shortId(alert.id);
  const name = alert.silence ? "HWA" : (alert.workstation?.name ?? alert.members[0]?.job ?? id);
  return {
    id: say.say({ en: `alert ${id}`, pt: `alerta ${id}` }),
    label: alert.kind === "storm" ? id : name,
    style: isOpen(alert) && alert.severity === "critical" ? "primary" : "default",
  };
}

function listChoice(say: Speech): Choice {
  const text = say.say({ en: "alerts", pt: "alertas" });
  return { id: text, label: say.say({ en: "What is wrong", pt: "O que está errado" }), style: "default" };
}

function own(
  asked: Pick<Asked, "say">,
  parts: Omit<Partial<Reply>, "locale"> & { readonly text: string },
): Reply {
  return reply({ locale: asked.say.locale, ...parts });
}

function lines(...parts: readonly (string | null | undefined | false)[]): string {
  return parts.filter((part): part is string => typeof part === "string" && part !== "").join("\n");
}
