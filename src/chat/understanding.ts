// The words of `chat/understand`: what goes in, what comes out.

import type { Intent } from "#core/intent.ts";
import type { Locale } from "#core/locale.ts";
import type { ConversationContext } from "#ports/conversations.ts";

/** The names that exist right now. Each look-up ignores case and returns the canonical spelling, or null. */
export interface Lexicon {
  job(name: string): string | null;
  jobStream(name: string): string | null;
  workstation(name: string): string | null;
  agent(name: string): string | null;
  runbook(name: string): string | null;
}

export interface UnderstandInput {
  /** As typed; cleaned and bounded by `understand` itself. */
  readonly text: string;
  readonly now: Date;
  /** IANA zone in which "today" and "last night" are meant. */
  readonly timezone: string;
  readonly lexicon: Lexicon;
  readonly context: ConversationContext | null;
  /** The language the caller fixed; undefined: the language of the text, then of the conversation. */
  readonly locale?: Locale;
  /** The language when the text does not tell, such as "FINANCE_PAYROLL?". */
  readonly defaultLocale: Locale;
}

export interface Understanding {
  readonly locale: Locale;
  readonly intent: Intent;
  /** Other readings, best first; offered as choices when `intent.confidence` is low. */
  readonly alternatives: readonly Intent[];
}
