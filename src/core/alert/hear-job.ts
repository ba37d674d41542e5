// What alerts make of a job's news: its trouble, that it runs again, that it is well, and whom it threatens.

import type { Alert, AlertKind, Member } from "./alert.ts";
import type { Drafts } from "./drafts.ts";
import { memberOf, relieved, worseKind } from "./member.ts";
import type { JobSeen, News } from "./news.ts";
import { raised, severityOf } from "./open-alert.ts";
import { isOff, type Matter } from "./rules.ts";
import { tookStorm } from "./storm.ts";

const mostThreatened = 50;

type Told<K extends News["kind"]> = Extract<News, { kind: K }>;

export function hearTrouble(drafts: Drafts, { why, job, at, dueAt }: Told<"trouble">): void {
  const { rules, ownerOf } = drafts.desk;
  const isFinal = rules.final.some((name) => name.toUpperCase() === job.stream.toUpperCase());
  const kind: AlertKind = isFinal ? "final" : why;
  const severity = severityOf(kind, job.critical);
  const matter: Matter = {
    kind,
    severity,
    job: job.name,
    stream: job.stream,
    workstation: job.workstation,
    owner: ownerOf(job.name),
  };
  const member = memberOf(job, why, at, dueAt);

  const its = drafts.byMember(job.id);
  const before = its?.members.find(({ id }) => id === job.id);
  if (its && before) {
    worsen(drafts, its, before, member, matter);
    return;
  }
  if (isOff(rules, matter)) return;
  const key = isFinal ? "final" : `job:${job.stream}.${job.name}`;
  const same = drafts.byKey(key);
  const past = same && !isFinal && at - same.troubleAt > rules.againMs ? same : null;
  if (past) drafts.end(past, { at, how: "again", into: null });
  const home = same && !past ? { ...same, important: true } : homeOf(drafts, job, why, isFinal, at);
  if (home) drafts.join(home, member, matter, at);
  else if (!tookStorm(drafts, member, matter, at))
    drafts.begin({ key, kind, severity, workstation: null, members: [member], matter, at });
  if (past) drafts.pointTo(past.id, (drafts.byKey(key) ?? drafts.byMember(job.id))?.id ?? null);
}

/** The alert of another trouble that this one comes from; null: it has none. */
function homeOf(
  drafts: Drafts,
  job: JobSeen,
  why: Member["why"],
  isFinal: boolean,
  at: number,
): Alert | null {
  const { togetherMs } = drafts.desk.rules;
  const machine = drafts.byKey(`workstation:${job.workstation}`);
  // What fails on a workstation while it is down, or just before anybody noticed, fails because of it.
  if (machine?.workstation?.backAt === null && at >= machine.openedAt - togetherMs) return machine;
  const waited = why === "failed" ? null : waitsFor(drafts, job.id);
  if (waited) return waited;
  const stream = isFinal ? null : drafts.byStream(job.stream);
  return stream && at - stream.troubleAt <= togetherMs ? stream : null;
}

/** The alert whose cause this job is known to wait for. */
function waitsFor(drafts: Drafts, jobId: string): Alert | null {
  for (const alert of drafts.open()) if (alert.finding?.waitingIds.includes(jobId)) return alert;
  return null;
}

function worsen(drafts: Drafts, alert: Alert, before: Member, now: Member, matter: Matter): void {
  const failed = now.why === "failed";
  const same = before.well === null && !before.rerunning && before.why === now.why;
  // Late and too long are found again at every look; a failure counts once for each run.
  if (same && (!failed || before.runId === now.runId)) return;
  if (!failed && before.why === "failed" && before.well === null) return;
  const member: Member = {
    ...now,
    since: before.since,
    critical: before.critical || now.critical,
    times: failed && before.why === "failed" ? before.times + 1 : before.times,
  };
  const worse: Alert = {
    ...alert,
    kind: failed ? worseKind(alert.kind) : alert.kind,
    members: alert.members.map((each) => (each.id === now.id ? member : each)),
    troubleAt: now.since,
    important: alert.important || failed,
  };
  drafts.put(raised(worse, matter.severity, drafts.desk));
}

export function hearRelief(drafts: Drafts, { jobId, how, at, job }: Told<"relief">): void {
  const alert = drafts.byMember(jobId);
  const member = alert?.members.find(({ id }) => id === jobId);
  if (!alert || !member || member.well) return;
  // Not late any more says nothing of a failure.
  if (how === "in_time" && member.why === "failed") return;
  const relief = { at, how };
  const members = alert.members.map((each) => (each.id === jobId ? relieved(each, relief, job) : each));
  drafts.settle({ ...alert, members }, relief);
}

export function hearRerun(drafts: Drafts, { jobId }: Told<"rerunning">): void {
  const alert = drafts.byMember(jobId);
  if (!alert?.members.some(({ id, rerunning }) => id === jobId && !rerunning)) return;
  drafts.put({
    ...alert,
    members: alert.members.map((each) =>
      each.id === jobId ? { ...each, rerunning: true, well: null } : each,
    ),
  });
}

export function hearThreat(drafts: Drafts, { jobId, critical }: Told<"threat">): void {
  const alert = drafts.byMember(jobId);
  if (!alert || alert.threatens.includes(critical) || alert.threatens.length >= mostThreatened) return;
  const threatens = [...alert.threatens, critical];
  drafts.put(raised({ ...alert, threatens, important: true }, "critical", drafts.desk));
}
