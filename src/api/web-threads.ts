// The web as a chat platform: answers go back on the request that asked; news goes to whoever has the thread open.

import type { Choice, Reply } from "#core/reply.ts";
import { cleanText } from "#core/text.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";

/** News as an open `/ws/chat` gets it. */
export interface ThreadUpdate {
  readonly text: string;
  readonly data: unknown;
  readonly asOf: string | null;
  /** What can be done next: each id is a question or a command to send back. */
  readonly actions?: readonly Choice[];
  /** The job whose card this is, to be shown in place of the last one of it; absent: news. */
  readonly card?: string;
}

export interface WebThreads {
  /** Shows a thread's news to `tell` until disposed. */
  show(thread: string, tell: (update: ThreadUpdate) => void): Disposable;
  readonly platform: ChatPlatform;
}

/** A thread nobody has open is told nothing: its conversation keeps the answers, and the monitor the state. */
export function createWebThreads(): WebThreads {
  const listeners = new Set<(thread: string) => void>();
  const viewers = new Map<string, Set<(update: ThreadUpdate) => void>>();

  function tellViewers(thread: string, reply: Reply, card: string | null): void {
    // A client shows text alone: an approver must find the exact arguments there too.
    const facts = card === null ? [] : reply.facts.map(({ label, value }) => `${label}: ${value}`);
    const quote = card !== null && reply.quote ? [`${reply.quote.title}:\n${reply.quote.text}`] : [];
    const text = cleanText([reply.text, ...facts, ...quote].join("\n"));
    const update = {
      text,
      data: reply.data,
      asOf: reply.asOf,
      ...(reply.choices.length > 0 && { actions: reply.choices }),
      ...(card !== null && { card }),
    };
    for (const tell of viewers.get(thread) ?? []) tell(update);
  }

  return {
    show(thread, tell) {
      const here = viewers.get(thread) ?? new Set();
      viewers.set(thread, here.add(tell));
      for (const listener of listeners) listener(thread);
      return {
        [Symbol.dispose]() {
          here.delete(tell);
          if (here.size === 0 && viewers.get(thread) === here) viewers.delete(thread);
        },
      };
    },
    platform: {
      platform: "web",
      listens: (thread) => viewers.has(thread),
      post: async (thread, reply) => tellViewers(thread, reply, null),
      notify: async (thread, reply) => tellViewers(thread, reply, null),
      async showCard(thread, card, reply) {
        tellViewers(thread, reply, card.key);
        return null;
      },
      onListen(listener) {
        listeners.add(listener);
        return { [Symbol.dispose]: () => void listeners.delete(listener) };
      },
      async [Symbol.asyncDispose]() {
        viewers.clear();
      },
    },
  };
}
