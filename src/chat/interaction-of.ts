// What is kept of a question and its answer for learning: as the conversation keeps them, and with everything masked that looks
// like a credential.

import type { Answer } from "#core/answer.ts";
import type { ChatEvent } from "#core/chat-event.ts";
import { redact } from "#core/redact.ts";
import type { Reply } from "#core/reply.ts";
import type { NewInteraction } from "#ports/interactions.ts";

const longestQuestion = 8_000;
const longestAnswer = 16_000;

/** `question` and `answer` are what the conversation keeps. */
export function interactionOf(
  { platform, thread, person, at }: ChatEvent,
  { question, answer }: { readonly question: string; readonly answer: Answer },
  { mood, made }: Pick<Reply, "mood" | "made">,
): NewInteraction {
  const { intent } = answer;
  return {
    id: answer.messageId,
    at,
    conversationId: answer.conversationId,
    platform,
    thread,
    personId: person.id,
    locale: answer.locale,
    question: redact(question.slice(0, longestQuestion)),
    answer: redact(answer.text.slice(0, longestAnswer)),
    intent: intent.name,
    confidence: intent.confidence,
    slots: masked(intent.slots) as NewInteraction["slots"],
    agent: answer.agent,
    tools: made?.tools ?? [],
    sources: masked(answer.sources) as NewInteraction["sources"],
    passages: made?.passages ?? [],
    incident: made?.incident ?? null,
    mood,
    elapsedMs: answer.elapsedMs,
    model: made?.model ?? null,
  };
}

function masked(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, each: unknown) =>
    typeof each === "string" ? redact(each.slice(0, longestQuestion)) : each,
  );
}
