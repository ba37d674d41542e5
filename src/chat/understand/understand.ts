// From text to intent, without a model: words, then the time and the things they name, then what the rest asks.
//
//   words → time → entities → signals → readings → slots
//
// Each stage takes its words out of the next one's way: a job called LATE_FEES is no delay, "since 22:00" is no start.

import type { Intent, IntentName } from "#core/intent.ts";
import type { Locale } from "#core/locale.ts";
import type { Lexicon, UnderstandInput, Understanding } from "../understanding.ts";
import { type Address, argumentOf, readCommand, takesFreeText } from "./commands.ts";
import { findEntities } from "./entities.ts";
import { carriedIntent, whyIntent } from "./follow-up.ts";
import { languageOf } from "./language.ts";
import { type Reading, score } from "./score.ts";
import { findSignals, type Signals } from "./signals.ts";
import { type Material, slotsOf } from "./slots.ts";
import { findTime, isTimeWord } from "./times.ts";
import { isFiller, isKnownWord, repaired } from "./vocabulary.ts";
import { type Message, readWords, type Word } from "./words.ts";

/** Under this weight no reading is more than an accident of words. */
const faintest = 4.4;

export function understand(input: UnderstandInput): Understanding {
  const typed = readWords(input.text);
  const talk = /^-(talkto|leave)\b/i.exec(typed.text.trim());
  if (talk) return switchAgent(talk[1]?.toLowerCase() ?? "", typed, input);
  const address = readCommand(typed);
  if (
    address.command &&
    takesFreeText(address.command) &&
    (address.addressed || /^(?:feedback|ask|avaliar|perguntar)$/.test(address.head?.text ?? ""))
  ) {
    const argument = argumentOf(address);
    if (address.command === "ask" && argument !== "") return understand({ ...input, text: argument });
    if (address.command === "feedback.give")
      return answer(input, typed, new Set(), {
        name: "feedback.give",
        slots: argument === "" ? {} : { text: argument },
        confidence: 0.98,
      });
  }
  return interpret(input, { ...address, message: repairWords(address.message, input.lexicon) });
}

export function materialOf(input: UnderstandInput): {
  material: Material;
  readings: Reading[];
  taken: ReadonlySet<number>;
  address: Address;
} {
  const raw = readCommand(readWords(input.text));
  const address = { ...raw, message: repairWords(raw.message, input.lexicon) };
  const { message } = address;
  const time = findTime(message.words, input.now, input.timezone);
  const { entities, taken } = findEntities(message, time?.used ?? new Set(), input.lexicon);
  const signals = findSignals(message, entities, time, input.context);
  const material: Material = { message, entities, time, signals };
  const readings = settle(score(signals.has, signals.strange.length), signals, address, input);
  return { material, readings, taken, address };
}

function interpret(input: UnderstandInput, address: Address): Understanding {
  const { message } = address;
  if (message.words.length === 0 && address.command === "help")
    return answer(input, message, new Set(), { name: "help", slots: {}, confidence: 0.98 });
  const time = findTime(message.words, input.now, input.timezone);
  const { entities, taken } = findEntities(message, time?.used ?? new Set(), input.lexicon);
  const signals = findSignals(message, entities, time, input.context);
  const material: Material = { message, entities, time, signals };
  let readings = score(signals.has, signals.strange.length);
  readings = settle(readings, material.signals, address, input);
  const [best] = readings;
  if (!best || best.weight < faintest || best.name === "unknown")
    return answer(input, message, taken, unknown, readings, material);
  const slots = slotsOf(best.name, material);
  return answer(
    input,
    message,
    taken,
    { name: best.name, slots, confidence: best.confidence },
    readings.slice(1),
    material,
  );
}

const unknown: Intent = { name: "unknown", slots: {}, confidence: 0.2 };

function sure(name: IntentName, readings: readonly Reading[]): Reading[] {
  return [{ name, weight: 9.5, confidence: 0.95 }, ...readings.filter((reading) => reading.name !== name)];
}

/** Commands and follow-ups decide before words do. */
function settle(readings: Reading[], signals: Signals, address: Address, input: UnderstandInput): Reading[] {
  const { has } = signals;
  const [best] = readings;
  const command = address.command;
  const words = address.message.words;
  const arguments_ = words.length - 1;
  const plainArguments = signals.strange.length === 0 && onlyThings(address.message, signals);
  if (command && command !== "ask" && (address.addressed || arguments_ === 0 || plainArguments)) {
    if (command === "why" && (plainArguments || arguments_ === 0)) {
      if (has.has("@job") || has.has("@stream") || has.has("~job") || has.has("~stream"))
        return sure(whyIntent(input.context), readings);
    } else if (command === "status" && plainArguments) {
      if (has.has("@workstation") && !has.has("@job")) return sure("workstation.status", readings);
      if (has.has("@id")) return sure("task.status", readings);
      if (has.has("@agent")) return sure("agent.describe", readings);
      if (has.has("@runbook")) return readings;
      if (!["@job", "@stream", "~job", "~stream"].some((thing) => has.has(thing)))
        arguments_ === 0
          ? sure(has.has("~workstation") ? "workstation.status" : "system.health", readings)
          : readings;
      return sure("job.status", readings);
    } else if (command !== "why" && command !== "status") {
      const free =
        command === "approval.approve" || command === "approval.reject" || command === "runbook.run";
      if (command === "error.explain" && !has.has("@code")) return readings;
      const whole = plainArguments || (free && (has.has("@id") || has.has("@runbook")));
      const listOfJobs = command === "task.list" && address.head?.text === "jobs" && arguments_ > 0;
      const showOne = command === "task.cancel" && !has.has("@id") && !has.has("~id");
      if (
        whole &&
        !listOfJobs &&
        !showOne &&
        !(command === "owner.who" && arguments_ === 0) &&
        !(command === "runbook.run" && !has.has("@runbook"))
      )
        if (
          !(command === "job.monitor" && has.has("@agent")) &&
          !(command === "approval.list" && /^pend/.test(address.head?.text ?? "") && !address.addressed)
        )
          return sure(command, readings);
    }
  }
  const carried = carriedIntent(has, input.context);
  if (carried) return sure(carried, readings);
  if (
    has.has("why") &&
    has.has("short") &&
    (best?.name === "job.diagnose" || !best) &&
    !["fail", "errorNoun", "happened", "notStarted", "wait", "stuck", "hold"].some((cue) => has.has(cue))
  )
    return sure(whyIntent(input.context), readings);
  return readings;
}

/** Nothing after the first word but names, times and the grammar between them. */
function onlyThings(message: Message, signals: Signals): boolean {
  const asked = signals.hits.filter((hit) => hit.to > 1);
  return asked.every((hit) =>
    message.words
      .slice(hit.from, hit.to)
      .every(
        ({ text }, at) =>
          (hit.from === 0 && at === 0 && hit.to === 1) ||
          isFiller(text) ||
          ["job", "stream", "jobs"].includes(text),
      ),
  );
}

/** Misspelt cues put right; anything that may be a name stays as typed. */
function repairWords(message: Message, lexicon: Lexicon): Message {
  let changed = false;
  const words = message.words.map((word, index): Word => {
    if (
      word.quoted ||
      !/^[a-z]{4,}$/.test(word.text) ||
      isKnownWord(word.text) ||
      isFiller(word.text) ||
      isTimeWord(word.text)
    )
      return word;
    const capital = !message.shouted && word.raw.length > 1 && word.raw === word.raw.toUpperCase();
    const before = message.words[index - 1]?.text;
    if (
      capital ||
      before === "job" ||
      before === "stream" ||
      lexicon.job(word.raw) ||
      lexicon.jobStream(word.raw) ||
      lexicon.workstation(word.raw)
    )
      return word;
    const text = repaired(word.text);
    if (text === null) return word;
    changed = true;
    return { ...word, text };
  });
  return changed ? { ...message, words } : message;
}

function switchAgent(verb: string, message: Message, input: UnderstandInput): Understanding {
  if (verb === "leave")
    return answer(input, message, new Set(), { name: "agent.leave", slots: {}, confidence: 0.98 });
  const { entities } = findEntities({ ...message, words: message.words.slice(1) }, new Set(), input.lexicon);
  const named =
    entities.find((entity) => entity.kind === "agent")?.value ?? message.words[1]?.raw.toLowerCase();
  const agent =
    named === undefined
      ? undefined
      : (input.lexicon.agent(named) ?? input.lexicon.agent(`${named}-agent`) ?? named);
  return answer(input, message, new Set([1, 2, 3]), {
    name: "agent.talk_to",
    slots: agent ? { agent } : {},
    confidence: 0.98,
  });
}

function answer(
  input: UnderstandInput,
  message: Message,
  names: ReadonlySet<number>,
  intent: Intent,
  others: readonly Reading[] = [],
  material?: Material,
): Understanding {
  const locale: Locale =
    input.locale ?? languageOf(message, names) ?? input.context?.locale ?? input.defaultLocale;
  const alternatives = material
    ? others
        .filter(
          (reading) => reading.name !== intent.name && reading.name !== "unknown" && reading.weight >= 3,
        )
        .slice(0, 3)
        .map(
          (reading): Intent => ({
            name: reading.name,
            slots: slotsOf(reading.name, material),
            confidence: reading.confidence,
          }),
        )
    : [];
  return { locale, intent, alternatives };
}
