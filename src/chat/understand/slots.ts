// The slots of a reading: only what the question states, or leans on from the turn before.

import type { IntentName, Slots } from "#core/intent.ts";
import type { Entity, EntityKind } from "./entities.ts";
import { personAfter, reasonOf, remarkOf } from "./free-text.ts";
import { asNeeded } from "./needed.ts";
import type { Signals } from "./signals.ts";
import type { TimeFound } from "./times.ts";
import { topicOf } from "./topic.ts";
import { findPhrases } from "./vocabulary.ts";
import type { Message } from "./words.ts";

type Draft = { -readonly [K in keyof Slots]: Slots[K] };

export interface Material {
  readonly message: Message;
  readonly entities: readonly Entity[];
  readonly time: TimeFound | null;
  readonly signals: Signals;
}

/** What is decided, steered or shown by its number. */
const ofAnId: readonly IntentName[] = [
  "approval.approve",
  "approval.reject",
  "approval.change",
  "approval.delegate",
  "approval.details",
  "approval.break_glass",
  "task.status",
  "task.cancel",
  "task.retry",
  "task.pause",
  "task.resume",
  "ticket.show",
];
const takingAnId = Object.fromEntries(ofAnId.map((name) => [name, ["id"] as const]));

const plan: readonly EntityKind[] = ["job", "jobStream", "workstation"];
const kindsOf: Readonly<Partial<Record<IntentName, readonly EntityKind[]>>> = {
  "job.status": plan,
  "job.failed": [...plan, "errorCode"],
  "job.log": plan,
  "job.why_waiting": plan,
  "job.dependencies": plan,
  "job.history": [...plan, "errorCode"],
  "job.monitor": plan,
  "job.unmonitor": plan,
  "job.diagnose": [...plan, "errorCode"],
  "system.health": plan,
  "plan.late": plan,
  "workstation.status": ["workstation"],
  "error.explain": ["errorCode", "job"],
  "owner.who": [...plan, "errorCode", "runbook"],
  "knowledge.search": [...plan, "errorCode"],
  "agent.describe": ["agent"],
  "agent.talk_to": ["agent"],
  "runbook.describe": ["runbook"],
  "runbook.run": [...plan, "runbook"],
  "runbook.list": [...plan, "errorCode"],
  "approval.list": plan,
  ...takingAnId,
  "ticket.list": plan,
  "report.handover": plan,
};

const timeless: ReadonlySet<IntentName> = new Set<IntentName>([
  "agent.list",
  "agent.describe",
  "agent.talk_to",
  "agent.leave",
  "security.scan",
  "runbook.describe",
  ...ofAnId,
  "feedback.give",
  "help",
  "greeting",
  "unknown",
  "error.explain",
  "owner.who",
  "job.monitor",
  "job.unmonitor",
  "job.dependencies",
  "workstation.status",
  "knowledge.search",
  "runbook.run",
]);

/** Which of the turn before an intent may take over when the question lacks it. */
const leans: Readonly<Partial<Record<IntentName, readonly (keyof Slots)[]>>> = {
  "job.status": ["job", "jobStream"],
  "job.failed": ["jobStream", "workstation"],
  "job.log": ["job"],
  "job.why_waiting": ["job", "jobStream"],
  "job.dependencies": ["job", "jobStream"],
  "job.history": ["job", "jobStream"],
  "job.monitor": ["job", "jobStream"],
  "job.unmonitor": ["job", "jobStream"],
  "job.diagnose": ["job", "jobStream"],
  "plan.late": ["job", "jobStream"],
  "owner.who": ["job", "jobStream", "workstation"],
  "knowledge.search": ["job", "jobStream", "errorCode"],
  "workstation.status": ["workstation"],
  "error.explain": ["errorCode"],
  ...takingAnId,
  "ticket.list": ["job", "jobStream"],
  "agent.describe": ["agent"],
  "agent.talk_to": ["agent"],
  "runbook.describe": ["runbook"],
  "runbook.run": ["runbook", "job"],
};
/** Taken over only for a pronoun: the question is whole without it. */
const onlyPointed: ReadonlySet<IntentName> = new Set<IntentName>([
  "job.failed",
  "ticket.list",
  "plan.late",
  "runbook.run",
]);

const filters = [
  "Running",
  "Held",
  "Blocked",
  "Cancelled",
  "Suppressed",
  "Ready",
  "Waiting",
  "Unknown",
  "Completed",
] as const;

export function slotsOf(name: IntentName, heard: Material): Slots {
  const entities = asNeeded(name, heard);
  const material: Material = { ...heard, entities };
  const { message, signals, time } = material;
  const slots: Draft = {};
  for (const kind of kindsOf[name] ?? []) {
    const values = [
      ...new Set(entities.filter((entity) => entity.kind === kind).map((entity) => entity.value)),
    ];
    const [first] = values;
    if (first === undefined) continue;
    if (kind === "job") slots.job = values.length > 1 ? values : first;
    else if (kind !== "input" && kind !== "quote") slots[kind] = first;
  }
  if (time && !timeless.has(name)) Object.assign(slots, time.span);
  // "It was due 40 minutes ago" is how long it waits, not a window to look at.
  if (name === "job.why_waiting") delete slots.windowHours;
  const leansOnJob = signals.leaned.job !== undefined && !signals.has.has("list");
  if (
    name === "job.status" &&
    slots.job === undefined &&
    !leansOnJob &&
    (slots.jobStream === undefined || ["list", "who", "jobs"].some((cue) => signals.has.has(cue)))
  ) {
    const status =
      filters.find((word) => signals.has.has(word)) ?? filterWord(message) ?? conmanState(entities);
    if (status) slots.status = status;
  }
  if (name === "runbook.run" || name === "approval.change") {
    const pairs = entities
      .filter((entity) => entity.kind === "input")
      .map((entity) => entity.value.split(/=(.*)/s).slice(0, 2) as [string, string]);
    if (pairs.length > 0) slots.inputs = Object.fromEntries(pairs);
  }
  takeOver(name, slots, signals);
  if (slots.status !== undefined && pointsThere(message)) leanOnPlace(slots, signals);
  addFreeText(name, slots, message, material);
  return slots;
}

/** A status said inside a longer phrase: the "ready" of "in ready". */
function filterWord({ words }: Message): string | undefined {
  const cues = words.flatMap(({ text }) => findPhrases([text]).flatMap((hit) => [...hit.cues]));
  return filters.find((filter) => cues.includes(filter));
}

const states: ReadonlyMap<string, string> = new Map([
  ["hold", "Held"],
  ["exec", "Running"],
  ["ready", "Ready"],
  ["wait", "Waiting"],
  ["succ", "Completed"],
  ["cancl", "Cancelled"],
  ["susp", "Suppressed"],
]);

/** `state=hold`, as conman filters a list. */
function conmanState(entities: readonly Entity[]): string | undefined {
  const pair = entities.find(({ kind, value }) => kind === "input" && /^(?:state|status)=/i.test(value));
  return states.get(pair?.value.replace(/^[^=]*=/, "").toLowerCase() ?? "");
}

function takeOver(name: IntentName, slots: Draft, signals: Signals): void {
  if (slots.status !== undefined) return;
  if (onlyPointed.has(name) && !signals.has.has("pronoun") && !isOnlyLateness(name, signals)) return;
  const subject = slots.job !== undefined || slots.jobStream !== undefined || slots.workstation !== undefined;
  for (const key of leans[name] ?? []) {
    if (slots[key] !== undefined) continue;
    if (key === "errorCode" && (slots.job !== undefined || subject)) continue;
    if (
      (key === "job" || key === "jobStream" || key === "workstation") &&
      (subject || (slots.errorCode !== undefined && name !== "job.diagnose"))
    )
      continue;
    const value = signals.leaned[key];
    if (value !== undefined) Object.assign(slots, { [key]: value });
  }
}

const there = new Set(["there", "it", "la", "ali", "nela", "nele", "dela", "dele"]);

/** "What is running there?" filters what the turn before named. */
function pointsThere({ words }: Message): boolean {
  return there.has(words.at(-1)?.text ?? "");
}

function leanOnPlace(slots: Draft, { leaned }: Signals): void {
  if (slots.job !== undefined || slots.jobStream !== undefined || slots.workstation !== undefined) return;
  if (leaned.workstation !== undefined) slots.workstation = leaned.workstation;
  else if (leaned.jobStream !== undefined) slots.jobStream = leaned.jobStream;
}

/** "Late, or still ok?" lacks its subject; "what is late?" and "any delays?" do not. */
function isOnlyLateness(name: IntentName, { has }: Signals): boolean {
  return (
    name === "plan.late" && has.has("short") && !has.has("list") && !has.has("@time") && !has.has("strange")
  );
}

function addFreeText(name: IntentName, slots: Draft, message: Message, material: Material): void {
  if (name === "feedback.give") {
    const remark = remarkOf(message);
    if (remark) slots.text = remark;
  }
  if (name === "approval.approve" || name === "approval.reject" || name === "approval.break_glass") {
    const reason = reasonOf(message, material.entities);
    if (reason) slots.reason = reason;
  }
  if (name === "approval.delegate") {
    const to = personAfter(message, material.entities);
    if (to) slots.text = to;
  }
  if (name === "knowledge.search" && slots.job === undefined && slots.errorCode === undefined) {
    const text = topicOf(message, material.entities, material.signals.hits);
    if (text) slots.text = text;
  }
}
