// Threads that are ours, found by two look-ups in indexes: one for what was said, one for the card that began them.

import { sql } from "kysely";
import { isLocale } from "#core/locale.ts";
import type { Threads } from "#ports/threads.ts";
import type { Database } from "./open-database.ts";
import { storable } from "./storable.ts";

export function createThreads({ kysely }: Pick<Database, "kysely">): Threads {
  return {
    async areOurs(platform, conversationId, root) {
      const ref = root === null ? null : storable(root.ref);
      const thread = root === null ? null : storable(root.thread);
      const { rows } = await sql<{ ours: boolean }>`
        select exists(select from conversation where id = ${storable(conversationId)})
          or exists(select from notice where ref = ${ref}::text and thread = ${thread}::text and platform = ${platform})
          or exists(select from job_link where card_ref = ${ref}::text and thread = ${thread}::text and platform = ${platform})
          as ours`.execute(kysely);
      return rows[0]?.ours ?? false;
    },

    async cardAt(platform, root) {
      const ref = storable(root.ref);
      const thread = storable(root.thread);
      // A call, `checkpoint:<id>:reminded-…`, shows nothing of its own to decide: what its card there shows counts.
      const { rows } = await sql<{ key: string; locale: string; shows: unknown; since: Date | null }>`
        select card.key, card.payload ->> 'locale' as locale, card.stands as shows, card.replaced_at as since
        from notice found join notice card on card.platform = found.platform and card.thread = found.thread
          and card.key = split_part(found.key, ':', 1) || ':' || split_part(found.key, ':', 2)
        where found.ref = ${ref} and found.thread = ${thread} and found.platform = ${platform}
        union all
        select job_id, locale, null, null from job_link
        where card_ref = ${ref} and thread = ${thread} and platform = ${platform}
        limit 1`.execute(kysely);
      const [row] = rows;
      return row ? { ...row, locale: isLocale(row.locale) ? row.locale : null } : null;
    },
  };
}
