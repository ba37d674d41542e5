// Files that came with a message: what their words ask is answered, and the files are offered to be read; words that ask nothing
// leave only the files to talk about.

import { offersFor, onlySent } from "#agents/learning/add-document.ts";
import { speech } from "#agents/speech.ts";
import type { ChatEvent } from "#core/chat-event.ts";
import { sureEnough } from "#core/intent.ts";
import type { Reply } from "#core/reply.ts";
import { oneLine } from "#core/text.ts";
import { readDocumentWords } from "./understand/document-words.ts";
import { readWords } from "./understand/words.ts";
import type { Understanding } from "./understanding.ts";

const saysNothing = new Set(["unknown", "greeting", "help"]);

/** What was said, knowing that files came with it. */
export function understoodWithFiles({ files, text }: ChatEvent, understood: Understanding): Understanding {
  if (!files || files.length === 0 || understood.intent.name === "knowledge.add") return understood;
  const told = readDocumentWords(readWords(text), true);
  if (told) return { ...understood, intent: told.intent, alternatives: [] };
  const { name, confidence } = understood.intent;
  if (text.trim() !== "" && !saysNothing.has(name) && confidence >= sureEnough) return understood;
  return {
    ...understood,
    intent: { name: "knowledge.add", slots: { text: onlySent }, confidence: 0.98 },
    alternatives: [],
  };
}

/** The answer to a question that came with files, which may still be read. */
export function withFileOffers({ files }: ChatEvent, { intent }: Understanding, replied: Reply): Reply {
  if (!files || files.length === 0 || intent.name === "knowledge.add" || replied.privately) return replied;
  const say = speech(replied.locale, "UTC", new Date(0));
  return { ...replied, choices: [...replied.choices, ...offersFor(files, say)] };
}

/** As the question is kept: whoever reads it later sees what came with it. */
export function textWithFiles({ files, text }: ChatEvent): string {
  if (!files || files.length === 0) return text;
  return [text, ...files.slice(0, 10).map(({ name }) => `[${oneLine(name, 150)}]`)].filter(Boolean).join(" ");
}
