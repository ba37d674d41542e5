// Browser sessions: a random id in a cookie, everything else on this side. They live as long as this process.

import { createHash, randomBytes } from "node:crypto";
import { LRUCache } from "lru-cache";

export const sessionCookie = "resync_session";

const hour = 3_600_000;
const idleMs = 8 * hour;
const longestMs = 24 * hour;

/** A session leans on the token it was opened with: what the token may no longer do, the session may not either. */
export interface Sessions {
  /** Opens a session; `previous` (the cookie the browser brought along) ends, so an id planted before login is worthless. */
  open(token: string, previous: string | undefined): string;
  /** The token behind a session id; null when it is unknown, was idle for 8 hours or is 24 hours old. */
  tokenOf(id: string): string | null;
  end(id: string): void;
}

export function createSessions(now: () => Date): Sessions {
  const clock = () => now().getTime();
  const open = new LRUCache<string, { readonly token: string; readonly openedAt: number }>({
    max: 10_000,
    ttl: idleMs,
    ttlResolution: 0,
    updateAgeOnGet: true,
    perf: { now: clock },
  });
  return {
    open(token, previous) {
      if (previous !== undefined) open.delete(keyOf(previous));
      const id = randomBytes(32).toString("base64url");
      open.set(keyOf(id), { token, openedAt: clock() });
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
      open.delete(keyOf(id));
    },
  };
}

/** Ids are kept hashed, so neither a look-up's timing nor a heap dump gives one away. */
function keyOf(id: string): string {
  return createHash("sha256").update(id).digest("base64url");
}
