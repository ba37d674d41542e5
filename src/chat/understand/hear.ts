// Everything that is heard in a question before an intent is chosen.

import type { Lexicon, UnderstandInput } from "../understanding.ts";
import { type Address, readCommand } from "./commands.ts";
import { certain, decide, whyInShort } from "./decide.ts";
import { findEntities } from "./entities.ts";
import { type Features, featuresOf } from "./learned/features.ts";
import { type Reading, score } from "./score.ts";
import { findSignals } from "./signals.ts";
import type { Material } from "./slots.ts";
import { findTime, isTimeWord } from "./times.ts";
import { isFiller, isKnownWord, repaired } from "./vocabulary.ts";
import { type Message, readWords, type Word } from "./words.ts";

/** What every stage before the choice of an intent found out. */
export interface Heard {
  readonly material: Material;
  readonly taken: ReadonlySet<number>;
  /** What the rules make of it, best first. */
  readonly readings: readonly Reading[];
  /** A command or a bare follow-up: nothing is left to weigh. */
  readonly decided: boolean;
}

export function hear(input: UnderstandInput, address: Address): Heard {
  const { message } = address;
  const time = findTime(message.words, input.now, input.timezone);
  const { entities, taken } = findEntities(message, time?.used ?? new Set(), input.lexicon);
  const signals = findSignals(message, entities, time, input.context);
  const material: Material = { message, entities, time, signals };
  const weighed = score(signals.has, signals.strange.length);
  const plain = decide(signals, address, input.context);
  const name = plain ?? whyInShort(signals, weighed[0]?.name, input.context);
  const readings = name ? [certain(name), ...weighed.filter((reading) => reading.name !== name)] : weighed;
  return { material, taken, readings, decided: plain !== null };
}

/** A question as the learned reader is shown it, in training as in use. */
export function featuresOfInput(input: UnderstandInput): Features {
  const address = readCommand(readWords(input.text));
  const message = repairWords(address.message, input.lexicon);
  const { material, readings } = hear(input, { ...address, message });
  return featuresOf(material, readings, input.context);
}

/** Misspelt cues put right; anything that may be a name stays as typed. */
export function repairWords(message: Message, lexicon: Lexicon): Message {
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
