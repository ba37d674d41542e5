// What every action on HWA is given, and what it is asked in.

import type { NameIndex } from "#hwa/names/name-index.ts";
import type { KnowledgeDesk } from "#knowledge/knowledge-desk.ts";
import type { ActionContext } from "#ports/action.ts";
import type { HwaChanger, HwaReader, ReadOptions } from "#ports/hwa.ts";

export interface HwaActionDeps {
  readonly hwa: HwaReader;
  /** null: HWA_ALLOW_ACTIONS is off, and nothing that changes HWA leaves this process. */
  readonly changer: HwaChanger | null;
  readonly knowledge: Pick<KnowledgeDesk, "fixes">;
  /** The plan's names, to find the one that was meant. */
  readonly names: Pick<NameIndex, "canonical" | "nearest">;
  /** IANA zone in which conman's times are written and read. */
  readonly timezone: string;
  /** How long a change is looked for after HWA took it, and how often; default 6 s, every 300 ms. */
  readonly afterLook?: AfterLook;
}

export interface AfterLook {
  readonly withinMs: number;
  readonly everyMs: number;
}

/** One run of an action: what it works with, and when. */
export interface Asked {
  readonly desk: HwaActionDeps;
  /** Always fresh: a burst cache must not show an object as it was before it was changed. */
  readonly read: ReadOptions;
  readonly now: Date;
}

export function askedIn(desk: HwaActionDeps, context: ActionContext): Asked {
  return { desk, read: { signal: context.signal, fresh: true }, now: context.now() };
}
