// What would end a wait, as a sentence.

import type { WaitEnd } from "#hwa/waiting/wait-causes.ts";
import type { Speech } from "../speech.ts";

/** What would let the job go on, as the next thing to do or to wait for. */
export function endWords(say: Speech, end: WaitEnd): string {
  switch (end.kind) {
    case "time_comes":
      return end.at
        ? say.say({
            en: `it goes on by itself ${say.at(end.at)}`,
            pt: `segue sozinho ${say.at(end.at)}`,
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
