// What people think of an answer: kept, thanked for to them alone, and a bad one asked about.

import type { Interaction } from "#core/knowledge/interaction.ts";
import { longestComment, readFeedback } from "#core/knowledge/read-feedback.ts";
import { type Choice, type Reply, reply } from "#core/reply.ts";
import { oneLine } from "#core/text.ts";
import type { FeedbackDesk } from "#knowledge/interactions/feedback-desk.ts";
import type { Question } from "../agent.ts";
import { type Speech, speech } from "../speech.ts";
import { asksWhatWasWrong, saysWhatWasWrong } from "./feedback-form.ts";
import type { LearningHandler } from "./learning-agent.ts";

export interface FeedbackHandlerDeps {
  readonly desk: FeedbackDesk;
  readonly timezone: string;
}

export function createFeedbackHandler({ desk, timezone }: FeedbackHandlerDeps): LearningHandler {
  return async (question) => {
    const say = speech(question.locale, timezone, question.now);
    const { answer, rating, comment } = readGiven(question);
    const taken = await desk.take({
      answer,
      rating,
      comment,
      person: question.person,
      conversationId: question.conversationId,
    });
    switch (taken.kind) {
      case "kept":
        return rating !== null && rating <= 2 && comment === null
          ? whatWasWrong(taken.interaction, rating, say)
          : thanks(taken.interaction, rating, say);
      case "empty":
        return asksWhatWasWrong(question.text)
          ? whatWasWrong(taken.interaction, null, say)
          : howGood(taken.interaction, say);
      case "unknown":
        return reply({
          locale: say.locale,
          mood: "unknown",
          privately: true,
          text: say.say({
            en: "There is no answer of mine here that you could mean. Ask something first, then say how good the answer was.",
            pt: "Não há aqui uma resposta minha que você possa avaliar. Pergunte algo primeiro e depois diga como foi a resposta.",
          }),
          data: { kept: false },
        });
      case "too_many":
        return reply({
          locale: say.locale,
          mood: "warning",
          privately: true,
          text: say.say({
            en: `That is more feedback than I can keep from one person at a time. Try again in ${say.duration(taken.retryAfterMs)}.`,
            pt: `São mais avaliações do que consigo guardar de uma pessoa de uma vez. Tente de novo em ${say.duration(taken.retryAfterMs)}.`,
          }),
          data: { kept: false },
        });
    }
  };
}

/** Out of a dialog, out of what was asked back, or out of the words themselves. */
function readGiven({ text, intent, pressed }: Question): ReturnType<typeof readFeedback> {
  const { id, reason } = intent.slots;
  const read = readFeedback(text);
  const filled = pressed?.filled?.comment;
  if (filled !== undefined) return { answer: read.answer, rating: null, comment: filled };
  if (asksWhatWasWrong(text)) return { answer: read.answer, rating: null, comment: null };
  return id !== undefined && reason !== undefined
    ? { answer: id, rating: null, comment: reason.slice(0, longestComment) }
    : read;
}

/** What it was the answer to, so that nobody rates another one than they mean. */
function subjectOf({ question }: Interaction): string {
  return `“${oneLine(question, 80)}”`;
}

function thanks(interaction: Interaction, rating: number | null, say: Speech): Reply {
  const about = subjectOf(interaction);
  return reply({
    locale: say.locale,
    mood: "good",
    privately: true,
    text:
      rating === null
        ? say.say({
            en: `Thank you: I keep that with the answer to ${about}.`,
            pt: `Obrigado: guardei isso com a resposta a ${about}.`,
          })
        : say.say({
            en: `Thank you: ${rating} of 5 for the answer to ${about}.`,
            pt: `Obrigado: nota ${rating} de 5 para a resposta a ${about}.`,
          }),
    data: { kept: true, answer: interaction.id, rating },
  });
}

function whatWasWrong(interaction: Interaction, rating: number | null, say: Speech): Reply {
  const about = subjectOf(interaction);
  const job = jobOf(interaction);
  const ask = say.say({ en: "What was wrong?", pt: "O que estava errado?" });
  const cause =
    interaction.intent === "job.diagnose" && job !== null
      ? say.say({
          en: `If you know what broke ${job}, say "the real cause of ${job} was …": the next answer will know it.`,
          pt: `Se você sabe o que derrubou o ${job}, diga "a causa real do ${job} foi …": a próxima resposta vai saber.`,
        })
      : null;
  const choice: Choice = {
    id: saysWhatWasWrong(interaction.id),
    label: say.say({ en: "Say what was wrong", pt: "Dizer o que estava errado" }),
    style: "default",
    form: true,
  };
  return reply({
    locale: say.locale,
    mood: "neutral",
    privately: true,
    text: [
      rating === null
        ? ask
        : say.say({
            en: `Thank you, and sorry: ${rating} of 5 for the answer to ${about}. ${ask}`,
            pt: `Obrigado, e desculpe: nota ${rating} de 5 para a resposta a ${about}. ${ask}`,
          }),
      ...(cause === null ? [] : [cause]),
    ].join("\n"),
    choices: rating === null ? [] : [choice],
    asks: { intent: "feedback.give", slots: { id: interaction.id }, missing: "reason", oneOf: [] },
    data: { kept: rating !== null, answer: interaction.id, rating },
  });
}

function howGood(interaction: Interaction, say: Speech): Reply {
  return reply({
    locale: say.locale,
    privately: true,
    text: say.say({
      en: `How good was the answer to ${subjectOf(interaction)}? Say a number from 1 to 5, and a word if you like: feedback 4 good but slow.`,
      pt: `Como foi a resposta a ${subjectOf(interaction)}? Diga um número de 1 a 5, com uma palavra se quiser: avaliar 4 boa mas lenta.`,
    }),
    choices: thumbs(interaction.id),
    data: { kept: false, answer: interaction.id },
  });
}

/** A thumb up and a thumb down for one answer. */
export function thumbs(answer: string): readonly Choice[] {
  return [
    { id: `feedback 5 answer=${answer}`, label: "👍", style: "default" },
    { id: `feedback 1 answer=${answer}`, label: "👎", style: "default" },
  ];
}

function jobOf({ slots }: Interaction): string | null {
  return typeof slots.job === "string" ? slots.job : null;
}
