// The matter of a message that stands in a thread below a card of ours: looked up by the card, read as things are now.

import { type Alert, leadOf } from "#core/alert/alert.ts";
import type { ChatEvent } from "#core/chat-event.ts";
import type { Slots } from "#core/intent.ts";
import { hasEnded, type Job } from "#core/job/job.ts";
import { type Matter, noLonger } from "#core/matter.ts";
import type { Engine } from "#engine/engine.ts";
import type { Alerts } from "#ports/alerts.ts";
import type { IncidentQuestion, IncidentQuestions } from "#ports/incident-questions.ts";
import type { JobReader } from "#ports/job-reader.ts";
import type { RootCard, Threads } from "#ports/threads.ts";

export interface MatterOfDeps {
  readonly threads: Pick<Threads, "cardAt">;
  readonly alerts: Pick<Alerts, "byId">;
  readonly engine: Pick<Engine, "job">;
  readonly jobs: Pick<JobReader, "checkpoint">;
  /** What was asked below alerts; absent: nothing ever is. */
  readonly questions?: Pick<IncidentQuestions, "ofAlert">;
}

/** As long as people may still be expected to answer what was asked. */
const answeredWithinMs = 24 * 3_600_000;
/** A platform's clock is not the database's, and some tell whole seconds. */
const clocksDifferMs = 30_000;

/** null: it stands under nothing of ours, or that is forgotten by now. */
export type MatterOf = (event: Pick<ChatEvent, "platform" | "under" | "at">) => Promise<Matter | null>;

export function createMatterOf({ threads, alerts, engine, jobs, questions }: MatterOfDeps): MatterOf {
  return async ({ platform, under, at }) => {
    const card = under ? await threads.cardAt(platform, under) : null;
    if (!card) return null;
    const [kind = "", id = ""] = card.key.includes(":") ? card.key.split(":") : ["job", card.key];
    if (kind === "alert") {
      const [alert, asked] = await Promise.all([alerts.byId(id), questions?.ofAlert(id) ?? null]);
      return alert && { ...ofAlert(alert, card), asksWhatFixed: asked !== null && awaitsAnswer(asked, at) };
    }
    const checkpoint = kind === "checkpoint" ? await jobs.checkpoint(id) : null;
    if (kind === "checkpoint" && !checkpoint) return null;
    const job = await engine.job(checkpoint?.jobId ?? id);
    if (!job) return null;
    return {
      kind: checkpoint ? "checkpoint" : "job",
      id,
      locale: card.locale,
      slots: leanedOn(namesIn(job)),
      names: namesIn(job),
      job: { id: job.id, live: !hasEnded(job.status), failed: job.status === "FAILED" },
      plan: checkpoint ? planOf(card, at) : null,
    };
  };
}

function awaitsAnswer({ answer, askedAt }: IncidentQuestion, at: Date): boolean {
  const since = at.getTime() - askedAt.getTime();
  return answer === null && since > -clocksDifferMs && since < answeredWithinMs;
}

function ofAlert(alert: Alert, { locale }: RootCard): Matter {
  const lead = leadOf(alert);
  const { workstation } = alert;
  const names: Matter["names"] = workstation
    ? { workstation: workstation.name }
    : {
        ...(lead?.job ? { job: lead.job } : {}),
        ...(lead?.stream ? { jobStream: lead.stream } : {}),
        ...(lead ? { workstation: lead.workstation } : {}),
      };
  const failed = !workstation && lead?.why === "failed" && !lead.rerunning && lead.well === null;
  const slots = { ...leanedOn(names), ...(failed ? { status: "Failed" } : {}) };
  return { kind: "alert", id: alert.id, locale, slots, names, job: null, plan: null };
}

/** A question is about one thing: where there is a job, its stream and its workstation are not it. */
function leanedOn({ job, jobStream, workstation }: Matter["names"]): Slots {
  if (job !== undefined) return { job };
  if (jobStream !== undefined) return { jobStream };
  return workstation === undefined ? {} : { workstation };
}

/** HWA's names among a job's inputs, as the runbooks that come with us call them. */
function namesIn({ inputs }: Job): Matter["names"] {
  const named = (...names: readonly string[]) =>
    names.map((name) => inputs[name]).find((value) => typeof value === "string" && value !== "");
  const job = named("job", "job_name", "jobName");
  const jobStream = named("stream", "job_stream", "jobStream");
  const workstation = named("workstation", "workstation_name", "workstationName");
  return {
    ...(typeof job === "string" ? { job } : {}),
    ...(typeof jobStream === "string" ? { jobStream } : {}),
    ...(typeof workstation === "string" ? { workstation } : {}),
  };
}

/** Whoever wrote before the card was edited may have looked at what stood there before. */
function planOf({ shows, since }: RootCard, at: Date): string | null {
  if (typeof shows !== "object" || shows === null) return noLonger;
  if (since !== null && since > at) return noLonger;
  return "planDigest" in shows && typeof shows.planDigest === "string" ? shows.planDigest : null;
}
