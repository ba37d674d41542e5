// "What's the system health?"

import type { Reply } from "#core/reply.ts";
import { type PlanHealth, planHealth } from "#hwa/health.ts";
import { type Asked, hwaSource, lines, liveReply } from "./desk.ts";
import { unreachableWords } from "./workstation.ts";

export async function answerHealth(asked: Asked): Promise<Reply> {
  const { say, question } = asked;
  const health = await planHealth(asked.hwa, question.now, asked.read);
  const { workstations, jobs, criticalPath, prompts } = health;
  const by = jobs.byStatus;
  const bad = !criticalPath.onTrack || workstations.unreachable > 0 || (by?.Failed ?? 0) > 0;
  const age = asked.monitor.age();
  return liveReply(asked, {
    mood: criticalPath.onTrack ? (bad ? "warning" : "good") : "bad",
    text: lines(
      verdict(asked, health),
      by &&
        say.say({
          en: `Jobs: ${say.number(jobs.total)} in the plan, ${say.number(by.Running)} running, ${say.number(by.Completed)} completed, ${say.number(by.Failed)} failed${waitingPart(asked, health)}.`,
          pt: `Jobs: ${say.number(jobs.total)} no plano, ${say.number(by.Running)} em execução, ${say.number(by.Completed)} concluídos, ${say.number(by.Failed)} com falha${waitingPart(asked, health)}.`,
        }),
      say.say({
        en: `Workstations: ${workstations.available} of ${workstations.total} available${listOf(asked, health)}.`,
        pt: `Workstations: ${workstations.available} de ${workstations.total} disponíveis${listOf(asked, health)}.`,
      }),
      workstations.closed.length > 0 &&
        say.say({
          en: `Limit 0, so nothing starts there: ${say.list(workstations.closed.map((each) => each.name))}.`,
          pt: `Limite 0, nada inicia lá: ${say.list(workstations.closed.map((each) => each.name))}.`,
        }),
      criticalPath.delayedJobs > 0 &&
        say.say({
          en: `Late now: ${say.list(criticalPath.delayed.slice(0, 5).map((each) => each.facts.name))}${criticalPath.delayedJobs > 5 ? "…" : ""}.`,
          pt: `Atrasados agora: ${say.list(criticalPath.delayed.slice(0, 5).map((each) => each.facts.name))}${criticalPath.delayedJobs > 5 ? "…" : ""}.`,
        }),
      prompts.open > 0 &&
        say.say({
          en: `${say.count(prompts.open, { en: "prompt waits", pt: "" }, { en: "prompts wait", pt: "" })} for an answer.`,
          pt: `${say.count(prompts.open, { en: "", pt: "prompt aguarda" }, { en: "", pt: "prompts aguardam" })} resposta.`,
        }),
      age.problem &&
        age.stale &&
        say.say({
          en: `The monitor's picture is stale: ${age.problem.en}`,
          pt: `A visão do monitor está desatualizada: ${age.problem.pt}`,
        }),
    ),
    sources: [hwaSource(asked, "plan/job/count, plan/workstation, plan/job (critical, late), plan/prompt")],
    choices: nextQuestions(asked, health),
    data: dataOf(health),
  });
}

function verdict(asked: Asked, { criticalPath, workstations, jobs }: PlanHealth): string {
  const { say } = asked;
  if (!criticalPath.onTrack) {
    const names = say.list(criticalPath.atRisk.slice(0, 4).map((each) => each.facts.name));
    return say.say({
      en: `The critical path is at risk: ${names}.`,
      pt: `O caminho crítico está em risco: ${names}.`,
    });
  }
  const failed = jobs.byStatus?.Failed ?? 0;
  if (failed === 0 && workstations.unreachable === 0) {
    return say.say({
      en: "All is well: the critical path is on track.",
      pt: "Tudo bem: o caminho crítico está em dia.",
    });
  }
  const trouble = [
    failed > 0 &&
      say.count(
        failed,
        { en: "failed job", pt: "job com falha" },
        { en: "failed jobs", pt: "jobs com falha" },
      ),
    workstations.unreachable > 0 &&
      say.count(
        workstations.unreachable,
        { en: "unreachable workstation", pt: "workstation inacessível" },
        { en: "unreachable workstations", pt: "workstations inacessíveis" },
      ),
  ].filter((part): part is string => typeof part === "string");
  return say.say({
    en: `The critical path is on track, with ${say.list(trouble)}.`,
    pt: `O caminho crítico está em dia, com ${say.list(trouble)}.`,
  });
}

function waitingPart(asked: Asked, { jobs }: PlanHealth): string {
  const by = jobs.byStatus;
  if (!by) return "";
  const { say } = asked;
  const waiting = by.Waiting + by.Ready;
  const stuck = by.Held + by.Blocked;
  const parts = [
    waiting > 0 && say.say({ en: `${say.number(waiting)} waiting`, pt: `${say.number(waiting)} aguardando` }),
    stuck > 0 &&
      say.say({
        en: `${say.number(stuck)} held or blocked`,
        pt: `${say.number(stuck)} retidos ou bloqueados`,
      }),
    by.Unknown > 0 &&
      say.say({ en: `${say.number(by.Unknown)} unknown`, pt: `${say.number(by.Unknown)} desconhecidos` }),
  ].filter(Boolean);
  return parts.length > 0 ? `, ${parts.join(", ")}` : "";
}

function listOf(asked: Asked, { workstations }: PlanHealth): string {
  if (workstations.unreachable === 0) return "";
  const names = workstations.unreachableOnes
    .slice(0, 6)
    .map((each) => `${each.name} (${unreachableWords(asked.say, each.why)})`);
  return `; ${asked.say.list(names)}${workstations.unreachable > 6 ? "…" : ""}`;
}

function nextQuestions(asked: Asked, { jobs, criticalPath }: PlanHealth): Reply["choices"] {
  const { say } = asked;
  const ask = (en: string, pt: string) => {
    const text = say.say({ en, pt });
    return { id: text, label: text, style: "default" as const };
  };
  return [
    ...((jobs.byStatus?.Failed ?? 0) > 0
      ? [ask("Show me failed jobs in the last 24 hours", "Mostre os jobs que falharam nas últimas 24 horas")]
      : []),
    ...(criticalPath.delayedJobs > 0 || !criticalPath.onTrack
      ? [ask("What is late?", "O que está atrasado?")]
      : []),
  ];
}

/** Exactly the documented shape of `system.health`, then what an operator asks next. */
export function dataOf(health: PlanHealth) {
  const by = health.jobs.byStatus;
  return {
    timestamp: health.at.toISOString(),
    workstations: {
      total: health.workstations.total,
      available: health.workstations.available,
      unreachable: health.workstations.unreachable,
    },
    jobs: {
      total: health.jobs.total,
      running: by?.Running ?? null,
      completed: by?.Completed ?? null,
      failed: by?.Failed ?? null,
      ...(by
        ? {
            waiting: by.Waiting + by.Ready,
            held: by.Held,
            blocked: by.Blocked,
            cancelled: by.Cancelled,
            suppressed: by.Suppressed,
            unknown: by.Unknown,
          }
        : {}),
    },
    critical_path: { on_track: health.criticalPath.onTrack, delayed_jobs: health.criticalPath.delayedJobs },
  };
}
