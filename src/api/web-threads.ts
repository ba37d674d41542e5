// The web as a chat platform: answers go back on the request that asked; news goes to whoever has the thread open.

import type { Reply } from "#core/reply.ts";
import { cleanText } from "#core/text.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";

/** News as an open `/ws/chat` gets it. */
export interface ThreadUpdate {
  readonly text: string;
  readonly data: unknown;
  readonly asOf: string | null;
}

export interface WebThreads {
  /** Shows a thread's news to `tell` until disposed. */
  show(thread: string, tell: (update: ThreadUpdate) => void): Disposable;
  readonly platform: ChatPlatform;
}

/** A thread nobody has open is told nothing: its conversation keeps the answers, and the monitor the state. */
export function createWebThreads(): WebThreads {
  const viewers = new Map<string, Set<(update: ThreadUpdate) => void>>();

  async function tellViewers(thread: string, reply: Reply): Promise<void> {
    const update = { text: cleanText(reply.text), data: reply.data, asOf: reply.asOf };
    for (const tell of viewers.get(thread) ?? []) tell(update);
  }

  return {
    show(thread, tell) {
      const here = viewers.get(thread) ?? new Set();
      viewers.set(thread, here.add(tell));
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
      post: tellViewers,
      notify: tellViewers,
      async [Symbol.asyncDispose]() {
        viewers.clear();
      },
    },
  };
}
