// A question from the web as a ChatEvent, and what makes a repeated one answer the same.

import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Answer } from "#core/answer.ts";
import type { ChatEvent } from "#core/chat-event.ts";
import { Fault } from "#core/fault.ts";
import { newId } from "#core/ids.ts";
import type { Locale } from "#core/locale.ts";
import type { Person } from "#core/person.ts";
import { cleanText } from "#core/text.ts";
import type { Conversations } from "#ports/conversations.ts";
import { notFound } from "./problem.ts";

export interface WebQuestion {
  readonly text: string;
  readonly conversationId?: string | undefined;
  readonly locale?: Locale | undefined;
}

/** The thread in which a web conversation is shown. */
export function webThread(conversationId: string): string {
  return `web:${conversationId}`;
}

/**
 * The event of a question. With an idempotency key its id, and the id of a conversation it begins, follow from person
 * and key, so a repeat after a crash is recognised by the inbox and lands in the same place.
 */
export function webEvent(question: WebQuestion, person: Person, at: Date, key: string | null): ChatEvent {
  const conversationId =
    question.conversationId ?? (key === null ? newId() : digestOf("conversation", person.id, key));
  return {
    id: key === null ? `web:${newId()}` : `web:${digestOf("event", person.id, key)}`,
    platform: "web",
    thread: webThread(conversationId),
    conversationId,
    person,
    text: cleanText(question.text),
    at,
    ...(question.locale !== undefined && { locale: question.locale }),
    ...(question.conversationId === undefined && key === null && { begins: true as const }),
    ...(key !== null && { mayRepeat: true as const }),
  };
}

/** Refuses to continue a conversation of somebody else, in the words for one that does not exist. */
export async function mustBeTheirs(
  conversationId: string | undefined,
  person: Person,
  conversations: Conversations,
): Promise<void> {
  if (conversationId === undefined) return;
  const begun = await conversations.context(conversationId).catch((error: unknown) => {
    if (error instanceof Fault && error.code === "forbidden") throw notFound("conversation of that id");
    throw error;
  });
  if (begun && begun.ownerId !== person.id) throw notFound("conversation of that id");
}

/** Answers by person and idempotency key, for 24 hours, as long as this process lives. */
export interface Replays {
  /**
   * The answer given before under this key; null takes the key for a new one, to be kept or dropped.
   * Throws `conflict` when the first is still being answered, or asked something else.
   */
  begin(person: Person, key: string, question: WebQuestion): Answer | null;
  keep(person: Person, key: string, answer: Answer): void;
  drop(person: Person, key: string): void;
}

export function createReplays(now: () => Date): Replays {
  const kept = new LRUCache<string, { readonly question: string; answer: Answer | null }>({
    max: 500,
    ttl: 24 * 3_600_000,
    ttlResolution: 0,
    perf: { now: () => now().getTime() },
  });
  return {
    begin(person, key, question) {
      const id = digestOf("replay", person.id, key);
      const asked = digestOf(question.text, question.conversationId ?? "", question.locale ?? "");
      const before = kept.get(id);
      if (!before) {
        kept.set(id, { question: asked, answer: null });
        return null;
      }
      if (before.question !== asked)
        throw new Fault(
          "conflict",
          "This Idempotency-Key was used for another question: use a new key for a new question.",
        );
      if (!before.answer)
        throw new Fault(
          "conflict",
          "The question of this Idempotency-Key is still being answered: try again in a moment.",
        );
      return before.answer;
    },
    keep(person, key, answer) {
      const entry = kept.get(digestOf("replay", person.id, key));
      if (entry) entry.answer = answer;
    },
    drop(person, key) {
      kept.delete(digestOf("replay", person.id, key));
    },
  };
}

function digestOf(...parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}
