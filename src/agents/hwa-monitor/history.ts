// "How often does job X fail, and how long does it usually take?"

import { jobsOf } from "#core/intent.ts";
import type { Reply } from "#core/reply.ts";
import { jobHistory, outcomeOf, type PastRun, summaryOfRuns } from "#hwa/history.ts";
import type { PlanEvent } from "#ports/plan-store.ts";
import { type Asked, hwaSource, lines, liveReply } from "./desk.ts";
import { asksLastFailure, lastFailureLines, readLastFailure } from "./last-failure.ts";
import { unknownJob, whichJob } from "./locate-job.ts";

const shown = 8;
const remembered = 200;

export async function answerHistory(asked: Asked): Promise<Reply> {
  const [name] = jobsOf(asked.question.intent.slots);
  if (!name) return whichJob(asked);
  const history = await jobHistory(asked.hwa, name, {
    ...asked.read,
    timezone: asked.timezone,
    canonical: (typed) => asked.names.canonical("job", typed),
  });
  const canonical = history.kind === "found" ? history.name : name.toUpperCase();
  const watched = runsFromEvents(await asked.store.history(canonical, remembered));
  const past = await readLastFailure(asked, canonical);
  if (history.kind === "unknown" && watched.length === 0 && past.kind !== "known")
    return unknownJob(asked, name);
  const inPlan = history.kind === "found" ? history.items : [];
  const items = merged(inPlan, watched);
  const summary = summaryOfRuns(items);
  const { say } = asked;
  const usual = summary.duration?.median ?? (history.kind === "found" ? history.estimatedMs : null);
  const last = items[0];
  const known = new Set(inPlan.map((run) => run.runId));
  const beyondPlan = items.filter((run) => !known.has(run.runId)).length;
  const lastFailure = lastFailureLines(asked, canonical, past, items);
  const asksForIt = asksLastFailure(asked.question.text);
  return liveReply(asked, {
    mood: last?.outcome === "failed" ? "bad" : "neutral",
    text: lines(
      ...(asksForIt ? lastFailure : []),
      last
        ? say.say({
            en: `${canonical} last ran ${say.at(last.endedAt ?? last.startedAt)}: ${outcomeWords(asked, last)}.`,
            pt: `${canonical} rodou pela última vez ${say.at(last.endedAt ?? last.startedAt)}: ${outcomeWords(asked, last)}.`,
          })
        : say.say({
            en: `HWA has no finished run of ${canonical} in the current plan, and I have seen none.`,
            pt: `O HWA não tem execução terminada de ${canonical} no plano atual, e eu não vi nenhuma.`,
          }),
      usual !== null &&
        (summary.duration
          ? say.say({
              en: `It usually takes ${say.duration(usual)} (${say.duration(summary.duration.shortest)} to ${say.duration(summary.duration.longest)}).`,
              pt: `Costuma levar ${say.duration(usual)} (de ${say.duration(summary.duration.shortest)} a ${say.duration(summary.duration.longest)}).`,
            })
          : say.say({
              en: `HWA estimates ${say.duration(usual)}.`,
              pt: `O HWA estima ${say.duration(usual)}.`,
            })),
      summary.runs > 1 &&
        say.say({
          en: `${summary.runs} runs known: ${summary.succeeded} succeeded, ${summary.failed} failed.`,
          pt: `${summary.runs} execuções conhecidas: ${summary.succeeded} com sucesso, ${summary.failed} com falha.`,
        }),
      ...items
        .slice(0, shown)
        .map((run) => `• ${say.time(run.startedAt ?? run.endedAt)}, ${outcomeWords(asked, run)}`),
      ...(asksForIt ? [] : lastFailure),
      say.say({
        en: "Runs of earlier plans are known only since Resync began to watch.",
        pt: "Execuções de planos anteriores só são conhecidas desde que o Resync começou a acompanhar.",
      }),
    ),
    sources: [
      hwaSource(asked, `plan/job, ${canonical}, jobruns`),
      ...(beyondPlan > 0
        ? [{ title: "Resync monitor", ref: `plan events of ${canonical} (${beyondPlan} runs)` }]
        : []),
      ...(past.kind === "known" ? [{ title: "Incident", ref: `incident/${past.incident.id}` }] : []),
    ],
    data: {
      job: canonical,
      runs: summary.runs,
      succeeded: summary.succeeded,
      failed: summary.failed,
      success_rate: summary.successRate,
      usual_duration: usual === null ? null : say.duration(usual),
      last_failure: summary.lastFailure?.endedAt?.toISOString() ?? null,
      last_failure_mended:
        past.kind === "known"
          ? {
              incident: past.told.incident,
              at: past.told.at.toISOString(),
              error_code: past.told.errorCode,
              cause: past.incident.cause,
              real_cause: past.told.realCause,
              how: past.told.how,
              steps: past.told.steps,
              by: past.by,
            }
          : null,
      last_success: summary.lastSuccess?.endedAt?.toISOString() ?? null,
      items: items.slice(0, 50).map((run) => ({
        start_time: run.startedAt?.toISOString() ?? null,
        end_time: run.endedAt?.toISOString() ?? null,
        outcome: run.outcome,
        internal_status: run.internal,
        return_code: run.returnCode,
        workstation: run.workstation,
      })),
    },
  });
}

function outcomeWords(asked: Asked, run: PastRun): string {
  const { say } = asked;
  const took =
    run.durationMs === null
      ? ""
      : say.say({
          en: ` after ${say.duration(run.durationMs)}`,
          pt: ` após ${say.duration(run.durationMs)}`,
        });
  switch (run.outcome) {
    case "succeeded":
      return `${say.say({ en: "completed", pt: "concluído" })}${took}`;
    case "failed":
      return `${say.say({ en: "failed", pt: "falhou" })} (${run.internal}${run.returnCode === null ? "" : ` RC=${run.returnCode}`})${took}`;
    case "cancelled":
      return say.say({ en: "cancelled", pt: "cancelado" });
  }
}

/** Runs as the monitor saw them end; one line per run even when it was told more than once. */
function runsFromEvents(events: readonly PlanEvent[]): readonly PastRun[] {
  return events.flatMap(({ change }) => {
    if (change.kind !== "job" || !change.after) return [];
    const { after } = change;
    const outcome = outcomeOf(after);
    if (!outcome || !after.runId || !after.endedAt) return [];
    const durationMs = after.startedAt ? after.endedAt.getTime() - after.startedAt.getTime() : null;
    return [
      {
        job: after.name,
        jobId: after.id,
        stream: after.stream,
        runId: after.runId,
        outcome,
        internal: after.internal,
        returnCode: after.returnCode,
        workstation: after.workstation,
        startedAt: after.startedAt,
        endedAt: after.endedAt,
        durationMs,
        rerun: false,
      } satisfies PastRun,
    ];
  });
}

function merged(inPlan: readonly PastRun[], watched: readonly PastRun[]): readonly PastRun[] {
  const byRun = new Map([...watched, ...inPlan].map((run) => [run.runId, run]));
  const at = (run: PastRun) => (run.endedAt ?? run.startedAt)?.getTime() ?? 0;
  return [...byRun.values()].sort((a, b) => at(b) - at(a));
}
