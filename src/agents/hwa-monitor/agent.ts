// The HWA monitor agent: reads the live plan and says how jobs, workstations and the whole stand. It changes nothing.

import { isFault } from "#core/fault.ts";
import { type IntentName, jobsOf } from "#core/intent.ts";
import type { Reply } from "#core/reply.ts";
import type { Agent, AgentHealth } from "../agent.ts";
import { speech } from "../speech.ts";
import { answerDependencies } from "./dependencies.ts";
import type { Asked, PlanDesk } from "./desk.ts";
import { answerDiagnosis } from "./diagnosis.ts";
import { answerFailed } from "./failed.ts";
import { answerHandover } from "./handover.ts";
import { answerHealth } from "./health.ts";
import { answerHistory } from "./history.ts";
import { answerLate } from "./late.ts";
import { answerLateJob } from "./late-job.ts";
import { answerLog } from "./log.ts";
import { answerStatus } from "./status.ts";
import { answerStream } from "./stream.ts";
import { answerWaiting } from "./waiting.ts";
import { answerMonitor, answerUnmonitor } from "./watching.ts";
import { answerWorkstation } from "./workstation.ts";

const answers: Partial<Record<IntentName, (asked: Asked) => Reply | Promise<Reply>>> = {
  "job.status": answerStatus,
  "job.failed": answerFailed,
  "job.log": answerLog,
  "job.why_waiting": answerWaiting,
  "job.dependencies": answerDependencies,
  "job.history": answerHistory,
  "job.monitor": answerMonitor,
  "job.unmonitor": answerUnmonitor,
  "job.diagnose": answerDiagnosis,
  "system.health": answerHealth,
  "plan.late": (asked) => {
    const { jobStream } = asked.question.intent.slots;
    const [job] = jobsOf(asked.question.intent.slots);
    return job ? answerLateJob(asked, job) : jobStream ? answerStream(asked, jobStream) : answerLate(asked);
  },
  "workstation.status": answerWorkstation,
  "report.handover": answerHandover,
};

export function createHwaMonitorAgent(desk: PlanDesk, version: string): Agent {
  return {
    name: "hwa-monitor-agent",
    title: "HWA Monitor Agent",
    version,
    introduction: {
      en: "I'm the HWA monitor agent. I read the live plan of HCL Workload Automation and change nothing in it.",
      pt: "Sou o agente de monitoração do HWA. Leio o plano do HCL Workload Automation ao vivo e não altero nada nele.",
    },
    capabilities: {
      en: [
        "job status, logs and history",
        "failures and what broke",
        "why a job waits, down to the root",
        "dependencies and what is late because of them",
        "late and critical jobs",
        "workstations and the health of the plan",
        "live monitoring and shift hand-over",
      ],
      pt: [
        "ver status, log e histórico de jobs",
        "ver falhas e o que as causou",
        "dizer por que um job aguarda, até a raiz",
        "ver dependências e o que atrasa por causa delas",
        "ver jobs atrasados e críticos",
        "ver workstations e a saúde do plano",
        "acompanhar jobs ao vivo e passar o turno",
      ],
    },
    intents: Object.keys(answers) as IntentName[],
    checkHealth: (signal) => checkHealth(desk, signal),
    async answer(question, signal) {
      const answer = answers[question.intent.name] ?? answerStatus;
      // Times in the plan are HWA's: "two hours ago" is measured by its clock, "read at" by ours.
      const now = new Date(question.now.getTime() + desk.hwa.connection().aheadMs);
      const say = speech(question.locale, desk.timezone, now);
      return answer({ ...desk, question: { ...question, now }, readAt: question.now, say, read: { signal } });
    },
  };
}

/** Asks HWA itself, and how old the monitor's picture is. */
async function checkHealth(desk: PlanDesk, signal: AbortSignal): Promise<AgentHealth> {
  try {
    const info = await desk.hwa.engineInfo({ signal, fresh: true });
    const age = desk.monitor.age();
    return age.stale
      ? {
          status: "degraded",
          detail: `HWA ${info.version} answers, but the monitor's picture is stale: ${age.problem?.en ?? "it has not been read yet."}`,
        }
      : { status: "healthy", detail: `HWA ${info.version} answers at ${desk.hwa.connection().host}.` };
  } catch (error) {
    return { status: "unhealthy", detail: isFault(error) ? error.message : "HWA could not be read." };
  }
}
