// The operations agent: runbooks, approvals and the jobs they become. It acts only through the engine, which asks people
// where a workflow or the kind of change wants it, and keeps every decision in the audit.

import type { IntentName } from "#core/intent.ts";
import type { Reply } from "#core/reply.ts";
import type { Agent, AgentHealth } from "../agent.ts";
import { speech } from "../speech.ts";
import { answerApprovals } from "./approvals.ts";
import { answerChange } from "./change-plan.ts";
import { answerApprove, answerReject } from "./decisions.ts";
import { answerBreakGlass, answerDelegate } from "./delegate.ts";
import type { Asked, OperationsDesk } from "./desk.ts";
import { answerDetails } from "./details.ts";
import { answerRun } from "./run.ts";
import { answerDescribe, answerRunbooks } from "./runbooks.ts";
import { answerSteer, answerTask } from "./task.ts";
import { answerTasks } from "./tasks.ts";

const answers: Partial<Record<IntentName, (asked: Asked) => Reply | Promise<Reply>>> = {
  "runbook.list": answerRunbooks,
  "runbook.describe": answerDescribe,
  "runbook.run": answerRun,
  "approval.list": answerApprovals,
  "approval.approve": answerApprove,
  "approval.reject": answerReject,
  "approval.change": answerChange,
  "approval.delegate": answerDelegate,
  "approval.details": answerDetails,
  "approval.break_glass": answerBreakGlass,
  "task.list": answerTasks,
  "task.status": answerTask,
  "task.cancel": (asked) => answerSteer(asked, "cancel"),
  "task.retry": (asked) => answerSteer(asked, "retry"),
  "task.pause": (asked) => answerSteer(asked, "pause"),
  "task.resume": (asked) => answerSteer(asked, "resume"),
};

export function createOperationsAgent(desk: OperationsDesk, version: string): Agent {
  return {
    name: "operations",
    title: "Resync Operations",
    version,
    introduction: {
      en: "I'm the operations agent. I run runbooks, ask the right people before anything is changed, and tell how it goes.",
      pt: "Sou o agente de operações. Executo runbooks, peço a aprovação das pessoas certas antes de qualquer mudança e conto como vai.",
    },
    capabilities: {
      en: [
        "list, explain and run runbooks",
        "what a runbook would do, without doing it",
        "what waits for your approval, and your decision",
        "what is under way, how it goes, and stopping it",
      ],
      pt: [
        "listar, explicar e executar runbooks",
        "dizer o que um runbook faria, sem fazer",
        "mostrar o que espera sua aprovação e registrar sua decisão",
        "dizer o que está em andamento, como vai, e parar",
      ],
    },
    intents: Object.keys(answers) as IntentName[],
    checkHealth: () => checkHealth(desk),
    async answer(question, signal) {
      const answer = answers[question.intent.name] ?? answerTasks;
      const say = speech(question.locale, desk.timezone, question.now);
      const by = { person: question.person, surface: question.platform };
      const reply = await answer({ ...desk, question, say, by, signal });
      // The card that carries the button shows what came of it to everybody.
      return question.pressed && /^(?:approval|task)\./.test(question.intent.name)
        ? { ...reply, privately: true }
        : reply;
    },
  };
}

/** Asks the database for what is under way, and the library for its files. */
async function checkHealth({ jobs, engine }: OperationsDesk): Promise<AgentHealth> {
  try {
    const { total } = await jobs.list({ live: true, limit: 1, offset: 0 });
    const loaded = engine.workflows.list().length;
    const [problem] = engine.workflows.problems();
    if (problem)
      return {
        status: "degraded",
        detail: `A workflow file has a fault: ${problem.file}${problem.line === null ? "" : `:${problem.line}`}: ${problem.message}`,
      };
    return loaded === 0
      ? { status: "degraded", detail: "No workflow is loaded: look at WORKFLOWS_DIR." }
      : { status: "healthy", detail: `${loaded} workflows are loaded; ${total} jobs are under way.` };
  } catch (error) {
    return {
      status: "unhealthy",
      detail: error instanceof Error ? error.message : "The jobs could not be read.",
    };
  }
}
