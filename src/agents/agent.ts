// An agent: a named specialist that answers questions of its intents with read-only means.

import type { SentFile } from "#core/chat-event.ts";
import type { Filled } from "#core/form.ts";
import type { Intent, IntentName } from "#core/intent.ts";
import type { Locale } from "#core/locale.ts";
import type { Matter } from "#core/matter.ts";
import type { Person } from "#core/person.ts";
import type { Reply } from "#core/reply.ts";

export interface Question {
  readonly text: string;
  readonly locale: Locale;
  readonly intent: Intent;
  readonly person: Person;
  readonly conversationId: string;
  /** Where a live view would be shown; opaque. */
  readonly thread: string;
  readonly platform: string;
  /** How the platform calls who asks, for what only they shall see later; absent or null: it does not. */
  readonly speaker?: string | null;
  readonly now: Date;
  /** The message's own id, the same when it is answered a second time; absent: it will not be. */
  readonly eventId?: string;
  /** A button was pressed, and what its dialog was filled with; absent or null: it was written. */
  readonly pressed?: { readonly filled: Filled | null } | null;
  /** What was sent with it; absent: nothing. */
  readonly files?: readonly SentFile[];
  /** What the card is about under which it was said; absent or null: it was said under none. */
  readonly about?: Matter | null;
  /** Shown at once wherever somebody watches the answer come; only what the whole answer will say as well. */
  readonly onText?: (piece: string) => void;
}

/** `unknown` is what an agent says that could not check; it is never shown as healthy. */
export type AgentStatus = "healthy" | "degraded" | "unhealthy" | "unknown";

export interface AgentHealth {
  readonly status: AgentStatus;
  /** One sentence: what was checked and what was found. */
  readonly detail: string;
}

export interface Agent {
  /** kebab-case, unique: what `-talkto` takes. */
  readonly name: string;
  readonly title: string;
  readonly version: string;
  /** One sentence per language: who it is. */
  readonly introduction: Readonly<Record<Locale, string>>;
  readonly capabilities: Readonly<Record<Locale, readonly string[]>>;
  /** The intents it answers; the router asks no other agent for these. */
  readonly intents: readonly IntentName[];
  /** Really checks what the agent needs; resolves within 5 s and never rejects. */
  checkHealth(signal: AbortSignal): Promise<AgentHealth>;
  answer(question: Question, signal: AbortSignal): Promise<Reply>;
}
