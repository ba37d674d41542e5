// From text to intent, in a fraction of a millisecond: words, then the time and the things they name, then what the rest asks.
//
//   words → time → entities → signals → the rules' readings → the learned reader's choice → slots
//
// Each stage takes its words out of the next one's way: a job called LATE_FEES is no delay, "since 22:00" is no start. Two
// readers weigh what is left. The rules (rules.ts) know constructions; the learned reader (learned/reader.ts) knows examples
// and what the rules would say, and chooses. A command or a bare follow-up is chosen by neither: it says what it means.

import type { Intent } from "#core/intent.ts";
import type { Weights } from "#core/learned/logistic.ts";
import type { Locale } from "#core/locale.ts";
import type { UnderstandInput, Understanding } from "../understanding.ts";
import { meantUnder } from "./about-card.ts";
import { readAccountCommand } from "./account-command.ts";
import { readAlertWords } from "./alert-words.ts";
import { completed } from "./awaited.ts";
import { type Address, argumentOf, readCommand, takesFreeText } from "./commands.ts";
import { readDocumentWords } from "./document-words.ts";
import { findEntities } from "./entities.ts";
import { readThumb } from "./feedback-words.ts";
import { hear, repairWords } from "./hear.ts";
import { answerToWhatFixed, readIncidentWords } from "./incident-words.ts";
import { languageOf } from "./language.ts";
import { featuresOf } from "./learned/features.ts";
import { type Guess, guess, loadWeights } from "./learned/reader.ts";
import { readModelWords } from "./model-words.ts";
import { readRelatedWords } from "./related-words.ts";
import { readReviewWords, readVerdictOnShown } from "./review-words.ts";
import { readSignIn } from "./sign-in-command.ts";
import { type Material, slotsOf } from "./slots.ts";
import { type Message, readWords } from "./words.ts";

/** Understands with given weights: what `npm run eval:intents -- --cv` measures weights with. */
export function understandWith(weights: Weights, input: UnderstandInput): Understanding {
  const typed = readWords(input.text);
  const talk = /^-(talkto|leave)\b/i.exec(typed.text.trim());
  if (talk) return switchAgent(talk[1]?.toLowerCase() ?? "", typed, input);
  const thumb = readThumb(input.text);
  if (thumb) return answer(input, typed, new Set(), thumb);
  const address = readCommand(typed);
  const awaited = input.context?.awaiting;
  // What was wrong with an answer is asked by the way: every command stays one, and "the real cause was …" above all.
  const firmly = awaited !== undefined && awaited !== null && awaited.intent !== "feedback.give";
  const alert = readAlertWords(
    address.message,
    awaited !== undefined && awaited !== null,
    input.context?.about?.kind === "alert",
  );
  if (alert) return { ...alert, locale: input.locale ?? alert.locale, alternatives: [] };
  const ofDocument = firmly ? null : readDocumentWords(address.message, false);
  if (ofDocument) {
    const locale = input.locale ?? ofDocument.locale ?? input.context?.locale ?? input.defaultLocale;
    return { locale, intent: ofDocument.intent, alternatives: [] };
  }
  const review = readReviewWords(address.message) ?? readVerdictOnShown(address.message, input.context);
  if (review) return { ...review, locale: input.locale ?? review.locale, alternatives: [] };
  const ofModel = firmly ? null : readModelWords(address.message);
  if (ofModel) return { ...ofModel, locale: input.locale ?? ofModel.locale, alternatives: [] };
  const ofIncident = firmly ? null : readIncidentWords(address.message, input);
  if (ofIncident) return { ...ofIncident, locale: input.locale ?? ofIncident.locale, alternatives: [] };
  const related = firmly ? null : readRelatedWords(address.message, input.lexicon, input.context);
  if (related) return { ...related, locale: input.locale ?? related.locale, alternatives: [] };
  if (
    address.command &&
    takesFreeText(address.command) &&
    (address.addressed || /^(?:feedback|ask|avaliar|perguntar)$/.test(address.head?.text ?? ""))
  ) {
    const argument = argumentOf(address);
    if (address.command === "ask" && argument !== "")
      return understandWith(weights, { ...input, text: argument });
    if (address.command === "feedback.give")
      return answer(input, typed, new Set(), {
        name: "feedback.give",
        slots: argument === "" ? {} : { text: argument },
        confidence: 0.98,
      });
  }
  const account =
    readSignIn(address, input.lexicon) ??
    readAccountCommand(address, input.lexicon, () => languageOf(typed, new Set()));
  if (account) {
    const locale = input.locale ?? account.locale ?? input.context?.locale ?? input.defaultLocale;
    return { locale, intent: account.intent, alternatives: [] };
  }
  const repaired = { ...address, message: repairWords(address.message, input.lexicon) };
  if (awaited) {
    const heard = hear(input, repaired);
    const read = interpret(input, repaired, weights);
    const intent = completed(awaited, typed.text, address, read.intent, heard);
    return intent ? { ...read, intent, locale: input.locale ?? input.context?.locale ?? read.locale } : read;
  }
  return interpret(input, repaired, weights);
}

const committed = loadWeights();

export function understand(input: UnderstandInput): Understanding {
  const read = understandWith(committed, input);
  const { context } = input;
  const told =
    context?.about?.asksWhatFixed && !context.awaiting ? answerToWhatFixed(input.text, read.intent) : null;
  if (told) return { ...read, intent: told, alternatives: [] };
  return { ...read, intent: meantUnder(context, input.text, read.intent) };
}

function interpret(input: UnderstandInput, address: Address, weights: Weights): Understanding {
  const { message } = address;
  if (message.words.length === 0)
    return answer(input, message, new Set(), address.command === "help" ? helpIntent : unknown);
  const { material, taken, readings, decided } = hear(input, address);
  const guesses = decided
    ? readings.map(({ name, confidence }): Guess => ({ name, probability: confidence }))
    : guess(featuresOf(material, readings, input.context), weights);
  const [best] = guesses;
  if (!best || best.name === "unknown")
    return answer(input, message, taken, unknown, guesses.slice(1), material);
  const intent: Intent = {
    name: best.name,
    slots: slotsOf(best.name, material),
    confidence: Math.round(Math.min(0.98, best.probability) * 100) / 100,
  };
  return answer(input, message, taken, intent, guesses.slice(1), material);
}

const helpIntent: Intent = { name: "help", slots: {}, confidence: 0.98 };
/** A reading less likely than this is no choice worth offering. */
const faintest = 0.02;

const unknown: Intent = { name: "unknown", slots: {}, confidence: 0.2 };

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
  others: readonly Guess[] = [],
  material?: Material,
): Understanding {
  const locale: Locale =
    input.locale ?? languageOf(message, names) ?? input.context?.locale ?? input.defaultLocale;
  const alternatives = material
    ? others
        .filter(
          ({ name, probability }) => name !== intent.name && name !== "unknown" && probability >= faintest,
        )
        .slice(0, 3)
        .map(
          ({ name, probability }): Intent => ({
            name,
            slots: slotsOf(name, material),
            confidence: Math.round(probability * 100) / 100,
          }),
        )
    : [];
  return { locale, intent, alternatives };
}
