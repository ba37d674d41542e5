// Each cause of a wait as a sentence.

import type {
  ChainLink,
  LocalCause,
  PredecessorCause,
  WaitCause,
  WaitRoot,
} from "#hwa/waiting/wait-causes.ts";
import type { Speech } from "../speech.ts";
import { unreachableWords } from "./workstation.ts";

export function causeWords(say: Speech, cause: WaitCause): string {
  const sentence = cause.kind === "predecessor" ? predecessorWords(say, cause) : localWords(say, cause);
  return cause.holds === "stream" && cause.kind !== "stream_limit"
    ? say.say({ en: `its stream is held: ${sentence}`, pt: `o stream dele está retido: ${sentence}` })
    : sentence;
}

function predecessorWords(say: Speech, cause: PredecessorCause): string {
  const way = cause.chain.map(linkName).join(" → ");
  const what =
    cause.of === "job"
      ? say.say({ en: `it waits for job ${way || cause.name}`, pt: `aguarda o job ${way || cause.name}` })
      : say.say({
          en: `it waits for stream ${way || cause.name}`,
          pt: `aguarda o stream ${way || cause.name}`,
        });
  return `${what}; ${rootWords(say, cause.root)}`;
}

function linkName(link: ChainLink): string {
  return link.kind === "job" ? link.job.name : link.kind === "stream" ? link.stream.name : link.name;
}

/** What stands at the end of the chain. */
export function rootWords(say: Speech, root: WaitRoot): string {
  switch (root.kind) {
    case "failed": {
      const rc = root.facts.returnCode === null ? "" : ` RC=${root.facts.returnCode}`;
      return say.say({
        en: `${root.job.name} failed (${root.facts.internal}${rc}) ${say.at(root.facts.endedAt)}`,
        pt: `${root.job.name} falhou (${root.facts.internal}${rc}) ${say.at(root.facts.endedAt)}`,
      });
    }
    case "running": {
      const end = root.facts.estimatedEnd
        ? say.say({
            en: `, end expected ${say.time(root.facts.estimatedEnd)}`,
            pt: `, término previsto ${say.time(root.facts.estimatedEnd)}`,
          })
        : "";
      return say.say({
        en: `${root.job.name} is still running (${say.duration(root.facts.elapsedMs)})${end}`,
        pt: `${root.job.name} ainda está em execução (${say.duration(root.facts.elapsedMs)})${end}`,
      });
    }
    case "cancelled":
      return say.say({ en: `${root.job.name} was cancelled`, pt: `${root.job.name} foi cancelado` });
    case "waits":
      return say.say({
        en: `${root.job.name} itself waits: ${root.causes.map((each) => localWords(say, each)).join("; ") || "HWA shows no cause"}`,
        pt: `${root.job.name} também aguarda: ${root.causes.map((each) => localWords(say, each)).join("; ") || "o HWA não mostra a causa"}`,
      });
    case "stream":
      return say.say({
        en: `stream ${root.stream.name} is ${root.stream.status.internal}${root.causes.length > 0 ? `: ${root.causes.map((each) => localWords(say, each)).join("; ")}` : ""}`,
        pt: `o stream ${root.stream.name} está ${root.stream.status.internal}${root.causes.length > 0 ? `: ${root.causes.map((each) => localWords(say, each)).join("; ")}` : ""}`,
      });
    case "ended_well":
      return say.say({
        en: `${root.job.name} has ended well meanwhile, so HWA should notice, or wants another outcome of it`,
        pt: `${root.job.name} já terminou bem; o HWA deve perceber, ou espera outro resultado dele`,
      });
    case "cycle":
      return say.say({
        en: `these jobs wait for each other: ${root.names.join(" → ")}`,
        pt: `estes jobs esperam uns pelos outros: ${root.names.join(" → ")}`,
      });
    case "too_deep":
      return say.say({
        en: `the chain goes on beyond ${root.name}; ask about that job for the rest`,
        pt: `a cadeia continua além de ${root.name}; pergunte por esse job para ver o resto`,
      });
    case "unread":
      return say.say({
        en: `HWA tells no more of ${root.name}${root.status ? ` than ${root.status}` : ""}`,
        pt: `o HWA não informa mais sobre ${root.name}${root.status ? ` além de ${root.status}` : ""}`,
      });
  }
}

function localWords(say: Speech, cause: LocalCause): string {
  switch (cause.kind) {
    case "time":
      if (!cause.until) {
        return say.say({
          en: "it waits for its start time, which HWA does not give",
          pt: "aguarda o horário de início, que o HWA não informa",
        });
      }
      return cause.passed
        ? say.say({
            en: `its start time ${say.time(cause.until)} has come, HWA will notice`,
            pt: `o horário ${say.time(cause.until)} já chegou, o HWA vai perceber`,
          })
        : say.say({
            en: `it may not start before ${say.time(cause.until)}`,
            pt: `só pode iniciar a partir de ${say.time(cause.until)}`,
          });
    case "latest_start_passed":
      return say.say({
        en: `its latest start ${say.time(cause.latestStart)} has passed, so it will not start by itself`,
        pt: `o horário limite ${say.time(cause.latestStart)} já passou, então não inicia sozinho`,
      });
    case "prompt":
      return promptWords(say, cause);
    case "file":
      return say.say({
        en: `the file ${cause.path} is missing${on(say, cause.workstation)}`,
        pt: `falta o arquivo ${cause.path}${on(say, cause.workstation)}`,
      });
    case "resource": {
      const holders = cause.holders
        .map((holder) => holder.job ?? holder.stream)
        .filter((name): name is string => name !== null);
      const held =
        holders.length > 0
          ? say.say({
              en: `, held by ${say.list(holders.slice(0, 4))}`,
              pt: `, em uso por ${say.list(holders.slice(0, 4))}`,
            })
          : "";
      return say.say({
        en: `the resource ${cause.name} is short: needs ${cause.needed ?? "?"}, ${cause.available ?? "?"} of ${cause.total ?? "?"} free${held}`,
        pt: `falta o recurso ${cause.name}: precisa de ${cause.needed ?? "?"}, ${cause.available ?? "?"} de ${cause.total ?? "?"} livres${held}`,
      });
    }
    case "internetwork":
      return say.say({
        en: `it waits for ${cause.expression} of another network`,
        pt: `aguarda ${cause.expression} de outra rede`,
      });
    case "other_dependency":
      return say.say({ en: `it waits for ${cause.expression}`, pt: `aguarda ${cause.expression}` });
    case "priority_zero":
      return say.say({ en: "its priority is 0, which holds it", pt: "a prioridade é 0, o que o retém" });
    case "held":
      return say.say({ en: "an operator holds it", pt: "foi retido por um operador" });
    case "stream_limit":
      return say.say({
        en: `its stream ${cause.stream} runs no more than ${say.count(cause.limit, { en: "job", pt: "" }, { en: "jobs", pt: "" })} at once${cause.running === null ? "" : ` (${cause.running} run now)`}`,
        pt: `o stream ${cause.stream} executa no máximo ${say.count(cause.limit, { en: "", pt: "job" }, { en: "", pt: "jobs" })} ao mesmo tempo${cause.running === null ? "" : ` (${cause.running} agora)`}`,
      });
    case "workstation_limit":
      return say.say({
        en: `${cause.workstation} is at its limit of ${cause.limit ?? "?"}${cause.running === null ? "" : ` (${cause.running} run there)`}`,
        pt: `${cause.workstation} está no limite de ${cause.limit ?? "?"}${cause.running === null ? "" : ` (${cause.running} em execução)`}`,
      });
    case "fence":
      return say.say({
        en: `its priority ${cause.priority ?? "?"} is not above the fence ${cause.fence ?? "?"} of ${cause.workstation}`,
        pt: `a prioridade ${cause.priority ?? "?"} não passa da fence ${cause.fence ?? "?"} de ${cause.workstation}`,
      });
    case "workstation_unreachable":
      return say.say({
        en: `its workstation ${cause.workstation} is unreachable (${unreachableWords(say, cause.why)})`,
        pt: `a workstation ${cause.workstation} está inacessível (${unreachableWords(say, cause.why)})`,
      });
    case "no_agent":
      return say.say({
        en: `HWA finds no agent for it on ${cause.workstation}`,
        pt: `o HWA não encontra agente para ele em ${cause.workstation}`,
      });
    case "confirmation":
      return say.say({
        en: `it ended${cause.endedAt ? ` ${say.at(cause.endedAt)}` : ""}${cause.returnCode === null ? "" : ` with RC=${cause.returnCode}`} and waits for somebody to confirm the outcome`,
        pt: `terminou${cause.endedAt ? ` ${say.at(cause.endedAt)}` : ""}${cause.returnCode === null ? "" : ` com RC=${cause.returnCode}`} e aguarda alguém confirmar o resultado`,
      });
    case "user_intervention":
      return say.say({ en: "it waits for an operator", pt: "aguarda um operador" });
    case "suppressed":
      return say.say({
        en: "its condition was not met, so HWA suppressed it",
        pt: "a condição não foi atendida e o HWA o suprimiu",
      });
    case "cancel_pending":
      return say.say({ en: "its cancellation is pending", pt: "o cancelamento está pendente" });
    case "stuck":
      return say.say({
        en: "it is stuck; nothing starts without an operator",
        pt: "está parado (STUCK); nada inicia sem um operador",
      });
    case "launching":
      return say.say({ en: "HWA is launching it right now", pt: "o HWA está iniciando agora" });
  }
}

function promptWords(say: Speech, cause: Extract<LocalCause, { kind: "prompt" }>): string {
  const which = cause.name ?? (cause.number === null ? "" : `#${cause.number}`);
  if (cause.answeredNo) {
    return say.say({
      en: `the prompt ${which} "${cause.text}" was answered no`,
      pt: `o prompt ${which} "${cause.text}" foi respondido com não`,
    });
  }
  if (cause.asked === false) {
    return say.say({
      en: `the prompt ${which} "${cause.text}" is not asked yet`,
      pt: `o prompt ${which} "${cause.text}" ainda não foi feito`,
    });
  }
  const since = cause.askedAt
    ? say.say({ en: ` (asked ${say.ago(cause.askedAt)})`, pt: ` (feito ${say.ago(cause.askedAt)})` })
    : "";
  return say.say({
    en: `the prompt ${which} waits for an answer: "${cause.text}"${since}`,
    pt: `o prompt ${which} aguarda resposta: "${cause.text}"${since}`,
  });
}

function on(say: Speech, workstation: string | null): string {
  return workstation ? say.say({ en: ` on ${workstation}`, pt: ` em ${workstation}` }) : "";
}
