// That an answer is being made. At first there are dots, which Teams takes away after a few seconds, so they are shown again
// until the answer stands. In a personal chat an answer that takes longer is announced in words, as the beginning of a stream
// that the answer ends: Teams then shows both as one message. Only a personal chat has streams, one at a time; what is said
// in it at the end is whole, for nothing of an answer is known before all of it is.
//
// They are the first thing left out when a conversation is busy, and end as soon as another process has brought the answer.
// Dots and a stream that nobody ends, since their process is gone, Teams ends by itself: after seconds, and two minutes.

import type { Locale } from "#core/locale.ts";
import type { Place } from "./address-book.ts";
import type { Connector } from "./connector.ts";
import type { Lanes } from "./lanes.ts";
import { words } from "./words.ts";

export interface Thinking extends Disposable {
  /** `answered`: whether the question has its answer by now, from whichever process. */
  begin(place: Place, locale: Locale, answered?: () => Promise<boolean>): void;
  /** The stream that the answer ends; null: it is an answer like any other. */
  end(thread: string): Promise<string | null>;
}

export interface ThinkingOptions {
  readonly connector: Pick<Connector, "send">;
  readonly lanes: Pick<Lanes, "isBusy">;
  /** From when on it is said in words; default 1.5 s. */
  readonly streamAfterMs?: number;
  /** How often dots are shown anew; default 4 s. */
  readonly everyMs?: number;
}

/** Longer than any answer takes, and shorter than the two minutes after which Teams ends a stream by itself. */
const timesAtMost = 25;

interface Shown {
  dots: NodeJS.Timeout | undefined;
  opening: NodeJS.Timeout | undefined;
  stream: Promise<string | null> | null;
  readonly answered: () => Promise<boolean>;
}

export function createThinking(options: ThinkingOptions): Thinking {
  const { connector, lanes, streamAfterMs = 1_500, everyMs = 4_000 } = options;
  const shown = new Map<string, Shown>();

  function stop(thread: string): Shown | undefined {
    const here = shown.get(thread);
    clearTimeout(here?.dots);
    clearTimeout(here?.opening);
    shown.delete(thread);
    return here;
  }

  /** What is left to do, unless somebody else has answered meanwhile. */
  async function unlessAnswered(thread: string, here: Shown, then: () => void): Promise<void> {
    const over = await here.answered().catch(() => false);
    if (shown.get(thread) !== here) return;
    if (over) stop(thread);
    else then();
  }

  function showDots(place: Place, here: Shown, times: number): void {
    const thread = place.conversation;
    if (times > timesAtMost) {
      stop(thread);
      return;
    }
    here.dots = setTimeout(
      () => void unlessAnswered(thread, here, () => showDots(place, here, times + 1)),
      everyMs,
    );
    if (here.stream || lanes.isBusy(thread)) return;
    // Nobody misses them, so what goes wrong with them is nobody's concern.
    connector.send(place, { type: "typing", from: place.bot, conversation: { id: thread } }).catch(() => {});
  }

  function openStream(place: Place, here: Shown, locale: Locale): void {
    const thread = place.conversation;
    if (lanes.isBusy(thread)) {
      here.opening = setTimeout(() => openStream(place, here, locale), streamAfterMs);
      return;
    }
    const stream = { streamType: "informative", streamSequence: 1 } as const;
    here.stream = connector
      .send(place, {
        type: "typing",
        from: place.bot,
        conversation: { id: thread },
        text: words[locale].looking,
        channelData: stream,
        entities: [{ type: "streaminfo", ...stream }],
      })
      .then((id) => id || null)
      .catch(() => null);
  }

  return {
    begin(place, locale, answered = async () => false) {
      const thread = place.conversation;
      // Channels show none.
      if (place.conversationKind === "channel" || shown.has(thread)) return;
      const here: Shown = { dots: undefined, opening: undefined, stream: null, answered };
      shown.set(thread, here);
      if (place.conversationKind === "personal")
        here.opening = setTimeout(
          () => void unlessAnswered(thread, here, () => openStream(place, here, locale)),
          streamAfterMs,
        );
      showDots(place, here, 1);
    },
    async end(thread) {
      const here = stop(thread);
      return (await here?.stream) ?? null;
    },
    [Symbol.dispose]() {
      for (const thread of [...shown.keys()]) stop(thread);
    },
  };
}
