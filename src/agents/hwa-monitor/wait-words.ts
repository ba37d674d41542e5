// Each cause of a wait as a sentence, and what would end it.

import type {
  ChainLink,
  LocalCause,
  PredecessorCause,
  WaitCause,
  WaitEnd,
  WaitRoot,
} from "#hwa/wait-causes.ts";
import type { Speech } from "../speech.ts";
import { unreachableWords } from "./workstation.ts";

export function causeWords(say: Speech, cause: WaitCause): string {
  const sentence = cause.kind === "predecessor" ? predecessorWords(say, cause) : localWords(say, cause);
  return cause.holds === "stream"
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
        en: `${root.job.name} failed (${root.facts.internal}${rc}) at ${say.time(root.facts.endedAt)}`,
        pt: `${root.job.name} falhou (${root.facts.internal}${rc}) às ${say.time(root.facts.endedAt)}`,
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
        en: `its stream ${cause.stream} runs no more than ${cause.limit} jobs at once${cause.running === null ? "" : ` (${cause.running} run now)`}`,
        pt: `o stream ${cause.stream} executa no máximo ${cause.limit} jobs ao mesmo tempo${cause.running === null ? "" : ` (${cause.running} agora)`}`,
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
        en: `it ended${cause.endedAt ? ` at ${say.time(cause.endedAt)}` : ""}${cause.returnCode === null ? "" : ` with RC=${cause.returnCode}`} and waits for somebody to confirm the outcome`,
        pt: `terminou${cause.endedAt ? ` às ${say.time(cause.endedAt)}` : ""}${cause.returnCode === null ? "" : ` com RC=${cause.returnCode}`} e aguarda alguém confirmar o resultado`,
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

/** What would let the job go on, as the next thing to do or to wait for. */
export function endWords(say: Speech, end: WaitEnd): string {
  switch (end.kind) {
    case "time_comes":
      return end.at
        ? say.say({
            en: `it goes on by itself at ${say.time(end.at)}`,
            pt: `segue sozinho às ${say.time(end.at)}`,
          })
        : say.say({
            en: "it goes on by itself when its time comes",
            pt: "segue sozinho quando chegar o horário",
          });
    case "predecessor_succeeds":
      return end.estimatedEnd
        ? say.say({
            en: `it goes on when ${end.job} succeeds, expected ${say.time(end.estimatedEnd)}`,
            pt: `segue quando ${end.job} terminar bem, previsto ${say.time(end.estimatedEnd)}`,
          })
        : say.say({ en: `it goes on when ${end.job} succeeds`, pt: `segue quando ${end.job} terminar bem` });
    case "predecessor_repaired":
      return say.say({
        en: `${end.job} must be fixed and rerun, or confirmed`,
        pt: `${end.job} precisa ser corrigido e reexecutado, ou confirmado`,
      });
    case "stream_completes":
      return say.say({
        en: `it goes on when stream ${end.stream} completes`,
        pt: `segue quando o stream ${end.stream} terminar`,
      });
    case "dependency_released":
      return say.say({
        en: `the dependency on ${end.dependency} must be released`,
        pt: `a dependência de ${end.dependency} precisa ser liberada`,
      });
    case "prompt_answered":
      return say.say({ en: "somebody must answer the prompt", pt: "alguém precisa responder o prompt" });
    case "prompt_asked":
      return say.say({
        en: "HWA asks the prompt once the rest is ready",
        pt: "o HWA faz o prompt quando o resto estiver pronto",
      });
    case "file_appears":
      return say.say({ en: `it goes on when ${end.path} arrives`, pt: `segue quando ${end.path} chegar` });
    case "resource_freed":
      return say.say({
        en: `it goes on when ${end.resource} is free`,
        pt: `segue quando ${end.resource} for liberado`,
      });
    case "priority_raised":
      return say.say({
        en: `its priority must be raised above ${end.above}`,
        pt: `a prioridade precisa subir acima de ${end.above}`,
      });
    case "limit_raised":
      return say.say({
        en: `the limit of ${end.name} must be raised`,
        pt: `o limite de ${end.name} precisa ser aumentado`,
      });
    case "slot_freed":
      return say.say({
        en: `it goes on when a slot of ${end.name} is free`,
        pt: `segue quando houver vaga em ${end.name}`,
      });
    case "fence_lowered":
      return say.say({
        en: `the fence of ${end.workstation} must be lowered`,
        pt: `a fence de ${end.workstation} precisa baixar`,
      });
    case "workstation_linked":
      return say.say({ en: `${end.workstation} must be linked`, pt: `${end.workstation} precisa de link` });
    case "agent_started":
      return say.say({
        en: `the agent of ${end.workstation} must be started`,
        pt: `o agente de ${end.workstation} precisa ser iniciado`,
      });
    case "job_confirmed":
      return say.say({
        en: "somebody must confirm it as succ or abend",
        pt: "alguém precisa confirmar como succ ou abend",
      });
    case "operator_acts":
      return say.say({ en: "an operator must release it", pt: "um operador precisa liberá-lo" });
    case "condition_met":
      return say.say({
        en: "it goes on only if its condition is met",
        pt: "só segue se a condição for atendida",
      });
    case "cancel_done":
      return say.say({ en: "it will be cancelled", pt: "será cancelado" });
    case "launch_done":
      return say.say({ en: "it should run within moments", pt: "deve executar em instantes" });
    case "never":
      return say.say({ en: "it will not start by itself any more", pt: "não vai mais iniciar sozinho" });
  }
}
