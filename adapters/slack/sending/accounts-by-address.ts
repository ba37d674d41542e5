// Whom to call when only somebody's address is known: Slack says which account of the workspace has it, and is asked seldom.
// What it says serves to call people and to write to them, and gives nobody a right: those go by who speaks (../people.ts).
//
// Calling people is worth a moment and no more: who is not found in time is named, and called by the next message.

import { setTimeout as sleep } from "node:timers/promises";
import type { WebClient } from "@slack/web-api";
import { LRUCache } from "lru-cache";
import type { Logger } from "pino";
import { toFault } from "#core/fault.ts";
import type { Mention, Reply } from "#core/reply.ts";
import type { Identity } from "#core/rights.ts";
import { mentionsAtMost, userIn } from "../blocks/mention-line.ts";
import { identityOf } from "../thread.ts";
import type { Outgoing } from "./outgoing.ts";
import { wordOf } from "./sending-fault.ts";

export interface AccountsByAddress {
  /** The reply, with the accounts that its people have in this workspace, as far as Slack says them in time. Throws nothing. */
  called(team: string, reply: Reply): Promise<Reply>;
  /** The member with this address, `email:…`; null: the workspace has none. Throws a Fault when Slack does not say. */
  accountAt(team: string, address: Identity): Promise<string | null>;
}

export interface AccountsByAddressDeps {
  readonly outgoing: Pick<Outgoing, "asking">;
  readonly now: () => Date;
  readonly log: Logger;
}

/** One and the same in both methods, which the client types differently. */
type User = NonNullable<Awaited<ReturnType<WebClient["users"]["info"]>>["user"]>;

/** All that a message waits for, however many it calls. */
const withinMs = 1_000;
const foundMs = 4 * 3_600_000;
/** People join. */
const notFoundMs = 3_600_000;
/** What Slack did not say is not asked with every message. */
const unsaidMs = 60_000;
/** Slack's words for an address that is nobody's here, or whose owner we may not see. */
const nobody = new Set(["users_not_found", "user_not_found", "user_not_visible"]);

export function createAccountsByAddress({ outgoing, now, log }: AccountsByAddressDeps): AccountsByAddress {
  const clock = { perf: { now: () => now().getTime() } };
  const known = new LRUCache<string, { readonly user: string | null }>({ max: 10_000, ...clock });
  const unsaid = new LRUCache<string, true>({ max: 10_000, ttl: unsaidMs, ...clock });
  const asking = new Map<string, Promise<string | null>>();

  async function ask(team: string, email: string): Promise<string | null> {
    try {
      const { user } = await outgoing.asking({ team, channel: "users" }, withinMs)(
        "users.lookupByEmail",
        (client) => client.users.lookupByEmail({ email }),
      );
      return user && isMember(user, team, email) ? (user.id ?? null) : null;
    } catch (error) {
      if (nobody.has(wordOf(toFault(error)))) return null;
      throw error;
    }
  }

  async function accountAt(team: string, address: Identity): Promise<string | null> {
    const email = addressIn(address);
    if (email === null) return null;
    const key = `${team} ${email}`;
    const before = known.get(key);
    if (before) return before.user;
    const mine =
      asking.get(key) ??
      ask(team, email)
        .then((user) => {
          known.set(key, { user }, { ttl: user === null ? notFoundMs : foundMs });
          return user;
        })
        .finally(() => asking.delete(key));
    asking.set(key, mine);
    return await mine;
  }

  /** Whoever Slack does not tell of stays as they are. */
  async function withAccount(team: string, mention: Mention): Promise<Mention> {
    for (const address of mention.identities) {
      const key = `${team} ${addressIn(address)}`;
      if (unsaid.has(key) || unsaid.has(team)) continue;
      try {
        const user = await accountAt(team, address);
        if (user !== null)
          return { ...mention, identities: [...mention.identities, identityOf({ team, user })] };
      } catch (error) {
        const fault = toFault(error);
        // Where the app may not ask at all, nobody is asked for: it is said once, and again hours later.
        if (fault.code === "misconfigured") unsaid.set(team, true, { ttl: foundMs });
        else unsaid.set(key, true);
        log.warn({ err: fault.message }, "Somebody is named and not called: Slack did not say who they are.");
      }
    }
    return mention;
  }

  return {
    accountAt,
    async called(team, reply) {
      const mentions = reply.mentions ?? [];
      const isUnknown = (mention: Mention) =>
        userIn(team, mention) === null && mention.identities.some((each) => addressIn(each) !== null);
      const wanted = mentions.slice(0, mentionsAtMost).filter(isUnknown);
      if (wanted.length === 0) return reply;
      const found = new Map<Mention, Mention>();
      const all = wanted.map(async (each) => {
        found.set(each, await withAccount(team, each));
      });
      const enough = new AbortController();
      await Promise.race([
        Promise.all(all),
        sleep(withinMs, undefined, { signal: enough.signal }).catch(() => {}),
      ]);
      enough.abort();
      return { ...reply, mentions: mentions.map((each) => found.get(each) ?? each) };
    },
  };
}

function addressIn(identity: Identity): string | null {
  return identity.startsWith("email:") ? identity.slice("email:".length).toLowerCase() : null;
}

/** A whole member of this very workspace, whose address Slack has verified. */
function isMember(user: User, team: string, email: string): boolean {
  const { enterprise_user: organisation, profile } = user;
  const isHere = user.team_id === team || (organisation?.teams ?? []).includes(team);
  const isLess = user.is_restricted || user.is_ultra_restricted || user.is_stranger || user.is_bot;
  const isTheirs = user.is_email_confirmed === true && profile?.email?.toLowerCase() === email;
  return isHere && !isLess && !user.deleted && isTheirs;
}
