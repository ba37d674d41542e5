// "Give me the hand-over of this shift": what the next person must know, from the live plan.

import type { Reply } from "#core/reply.ts";
import { failedJobs } from "#hwa/failed-jobs.ts";
import { planHealth } from "#hwa/health.ts";
import { ownersOf } from "#knowledge/known-fix.ts";
import { type Asked, hwaSource, lines, liveReply } from "./desk.ts";
import { dataOf } from "./health.ts";
import { riskWords } from "./late.ts";
import { spanOf } from "./span.ts";
import { unreachableWords } from "./workstation.ts";

const shiftHours = 8;

export async function answerHandover(asked: Asked): Promise<Reply> {
  const { say, question } = asked;
  const span = spanOf(question.intent.slots, question.now, say, shiftHours);
  const [health, failed] = await Promise.all([
    planHealth(asked.hwa, question.now, asked.read),
    failedJobs(asked.hwa, span, question.now, { ...asked.read, limit: 50 }),
  ]);
  const listed = failed.jobs.slice(0, 12);
  const owners = await ownersOf(
    asked.knowledge.fixes,
    listed.map(({ facts }) => facts.name),
  );
  const { criticalPath, workstations, prompts, jobs } = health;
  const title = (en: string, pt: string, count: number) => `${say.say({ en, pt })} (${say.number(count)})`;
  return liveReply(asked, {
    mood: criticalPath.onTrack ? (failed.total > 0 ? "warning" : "good") : "bad",
    text: lines(
      say.say({
        en: `Hand-over ${say.at(question.now)}, failures ${span.words}.`,
        pt: `Passagem de turno ${say.at(question.now)}, falhas ${span.words}.`,
      }),
      criticalPath.onTrack
        ? say.say({ en: "Critical path: on track.", pt: "Caminho crítico: em dia." })
        : `${title("Critical jobs at risk", "Jobs críticos em risco", criticalPath.atRisk.length)}:`,
      ...criticalPath.atRisk
        .slice(0, 8)
        .map(
          (each) => `• ${each.facts.name}: ${each.risks.map((risk) => riskWords(asked, risk)).join("; ")}`,
        ),
      `${title("Still failed", "Ainda com falha", failed.total)}${failed.total > 0 ? ":" : "."}`,
      ...listed.map(({ facts, failedAt }) => {
        const owner = owners.get(facts.name);
        return `• ${facts.name}, ${facts.internal}${facts.returnCode === null ? "" : ` RC=${facts.returnCode}`}, ${say.time(failedAt)}${owner ? `, ${owner}` : ""}`;
      }),
      failed.total > 12 &&
        say.say({ en: `… and ${failed.total - 12} more.`, pt: `… e mais ${failed.total - 12}.` }),
      criticalPath.delayedJobs > 0 &&
        `${title("Late", "Atrasados", criticalPath.delayedJobs)}: ${say.list(criticalPath.delayed.slice(0, 8).map((each) => each.facts.name))}`,
      workstations.unreachable > 0 &&
        `${title("Unreachable workstations", "Workstations inacessíveis", workstations.unreachable)}: ${say.list(workstations.unreachableOnes.slice(0, 8).map((each) => `${each.name} (${unreachableWords(say, each.why)})`))}`,
      prompts.open > 0 &&
        `${title("Prompts to answer", "Prompts a responder", prompts.open)}: ${say.list(prompts.items.slice(0, 5).map((each) => `"${each.text}"`))}`,
      jobs.byStatus &&
        say.say({
          en: `In the plan: ${say.number(jobs.byStatus.Running)} running, ${say.number(jobs.byStatus.Waiting + jobs.byStatus.Ready)} waiting, ${say.number(jobs.byStatus.Completed)} completed of ${say.number(jobs.total)}.`,
          pt: `No plano: ${say.number(jobs.byStatus.Running)} em execução, ${say.number(jobs.byStatus.Waiting + jobs.byStatus.Ready)} aguardando, ${say.number(jobs.byStatus.Completed)} concluídos de ${say.number(jobs.total)}.`,
        }),
    ),
    sources: [hwaSource(asked, "plan/job, plan/job/count, plan/workstation, plan/prompt")],
    data: {
      ...dataOf(health),
      failed: failed.jobs.map(({ facts, failedAt }) => ({
        job: facts.name,
        status: "Failed",
        end_time: failedAt?.toISOString() ?? null,
        return_code: facts.returnCode,
      })),
      failed_total: failed.total,
      at_risk: criticalPath.atRisk.map((each) => each.facts.name),
      late: criticalPath.delayed.map((each) => each.facts.name),
      prompts: prompts.items.map((each) => ({ id: each.id, text: each.text })),
    },
  });
}
