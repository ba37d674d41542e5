// What is in trouble, as a member of an alert.

import type { AlertKind, Member, Relief, Why } from "./alert.ts";
import type { JobSeen } from "./news.ts";

export function memberOf(
  job: JobSeen,
  why: Exclude<Why, "workstation">,
  at: number,
  dueAt: number | null = null,
): Member {
  return {
    id: job.id,
    job: job.name,
    stream: job.stream,
    workstation: job.workstation,
    why,
    critical: job.critical,
    since: at,
    times: 1,
    runId: job.runId,
    internal: job.internal,
    returnCode: job.returnCode,
    startedAt: job.startedAt?.getTime() ?? null,
    endedAt: job.endedAt?.getTime() ?? null,
    dueAt,
    usualMs: job.estimatedMs,
    rerunning: false,
    well: null,
  };
}

/** A workstation that is down, where it has no alert of its own. */
export function machineMember(name: string, at: number): Member {
  return {
    id: `workstation:${name}`,
    job: null,
    stream: null,
    workstation: name,
    why: "workstation",
    critical: false,
    since: at,
    times: 1,
    runId: null,
    internal: null,
    returnCode: null,
    startedAt: null,
    endedAt: null,
    dueAt: null,
    usualMs: null,
    rerunning: false,
    well: null,
  };
}

/** The member well again, with what was seen of that. */
export function relieved(member: Member, relief: Relief, job: JobSeen | undefined): Member {
  const seen =
    job === undefined
      ? {}
      : {
          seen: {
            endedAt: job.endedAt?.getTime() ?? null,
            internal: job.internal,
            returnCode: job.returnCode,
            again:
              member.why === "failed" && member.runId !== null && job.runId !== null
                ? member.runId !== job.runId
                : null,
          },
        };
  return { ...member, rerunning: false, well: { ...relief, ...seen } };
}

/** A failure is what there is to mend; that the job is late as well goes with it. */
export function worseKind(kind: AlertKind): AlertKind {
  return kind === "late" || kind === "too_long" || kind === "at_risk" ? "failed" : kind;
}
