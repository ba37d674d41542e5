// Whom to call when somebody never wrote to us: the members of a conversation, as Teams tells them, found by their address or
// their Entra id. It serves to call people and to write to them, and gives nobody a right: those go by who speaks (members.ts).
//
// Calling people is worth a moment and no more: who is not found in time is drawn as before, and found by the next message.

import { setTimeout as sleep } from "node:timers/promises";
import { LRUCache } from "lru-cache";
import type { Identity } from "#core/rights.ts";
import type { Address, Connector, Member } from "./connector.ts";
import { standingOf } from "./members.ts";
import { baseOf } from "./place.ts";

/** Somebody as Teams calls them, `29:…`, and by their Entra id. */
export interface Listed {
  readonly userId: string;
  readonly aadObjectId: string;
}

export interface Roster {
  /** Of the members of a conversation, those with these identities, as far as Teams says so in time. Throws nothing. */
  find(at: Address, identities: readonly Identity[]): Promise<ReadonlyMap<Identity, Listed>>;
  /** Somebody of any conversation that was read. */
  known(identity: Identity): Listed | null;
}

export interface RosterOptions {
  readonly connector: Pick<Connector, "members">;
  /** null: the playground, where everybody is a member. */
  readonly tenantId: string | null;
  readonly now: () => Date;
}

/** null: two members go by it, and nobody is guessed. */
type Listing = ReadonlyMap<Identity, Listed | null>;

const withinMs = 1_000;
const readMs = 3_600_000;
/** What Teams did not say is not asked with every message. */
const unsaidMs = 60_000;

export function createRoster({ connector, tenantId, now }: RosterOptions): Roster {
  const clock = { perf: { now: () => now().getTime() } };
  const read = new LRUCache<string, Listing>({ max: 200, ...clock });
  const everybody = new LRUCache<Identity, Listed>({ max: 10_000, ttl: 4 * readMs, ...clock });
  const reading = new Map<string, Promise<Listing>>();

  function listingOf(at: Address): Promise<Listing> {
    const conversation = baseOf(at.conversation);
    const before = read.get(conversation);
    if (before) return Promise.resolve(before);
    const mine =
      reading.get(conversation) ??
      connector
        .members({ ...at, conversation })
        .then((members) => {
          const listing = listed(members, tenantId);
          read.set(conversation, listing, { ttl: readMs });
          for (const [identity, each] of listing) if (each) everybody.set(identity, each);
          return listing;
        })
        .catch((): Listing => {
          const none: Listing = new Map();
          read.set(conversation, none, { ttl: unsaidMs });
          return none;
        })
        .finally(() => reading.delete(conversation));
    reading.set(conversation, mine);
    return mine;
  }

  return {
    async find(at, identities) {
      if (identities.length === 0) return new Map();
      const enough = new AbortController();
      const late = sleep(withinMs, undefined, { signal: enough.signal }).catch(() => {});
      const listing = (await Promise.race([listingOf(at), late])) ?? new Map<Identity, null>();
      enough.abort();
      return new Map(
        identities.flatMap((identity) => {
          const found = listing.get(identity.toLowerCase());
          return found ? [[identity, found] as const] : [];
        }),
      );
    },
    known: (identity) => everybody.get(identity.toLowerCase()) ?? null,
  };
}

/** By everything that a whole member of our directory goes by there. */
function listed(members: readonly Member[], tenantId: string | null): Listing {
  const listing = new Map<Identity, Listed | null>();
  for (const member of members) {
    const aadObjectId = (member.aadObjectId ?? member.objectId ?? "").toLowerCase();
    if (standingOf(member, aadObjectId, tenantId) !== "member" || aadObjectId === "") continue;
    const each = { userId: member.id, aadObjectId };
    const addresses = [member.email, member.userPrincipalName].flatMap((address) =>
      address ? [`email:${address.toLowerCase()}`] : [],
    );
    for (const identity of new Set([`teams:${aadObjectId}`, ...addresses]))
      listing.set(identity, listing.has(identity) ? null : each);
  }
  return listing;
}
