// What a message hints at, as one set of signals: cues, kinds of things named, and the shape of the sentence.

import type { Slots } from "#core/intent.ts";
import { jobsOf } from "#core/intent.ts";
import type { ConversationContext } from "#ports/conversations.ts";
import { isTicketId } from "./codes.ts";
import type { Cue } from "./cue.ts";
import type { Entity } from "./entities.ts";
import type { TimeFound } from "./times.ts";
import { findPhrases, type Hit, isFiller, isKnownWord } from "./vocabulary.ts";
import type { Message } from "./words.ts";

export interface Signals {
  readonly has: ReadonlySet<string>;
  readonly hits: readonly Hit[];
  /** Words that are no name, no time, no cue and no grammar. */
  readonly strange: readonly number[];
  /** What the turn before named, as far as this one leans on it. */
  readonly leaned: Slots;
}

/** Left out between the words of a phrase: "not [yet] run", "did not [the job] run". */
const transparent = new Set(
  "the a an o os as um uma job yet still already ainda ja just even really actually been ever stream fluxo workstation estacao then now agora i e".split(
    " ",
  ),
);
const questionWords: ReadonlyMap<string, string> = new Map([
  ["what", "what"],
  ["why", "why"],
  ["who", "who"],
  ["whom", "who"],
  ["when", "when"],
  ["how", "how"],
  ["which", "which"],
  ["quem", "who"],
  ["quando", "when"],
  ["any", "which"],
  ["anything", "which"],
  ["list", "which"],
  ["all", "which"],
  ["ones", "which"],
  ["algum", "which"],
  ["alguma", "which"],
  ["lista", "which"],
  ["todos", "which"],
  ["jobs", "jobs"],
  ["como", "how"],
  ["quais", "which"],
  ["qual", "what"],
]);
/** "My laptop broke" is nobody's job. */
const personal = new Set(["my", "meu", "minha", "i"]);
const social = new Set(["greeting", "thanks", "bye"]);
const statusCues = [
  "Running",
  "Waiting",
  "Ready",
  "Held",
  "Blocked",
  "Cancelled",
  "Suppressed",
  "Unknown",
  "Completed",
];

export function findSignals(
  message: Message,
  entities: readonly Entity[],
  time: TimeFound | null,
  context: ConversationContext | null,
): Signals {
  const { words } = message;
  const named = new Set<number>();
  for (const entity of entities) for (let at = entity.from; at < entity.to; at += 1) named.add(at);
  const texts = words.map((word, index) =>
    named.has(index) ? null : time?.used.has(index) ? "\u0000" : word.text,
  );
  const hits = findPhrases(texts);
  const has = new Set<string>();
  for (const hit of hits) for (const cue of hit.cues) has.add(cue);
  for (const text of texts) {
    // A question word asks even inside a longer phrase: "what is" + "holding up".
    const asks = text === null ? undefined : questionWords.get(text);
    if (asks) has.add(asks);
  }
  if (texts.some((text, at) => text === "que" && texts[at - 1] === "o")) has.add("what");
  const dense = texts.filter(
    (text): text is string => text !== null && text !== "\u0000" && !transparent.has(text),
  );
  if (dense.length < texts.length) {
    for (const hit of findPhrases(dense)) if (hit.to - hit.from > 1) for (const cue of hit.cues) has.add(cue);
  }
  for (const entity of entities)
    has.add(
      `@${entity.kind === "jobStream" ? "stream" : entity.kind === "errorCode" ? "code" : entity.kind}`,
    );
  if (
    entities.some((entity) => entity.kind === "agent" && entity.value === "security-agent") ||
    context?.boundAgent === "security-agent"
  )
    has.add("securityAgent");
  if (entities.some((entity) => entity.kind === "id" && isTicketId(entity.value))) has.add("@inc");
  if (has.has("@job") || has.has("@stream") || has.has("@workstation")) has.add("@name");
  if (time) {
    has.add("@time");
    if (time.span.windowHours !== undefined) has.add("@window");
    if (time.night) has.add("@night");
    // A day or more, or a span that is over, asks for past runs rather than for this one.
    if ((time.span.windowHours ?? 0) >= 24 || (time.span.until !== undefined && !time.night))
      has.add("@past");
  }
  const covered = new Set<number>();
  for (const hit of hits) for (let at = hit.from; at < hit.to; at += 1) covered.add(at);
  const strange: number[] = [];
  texts.forEach((text, index) => {
    if (text === null || text === "\u0000" || covered.has(index)) return;
    if (!isKnownWord(text) && !isFiller(text) && /\p{L}/u.test(text)) strange.push(index);
  });
  if (negated(texts, hits, ["ran", "running"])) has.add("notStarted");
  if (negated(texts, hits, ["done"])) has.add("notDone");
  addShape(has, message, hits, entities, texts, strange);
  const leaned = lean(has, message, context, strange);
  if (context?.boundAgent) has.add("bound");
  return { has, hits, strange, leaned };
}

const nots = new Set(["not", "nao", "never", "nunca", "nem"]);

/** "has not [yet] run", "não [foi] executado": a not, and soon after it a verb of running. */
function negated(texts: readonly (string | null)[], hits: readonly Hit[], verbs: readonly Cue[]): boolean {
  return texts.some(
    (text, at) =>
      text !== null &&
      nots.has(text) &&
      hits.some((hit) => verbs.some((verb) => hit.cues.has(verb)) && hit.from > at && hit.from <= at + 4),
  );
}

function addShape(
  has: Set<string>,
  message: Message,
  hits: readonly Hit[],
  entities: readonly Entity[],
  texts: readonly (string | null)[],
  strange: readonly number[],
): void {
  const { words } = message;
  if (words.length <= 5) has.add("short");
  if (strange.length > 0) has.add("strange");
  if (words.some(({ text }) => personal.has(text))) has.add("personal");
  const plain = texts.filter(
    (text, index) => text !== null && text !== "\u0000" && !isConnective(words[index]?.text ?? ""),
  );
  if (entities.length > 0 && plain.length === 0) has.add("onlyNames");
  if (plain.length === 0 && (entities.length > 0 || has.has("@time"))) has.add("carries");
  if (has.has("which") || has.has("show") || has.has("howMany") || has.has("what")) has.add("list");
  if (statusCues.some((cue) => has.has(cue))) has.add("filter");
  const first = hits[0];
  if (first && first.from <= 2 && (first.cues.has("approve") || first.cues.has("reject"))) has.add("first");
  if (words.length <= 3 && entities.length === 0) has.add("bare");
  const socialHits = hits.filter((hit) => [...hit.cues].some((cue) => social.has(cue)));
  const socialWords = socialHits.reduce((sum, hit) => sum + hit.to - hit.from, 0);
  const rest =
    words.length - socialWords - words.filter((word) => isFiller(word.text) || word.text === "resync").length;
  if (
    socialHits.length > 0 &&
    entities.length === 0 &&
    (rest <= 0 || socialWords > rest) &&
    strange.length <= 1
  )
    has.add("onlyGreeting");
  for (const entity of entities) {
    if (entity.kind !== "runbook") continue;
    const before = hits.filter(
      (hit) => hit.cues.has("execute") && hit.to <= entity.from && entity.from - hit.to <= 2,
    );
    if (before.length > 0) has.add("order");
  }
  if (first?.cues.has("execute") && has.has("runbook")) has.add("order");
}

const connectives = new Set(
  "and e o a os as what about how quanto ao sobre the for of de do da dos das job jobs then entao so ok agora now no na nos nas em in on please also tambem mas but hmm well em, with com to para hey ei oi resync only just so apenas somente and? n is esta com?".split(
    " ",
  ),
);

function isConnective(word: string): boolean {
  return connectives.has(word);
}

/** A pronoun, or a question too short to have its own subject, means what the turn before was about. */
function lean(
  has: Set<string>,
  message: Message,
  context: ConversationContext | null,
  strange: readonly number[],
): Slots {
  if (!context) return {};
  const { lastSlots } = context;
  const ownSubject = has.has("@job") || has.has("@stream") || has.has("@workstation");
  const listing =
    has.has("jobs") ||
    [
      "any",
      "anything",
      "list",
      "all",
      "todos",
      "todas",
      "algum",
      "alguma",
      "quais",
      "which",
      "everything",
      "tudo",
    ].some((word) => message.words.some(({ text }) => text === word));
  if (!has.has("pronoun") && (message.words.length > 7 || listing || strange.length > 1)) return {};
  const leaned: { -readonly [K in keyof Slots]: Slots[K] } = {};
  if (!ownSubject) {
    if (jobsOf(lastSlots).length > 0 && lastSlots.job !== undefined) leaned.job = lastSlots.job;
    else if (lastSlots.jobStream) leaned.jobStream = lastSlots.jobStream;
    else if (lastSlots.workstation) leaned.workstation = lastSlots.workstation;
  }
  if (lastSlots.errorCode && !has.has("@code")) leaned.errorCode = lastSlots.errorCode;
  if (lastSlots.id && !has.has("@id")) leaned.id = lastSlots.id;
  if (lastSlots.runbook && !has.has("@runbook")) leaned.runbook = lastSlots.runbook;
  if (lastSlots.agent && !has.has("@agent")) leaned.agent = lastSlots.agent;
  if (leaned.job !== undefined) has.add("~job");
  if (leaned.jobStream) has.add("~stream");
  if (leaned.workstation) has.add("~workstation");
  if (leaned.errorCode) has.add("~code");
  if (leaned.id) {
    has.add("~id");
    if (/^(?:approval|runbook)\./.test(context.lastIntent ?? "")) has.add("approvals");
    if (context.lastIntent?.startsWith("task.") || context.lastIntent === "runbook.run") has.add("~task");
    if (context.lastIntent?.startsWith("ticket.")) has.add("~ticket");
  }
  if (leaned.runbook) has.add("~runbook");
  if (leaned.agent) has.add("~agent");
  return leaned;
}
