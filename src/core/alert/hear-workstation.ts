// What alerts make of a workstation's news. One that goes down takes in what just failed there; one that is back ends its
// alert once everything behind it is well.

import type { Alert } from "./alert.ts";
import { type Drafts, groupsStreams } from "./drafts.ts";
import { machineMember } from "./member.ts";
import type { News } from "./news.ts";
import { isOff, type Matter } from "./rules.ts";
import { tookStorm } from "./storm.ts";

export function hearDown(drafts: Drafts, { workstation, was, at }: Extract<News, { kind: "down" }>): void {
  const { name, linked, agentUp } = workstation;
  const key = `workstation:${name}`;
  const its = drafts.byKey(key);
  if (its?.workstation) {
    const state = { ...its.workstation, linked, agentUp, backAt: null };
    const fell = its.workstation.backAt !== null;
    drafts.put({ ...its, workstation: state, troubleAt: at, important: its.important || fell });
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
  if (isOff(drafts.desk.rules, matter)) return;
  const behind = failedThere(drafts, name, at);
  // What is about to be one alert with this one does not count as many.
  for (const alert of behind) drafts.uncount(alert);
  if (tookStorm(drafts, machineMember(name, at), matter, at)) return;
  const opened = drafts.begin({
    key,
    kind: "workstation",
    severity: matter.severity,
    workstation: { name, linked, agentUp, was, backAt: null },
    members: [],
    matter,
    at,
  });
  for (const alert of behind) takeIn(drafts, opened, alert, matter, at);
}

/** The alerts of what failed on that workstation, and nowhere else, just before it went down. */
function failedThere(drafts: Drafts, name: string, at: number): readonly Alert[] {
  const { togetherMs } = drafts.desk.rules;
  return [...drafts.open()].filter(
    (alert) =>
      groupsStreams(alert) &&
      alert.kind !== "final" &&
      at - alert.openedAt <= togetherMs &&
      alert.members.every((member) => member.workstation === name && member.well === null),
  );
}

function takeIn(drafts: Drafts, opened: Alert, alert: Alert, matter: Matter, at: number): void {
  drafts.end(alert, { at, how: "joined", into: opened.id });
  for (const member of alert.members) {
    const joining: Matter = {
      ...matter,
      severity: alert.severity,
      job: member.job,
      stream: member.stream,
      owner: alert.owner,
    };
    drafts.join(drafts.byId(opened.id) ?? opened, member, joining, at);
  }
  const whole = drafts.byId(opened.id) ?? opened;
  drafts.put({
    ...whole,
    mine: whole.mine ?? alert.mine,
    notes: [...whole.notes, ...alert.notes],
    threatens: [...new Set([...whole.threatens, ...alert.threatens])],
  });
}

export function hearWorkstation(
  drafts: Drafts,
  { name, now, at }: Extract<News, { kind: "workstation" }>,
): void {
  const how = now === null ? "gone" : "back";
  const id = `workstation:${name}`;
  const storm = drafts.byMember(id);
  if (storm && (now === null || (now.linked && now.agentUp))) {
    const members = storm.members.map((each) =>
      each.id === id && !each.well ? { ...each, well: { at, how } as const } : each,
    );
    drafts.settle({ ...storm, members }, { at, how });
  }
  const alert = drafts.byKey(id);
  if (!alert?.workstation) return;
  const { was, backAt, linked, agentUp } = alert.workstation;
  const back = now === null || ((now.linked || !was.linked) && (now.agentUp || !was.agentUp));
  const state = {
    ...alert.workstation,
    ...(now === null ? {} : { linked: now.linked, agentUp: now.agentUp }),
    backAt: back ? (backAt ?? at) : null,
  };
  if (state.linked === linked && state.agentUp === agentUp && state.backAt === backAt) return;
  drafts.settle({ ...alert, workstation: state }, { at, how });
}
