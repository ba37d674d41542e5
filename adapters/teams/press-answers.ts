// What somebody who pressed a button is shown at once. Teams waits a few seconds for the answer to a press; what the house
// says meanwhile to that person alone, or changes on that card, goes with it. What comes later goes its usual way.

import type { Reply } from "#core/reply.ts";

export type PressAnswer =
  | { readonly kind: "said"; readonly reply: Reply } // to them alone
  | { readonly kind: "card"; readonly key: string; readonly reply: Reply } // as it now stands
  | { readonly kind: "shown" } // for everybody, in the thread
  | { readonly kind: "nothing" };

export interface PressAnswers {
  /** Waits from now on, and until `withinMs` at most. */
  expect(press: Press, withinMs: number): Expected;
  /** true: somebody waited for it and has it. */
  say(thread: string, speaker: string, reply: Reply): boolean;
  /** The card was changed for everybody. */
  changed(thread: string, ref: string, key: string, reply: Reply): void;
  /** Something was posted in the thread for everybody. */
  shown(thread: string): void;
}

export interface Expected {
  readonly answer: Promise<PressAnswer>;
  /** Nothing will come of the press: nobody else's answer may be taken for it. */
  giveUp(): void;
}

interface Press {
  readonly thread: string;
  readonly speaker: string;
  /** The message the button is on; null: Teams did not say. */
  readonly card: string | null;
}

/** As long as Teams shows in one line. */
const longest = 500;

export function createPressAnswers(): PressAnswers {
  const waiting = new Set<{ readonly press: Press; readonly give: (answer: PressAnswer) => void }>();
  const those = (fits: (press: Press) => boolean) => [...waiting].filter(({ press }) => fits(press));

  return {
    expect(press, withinMs) {
      const { promise, resolve } = Promise.withResolvers<PressAnswer>();
      const give = (answer: PressAnswer) => {
        clearTimeout(timer);
        waiting.delete(entry);
        resolve(answer);
      };
      const giveUp = () => give({ kind: "nothing" });
      const timer = setTimeout(giveUp, withinMs);
      const entry = { press, give };
      waiting.add(entry);
      return { answer: promise, giveUp };
    },
    say(thread, speaker, reply) {
      const [first] = those((press) => press.thread === thread && press.speaker === speaker);
      if (!first || !fitsALine(reply)) return false;
      first.give({ kind: "said", reply });
      return true;
    },
    changed(thread, ref, key, reply) {
      for (const { give } of those((press) => press.thread === thread && press.card === ref))
        give({ kind: "card", key, reply });
    },
    shown(thread) {
      for (const { give } of those((press) => press.thread === thread)) give({ kind: "shown" });
    },
  };
}

function fitsALine({ text, facts, table, quote, choices, file }: Reply): boolean {
  return text.length <= longest && facts.length === 0 && !table && !quote && choices.length === 0 && !file;
}
