// A platform that writes down what it is shown: every message that stands somewhere, with all it ever showed.

import type { Reply } from "#core/reply.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";

export interface Message {
  readonly thread: string;
  readonly key: string;
  readonly shown: Reply[];
}

export interface Recorder {
  readonly platform: ChatPlatform;
  /** In the order in which they were first shown. */
  readonly messages: readonly Message[];
  readonly news: readonly { readonly thread: string; readonly reply: Reply }[];
  message(thread: string, key: string): Message | undefined;
  last(thread: string, key: string): Reply | undefined;
}

/** `refuses`: thrown instead of showing, while it gives something. */
export function recordingPlatform(
  refuses: () => Error | null = () => null,
  platform: "slack" | "teams" = "slack",
): Recorder {
  const messages: Message[] = [];
  const news: { thread: string; reply: Reply }[] = [];
  const message = (thread: string, key: string) =>
    messages.find((each) => each.thread === thread && each.key === key);
  return {
    messages,
    news,
    message,
    last: (thread, key) => message(thread, key)?.shown.at(-1),
    platform: {
      platform,
      post: async () => {},
      notify: async (thread, reply) => void news.push({ thread, reply }),
      async showCard(thread, { key }, reply) {
        const error = refuses();
        if (error) throw error;
        const known = message(thread, key);
        if (known) known.shown.push(reply);
        else messages.push({ thread, key, shown: [reply] });
        return `${thread} ${key}`;
      },
      async [Symbol.asyncDispose]() {},
    },
  };
}
