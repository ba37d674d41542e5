// What all listeners of the way in work with.

import type { WebClient } from "@slack/web-api";
import type { Logger } from "pino";
import type { Root } from "#core/chat-event.ts";
import { Fault } from "#core/fault.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";
import type { Reception } from "#ports/reception.ts";
import type { HandIn } from "./hand-in.ts";
import type { Installations } from "./installations.ts";
import type { People } from "./people.ts";
import type { Thinking } from "./thinking.ts";

export interface Front {
  readonly reception: Reception;
  readonly installations: Installations;
  readonly people: People;
  readonly handIn: HandIn;
  readonly thinking: Thinking;
  readonly directThread: NonNullable<ChatPlatform["directThread"]>;
  /** Whether Resync has spoken in a conversation, or a card of its own is the message that its thread is under. */
  readonly tookPart: (conversationId: string, root: Root | null) => Promise<boolean>;
  readonly clientFor: (team: string) => Promise<WebClient>;
  readonly now: () => Date;
  readonly log: Logger;
  /** Slack's own base, for addresses to answer to. */
  readonly apiUrl: string;
  /** How long a request that never comes again may take until its sender is told that it may be lost. */
  readonly keptWithinMs: number;
  /** Work that Slack does not wait for; it is waited for when the house closes. */
  run(what: string, work: Promise<unknown>): void;
}

/** What `authorize` found out about a request. */
export interface Origin {
  readonly team: string;
  readonly botUserId: string;
}

export function originOf(context: { readonly teamId?: string; readonly botUserId?: string }): Origin {
  const { teamId, botUserId } = context;
  if (!teamId || !botUserId)
    throw new Fault("internal", "A request of Slack's came in without the workspace it is for.");
  return { team: teamId, botUserId };
}

/** Slack's times are seconds with a fraction, as text. */
export function timeOf(ts: string, otherwise: Date): Date {
  const milliseconds = Math.floor(Number(ts) * 1_000);
  return Number.isFinite(milliseconds) && milliseconds > 0 ? new Date(milliseconds) : otherwise;
}
