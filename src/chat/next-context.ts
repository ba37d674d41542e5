// What the next question of a conversation may lean on.

import type { AgentRegistry } from "#agents/registry.ts";
import type { Intent, Slots } from "#core/intent.ts";
import type { Reply } from "#core/reply.ts";
import type { ConversationContext } from "#ports/conversations.ts";
import type { Understanding } from "./understanding.ts";

export const ofAccounts = /^account\./;

/** Slots of a question that named no job keep the job talked about before. */
export function nextContext(
  context: ConversationContext,
  understood: Understanding,
  reply: Reply,
  registry: AgentRegistry,
  personId: string,
): ConversationContext {
  const { intent, locale } = understood;
  const bound =
    intent.name === "agent.leave"
      ? null
      : intent.name === "agent.talk_to"
        ? (registry.find(intent.slots.agent ?? "")?.name ?? context.boundAgent)
        : context.boundAgent;
  const passing =
    ofAccounts.test(intent.name) ||
    intent.name === "greeting" ||
    intent.name === "help" ||
    intent.name === "feedback.give" ||
    intent.name === "unknown";
  // Whoever was asked before is still asked, whatever others say meanwhile.
  const others = context.awaiting?.of !== undefined && context.awaiting.of !== personId;
  const awaiting = reply.asks ? { ...reply.asks, of: personId } : others ? (context.awaiting ?? null) : null;
  if (passing) return { ...context, boundAgent: bound, locale, awaiting };
  return {
    boundAgent: bound,
    lastIntent: intent.name,
    lastSlots: leanOn(intent, context.lastSlots, reply),
    locale,
    awaiting,
  };
}

function leanOn({ name, slots }: Intent, before: Slots, reply: Reply): Slots {
  if (ofResync.test(name)) return leanOnOurs(slots, before, reply);
  const job = slots.job ?? jobAnswered(reply.data) ?? before.job;
  const status = statusAnswered(reply.data);
  return { ...slots, ...(job === undefined ? {} : { job }), ...(status === undefined ? {} : { status }) };
}

const ofResync = /^(?:runbook|approval|task)\./;

/** Here `data.job` is a job of Resync's, by its id; HWA's job is the one that was named. */
function leanOnOurs(slots: Slots, before: Slots, { data }: Reply): Slots {
  const job = slots.job ?? before.job;
  const id = hasText(data, "checkpoint") ? data.checkpoint : hasText(data, "job") ? data.job : slots.id;
  return { ...slots, ...(job === undefined ? {} : { job }), ...(id === undefined ? {} : { id }) };
}

function jobAnswered(data: unknown): string | undefined {
  const single = Array.isArray(data) ? (data.length === 1 ? data[0] : null) : data;
  return hasText(single, "job") ? single.job : undefined;
}

function statusAnswered(data: unknown): string | undefined {
  return hasText(data, "status") && hasText(data, "job") ? data.status : undefined;
}

function hasText<K extends string>(value: unknown, key: K): value is Record<K, string> {
  return (
    typeof value === "object" && value !== null && typeof (value as Record<string, unknown>)[key] === "string"
  );
}
