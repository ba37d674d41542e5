// What every chat platform keeps to, told by what people write, press and see there. The rig of an adapter stands the
// adapter before a program that plays the platform, plays the people, and reads what they read.
//
// Where a platform has no such thing by its nature, the rig names what stands in for it; the suite prints that, and
// checks the weaker claim that is left. There is no way to leave a claim out.

import { expect, test } from "vitest";
import type { ChatPlatform } from "#ports/chat-platform.ts";
import type { Reception } from "#ports/reception.ts";
import { receptionDouble } from "../support/reception-double.ts";
import { buttons } from "./chat-platform/buttons.ts";
import { cards } from "./chat-platform/cards.ts";
import { receiving } from "./chat-platform/receiving.ts";
import { replies } from "./chat-platform/replies.ts";
import type { Claim } from "./chat-platform/scene.ts";
import { untrusted } from "./chat-platform/untrusted.ts";

/** Two people of the same organisation, members both. */
export type Who = "ana" | "rui";

/**
 * `mention`: a new message in the channel that addresses Resync. `command`: what a person types where the platform has
 * commands, `/resync status`; typed to Resync where it has none. `direct`: to Resync alone. A thread: a follow-up there,
 * addressed as the platform needs it; `under`: in the thread that this card began; `calling`: it begins with a call to this
 * person instead, or addresses nobody at all.
 */
export type Where =
  | "mention"
  | "command"
  | "direct"
  | { readonly thread: string; readonly under?: string; readonly calling?: Who | "nobody" };

/** A message of Resync's as somebody sees it now. */
export interface Shown {
  /** All that is written in it, drawn: markup and entities as people read them, each part on lines of its own. */
  readonly text: string;
  /** The labels of its buttons, in order. */
  readonly buttons: readonly string[];
  /** Who is notified by it: `ana`, `rui`, or any other word, such as `channel`. */
  readonly pings: readonly string[];
  /** Where a click on something written leads to. */
  readonly links: readonly string[];
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

export interface ShownToOne extends Shown {
  readonly where: "thread" | "direct";
}

export interface ShownDialog {
  readonly title: string;
  readonly text: string;
  readonly submit: string;
  readonly fields: readonly {
    readonly label: string;
    readonly value: string | null;
    /** As people read them; empty where anything may be written. */
    readonly options: readonly string[];
  }[];
}

/** What a platform may lack by nature. */
export type Feature =
  | "privateReply" // left: it is written to them directly, and the thread shows nothing of it
  | "dialog" // left: the button is taken as it is, and what is missing is asked in the conversation
  | "lostPost" // a post whose answer never came is found before it is repeated. Left: it is repeated, never lost
  | "lostCard" // the same for a card. Left: the newest of its messages is the one that is edited
  | "files"; // left: the beginning is in the message, which says that it was cut

export interface PlatformRig {
  readonly name: string;
  readonly substitutes?: Partial<Readonly<Record<Feature, string>>>;
  /** Characters that one message may show at most, all its parts together. */
  readonly longest: number;
  /** What a message that was cut says about it. */
  readonly saysCut: { readonly en: RegExp; readonly pt: RegExp };
  readonly people: Readonly<
    Record<Who, { readonly name: string; readonly email: string | null; readonly identity: string }>
  >;
  /** A channel as the configuration names it: `slack:C…`, `teams:…`. */
  readonly channel: string;
  /** How long something may take to be seen; default 5 s. */
  readonly patienceMs?: number;
  open(reception: Reception): Promise<OpenPlatform>;
}

export interface OpenPlatform extends AsyncDisposable {
  /** The adapter; another one after `restart`. */
  readonly platform: ChatPlatform;
  writes(who: Who, where: Where, text: string): Promise<void>;
  /** What everybody in a thread sees of Resync's, oldest first. `under`: in the thread that this card began. */
  shows(thread: string, under?: string): Promise<readonly Shown[]>;
  /** What this person sees and nobody else does, wherever it is, oldest first. */
  showsOnly(who: Who): Promise<readonly ShownToOne[]>;
  /** Presses the newest button of that label that this person sees, in the thread or alone. */
  presses(who: Who, thread: string, label: string): Promise<void>;
  /** The dialog that stands open before this person. */
  dialog(who: Who): Promise<ShownDialog | null>;
  /** Fills the open dialog by its labels and sends it; fields that are not named keep what stands in them. */
  fills(who: Who, values: Readonly<Record<string, string>>): Promise<void>;
  /** The platform delivers the last thing that somebody did once more, byte for byte. */
  repeats(): Promise<void>;
  /** The next message Resync sends arrives, and the answer that says so does not. */
  losesNextAnswer(): void;
  /** Somebody deletes Resync's newest message in the thread. */
  deletes(thread: string): Promise<void>;
  /** The process is replaced: a new adapter that remembers nothing but what the database knows. */
  restart(): Promise<void>;
  /** What the real platform would have refused of all that was sent: too large, unknown, malformed. */
  complaints(): readonly string[];
}

export const chatPlatformClaims: readonly Claim[] = [
  ...receiving,
  ...replies,
  ...buttons,
  ...cards,
  ...untrusted,
];

export function chatPlatformContract(rig: PlatformRig): void {
  for (const claim of chatPlatformClaims) {
    const instead = claim.feature && rig.substitutes?.[claim.feature];
    test(instead ? `${claim.title} — on ${rig.name} instead: ${instead}` : claim.title, async () => {
      await holdsOn(rig, claim);
    });
  }
}

export async function holdsOn(rig: PlatformRig, claim: Pick<Claim, "holds">): Promise<void> {
  const reception = receptionDouble();
  await using at = await rig.open(reception);
  await claim.holds({ rig, at, reception });
  expect(at.complaints()).toEqual([]);
}
