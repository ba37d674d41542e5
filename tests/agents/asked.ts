// A question as the router hands it to an agent.

import type { Agent, Question } from "#agents/agent.ts";
import type { IntentName, Slots } from "#core/intent.ts";
import type { Locale } from "#core/locale.ts";
import type { Role } from "#core/person.ts";
import type { Reply } from "#core/reply.ts";

export interface Asking {
  readonly locale?: Locale;
  readonly role?: Role;
  readonly text?: string;
}

export function ask(agent: Agent, name: IntentName, slots: Slots = {}, asking: Asking = {}): Promise<Reply> {
  const question: Question = {
    text: asking.text ?? "",
    locale: asking.locale ?? "en",
    intent: { name, slots, confidence: 1 },
    person: { id: "p1", name: "Ana", roles: [asking.role ?? "viewer"] },
    conversationId: "c1",
    thread: "t1",
    platform: "web",
    now: new Date("2026-03-12T08:00:00Z"),
  };
  return agent.answer(question, AbortSignal.timeout(10_000));
}
