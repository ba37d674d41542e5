// Reading an object again after a change until HWA shows it, for a bounded time.

import { setTimeout as sleep } from "node:timers/promises";
import { toFault } from "#core/fault.ts";
import { faultWording } from "#core/fault-sentence.ts";
import type { Wording } from "#core/wording.ts";
import type { AfterLook, Asked } from "./desk.ts";

/** `no`: the object took a turn which shows that the change was not made. */
export type Happened = "yes" | "no" | "not_yet";

export interface Look<T> {
  readonly happened: Happened;
  /** null: the plan has it no more, or nobody could look. */
  readonly now: T | null;
  /** Why the last look told nothing: a sentence. */
  readonly problem: Wording | null;
}

const nobodyLooked: Wording = { en: "Nobody looked afterwards.", pt: "Ninguém verificou depois." };
const usualLook: AfterLook = { withinMs: 6_000, everyMs: 300 };

/** Never throws for what HWA does not tell, and ends early when the step is aborted: the change itself is made or not. */
export async function lookUntilSeen<T>(
  { desk, read }: Asked,
  look: () => Promise<Pick<Look<T>, "happened" | "now">>,
): Promise<Look<T>> {
  const { withinMs, everyMs } = desk.afterLook ?? usualLook;
  const until = performance.now() + withinMs;
  let last: Look<T> = { happened: "not_yet", now: null, problem: nobodyLooked };
  for (;;) {
    try {
      last = { ...(await look()), problem: null };
      if (last.happened !== "not_yet") return last;
    } catch (error) {
      if (read.signal?.aborted) return last;
      // Whatever kept us from looking, it must not hide that the change was sent.
      const why = faultWording(toFault(error));
      const problem = {
        en: `HWA could not be read afterwards: ${why.en}`,
        pt: `Não foi possível ler o HWA depois: ${why.pt}`,
      };
      last = { happened: "not_yet", now: null, problem };
    }
    if (performance.now() + everyMs > until) return last;
    try {
      await sleep(everyMs, undefined, read.signal ? { signal: read.signal } : {});
    } catch {
      return last;
    }
  }
}
