// What somebody said, understood where they said it: with what the conversation leans on, and the card it stands under.

import type { ChatEvent } from "#core/chat-event.ts";
import type { Locale } from "#core/locale.ts";
import type { Matter } from "#core/matter.ts";
import type { ConversationContext, Conversations } from "#ports/conversations.ts";
import type { MatterOf } from "./matter-of.ts";
import { understand } from "./understand/understand.ts";
import type { Lexicon, Understanding } from "./understanding.ts";

export interface ReadEventDeps {
  readonly conversations: Pick<Conversations, "context">;
  readonly lexicon: Lexicon;
  readonly timezone: string;
  readonly defaultLocale: Locale;
  /** What the card is about under which something was said; absent: there are no cards. */
  readonly matterOf?: MatterOf;
}

export interface ReadEvent {
  readonly context: ConversationContext;
  /** What of it, and of the card, the words of this person may lean on. */
  readonly leaningOn: ConversationContext;
  readonly about: Matter | null;
  /** This person has been answered here, and nobody else since. */
  readonly goesOn: boolean;
  readonly understood: Understanding;
}

const freshContext: ConversationContext = { boundAgent: null, lastIntent: null, lastSlots: {}, locale: null };

export async function readEvent(deps: ReadEventDeps, event: ChatEvent): Promise<ReadEvent> {
  // Independent of each other: one round trip's time for both.
  const [known, about] = await Promise.all([
    event.begins ? null : deps.conversations.context(event.conversationId),
    event.under ? (deps.matterOf?.(event) ?? null) : null,
  ]);
  const context = known?.context ?? freshContext;
  const leaningOn = under(about, contextFor(event.person.id, context, known?.lastSpeaker ?? null));
  const goesOn = known !== null && known.lastSpeaker === event.person.id;
  return { context, leaningOn, about, goesOn, understood: understoodAs(deps, event, leaningOn) };
}

export function understoodAs(
  { timezone, lexicon, defaultLocale }: ReadEventDeps,
  { text, at, locale, prefers }: ChatEvent,
  context: ConversationContext,
): Understanding {
  return understand({
    text,
    now: at,
    timezone,
    lexicon,
    context,
    ...(locale ? { locale } : {}),
    defaultLocale: prefers ?? defaultLocale,
  });
}

/** Under a card its matter is leaned on, until something else was named there. */
function under(about: Matter | null, context: ConversationContext): ConversationContext {
  if (!about) return context;
  const { lastSlots } = context;
  const other = lastSlots.job ?? lastSlots.jobStream ?? lastSlots.workstation;
  return {
    ...context,
    about,
    locale: context.locale ?? about.locale,
    lastSlots: other === undefined ? { ...about.slots, ...lastSlots } : lastSlots,
  };
}

/**
 * What somebody's words may lean on. A thread belongs to everybody who writes in it: a colleague may ask "why?", but nobody's
 * sentence is the answer to what somebody else was asked, and nobody's "approve" is of what somebody else has just named.
 */
function contextFor(
  personId: string,
  context: ConversationContext,
  lastSpeaker: string | null,
): ConversationContext {
  const { awaiting = null, lastSlots } = context;
  const own = awaiting && (awaiting.of ?? lastSpeaker) === personId ? awaiting : null;
  if (lastSpeaker === null || lastSpeaker === personId) return { ...context, awaiting: own };
  const { id: _, ...slots } = lastSlots;
  return { ...context, lastSlots: slots, awaiting: own };
}
