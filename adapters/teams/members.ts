// Who speaks, as Teams vouches for them: read from the conversation's members, remembered for a while. Where Teams does not
// say it just now, what it said before counts; where it never did, nobody is guessed.

import { LRUCache } from "lru-cache";
import { oneLine } from "#core/text.ts";
import type { Speaker } from "#ports/reception.ts";
import type { Activity } from "./activity.ts";
import type { Connector, Member } from "./connector.ts";

export interface Members {
  /** Fault, retryable, when Teams cannot say who it is just now and has not said it before. */
  speakerOf(activity: Activity): Promise<Speaker>;
  /** As messages and cards call somebody, `29:…`, when they were heard by this process. */
  userIdOf(aadObjectId: string): string | null;
}

export interface MembersOptions {
  readonly connector: Pick<Connector, "member">;
  /** null: the playground, where everybody is a member. */
  readonly tenantId: string | null;
  readonly now: () => Date;
}

interface Known {
  readonly member: Member | null;
  readonly readAt: number;
}

const freshMs = 600_000;

export function createMembers({ connector, tenantId, now }: MembersOptions): Members {
  const known = new LRUCache<string, Known>({ max: 10_000, ttl: 24 * 3_600_000 });
  const userIds = new LRUCache<string, string>({ max: 10_000 });

  async function memberOf({ serviceUrl, conversation, from }: Activity): Promise<Member | null> {
    // Standing may differ from one team to the next, so nobody's is taken from elsewhere.
    const key = `${conversation.id.split(";")[0]} ${from.id}`;
    const before = known.get(key);
    if (before && now().getTime() - before.readAt < freshMs) return before.member;
    try {
      const member = await connector.member({ serviceUrl, conversation: conversation.id }, from.id);
      known.set(key, { member, readAt: now().getTime() });
      return member;
    } catch (error) {
      if (before) return before.member;
      throw error;
    }
  }

  return {
    async speakerOf(activity) {
      const { from } = activity;
      const member = await memberOf(activity);
      const id = idOf(from, member, tenantId);
      if (id) userIds.set(id, from.id);
      const standing = standingOf(member, id, tenantId);
      return {
        identity: `teams:${id || from.id.replace(/[^A-Za-z0-9-]/g, "-").slice(0, 100)}`,
        name: oneLine(member?.name ?? from.name ?? "", 100) || "?",
        // Only the directory we belong to verifies addresses for us; another one may write into its own what it likes.
        email: standing === "member" ? (member?.email ?? member?.userPrincipalName ?? null) : null,
        standing,
        languageTag: languageOf(activity),
      };
    },
    userIdOf: (aadObjectId) => userIds.get(aadObjectId.toLowerCase()) ?? null,
  };
}

/**
 * The Entra id, empty: nobody's. What a message says of its writer no signature covers, so it must be what Teams itself says
 * of them when it is asked: a message in somebody's name makes nobody that person.
 */
function idOf({ aadObjectId }: Activity["from"], member: Member | null, tenantId: string | null): string {
  const said = (aadObjectId ?? "").toLowerCase();
  const known = (member?.aadObjectId ?? member?.objectId ?? "").toLowerCase();
  if (tenantId === null) return said || known;
  return said === "" || said === known ? known : "";
}

/** Whoever Teams does not name as a member of ours is none: least rights. */
export function standingOf(member: Member | null, id: string, tenantId: string | null): Speaker["standing"] {
  if (tenantId === null) return "member";
  if (!member || id === "") return "external";
  if (member.tenantId && member.tenantId.toLowerCase() !== tenantId.toLowerCase()) return "external";
  const role = member.userRole?.toLowerCase();
  if (role === "guest" || /#ext#/i.test(member.userPrincipalName ?? "")) return "guest";
  return role === "anonymous" ? "external" : "member";
}

function languageOf({ locale, entities }: Activity): string | null {
  return locale ?? entities?.find(({ type }) => type === "clientInfo")?.locale ?? null;
}
