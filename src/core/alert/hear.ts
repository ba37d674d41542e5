// The rule of alerts: what opens, joins, worsens and resolves one.
//
//   trouble → of a member: that alert worsens → of the same job, soon: joins it, much later: another alert
//           → behind a dead workstation: joins its alert → of a stream in trouble just now: joins its alert
//           → one of too many at once: joins the summary → else: an alert of its own
//   relief  → the member is well; when all are, and the workstation is back, the alert is resolved
//
// A closed alert is never taken up again: what comes later is another one, which can say when it happened last.

import {
  type Alert,
  type AlertKind,
  isOpen,
  type Member,
  mostMembers,
  type Relief,
  type Severity,
} from "./alert.ts";
import type { JobSeen, News } from "./news.ts";
import { type Desk, openAlert, raised, severityOf, toldAlso } from "./open-alert.ts";
import { isOff, type Matter } from "./rules.ts";

export const stormMs = 60_000;
/** Without a new trouble for so long a storm is over: what comes then has an alert of its own. */
const stormCalmMs = 5 * 60_000;
const mostThreatened = 50;

type Trouble = Extract<News, { kind: "trouble" }>;

/** The alerts that the news changed, new and resolved ones included, each once; `live` are all that are open. */
export function hear(news: readonly News[], live: readonly Alert[], desk: Desk): readonly Alert[] {
  const { rules } = desk;
  const drafts = new Map<string, Alert>();
  const changed = new Set<string>();
  const byMember = new Map<string, string>();
  const byKey = new Map<string, string>();
  const byStream = new Map<string, string>();
  const openings: number[] = [];

  function index(alert: Alert): void {
    byKey.set(alert.key, alert.id);
    for (const { id, stream } of alert.members) {
      byMember.set(id, alert.id);
      if (stream && groupsStreams(alert)) byStream.set(stream, alert.id);
    }
  }

  for (const alert of live) {
    // What was worth showing again has been shown.
    drafts.set(alert.id, alert.important ? { ...alert, important: false } : alert);
    openings.push(alert.openedAt);
    if (isOpen(alert)) index(alert);
  }

  const found = (id: string | undefined): Alert | null => {
    const alert = id === undefined ? undefined : drafts.get(id);
    return alert && isOpen(alert) ? alert : null;
  };

  function put(alert: Alert): void {
    drafts.set(alert.id, alert);
    changed.add(alert.id);
  }

  function join(alert: Alert, member: Member, matter: Matter, at: number): void {
    const others = alert.members.filter(({ id }) => id !== member.id);
    const fits = others.length < mostMembers;
    const joined = toldAlso(
      {
        ...alert,
        kind: member.why === "failed" ? worseKind(alert.kind) : alert.kind,
        members: fits ? [...others, member] : alert.members,
        more: fits ? alert.more : alert.more + 1,
        owner: alert.owner ?? matter.owner,
        troubleAt: Math.max(alert.troubleAt, at),
      },
      matter,
      desk,
    );
    put(raised(joined, matter.severity, desk));
    if (!fits) return;
    byMember.set(member.id, alert.id);
    if (member.stream && groupsStreams(alert)) byStream.set(member.stream, alert.id);
  }

  function begin(kind: AlertKind, key: string, members: readonly Member[], matter: Matter, at: number): void {
    const { severity } = matter;
    const alert = openAlert({ key, kind, severity, workstation: null, members, matter, at }, desk);
    put(alert);
    index(alert);
    openings.push(at);
  }

  /** So many alerts began in the last minute that another one would only be noise. */
  function storms(at: number, severity: Severity): boolean {
    const recent = openings.filter((opened) => opened > at - stormMs && opened <= at).length;
    // What is critical has room of its own beside the rest.
    return recent >= rules.stormOver * (severity === "critical" ? 2 : 1);
  }

  function ownOrStorm(kind: AlertKind, key: string, member: Member, matter: Matter, at: number): boolean {
    const storm = found(byKey.get("storm"));
    if (
      storm &&
      at - storm.troubleAt <= stormCalmMs &&
      (matter.severity !== "critical" || storms(at, "critical"))
    ) {
      join(storm, member, { ...matter, kind: "storm" }, at);
      return false;
    }
    if (!storms(at, matter.severity)) {
      if (kind !== "workstation") begin(kind, key, [member], matter, at);
      return true;
    }
    if (storm) end(storm, { at, how: "again", into: null });
    begin("storm", "storm", [member], { ...matter, kind: "storm" }, at);
    return false;
  }

  function trouble({ why, job, at }: Trouble): void {
    const isFinal = rules.final.some((name) => name.toUpperCase() === job.stream.toUpperCase());
    const kind: AlertKind = isFinal ? "final" : why;
    const severity = severityOf(kind, job.critical);
    const owner = desk.ownerOf(job.name);
    const matter: Matter = {
      kind,
      severity,
      job: job.name,
      stream: job.stream,
      workstation: job.workstation,
      owner,
    };
    const member = memberOf(job, why, at);

    const its = found(byMember.get(job.id));
    if (its) {
      const before = its.members.find(({ id }) => id === job.id);
      if (before) {
        worsen(its, before, member, matter, at);
        return;
      }
    }
    if (isOff(rules, matter)) return;
    const key = isFinal ? "final" : `job:${job.stream}.${job.name}`;
    const same = found(byKey.get(key));
    const past = same && !isFinal && at - same.troubleAt > rules.againMs ? same : null;
    if (past) end(past, { at, how: "again", into: null });
    const home = same && !past ? { ...same, important: true } : homeOf(job, why, isFinal, at);
    if (home) join(home, member, matter, at);
    else ownOrStorm(kind, key, member, matter, at);
    const closed = past && drafts.get(past.id);
    if (closed?.resolved) {
      const into = byKey.get(key) ?? byMember.get(job.id) ?? null;
      put({ ...closed, resolved: { ...closed.resolved, into } });
    }
  }

  /** The alert of another trouble that this one comes from; null: it has none. */
  function homeOf(job: JobSeen, why: Trouble["why"], isFinal: boolean, at: number): Alert | null {
    const machine = found(byKey.get(`workstation:${job.workstation}`));
    if (machine && isBehind(machine, at)) return machine;
    const waited = why === "failed" ? null : waitsFor(job.id);
    if (waited) return waited;
    const stream = isFinal ? null : found(byStream.get(job.stream));
    return stream && at - stream.troubleAt <= rules.togetherMs ? stream : null;
  }

  /** The alert whose cause this job is known to wait for. */
  function waitsFor(jobId: string): Alert | null {
    for (const alert of drafts.values())
      if (isOpen(alert) && alert.finding?.waitingIds.includes(jobId)) return alert;
    return null;
  }

  /** What fails on a workstation while it is down, or just before anybody noticed, fails because of it. */
  function isBehind(alert: Alert, at: number): boolean {
    return alert.workstation?.backAt === null && at >= alert.openedAt - rules.togetherMs;
  }

  function worsen(alert: Alert, before: Member, now: Member, matter: Matter, at: number): void {
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
    const members = alert.members.map((each) => (each.id === now.id ? member : each));
    const worse: Alert = {
      ...alert,
      kind: failed ? worseKind(alert.kind) : alert.kind,
      members,
      troubleAt: at,
      important: alert.important || failed,
    };
    put(raised(worse, matter.severity, desk));
  }

  function relieve(jobId: string, relief: Relief): void {
    const alert = found(byMember.get(jobId));
    const member = alert?.members.find(({ id }) => id === jobId);
    if (!alert || !member || member.well) return;
    // Not late any more says nothing of a failure.
    if (relief.how === "in_time" && member.why === "failed") return;
    const members = alert.members.map((each) =>
      each.id === jobId ? { ...each, rerunning: false, well: relief } : each,
    );
    settle({ ...alert, members }, relief);
  }

  function settle(alert: Alert, relief: Relief): void {
    const well = alert.members.every((member) => member.well !== null);
    const back = alert.workstation === null || alert.workstation.backAt !== null;
    if (well && back) end(alert, { ...relief, into: null });
    else put(alert);
  }

  function end(alert: Alert, resolved: NonNullable<Alert["resolved"]>): void {
    put({ ...alert, resolved, snooze: null, important: resolved.how !== "joined" });
    if (byKey.get(alert.key) === alert.id) byKey.delete(alert.key);
  }

  function down({ workstation, was, at }: Extract<News, { kind: "down" }>): void {
    const { name, linked, agentUp } = workstation;
    const key = `workstation:${name}`;
    const its = found(byKey.get(key));
    if (its?.workstation) {
      const state = { ...its.workstation, linked, agentUp, backAt: null };
      const fell = its.workstation.backAt !== null;
      put({ ...its, workstation: state, troubleAt: at, important: its.important || fell });
      return;
    }
    const matter: Matter = {
      kind: "workstation",
      severity: "major",
      job: null,
      stream: null,
      workstation: name,
      owner: null,
    };
    if (isOff(rules, matter)) return;
    const behind = [...drafts.values()].filter(
      (alert) =>
        isOpen(alert) &&
        groupsStreams(alert) &&
        alert.kind !== "final" &&
        at - alert.openedAt <= rules.togetherMs &&
        alert.members.every((member) => member.workstation === name && member.well === null),
    );
    // What is about to be one alert with this one does not count as many.
    for (const alert of behind) openings.splice(openings.indexOf(alert.openedAt), 1);
    const machine: Member = {
      id: key,
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
      rerunning: false,
      well: null,
    };
    if (!ownOrStorm("workstation", key, machine, matter, at)) return;
    const opened = openAlert(
      {
        key,
        kind: "workstation",
        severity: matter.severity,
        workstation: { name, linked, agentUp, was, backAt: null },
        members: [],
        matter,
        at,
      },
      desk,
    );
    put(opened);
    index(opened);
    openings.push(at);
    for (const alert of behind) {
      end(alert, { at, how: "joined", into: opened.id });
      for (const member of alert.members) {
        const joining: Matter = {
          ...matter,
          severity: alert.severity,
          job: member.job,
          stream: member.stream,
          owner: alert.owner,
        };
        join(drafts.get(opened.id) ?? opened, member, joining, at);
      }
      const whole = drafts.get(opened.id) ?? opened;
      put({
        ...whole,
        mine: whole.mine ?? alert.mine,
        notes: [...whole.notes, ...alert.notes],
        threatens: [...new Set([...whole.threatens, ...alert.threatens])],
      });
    }
  }

  function workstation({ name, now, at }: Extract<News, { kind: "workstation" }>): void {
    const inStorm = byMember.get(`workstation:${name}`);
    if (inStorm !== undefined && (now === null || (now.linked && now.agentUp)))
      relieve(`workstation:${name}`, { at, how: now === null ? "gone" : "back" });
    const alert = found(byKey.get(`workstation:${name}`));
    if (!alert?.workstation) return;
    const { was, backAt } = alert.workstation;
    const back = now === null || ((now.linked || !was.linked) && (now.agentUp || !was.agentUp));
    const state = {
      ...alert.workstation,
      ...(now === null ? {} : { linked: now.linked, agentUp: now.agentUp }),
      backAt: back ? (backAt ?? at) : null,
    };
    if (
      state.linked === alert.workstation.linked &&
      state.agentUp === alert.workstation.agentUp &&
      state.backAt === backAt
    )
      return;
    settle({ ...alert, workstation: state }, { at, how: now === null ? "gone" : "back" });
  }

  function threaten({ jobId, critical }: Extract<News, { kind: "threat" }>): void {
    const alert = found(byMember.get(jobId));
    if (!alert || alert.threatens.includes(critical)) return;
    if (alert.threatens.length >= mostThreatened) return;
    const threatens = [...alert.threatens, critical];
    put(raised({ ...alert, threatens, important: true }, "critical", desk));
  }

  for (const each of news) {
    if (each.kind === "trouble") trouble(each);
    else if (each.kind === "down") down(each);
    else if (each.kind === "workstation") workstation(each);
    else if (each.kind === "threat") threaten(each);
    else if (each.kind === "relief") relieve(each.jobId, { at: each.at, how: each.how });
    else rerun(each.jobId);
  }

  function rerun(jobId: string): void {
    const alert = found(byMember.get(jobId));
    if (!alert?.members.some(({ id, rerunning }) => id === jobId && !rerunning)) return;
    put({
      ...alert,
      members: alert.members.map((each) =>
        each.id === jobId ? { ...each, rerunning: true, well: null } : each,
      ),
    });
  }

  // What nobody has been told of yet, and is part of another alert already, was never one of its own.
  return [...changed].flatMap((id) => {
    const alert = drafts.get(id);
    return alert && !(alert.rev === 0 && alert.resolved?.how === "joined") ? [alert] : [];
  });
}

/** Alerts of jobs take in what else goes wrong in their streams. */
function groupsStreams({ kind }: Alert): boolean {
  return kind !== "workstation" && kind !== "storm";
}

/** A failure is what there is to mend; that the job is late as well goes with it. */
function worseKind(kind: AlertKind): AlertKind {
  return kind === "late" || kind === "too_long" || kind === "at_risk" ? "failed" : kind;
}

function memberOf(job: JobSeen, why: Trouble["why"], at: number): Member {
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
    rerunning: false,
    well: null,
  };
}
