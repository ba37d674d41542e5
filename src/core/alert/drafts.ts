// The alerts as they stand while news is heard, found by what they are of and by what is in them.

import { type Alert, isOpen, type Member, mostMembers, type Relief, type Resolution } from "./alert.ts";
import { worseKind } from "./member.ts";
import { type Begun, type Desk, matterOf, openAlert, raised, toldAlso } from "./open-alert.ts";
import { type Matter, stormKey } from "./rules.ts";

export interface Drafts {
  readonly desk: Desk;
  /** Those that are open. */
  open(): Iterable<Alert>;
  /** The open one of that id, key, member, or stream; null: there is none. */
  byId(id: string): Alert | null;
  byKey(key: string): Alert | null;
  byMember(id: string): Alert | null;
  byStream(stream: string): Alert | null;
  put(alert: Alert): void;
  begin(begun: Begun): Alert;
  /** The alert takes one more in, and is told where that one is told. */
  join(alert: Alert, member: Member, matter: Matter, at: number): void;
  end(alert: Alert, resolved: Resolution): void;
  /** Ends what is well with everything in it, and keeps what is not. */
  settle(alert: Alert, relief: Relief): void;
  /** A resolved one says which came instead. */
  pointTo(closed: string, into: string | null): void;
  /** How many began in a time that would share a summary. */
  begun(storm: string, after: number, until: number): number;
  /** It is about to be part of another one, and does not count as begun. */
  uncount(alert: Alert): void;
  /** What was changed, each once. */
  changes(): readonly Alert[];
}

export function createDrafts(live: readonly Alert[], desk: Desk): Drafts {
  const drafts = new Map<string, Alert>();
  const changed = new Set<string>();
  const keys = new Map<string, string>();
  const members = new Map<string, string>();
  const streams = new Map<string, string>();
  const openings = new Map<string, { readonly storm: string; readonly at: number }>();

  for (const alert of live) {
    // What was worth showing again has been shown.
    drafts.set(alert.id, alert.important ? { ...alert, important: false } : alert);
    count(alert);
    if (isOpen(alert)) index(alert);
  }

  function index(alert: Alert): void {
    keys.set(alert.key, alert.id);
    for (const member of alert.members) indexMember(alert, member);
  }

  function indexMember(alert: Alert, { id, stream }: Member): void {
    members.set(id, alert.id);
    if (stream && groupsStreams(alert)) streams.set(stream, alert.id);
  }

  function count(alert: Alert): void {
    openings.set(alert.id, { storm: stormKey(desk.rules, matterOf(alert)), at: alert.openedAt });
  }

  function found(id: string | undefined): Alert | null {
    const alert = id === undefined ? undefined : drafts.get(id);
    return alert && isOpen(alert) ? alert : null;
  }

  function put(alert: Alert): void {
    drafts.set(alert.id, alert);
    changed.add(alert.id);
  }

  function end(alert: Alert, resolved: Resolution): void {
    put({ ...alert, resolved, snooze: null, important: resolved.how !== "joined" });
    if (keys.get(alert.key) === alert.id) keys.delete(alert.key);
  }

  return {
    desk,
    *open() {
      for (const alert of drafts.values()) if (isOpen(alert)) yield alert;
    },
    byId: found,
    byKey: (key) => found(keys.get(key)),
    byMember: (id) => found(members.get(id)),
    byStream: (stream) => found(streams.get(stream)),
    put,
    begin(begun) {
      const alert = openAlert(begun, desk);
      put(alert);
      index(alert);
      count(alert);
      return alert;
    },
    join(alert, member, matter, at) {
      const others = alert.members.filter(({ id }) => id !== member.id);
      const fits = others.length < mostMembers;
      const joined: Alert = {
        ...alert,
        kind: member.why === "failed" ? worseKind(alert.kind) : alert.kind,
        members: fits ? [...others, member] : alert.members,
        more: fits ? alert.more : alert.more + 1,
        owner: alert.owner ?? matter.owner,
        troubleAt: Math.max(alert.troubleAt, at),
      };
      put(raised(toldAlso(joined, matter, desk), matter.severity, desk));
      if (fits) indexMember(alert, member);
    },
    end,
    settle(alert, relief) {
      const well = alert.members.every((member) => member.well !== null);
      const back = alert.workstation === null || alert.workstation.backAt !== null;
      if (well && back) end(alert, { ...relief, into: null });
      else put(alert);
    },
    pointTo(closed, into) {
      const alert = drafts.get(closed);
      if (alert?.resolved) put({ ...alert, resolved: { ...alert.resolved, into } });
    },
    begun(storm, after, until) {
      let began = 0;
      for (const each of openings.values())
        if (each.storm === storm && each.at > after && each.at <= until) began += 1;
      return began;
    },
    uncount: ({ id }) => void openings.delete(id),
    // What nobody has been told of yet, and is part of another alert already, was never one of its own.
    changes: () =>
      [...changed].flatMap((id) => {
        const alert = drafts.get(id);
        return alert && !(alert.rev === 0 && alert.resolved?.how === "joined") ? [alert] : [];
      }),
  };
}

/** Alerts of jobs take in what else goes wrong in their streams. */
export function groupsStreams({ kind }: Alert): boolean {
  return kind !== "workstation" && kind !== "storm";
}
