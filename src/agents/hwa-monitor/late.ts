// "Is anything late?" and "is the critical path at risk?"

import type { Reply } from "#core/reply.ts";
import { type LateJob, type LateReason, lateJobs, type RiskReason } from "#hwa/lateness/late-jobs.ts";
import { type Asked, hwaSource, lines, liveReply } from "./desk.ts";

export async function answerLate(asked: Asked): Promise<Reply> {
  const { say, question } = asked;
  const report = await lateJobs(asked.hwa, question.now, asked.read);
  const { late, atRisk, critical } = report;
  const safe = critical.filter((each) => each.risks.length === 0);
  const first = atRisk[0] ?? late[0];
  return liveReply(asked, {
    mood: atRisk.length > 0 ? "bad" : late.length > 0 ? "warning" : "good",
    text: lines(
      headline(asked, late.length, atRisk.length),
      ...atRisk
        .slice(0, 8)
        .map(
          (each) =>
            `• ${each.facts.name} ${criticalWord(asked)}: ${each.risks.map((risk) => riskWords(asked, risk)).join("; ")}${outlook(asked, each)}`,
        ),
      ...late
        .filter((each) => !atRisk.includes(each))
        .slice(0, 10)
        .map(
          (each) =>
            `• ${each.facts.name}: ${each.late.map((reason) => lateWords(asked, reason)).join("; ")}${outlook(asked, each)}`,
        ),
      safe.length > 0 &&
        say.say({
          en: `Critical and in time: ${say.list(safe.slice(0, 5).map((each) => withDeadline(asked, each)))}.`,
          pt: `Críticos e em dia: ${say.list(safe.slice(0, 5).map((each) => withDeadline(asked, each)))}.`,
        }),
      !report.coverage.complete &&
        say.say({
          en: `I looked at ${report.coverage.runningRead} of ${report.coverage.runningTotal} running jobs, the longest-running first.`,
          pt: `Analisei ${report.coverage.runningRead} de ${report.coverage.runningTotal} jobs em execução, começando pelos mais longos.`,
        }),
    ),
    sources: [hwaSource(asked, "plan/job: critical, deadlineTime, estimatedDuration")],
    choices: first
      ? [
          {
            id: say.say({
              en: `What depends on ${first.facts.name}?`,
              pt: `O que depende do job ${first.facts.name}?`,
            }),
            label: say.say({
              en: `What depends on ${first.facts.name}?`,
              pt: `O que depende do job ${first.facts.name}?`,
            }),
            style: "default",
          },
        ]
      : [],
    data: {
      on_track: atRisk.length === 0,
      delayed_jobs: late.length,
      late: late.map(lateData),
      critical: critical.map(lateData),
    },
  });
}

function headline(asked: Asked, late: number, atRisk: number): string {
  const { say } = asked;
  if (late === 0 && atRisk === 0) {
    return say.say({
      en: "Nothing is late, and no critical job is at risk.",
      pt: "Nada está atrasado e nenhum job crítico está em risco.",
    });
  }
  const lateWord = say.count(
    late,
    { en: "job is late", pt: "job atrasado" },
    { en: "jobs are late", pt: "jobs atrasados" },
  );
  return atRisk === 0
    ? say.say({
        en: `${lateWord}; no critical job is at risk.`,
        pt: `${lateWord}; nenhum job crítico em risco.`,
      })
    : say.say({
        en: `${say.count(atRisk, { en: "critical job is at risk", pt: "" }, { en: "critical jobs are at risk", pt: "" })}, ${lateWord}.`,
        pt: `${say.count(atRisk, { en: "", pt: "job crítico em risco" }, { en: "", pt: "jobs críticos em risco" })}, ${lateWord}.`,
      });
}

function criticalWord(asked: Asked): string {
  return asked.say.say({ en: "(critical)", pt: "(crítico)" });
}

export function lateWords(asked: Asked, reason: LateReason): string {
  const { say } = asked;
  switch (reason.kind) {
    case "flagged":
      return say.say({ en: "HWA flags it late", pt: "o HWA o marca como atrasado" });
    case "deadline_passed":
      return say.say({
        en: `its deadline ${say.time(reason.deadline)} has passed`,
        pt: `o prazo ${say.time(reason.deadline)} já passou`,
      });
    case "running_long": {
      const share = Math.round(reason.ofEstimate * 100);
      return say.say({
        en: `running at ${share}% of its estimate`,
        pt: `em execução há ${share}% do estimado`,
      });
    }
  }
}

export function riskWords(asked: Asked, risk: RiskReason): string {
  const { say } = asked;
  switch (risk.kind) {
    case "failed":
      return say.say({ en: "it failed", pt: "falhou" });
    case "late":
      return say.say({ en: "it is late already", pt: "já está atrasado" });
    case "ends_after_deadline":
      return say.say({
        en: `expected to end ${say.duration(risk.byMs)} after its deadline`,
        pt: `término previsto ${say.duration(risk.byMs)} após o prazo`,
      });
    case "critical_start_passed":
      return say.say({
        en: `it should have started by ${say.time(risk.criticalStart)}`,
        pt: `deveria ter iniciado até ${say.time(risk.criticalStart)}`,
      });
    case "behind_failed_job":
      return say.say({
        en: `it waits behind ${risk.job.name}, which failed`,
        pt: `aguarda ${risk.job.name}, que falhou`,
      });
    case "low_confidence":
      return say.say({
        en: `only ${Math.round(risk.confidence)}% likely to make its deadline`,
        pt: `apenas ${Math.round(risk.confidence)}% de chance de cumprir o prazo`,
      });
  }
}

function outlook(asked: Asked, each: LateJob): string {
  const { say } = asked;
  const parts = [
    each.estimatedEnd &&
      say.say({
        en: `end expected ${say.time(each.estimatedEnd)}`,
        pt: `término previsto ${say.time(each.estimatedEnd)}`,
      }),
    each.deadline &&
      say.say({ en: `deadline ${say.time(each.deadline)}`, pt: `prazo ${say.time(each.deadline)}` }),
  ].filter(Boolean);
  return parts.length > 0 ? ` (${parts.join(", ")})` : "";
}

function withDeadline(asked: Asked, each: LateJob): string {
  return each.deadline ? `${each.facts.name} (${asked.say.time(each.deadline)})` : each.facts.name;
}

export function lateData(each: LateJob) {
  return {
    job: each.facts.name,
    status: each.facts.status,
    critical: each.critical,
    deadline: each.deadline?.toISOString() ?? null,
    estimated_end: each.estimatedEnd?.toISOString() ?? null,
    confidence: each.confidence ? Math.round(each.confidence.percent) : null,
    confidence_basis: each.confidence?.basis ?? null,
    minutes_late: each.minutesLate,
    late: each.late.map((reason) => reason.kind),
    risks: each.risks.map((risk) => risk.kind),
  };
}
