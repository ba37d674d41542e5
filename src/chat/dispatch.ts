// Platforms that are answered later (terminal now, Slack and Teams next): inbox → answer → outbox → platform.
// A crash anywhere after `receive` is picked up from the inbox; after the answer, from the outbox.

import type { Logger } from "pino";
import type { ChatEvent } from "#core/chat-event.ts";
import { toFault } from "#core/fault.ts";
import type { ChatPlatform, Receive } from "#ports/chat-platform.ts";
import type { Inbox } from "#ports/inbox.ts";
import type { Outbox } from "#ports/outbox.ts";
import type { Converse } from "./converse.ts";
import type { Outbound } from "./outbound.ts";
import { pauseAfter } from "./pause-after.ts";

export interface DispatchDeps {
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly converse: Converse;
  readonly log: Logger;
  /** How often to look for what nobody is working on. */
  readonly sweepMs: number;
}

export interface Dispatch extends AsyncDisposable {
  readonly receive: Receive;
  /** From now on this platform's replies are delivered. */
  attach(platform: ChatPlatform): void;
}

/** Longer than any answer takes, so that two processes never answer the same event. */
const leaseMs = 120_000;
const triesAtMost = 5;

export function createDispatch(deps: DispatchDeps): Dispatch {
  const platforms = new Map<string, ChatPlatform>();
  const stopped = new AbortController();
  const running = new Set<Promise<void>>();
  const delivering = new Set<string>();
  // One thread's questions are answered in their order: a follow-up leans on the answer before it.
  const lastOfThread = new Map<string, Promise<void>>();

  function run(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) =>
        deps.log.error({ err: error }, "Background work of the conversation failed."),
      )
      .finally(() => running.delete(tracked));
    running.add(tracked);
  }

  async function answer(event: ChatEvent): Promise<void> {
    try {
      await deps.converse(event, stopped.signal);
    } catch (error) {
      if (stopped.signal.aborted) return;
      const tries = await deps.inbox.tries(event);
      const fault = toFault(error);
      deps.log.error({ err: error, event: event.id, tries }, "A message could not be answered.");
      if (!fault.retryable || tries >= triesAtMost) await deps.inbox.abandon(event, fault.message);
      return;
    }
    await deliver(event.platform);
  }

  function enqueue(event: ChatEvent): void {
    const before = lastOfThread.get(event.conversationId) ?? Promise.resolve();
    const mine = before.then(() => answer(event));
    const settled = mine
      .catch(() => {})
      .finally(() => {
        if (lastOfThread.get(event.conversationId) === settled) lastOfThread.delete(event.conversationId);
      });
    lastOfThread.set(event.conversationId, settled);
    run(mine);
  }

  async function deliver(name: string): Promise<void> {
    const platform = platforms.get(name);
    if (!platform || delivering.has(name)) return;
    delivering.add(name);
    try {
      for (;;) {
        const due = await deps.outbox.due(name, 20, leaseMs);
        if (due.length === 0) return;
        for (const message of due) {
          try {
            const { reply, speaker, privately } = message.payload as Outbound;
            const { id, tries } = message;
            await platform.post(message.thread, reply, { id, tries, speaker, privately });
            await deps.outbox.sent(message.id);
          } catch (error) {
            const fault = toFault(error);
            const again = fault.retryable && message.tries < triesAtMost;
            await deps.outbox.failed(
              message.id,
              fault.message,
              again ? pauseAfter(fault, message.tries) : null,
            );
          }
        }
      }
    } finally {
      delivering.delete(name);
    }
  }

  async function sweep(): Promise<void> {
    for (const event of await deps.inbox.unanswered(20, leaseMs)) enqueue(event);
    for (const name of platforms.keys()) run(deliver(name));
  }

  const timer = setInterval(() => run(sweep()), deps.sweepMs);

  return {
    async receive(event) {
      if ((await deps.inbox.receive(event)) === "accepted") enqueue(event);
    },
    attach(platform) {
      platforms.set(platform.platform, platform);
      run(sweep());
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      stopped.abort();
      await Promise.allSettled(running);
    },
  };
}
