// What the adapters of chat platforms may ask of the house, besides handing in events. Implemented by src/chat.

import type { ChatEvent } from "#core/chat-event.ts";
import type { Form } from "#core/form.ts";
import type { Locale } from "#core/locale.ts";
import type { Person } from "#core/person.ts";
import type { Choice, Reply } from "#core/reply.ts";
import type { Identity } from "#core/rights.ts";
import type { Receive } from "./chat-platform.ts";

/** Somebody a platform vouches for, after it has authenticated the request. */
export interface Speaker {
  readonly identity: Identity;
  readonly name: string;
  /** An address the platform's owner has verified; null: none, or it may not be read. */
  readonly email: string | null;
  /** `external`: of another organisation, in a shared channel. */
  readonly standing: "member" | "guest" | "external" | "bot";
  /** As the platform's user profile says, such as `pt-BR`; null: it does not. */
  readonly languageTag: string | null;
}

/** A button that asks for more before it does something. */
export interface Press {
  /** The choice's id, as it stood in the reply. */
  readonly choice: string;
  readonly person: Person;
  readonly locale: Locale;
}

/** One part of a person's start page. */
export interface HomeSection {
  readonly title: string;
  readonly reply: Reply;
}

export interface Reception {
  readonly receive: Receive;
  /**
   * Somebody pressed the platform's own Stop: the answer that is being made in the event's conversation is given up, and
   * nothing else is. A job of theirs that lives in its thread goes on; they are asked whether to cancel it. What the event
   * says does not matter, and it is not kept. Absent: nothing can be stopped.
   */
  stop?(event: ChatEvent): Promise<void>;
  /**
   * The person behind an account, linked when a verified address leads to exactly one; else a visitor with the roles
   * the configuration gives strangers: where that is nothing, a member may still say "link", and is told so whatever else
   * they say. null: nobody we talk to (a bot, or a guest where guests may nothing).
   */
  who(speaker: Speaker): Promise<Person | null>;
  /** The language to speak before anything was said. */
  localeOf(speaker: Speaker): Locale;
  /** The dialog of a choice as things are now; null: there is nothing to ask, and the choice is taken as it is. */
  formFor(press: Press): Promise<Form | null>;
  /** What a person wants to see first: what waits for them, their jobs, how the plan is. */
  home(person: Person, locale: Locale): Promise<readonly HomeSection[]>;
  /** First questions to offer, at most four. */
  prompts(person: Person, locale: Locale): readonly Choice[];
}
