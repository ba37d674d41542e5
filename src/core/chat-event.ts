import type { Filled } from "./form.ts";
import type { Locale } from "./locale.ts";
import type { Person } from "./person.ts";

/** The places people talk to us from. */
export type Platform = "terminal" | "web" | "slack" | "teams";

/** The message that began a thread: where it stands, and how the platform refers to it, as it does to a card. */
export interface Root {
  readonly thread: string;
  readonly ref: string;
}

/** A file that somebody sent with a message, by reference: its bytes are fetched when they are wanted. */
export interface SentFile {
  readonly name: string;
  /** As the platform says; null: it does not. */
  readonly bytes: number | null;
  /** How its platform finds it again; only its adapter reads it. */
  readonly ref: string;
}

/** A message as it arrived, already authenticated by its adapter. `id` is the platform's own event id. */
export interface ChatEvent {
  readonly id: string;
  readonly platform: Platform;
  /** Where the answer goes: one opaque string only its adapter reads. */
  readonly thread: string;
  readonly conversationId: string;
  readonly person: Person;
  readonly text: string;
  /** The language the person or caller fixed; undefined: the language of the text. */
  readonly locale?: Locale;
  /** The language of their profile: spoken where neither the text nor what was said before tells one. */
  readonly prefers?: Locale;
  readonly at: Date;
  /** The adapter made up `conversationId` for it: nothing was said there before. */
  readonly begins?: true;
  /** How the platform calls who speaks, for answers only they see; as opaque as `thread`. */
  readonly speaker?: string;
  /** Sent with it; the text may then be empty. */
  readonly files?: readonly SentFile[];
  /** A button, not a message: its choice is the text. What its dialog was filled with, if it had one. */
  readonly pressed?: { readonly filled: Filled | null };
  /** Nobody else sees the question, so nobody else sees the answer unless it says so. */
  readonly quiet?: true;
  /**
   * Not said to us: neither a mention, nor a command, nor to us alone, but in a thread of a channel that we take part in.
   * Answered only when it is surely meant for us. Absent: it is.
   */
  readonly overheard?: true;
  /** Who sent it may send it again, so it is kept in the inbox before it is answered. */
  readonly mayRepeat?: true;
  /** Said in a thread below this message. Absent: it begins one, or the place has no threads. */
  readonly under?: Root;
}
