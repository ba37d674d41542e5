// A question that no person typed: asked by a workflow's step, in the name of a person, and never more than reading.

import type { AgentRegistry } from "#agents/registry.ts";
import { route } from "#agents/router.ts";
import type { Answer } from "#core/answer.ts";
import { Fault } from "#core/fault.ts";
import { newId } from "#core/ids.ts";
import type { IntentName } from "#core/intent.ts";
import type { Locale } from "#core/locale.ts";
import type { Person } from "#core/person.ts";
import { understand } from "./understand/understand.ts";
import type { Lexicon } from "./understanding.ts";

export interface AskAgentDeps {
  readonly registry: AgentRegistry;
  readonly lexicon: Lexicon;
  readonly timezone: string;
  readonly now: () => Date;
}

/** What a step may not ask for: it has steps and checkpoints of its own for that. */
const acting: ReadonlySet<IntentName> = new Set<IntentName>([
  "runbook.run",
  "approval.approve",
  "approval.reject",
  "approval.change",
  "approval.delegate",
  "approval.break_glass",
  "task.cancel",
  "task.retry",
  "task.pause",
  "task.resume",
  "job.monitor",
  "job.unmonitor",
  "agent.talk_to",
  "agent.leave",
  "feedback.give",
  "account.link",
  "account.unlink",
  "account.sign_in",
  "alert.mine",
  "alert.snooze",
  "alert.note",
  "review.approve",
  "review.reject",
  "review.edit",
]);

const freshContext = { boundAgent: null, lastIntent: null, lastSlots: {}, locale: null } as const;

/** Faults: `forbidden` for a question that would act, `invalid_input` for one nobody understands. */
export function createAskAgent(deps: AskAgentDeps) {
  return async (question: {
    readonly text: string;
    readonly locale: Locale;
    readonly person: Person;
    readonly agent: string | null;
    readonly signal: AbortSignal;
  }): Promise<Pick<Answer, "text" | "data" | "sources">> => {
    const { text, locale, person, agent: name, signal } = question;
    const now = deps.now();
    const { intent } = understand({
      text,
      now,
      timezone: deps.timezone,
      lexicon: deps.lexicon,
      context: freshContext,
      locale,
      defaultLocale: locale,
    });
    if (acting.has(intent.name))
      throw new Fault("forbidden", {
        en: `A step may only ask; "${text.slice(0, 80)}" would do something. Write it as a step of its own.`,
        pt: `Um passo só pode perguntar; "${text.slice(0, 80)}" faria algo. Escreva isso como um passo próprio.`,
      });
    if (intent.name === "unknown")
      throw new Fault("invalid_input", {
        en: `Nobody here understands "${text.slice(0, 80)}". Ask it as you would in the chat.`,
        pt: `Ninguém aqui entende "${text.slice(0, 80)}". Pergunte como perguntaria no chat.`,
      });
    const bound = name === null ? null : deps.registry.find(name);
    if (name !== null && !bound)
      throw new Fault("not_found", {
        en: `No agent is called "${name}".`,
        pt: `Nenhum agente se chama "${name}". Diga "agentes" para ver os que há.`,
      });
    const agent = route(intent.name, deps.registry.agents, bound?.name ?? null);
    const thread = newId();
    return agent.answer(
      { text, locale, intent, person, conversationId: thread, thread, platform: "workflow", now },
      signal,
    );
  };
}
