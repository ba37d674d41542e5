import type { Intent } from "./intent.ts";
import type { Locale } from "./locale.ts";
import type { Choice, Source } from "./reply.ts";

/** What `POST /api/chat`, `npm run ask -- --json` and `WS /ws/chat` return. The shape is public. */
export interface Answer {
  readonly conversationId: string;
  readonly messageId: string;
  readonly locale: Locale;
  readonly intent: Intent;
  readonly agent: string;
  readonly text: string;
  readonly data: unknown;
  readonly sources: readonly Source[];
  readonly actions: readonly Choice[];
  readonly asOf: string | null;
  readonly elapsedMs: number;
}
