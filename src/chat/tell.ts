// A message to one person who asked for nothing just now, on its way like every answer: kept first, then sent.

import type { Reply } from "#core/reply.ts";
import type { Outbox } from "#ports/outbox.ts";
import type { Outbound } from "./outbound.ts";

export interface Addressee {
  readonly platform: string;
  readonly thread: string;
  /** How the platform calls them; null: everybody in the thread may read it. */
  readonly speaker: string | null;
}

/** The same id is sent once, however often it is told. `wake`: has what was kept sent now. */
export function createTell(outbox: Pick<Outbox, "put">, wake: (platform: string) => void) {
  return async (id: string, { platform, thread, speaker }: Addressee, reply: Reply): Promise<void> => {
    const payload: Outbound = { reply, speaker, privately: true };
    await outbox.put({ id, platform, thread, payload });
    wake(platform);
  };
}
