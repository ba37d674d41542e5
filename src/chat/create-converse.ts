// A question's way, from the event to the kept answer.

import type { Logger } from "pino";
import type { Agent, Question } from "#agents/agent.ts";
import { howToLink, nothingButLink } from "#agents/guide/help.ts";
import type { SayWaitingDraft } from "#agents/learning/waiting-draft.ts";
import type { AgentRegistry } from "#agents/registry.ts";
import { route } from "#agents/router.ts";
import type { Thinker } from "#agents/think/create-thinker.ts";
import type { Answer } from "#core/answer.ts";
import type { ChatEvent } from "#core/chat-event.ts";
import { Fault, toFault } from "#core/fault.ts";
import { newId } from "#core/ids.ts";
import { sureEnough } from "#core/intent.ts";
import type { Matter } from "#core/matter.ts";
import { may } from "#core/person.ts";
import { type Reply, reply } from "#core/reply.ts";
import type { Conversations } from "#ports/conversations.ts";
import type { Inbox } from "#ports/inbox.ts";
import type { Interactions } from "#ports/interactions.ts";
import { answerFreely, modelAgent } from "./answer-freely.ts";
import { askBack } from "./ask-back.ts";
import type { Converse, Exchanged } from "./converse.ts";
import { faultReply } from "./fault-reply.ts";
import { interactionOf } from "./interaction-of.ts";
import { keptAnswer, keptQuestion } from "./kept-answer.ts";
import { nextContext, ofAccounts } from "./next-context.ts";
import { outboundOf } from "./outbound.ts";
import { type ReadEventDeps, readEvent } from "./read-event.ts";
import { textWithFiles, understoodWithFiles, withFileOffers } from "./sent-files.ts";
import { stoppedByAsker, stoppedReply } from "./stopped.ts";
import type { Understanding } from "./understanding.ts";
import { withThumbs } from "./with-thumbs.ts";

export interface ConverseDeps extends ReadEventDeps {
  readonly conversations: Conversations;
  readonly inbox: Inbox;
  readonly registry: AgentRegistry;
  /** The language model for what no rule is sure of; absent: there is none. */
  readonly thinker?: Thinker;
  /** Where what is asked is kept to learn from; it takes it at once. */
  readonly interactions?: Pick<Interactions, "record">;
  readonly now: () => Date;
  readonly log: Logger;
  /** Where no card tells it, what was learned and waits is said below the answer; absent: it is not. */
  readonly sayWaitingDraft?: SayWaitingDraft;
  /** Platforms whose answers travel through the outbox; the others get theirs in the same call. */
  readonly delivers: (platform: string) => boolean;
  readonly onAnswer?: (answer: Answer) => void;
}

/** No answer takes longer; HWA's own time-outs are shorter. */
const answerWithinMs = 45_000;

export function createConverse(deps: ConverseDeps): Converse {
  return async (event, signal, lease, onText) => {
    const began = performance.now();
    // A caller who waits is acknowledged by the answer itself, so only what may come again needs its inbox row; what
    // came through `dispatch` has one. Row and context are independent: one round trip's time for both.
    const [receipt, read] = await Promise.all([
      event.mayRepeat ? deps.inbox.receive(event) : ("accepted" as const),
      readEvent(deps, event),
    ]);
    if (receipt === "duplicate") {
      const before = await deps.conversations.answerTo(event.platform, event.id);
      if (before) return { answer: before, reply: replyOf(before) };
    }
    const { context, leaningOn, about } = read;
    const understood = understoodWithFiles(event, read.understood);
    const agent = route(understood.intent.name, deps.registry.agents, context.boundAgent);
    const question = questionOf(event, understood, about, deps.now(), onText);
    const back = sureAbout(understood)
      ? null
      : askBack([understood.intent, ...understood.alternatives], understood.locale);
    const { reply: made, freely } = await answerFreely(
      event.overheard ? undefined : deps.thinker,
      { question, back, rules: () => answerWith(deps, agent, event, question, back, signal) },
      deps.log,
      signal,
    );
    if (freely && signal.aborted && signal.reason !== stoppedByAsker) throw cutShort(signal.reason);
    const hinted = await withHint(deps, event, understood, made);
    const replied = await withWaitingDraft(deps, question, withFileOffers(event, understood, hinted));
    const answer: Answer = {
      conversationId: event.conversationId,
      messageId: newId(),
      locale: replied.locale,
      intent: understood.intent,
      agent: freely ? modelAgent : agent.name,
      text: replied.text,
      data: replied.data,
      sources: replied.sources,
      actions: replied.choices,
      asOf: replied.asOf,
      elapsedMs: Math.round((performance.now() - began) * 10) / 10,
    };
    const kept = {
      question: keptQuestion(textWithFiles(event), understood.intent.name),
      answer: keptAnswer(answer, replied),
    };
    const leaseMs = lease?.();
    const outgoing = await deps.conversations.record(
      {
        conversationId: event.conversationId,
        platform: event.platform,
        thread: event.thread,
        personId: event.person.id,
        eventId: event.id,
        question: kept.question,
        askedAt: event.at,
        answer: kept.answer,
        context: nextContext(
          { ...leaningOn, awaiting: context.awaiting ?? null },
          understood,
          replied,
          deps.registry,
          event.person.id,
        ),
      },
      deps.delivers(event.platform)
        ? {
            payload: outboundOf(event, withThumbs(replied, answer.intent.name, answer.messageId)),
            ...(leaseMs === undefined ? {} : { leaseMs }),
          }
        : null,
    );
    keepToLearn(deps, event, kept, replied);
    deps.onAnswer?.(answer);
    return { answer, reply: replied, ...(outgoing ? { outgoing } : {}) } satisfies Exchanged;
  };
}

/** Whatever becomes of it, the answer stands. */
function keepToLearn(
  { interactions, log }: ConverseDeps,
  event: ChatEvent,
  kept: Parameters<typeof interactionOf>[1],
  replied: Reply,
): void {
  if (!interactions) return;
  const lost = (error: unknown) => log.warn({ err: error }, "An interaction could not be written down.");
  try {
    interactions.record(interactionOf(event, kept, replied)).catch(lost);
  } catch (error) {
    lost(error);
  }
}

/** A visitor's first answer in a conversation ends with how to become more; those about accounts and the help say it. */
async function withHint(
  { conversations }: ConverseDeps,
  { person, conversationId }: ChatEvent,
  { intent }: Understanding,
  replied: Reply,
): Promise<Reply> {
  if (!person.visitor || !may(person, "ask") || intent.name === "help" || ofAccounts.test(intent.name))
    return replied;
  if (await conversations.hasSpoken(conversationId, person.id)) return replied;
  return { ...replied, text: `${replied.text}\n${howToLink(person.visitor)[replied.locale]}` };
}

/** Platforms with cards show it there. The answer stands whatever becomes of this. */
async function withWaitingDraft(
  { sayWaitingDraft, delivers, log }: ConverseDeps,
  question: Question,
  replied: Reply,
): Promise<Reply> {
  if (!sayWaitingDraft || delivers(question.platform)) return replied;
  try {
    const waits = await sayWaitingDraft(question, replied.data);
    return waits === null ? replied : { ...replied, text: `${replied.text}\n${waits}` };
  } catch (error) {
    log.warn({ err: error }, "What waits for a judgement could not be looked up.");
    return replied;
  }
}

/** A kept answer as a reply; its table and quote were not kept, its text says everything. */
function replyOf(answer: Answer): Reply {
  const { locale, text, data, sources, asOf, actions } = answer;
  return reply({ locale, text, data, sources, asOf, choices: actions });
}

function sureAbout({ intent }: Understanding): boolean {
  return intent.confidence >= sureEnough || intent.name === "unknown";
}

function questionOf(
  event: ChatEvent,
  { intent, locale }: Understanding,
  about: Matter | null,
  now: Date,
  onText: Question["onText"],
): Question {
  return {
    text: event.text,
    locale,
    intent,
    person: event.person,
    conversationId: event.conversationId,
    thread: event.thread,
    platform: event.platform,
    speaker: event.speaker ?? null,
    now,
    eventId: `${event.platform}:${event.id}`,
    pressed: event.pressed ?? null,
    about,
    ...(event.files ? { files: event.files } : {}),
    ...(onText ? { onText } : {}),
  };
}

/** `back`: what is asked back, because the question could mean several things. */
async function answerWith(
  deps: ConverseDeps,
  agent: Agent,
  event: ChatEvent,
  question: Question,
  back: Reply | null,
  signal: AbortSignal,
): Promise<Reply> {
  const { intent, locale } = question;
  if (event.person.visitor && !may(event.person, "ask") && intent.name !== "account.link")
    return reply({ locale, text: nothingButLink[locale], privately: true });
  if (back) return back;
  try {
    return await agent.answer(question, AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]));
  } catch (error) {
    if (signal.reason === stoppedByAsker) return stoppedReply(locale);
    // Nobody waits any more, or the process ends: what is kept in the inbox is answered by the next one.
    if (signal.aborted) throw cutShort(error);
    const fault = toFault(error, {
      en: "Resync failed while answering; its log has the details.",
      pt: "O Resync falhou ao responder; o log dele tem os detalhes.",
    });
    const fields = { err: error, intent: intent.name, agent: agent.name, event: event.id };
    if (fault.code === "internal") deps.log.error(fields, "An agent failed to answer.");
    else
      deps.log.warn({ ...fields, err: fault.message, code: fault.code }, "A question could not be answered.");
    const failed = faultReply(fault, locale, event.text);
    return deed.test(intent.name) ? { ...failed, choices: [] } : failed;
  }
}

function cutShort(cause: unknown): Fault {
  return new Fault(
    "unavailable",
    {
      en: "Resync stopped before the answer was ready: ask again.",
      pt: "O Resync parou antes de a resposta ficar pronta: pergunte de novo.",
    },
    { retryable: true, cause },
  );
}

/** Done in the name of whoever says it. Everybody in the thread could press the button that says it again. */
const deed =
  /^(?:runbook\.run|approval\.(?:approve|reject|change|delegate|break_glass)|task\.(?:cancel|retry|pause|resume)|account\..*|alert\.(?:mine|snooze|note)|review\.(?:approve|reject|edit))$/;
