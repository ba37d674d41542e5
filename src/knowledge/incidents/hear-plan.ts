// The rule of incidents: what the plan tells of a job, and what that makes of its incident.
//
//   it failed            → an incident opens, or the one that is open has failed again
//   it is well, or gone  → the incident is over: how, and by whom as far as it was seen
//
// What Resync itself did to the job is known to the step; what else changed it was done in HWA by somebody nobody sees.

import type { JobSeen, News } from "#core/alert/news.ts";
import type { Act, Recovery, RecoveryHow } from "#core/knowledge/incident.ts";
import type { IncidentChange, OpenIncident, ResyncChange } from "#ports/incident-watch.ts";

export interface Told {
  readonly at: Date;
  readonly news: News;
}

export interface HearingDesk {
  /** The open incidents of every job that is told of. */
  readonly open: readonly OpenIncident[];
  /** What Resync did to these jobs since they broke. */
  readonly changes: readonly ResyncChange[];
  readonly newId: () => string;
}

/** An open incident, and until when what was done about it is kept with it. */
interface Live extends OpenIncident {
  readonly toldUntil: Date | null;
}

export function hearPlan(told: readonly Told[], desk: HearingDesk): readonly IncidentChange[] {
  const live = new Map<string, Live>(desk.open.map((each) => [each.jobId, { ...each, toldUntil: null }]));
  const made: IncidentChange[] = [];
  for (const { at, news } of told) {
    if (news.kind === "trouble" && news.why === "failed") hearFailure(news.job, at);
    else if (news.kind === "relief") hearRelief(news, at);
  }
  return made;

  function hearFailure(job: JobSeen, at: Date): void {
    const known = live.get(job.id);
    if (!known) {
      const id = desk.newId();
      made.push({
        kind: "open",
        id,
        incident: {
          job: job.name,
          stream: job.stream,
          workstation: job.workstation,
          jobId: job.id,
          runId: job.runId,
          brokeAt: at,
          returnCode: job.returnCode,
        },
      });
      live.set(job.id, {
        id,
        job: job.name,
        jobId: job.id,
        brokeAt: at,
        failedRun: job.runId,
        toldUntil: null,
      });
      return;
    }
    if (known.failedRun === job.runId) return;
    const acts = doneTo(known, job, at);
    made.push({ kind: "again", id: known.id, runId: job.runId, returnCode: job.returnCode });
    for (const act of acts) made.push({ kind: "act", id: known.id, act });
    live.set(job.id, { ...known, failedRun: job.runId, toldUntil: at });
  }

  function hearRelief({ jobId, how, job }: Relief, at: Date): void {
    const known = live.get(jobId);
    // Not late any more says nothing of a failure.
    if (!known || how === "in_time") return;
    live.delete(jobId);
    const seen = how === "completed" ? (job ?? null) : null;
    for (const act of doneTo(known, seen, at)) made.push({ kind: "act", id: known.id, act });
    made.push({ kind: "well", id: known.id, recovery: recoveryOf(known, how, seen, at) });
  }

  /** What Resync did to it until then, after its latest failure was told. */
  function oursOf(known: Live, until: Date): readonly ResyncChange[] {
    return desk.changes.filter(
      ({ jobId, at, runId }) =>
        jobId === known.jobId &&
        at >= (known.toldUntil ?? known.brokeAt) &&
        at <= until &&
        // What made the run that failed last did not end it.
        (runId === null || runId !== known.failedRun || known.toldUntil === null),
    );
  }

  /** Everything that was done to a job until now, each act once. */
  function doneTo(known: Live, now: JobSeen | null, until: Date): readonly (Act & { readonly at: Date })[] {
    const ours = oursOf(known, until);
    const elsewhere = now === null ? null : seenElsewhere(known, now, ours);
    return [
      ...ours.map(({ action, at, requester }) => ({
        text: `${action} ${known.job}`,
        from: "seen" as const,
        by: requester,
        at,
      })),
      ...(elsewhere === null
        ? []
        : [{ text: `${elsewhere} ${known.job}`, from: "seen" as const, by: null, at: until }]),
    ];
  }

  function recoveryOf(known: Live, how: Relief["how"], now: JobSeen | null, at: Date): Recovery {
    const ours = oursOf(known, at);
    const elsewhere = now === null ? null : seenElsewhere(known, now, ours);
    const ending = endings[how] ?? [];
    const mine =
      elsewhere === null
        ? ours.findLast(
            ({ action, runId }) =>
              ending.includes(action) && (runId === null || now?.runId === undefined || runId === now.runId),
          )
        : undefined;
    return {
      how:
        how === "gone" || how === "cancelled"
          ? how
          : mine
            ? "runbook"
            : elsewhere === null
              ? "by_itself"
              : endedBy[elsewhere],
      at,
      by: mine ? [...new Set([mine.requester, ...mine.approvers])] : [],
      runbook: mine?.workflow ?? null,
      taskId: mine?.taskId ?? null,
    };
  }
}

type Relief = Extract<News, { kind: "relief" }>;

/** Which of Resync's changes end a failure so. */
const endings: Readonly<Partial<Record<Relief["how"], readonly string[]>>> = {
  completed: ["hwa.rerun", "hwa.confirm"],
  cancelled: ["hwa.cancel"],
};

const endedBy: Readonly<Record<Elsewhere, RecoveryHow>> = {
  "hwa.rerun": "rerun",
  "hwa.confirm": "confirmed",
};

type Elsewhere = "hwa.rerun" | "hwa.confirm";

/** What somebody must have done in HWA itself, since Resync did not; null: nothing that can be told. */
function seenElsewhere(
  { failedRun }: OpenIncident,
  now: JobSeen,
  ours: readonly ResyncChange[],
): Elsewhere | null {
  if (now.runId === null || failedRun === null) return null;
  if (now.runId !== failedRun)
    return ours.some(({ action, runId }) => action === "hwa.rerun" && (runId === null || runId === now.runId))
      ? null
      : "hwa.rerun";
  if (now.common !== "SUCCESSFUL") return null;
  return ours.some(({ action }) => action === "hwa.confirm") ? null : "hwa.confirm";
}
