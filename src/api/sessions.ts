// Browser sessions: a random id in a cookie, everything else on this side. They live as long as this process.

import { createHash, randomBytes } from "node:crypto";
import { LRUCache } from "lru-cache";

export const sessionCookie = "resync_session";

const hour = 3_600_000;
const idleMs = 8 * hour;
const longestMs = 24 * hour;

/** A session leans on the token it was opened with: what the token may no longer do, the session may not either. */
export interface Session {
  readonly token: string;
  /** The id of a token that was made for this session alone, and ends with it. */
  readonly ownTokenId: string | null;
}

export interface Sessions {
  open(session: Session): string;
  /** The token behind a session id; null when it is unknown, was idle for 8 hours or is 24 hours old. */
  tokenOf(id: string): string | null;
  /** What ended; null where there was nothing. */
  end(id: string): Session | null;
}

export function createSessions(now: () => Date): Sessions {
  const clock = () => now().getTime();
  const open = new LRUCache<string, Session & { readonly openedAt: number }>({
    max: 10_000,
    ttl: idleMs,
    ttlResolution: 0,
    updateAgeOnGet: true,
    perf: { now: clock },
  });
  return {
    open(session) {
      const id = randomBytes(32).toString("base64url");
      open.set(keyOf(id), { ...session, openedAt: clock() });
      return id;
    },
    tokenOf(id) {
      const session = open.get(keyOf(id));
      if (!session) return null;
      if (clock() - session.openedAt < longestMs) return session.token;
      open.delete(keyOf(id));
      return null;
    },
    end(id) {
      const session = open.get(keyOf(id)) ?? null;
      open.delete(keyOf(id));
      return session;
    },
  };
}

/** Ids are kept hashed, so neither a look-up's timing nor a heap dump gives one away. */
function keyOf(id: string): string {
  return createHash("sha256").update(id).digest("base64url");
}
