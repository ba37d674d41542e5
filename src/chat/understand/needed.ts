// A second look at the names once the intent is known: what the question must be about decides what a doubtful word is.
//
// Shape alone cannot tell DWH_NIGHTLY the job from DWH_NIGHTLY the stream, "etl-merge" from "post-mortem" or the 143 of
// "ended 143" from a count. The intent can: only a workstation links, a list of failures is never the failures of one job,
// a log is always a job's. Names the lexicon has, and names whose noun stands beside them, are left as they are.

import type { IntentName } from "#core/intent.ts";
import { isLikelyId } from "./codes.ts";
import { isStationShape } from "./conman-names.ts";
import type { Entity, EntityKind } from "./entities.ts";
import { agentOfTopic, isRunbookShape } from "./phrase-names.ts";
import type { Signals } from "./signals.ts";
import type { TimeFound } from "./times.ts";
import { isKnownWord } from "./vocabulary.ts";
import type { Message } from "./words.ts";

interface Heard {
  readonly message: Message;
  readonly entities: readonly Entity[];
  readonly time: TimeFound | null;
  readonly signals: Signals;
}

const set = (list: string): ReadonlySet<string> => new Set(list.split(" "));
const ofOneJob: ReadonlySet<IntentName> = new Set<IntentName>([
  "job.status",
  "job.log",
  "job.why_waiting",
  "job.dependencies",
  "job.history",
  "job.monitor",
  "job.unmonitor",
  "job.diagnose",
]);
const onlyJobs: ReadonlySet<IntentName> = new Set<IntentName>(["job.log", "job.diagnose"]);
const ofAnId: ReadonlySet<IntentName> = new Set<IntentName>([
  "approval.approve",
  "approval.reject",
  "approval.change",
  "approval.delegate",
  "approval.details",
  "approval.break_glass",
  "task.status",
  "task.cancel",
  "ticket.show",
]);
const ofAnAgent: ReadonlySet<IntentName> = new Set<IntentName>(["agent.describe", "agent.talk_to"]);
const ofARunbook: ReadonlySet<IntentName> = new Set<IntentName>(["runbook.describe", "runbook.run"]);
const inside = set("in within inside no na em nos dentro");
const amid = set("of from do da dos das");
/** "avisar-me" is a verb and its object. */
const enclitic =
  /^\p{L}+-(?:me|te|se|lh?[aeo]s?|n?[ao]s?|nos|vos|up|in|out|by|on|off|over|down|mortem|call|end|time)$/iu;
const articles = set("the o a os as ao");
const joiners = set("and e n or ou plus mais with com");

export function asNeeded(name: IntentName, heard: Heard): readonly Entity[] {
  const { entities } = heard;
  const runbooks = entities.filter(({ kind }) => kind === "runbook");
  const runbook = ofARunbook.has(name) ? (runbooks[0] ?? runbookIn(heard)[0] ?? null) : null;
  const retyped = entities.map((entity) => {
    const kind = entity.sure ? null : kindFor(name, entity, heard, runbook?.value ?? "");
    return kind === null || kind === entity.kind ? entity : { ...entity, kind };
  });
  const has = (kind: EntityKind): boolean => retyped.some((entity) => entity.kind === kind);
  const missing = [
    ...(ofAnId.has(name) && !has("id") ? idIn(heard) : []),
    ...(name === "error.explain" && !has("errorCode") ? codeIn(heard) : []),
    ...(ofAnAgent.has(name) && !has("agent") ? agentIn(heard) : []),
    ...(runbook && runbooks.length === 0 ? [runbook] : []),
    ...(ofOneJob.has(name) || name === "owner.who" ? jobsIn(name, heard, retyped) : []),
  ];
  if (missing.length === 0)
    return has("errorCode") && codeFirst.has(name) ? retyped.filter(isNoShout) : retyped;
  const overlaps = (entity: Entity): boolean =>
    missing.some((found) => found.from < entity.to && entity.from < found.to);
  return [...retyped.filter((entity) => !overlaps(entity)), ...missing].sort((a, b) => a.from - b.from);
}

const codeFirst: ReadonlySet<IntentName> = new Set<IntentName>(["error.explain", "knowledge.search"]);

/** Beside a code, capitals alone are emphasis or a product's name. */
function isNoShout({ kind, value, sure }: Entity): boolean {
  return sure || kind !== "job" || !/^\p{Lu}+$/u.test(value);
}

function before(message: Message, index: number): string {
  let at = index - 1;
  while (at > 0 && articles.has(message.words[at]?.text ?? "")) at -= 1;
  return message.words[at]?.text ?? "";
}

/** What a guessed job, stream or workstation has to be for this intent; null leaves the guess. */
function kindFor(
  name: IntentName,
  entity: Entity,
  { message, entities, signals }: Heard,
  runbook: string,
): EntityKind | null {
  if (name === "error.explain" && entity.kind === "job")
    return !entities.some(({ kind }) => kind === "errorCode") && looksLikeCode(entity.value)
      ? "errorCode"
      : null;
  if (!["job", "jobStream", "workstation"].includes(entity.kind)) return null;
  if (name === "workstation.status") return "workstation";
  if (onlyJobs.has(name)) return "job";
  const container = before(message, entity.from) === "on" ? "workstation" : "jobStream";
  if (name === "runbook.run") return objectOf(runbook);
  if (entity.kind === "workstation") return ofOneJob.has(name) && name !== "job.status" ? "job" : null;
  if (name === "job.failed") return entity.kind === "job" ? container : null;
  const { has } = signals;
  const within = inside.has(before(message, entity.from));
  if (name === "job.status" && has.has("filter") && has.has("list")) {
    if (container === "workstation") return container;
    const among =
      within || (has.has("jobs") || has.has("which") ? amid.has(before(message, entity.from)) : false);
    return among ? container : null;
  }
  return name === "plan.late" && (within || before(message, entity.from) === "from") ? "jobStream" : null;
}

/** `CPF9898`, `FAIL_TIMEOUT`: a code nobody listed. */
function looksLikeCode(value: string): boolean {
  return (
    /^[A-Z]+-?\d/.test(value) ||
    /(?:^|_)(?:E|ERR|ERROR|FAIL|FAILURE|FAILED|ABEND|EXC|EXCEPTION|TIMEOUT|DENIED)(?:_|$)/.test(value)
  );
}

/** A runbook's name ends in what it acts on. */
function objectOf(runbook: string): EntityKind | null {
  if (/(?:stream|fluxo)$/.test(runbook)) return "jobStream";
  if (/(?:workstation|limit|fence|agent|estacao)$/.test(runbook)) return "workstation";
  return /(?:job|abend)$/.test(runbook) ? "job" : null;
}

function entity(kind: EntityKind, value: string, from: number, to = from + 1): Entity {
  return { kind, value, from, to, sure: false };
}

function idIn({ message, time }: Heard): Entity[] {
  const at = message.words.findIndex(
    ({ raw }, index) => /\d/.test(raw) && isLikelyId(raw) && !time?.used.has(index),
  );
  const raw = message.words[at]?.raw;
  return raw === undefined ? [] : [entity("id", raw.replace(/^#/, ""), at)];
}

function codeIn({ message, entities }: Heard): Entity[] {
  const taken = (index: number): boolean =>
    entities.some(({ from, to, kind }) => kind !== "id" && from <= index && index < to);
  const at = message.words.findLastIndex(
    ({ raw }, index) =>
      !taken(index) && (/^-?\d{1,6}$/.test(raw) || /^[A-Z]{1,8}-?\d{1,6}[A-Z]?$/i.test(raw)),
  );
  const raw = message.words[at]?.raw;
  return raw === undefined ? [] : [entity("errorCode", raw.toUpperCase(), at)];
}

function agentIn({ message }: Heard): Entity[] {
  for (const [at, word] of message.words.entries()) {
    const agent = agentOfTopic(word.text);
    if (agent) return [entity("agent", agent, at)];
  }
  return [];
}

const runbookNouns = set("runbook playbook roteiro");

function runbookIn({ message }: Heard): Entity[] {
  const { words } = message;
  const text = (at: number): string => words[at]?.text ?? "";
  for (const [at, { raw, text: word }] of words.entries()) {
    if (/^[a-z]{2,20}(?:-[a-z]{2,20}){1,3}$/.test(raw) && !isKnownWord(word))
      return [entity("runbook", raw, at)];
    if (isRunbookShape(`${word}-${text(at + 1)}`))
      return [entity("runbook", `${word}-${text(at + 1)}`, at, at + 2)];
    if (!runbookNouns.has(word)) continue;
    if (at >= 2 && !articles.has(text(at - 1)) && !articles.has(text(at - 2)) && at === words.length - 1)
      return [entity("runbook", `${text(at - 2)}-${text(at - 1)}`, at - 2, at)];
  }
  return [];
}

/** Four characters or more; fewer only with a digit or in capitals. */
const jobLike = /^(?:[\p{L}\d][\p{L}\d.@/-]{3,39}|(?:\p{L}{1,2}\d{1,2}|\d{1,2}\p{L}{1,2})|\p{Lu}{3})$/u;

/** The one word that is no word of ours, when a job must be named and none is; and what is joined to a named job. */
function jobsIn(name: IntentName, { message, signals }: Heard, entities: readonly Entity[]): Entity[] {
  const { words } = message;
  const strange = signals.strange.filter((at) => {
    const { raw = "", quoted = false } = words[at] ?? {};
    return (
      (jobLike.test(raw) || quoted) &&
      !isStationShape(raw) &&
      !enclitic.test(raw) &&
      !/^show[a-z]+$/.test(raw)
    );
  });
  const compound = strange.filter((at) => /[\p{L}\d][-.@/][\p{L}\d]/u.test(words[at]?.raw ?? ""));
  const asJob = (at: number): Entity => entity("job", (words[at]?.raw ?? "").toUpperCase(), at);
  const named = entities.filter(
    ({ kind }) => kind === "job" || kind === "jobStream" || kind === "workstation",
  );
  if (named.length > 0)
    return compound
      .filter(
        (at) =>
          joiners.has(words[at - 1]?.raw.toLowerCase() ?? "") &&
          named.some(({ kind, to }) => kind === "job" && to === at - 1),
      )
      .map(asJob);
  const leaned = signals.leaned.job ?? signals.leaned.jobStream;
  if (leaned !== undefined) return [];
  const many = signals.has.has("list") || signals.has.has("which");
  if (name === "job.status" && signals.has.has("filter") && many) return [];
  const plain = strange.length === 1 && !(name === "job.unmonitor" && many);
  const [first] = compound.length > 0 ? compound : plain ? strange : [];
  return first === undefined ? [] : [asJob(first)];
}
