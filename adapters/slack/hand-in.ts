// The way of everything that people say, press and fill in, to the house: who they are, and then the event. It resolves once
// the inbox has the event, which is when Slack may be told so.

import type { ChatEvent, SentFile } from "#core/chat-event.ts";
import { Fault } from "#core/fault.ts";
import type { Filled } from "#core/form.ts";
import type { Locale } from "#core/locale.ts";
import type { Person } from "#core/person.ts";
import type { Reception, Speaker } from "#ports/reception.ts";
import type { People } from "./people.ts";
import { conversationOf, formatSpeaker, formatThread, rootOf, type SlackThread } from "./thread.ts";

export interface Said {
  /** Slack's own id of it: what comes twice, or is sent again by somebody who listened, is one event. */
  readonly id: string;
  readonly thread: SlackThread;
  readonly user: string;
  readonly text: string;
  readonly files?: readonly SentFile[];
  /** undefined: the language of the text. `theirs`: of the speaker's profile, since none of the words are theirs. */
  readonly locale?: Locale | "theirs";
  readonly at: Date;
  readonly quiet?: boolean;
  readonly pressed?: { readonly filled: Filled | null };
  /** The message that asked, where it may be given eyes: whichever process brings the answer takes them away. */
  readonly asked?: string;
  /** Nobody called us: it stands in a thread that we take part in. */
  readonly overheard?: boolean;
  /** The thread is this message's own: it stands under nothing. */
  readonly begins?: boolean;
}

export interface Known {
  readonly speaker: Speaker;
  readonly locale: Locale;
  /** null: nobody we talk to. */
  readonly person: Person | null;
}

export interface HandIn {
  who(team: string, user: string): Promise<Known>;
  /** Resolves with who spoke, asked for unless it is known already; of nobody we talk to, nothing is kept. */
  say(said: Said, known?: Known): Promise<Known>;
  eventOf(said: Said, known: Known & { readonly person: Person }): ChatEvent;
}

export function createHandIn(reception: Reception, people: People): HandIn {
  async function who(team: string, user: string): Promise<Known> {
    const speaker = await people.speaker(team, user);
    return { speaker, locale: reception.localeOf(speaker), person: await reception.who(speaker) };
  }

  function eventOf(said: Said, { person, locale }: Known & { readonly person: Person }): ChatEvent {
    const fixed = said.locale === "theirs" ? locale : said.locale;
    const root = rootOf(said.thread);
    return {
      id: said.id,
      platform: "slack",
      thread: formatThread(said.thread),
      conversationId: conversationOf(said.thread, said.user),
      person,
      text: said.text,
      at: said.at,
      prefers: locale,
      speaker: formatSpeaker(said.user, said.asked ?? null),
      ...(fixed === undefined ? {} : { locale: fixed }),
      ...(said.quiet ? { quiet: true as const } : {}),
      ...(said.pressed ? { pressed: said.pressed } : {}),
      ...(said.files && said.files.length > 0 ? { files: said.files } : {}),
      ...(said.overheard ? { overheard: true as const } : {}),
      ...(root === null || said.begins ? {} : { under: root }),
    };
  }

  return {
    who,
    eventOf,
    async say(said, known) {
      const speaks = known ?? (await who(said.thread.team, said.user));
      const { person } = speaks;
      if (person) await reception.receive(eventOf(said, { ...speaks, person }));
      return speaks;
    },
  };
}

/** For requests that never come again: rejects when the house has not kept it in time, so that they can be told. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Fault("timeout", `It took longer than ${ms} ms.`, { retryable: true })),
    ms,
  );
  // Whichever comes second is nobody's: its failure must not end the process.
  work.catch(() => {});
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
