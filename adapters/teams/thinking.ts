// The dots that say an answer is being made. Teams takes them away after a few seconds, so they are shown again until the
// answer stands; they are the first thing left out when a conversation is busy.

import type { Place } from "./address-book.ts";
import type { Connector } from "./connector.ts";
import type { Lanes } from "./lanes.ts";

export interface Thinking extends Disposable {
  begin(place: Place): void;
  end(thread: string): void;
}

const everyMs = 4_000;
const timesAtMost = 10;

export function createThinking(connector: Pick<Connector, "send">, lanes: Lanes): Thinking {
  const shown = new Map<string, NodeJS.Timeout>();

  function end(thread: string): void {
    clearTimeout(shown.get(thread));
    shown.delete(thread);
  }

  function show(place: Place, times: number): void {
    const thread = place.conversation;
    if (times > timesAtMost) {
      end(thread);
      return;
    }
    shown.set(
      thread,
      setTimeout(() => show(place, times + 1), everyMs),
    );
    // Nobody misses them, so what goes wrong with them is nobody's concern.
    if (!lanes.isBusy(thread))
      connector
        .send(place, { type: "typing", from: place.bot, conversation: { id: thread } })
        .catch(() => {});
  }

  return {
    begin(place) {
      // Channels show none.
      if (place.conversationKind !== "channel" && !shown.has(place.conversation)) show(place, 1);
    },
    end,
    [Symbol.dispose]() {
      for (const timer of shown.values()) clearTimeout(timer);
      shown.clear();
    },
  };
}
