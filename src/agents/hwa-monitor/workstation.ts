// "Is FIN_WS up?" and "which workstations are down?"

import type { Reply } from "#core/reply.ts";
import {
  type UnreachableWhy,
  type WorkstationFacts,
  workstationFacts,
  workstationsOverview,
} from "#hwa/workstations.ts";
import type { Speech } from "../speech.ts";
import { type Asked, hwaSource, lines, liveReply } from "./desk.ts";

export function unreachableWords(say: Speech, why: UnreachableWhy | null): string {
  switch (why) {
    case "unlinked":
      return say.say({ en: "not linked", pt: "sem link" });
    case "agent_down":
      return say.say({ en: "agent down", pt: "agente parado" });
    case "unlinked_and_agent_down":
      return say.say({ en: "not linked, agent down", pt: "sem link, agente parado" });
    default:
      return say.say({ en: "available", pt: "disponível" });
  }
}

export async function answerWorkstation(asked: Asked): Promise<Reply> {
  const name = asked.question.intent.slots.workstation;
  return name ? one(asked, name) : all(asked);
}

async function one(asked: Asked, name: string): Promise<Reply> {
  const { say } = asked;
  const found = await workstationFacts(asked.hwa, name, asked.read);
  const sources = [hwaSource(asked, `plan/workstation ${name}`)];
  if (found.kind === "unknown") {
    const near = asked.names.nearest("workstation", name, 4).map((each) => each.name);
    const offered = near.length > 0 ? near : found.names.slice(0, 6);
    return liveReply(asked, {
      mood: "unknown",
      text: say.say({
        en: `No workstation is called "${name}". There are, for example, ${say.list(offered)}.`,
        pt: `Nenhuma workstation se chama "${name}". Existem, por exemplo, ${say.list(offered)}.`,
      }),
      choices: offered.map((each) => ({ id: `workstation ${each}?`, label: each, style: "default" })),
      sources,
      data: { workstation: name, status: "Unknown", nearest: offered },
    });
  }
  const ws = found.workstation;
  return liveReply(asked, {
    mood: ws.available ? (ws.limit === 0 ? "warning" : "good") : "bad",
    text: lines(
      ws.available
        ? say.say({
            en: `${ws.name} is available: linked, agent running.`,
            pt: `${ws.name} está disponível: com link e agente ativo.`,
          })
        : say.say({
            en: `${ws.name} is unreachable: ${unreachableWords(say, ws.why)}.`,
            pt: `${ws.name} está inacessível: ${unreachableWords(say, ws.why)}.`,
          }),
      ws.limit === 0 &&
        say.say({
          en: "Its limit is 0, so nothing but HI and GO jobs starts there.",
          pt: "O limite dela é 0, então só jobs HI e GO iniciam lá.",
        }),
      (ws.fence ?? 0) > 0 &&
        say.say({
          en: `Its fence is ${ws.fence}: jobs of that priority or lower do not start.`,
          pt: `A fence dela é ${ws.fence}: jobs com essa prioridade ou menor não iniciam.`,
        }),
      say.say({
        en: `Jobs there: ${ws.running} running, ${ws.waiting} waiting, ${ws.failed} failed.`,
        pt: `Jobs nela: ${ws.running} em execução, ${ws.waiting} aguardando, ${ws.failed} com falha.`,
      }),
      ws.runningJobs.length > 0 &&
        say.say({
          en: `Running: ${say.list(ws.runningJobs.slice(0, 6).map((job) => job.name))}${ws.running > 6 ? "…" : ""}`,
          pt: `Em execução: ${say.list(ws.runningJobs.slice(0, 6).map((job) => job.name))}${ws.running > 6 ? "…" : ""}`,
        }),
    ),
    facts: [
      { label: say.say({ en: "Type", pt: "Tipo" }), value: ws.type },
      ...(ws.os ? [{ label: "OS", value: ws.os }] : []),
      ...(ws.node ? [{ label: say.say({ en: "Node", pt: "Nó" }), value: ws.node }] : []),
      { label: say.say({ en: "Limit", pt: "Limite" }), value: ws.limit === null ? "—" : String(ws.limit) },
      { label: "Fence", value: ws.fence === null ? "—" : String(ws.fence) },
    ],
    sources,
    data: dataOf(ws),
  });
}

async function all(asked: Asked): Promise<Reply> {
  const { say } = asked;
  const overview = await workstationsOverview(asked.hwa, asked.read);
  const down = overview.workstations.filter((each) => !each.available);
  return liveReply(asked, {
    mood: down.length > 0 ? "warning" : "good",
    text: lines(
      down.length === 0
        ? say.say({
            en: `All ${overview.total} workstations are available.`,
            pt: `Todas as ${overview.total} workstations estão disponíveis.`,
          })
        : say.say({
            en: `${down.length} of ${overview.total} workstations are unreachable.`,
            pt: `${down.length} de ${overview.total} workstations estão inacessíveis.`,
          }),
      ...down.slice(0, 15).map((each) => `• ${each.name}: ${unreachableWords(say, each.why)}`),
    ),
    table: {
      columns: [
        "Workstation",
        say.say({ en: "State", pt: "Estado" }),
        say.say({ en: "Limit", pt: "Limite" }),
        "Fence",
      ],
      rows: overview.workstations
        .slice(0, 30)
        .map((each) => [
          each.name,
          unreachableWords(say, each.why),
          String(each.limit ?? "—"),
          String(each.fence ?? "—"),
        ]),
    },
    choices: down
      .slice(0, 3)
      .map((each) => ({ id: `workstation ${each.name}?`, label: each.name, style: "default" })),
    sources: [hwaSource(asked, "plan/workstation")],
    data: overview.workstations.map((each) => ({
      workstation: each.name,
      available: each.available,
      why: each.why,
      type: each.type,
      limit: each.limit,
      fence: each.fence,
    })),
  });
}

function dataOf(ws: WorkstationFacts) {
  return {
    workstation: ws.name,
    available: ws.available,
    why: ws.why,
    type: ws.type,
    os: ws.os,
    node: ws.node,
    limit: ws.limit,
    fence: ws.fence,
    states: ws.states,
    jobs: { running: ws.running, waiting: ws.waiting, failed: ws.failed },
  };
}
