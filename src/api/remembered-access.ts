// Who a token belongs to, remembered for a moment: a conversation asks it with every question.

import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Person } from "#core/person.ts";
import type { Access } from "#ports/access.ts";

/**
 * A token that was revoked elsewhere, or whose person lost rights or was disabled, works at most this much longer: a
 * removal counts within a second. One revoked here stops at once.
 */
const rememberMs = 900;

/** Remembers good tokens only, by their digest: a wrong one is looked up every time. */
export function rememberedAccess(access: Access): Access {
  const known = new LRUCache<string, Person>({ max: 1_000, ttl: rememberMs });
  return {
    ...access,
    async personOf(token) {
      const digest = createHash("sha256").update(token).digest("base64");
      const remembered = known.get(digest);
      if (remembered) return remembered;
      const person = await access.personOf(token);
      if (person) known.set(digest, person);
      return person;
    },
    async revoke(tokenId, by) {
      const revoked = await access.revoke(tokenId, by);
      known.clear();
      return revoked;
    },
    async keepAdminToken(token) {
      await access.keepAdminToken(token);
      known.clear();
    },
  };
}
