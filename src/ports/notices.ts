// Messages that are edited in place: what each shall show, wherever it stands. Only the latest content counts, so whatever
// changed while a platform was slow or away is one edit. Implemented by adapters/postgres, delivered by src/chat.

import type { Locale } from "#core/locale.ts";
import type { Reply } from "#core/reply.ts";

export interface NoticePlace {
  readonly platform: string;
  readonly thread: string;
  /** What it is of: `checkpoint:<id>`, `alert:<id>`. Unique in its thread. */
  readonly key: string;
}

export interface Notice extends NoticePlace {
  readonly reply: Reply;
  /** Worth showing again where it has scrolled away. */
  readonly important: boolean;
}

export interface DueNotice extends Notice {
  /** The platform's reference of the message; null: it stands nowhere yet, as far as we know. */
  readonly ref: string | null;
  readonly version: number;
  readonly tries: number;
}

/** A notice that stands there, as far as is known. */
export interface StandingNotice extends NoticePlace {
  readonly ref: string;
  readonly locale: Locale | null;
}

export interface Notices {
  /** Sets what is to be shown. The same content again changes nothing; one that was given up is taken up again. */
  put(notices: readonly Notice[]): Promise<void>;
  /**
   * Those whose content is not shown yet and is due, leased to the caller: of each thread the longest waiting one, the
   * longest waiting threads first. `busy`: threads the caller wants none of now.
   */
  due(
    platform: string,
    limit: number,
    leaseMs: number,
    busy?: readonly string[],
  ): Promise<readonly DueNotice[]>;
  /** That version stands there under this reference. A newer one stays due. */
  shown(place: NoticePlace, version: number, ref: string | null): Promise<void>;
  /** That version is tried again after `delayMs`; null: it is given up, with the reason. A newer one stays due. */
  failed(place: NoticePlace, version: number, reason: string, delayMs: number | null): Promise<void>;
  /** What shall stand there now; null: nothing. */
  content(place: NoticePlace): Promise<Reply | null>;
  /** Every place where this stands or shall stand. */
  placesOf(key: string): Promise<readonly NoticePlace[]>;
  /** Every message of it that a platform has taken. */
  standing(key: string): Promise<readonly StandingNotice[]>;
}
