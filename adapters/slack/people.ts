// Who speaks, as Slack vouches for them. Asked for at most every five minutes, and again as soon as Slack says that somebody
// changed: an address that was taken away opens no door for longer than that.

import type { WebClient } from "@slack/web-api";
import { LRUCache } from "lru-cache";
import { oneLine } from "#core/text.ts";
import type { Speaker } from "#ports/reception.ts";
import type { Installations } from "./installations.ts";
import { slackFault } from "./slack-fault.ts";
import { identityOf } from "./thread.ts";

export interface People {
  /** Somebody as the app sees them in a workspace; a retryable Fault when Slack does not say. */
  speaker(team: string, user: string): Promise<Speaker>;
  /** The names of some, as far as they can be learnt. */
  names(team: string, users: readonly string[]): Promise<ReadonlyMap<string, string>>;
  changed(user: string): void;
}

type User = NonNullable<Awaited<ReturnType<WebClient["users"]["info"]>>["user"]>;

const rememberedMs = 5 * 60_000;
const namesAtMost = 5;
/** Slack does not show them to us: people of other organisations, in channels we share with them. */
const unseen = new Set(["user_not_found", "user_not_visible"]);

export function createPeople(installations: Pick<Installations, "serving" | "clientFor">): People {
  const known = new LRUCache<string, Promise<Speaker>>({ max: 10_000, ttl: rememberedMs });

  async function ask(team: string, user: string): Promise<Speaker> {
    const client = await installations.clientFor(team);
    try {
      const [{ user: found }, bot] = await Promise.all([
        client.users.info({ user, include_locale: true }),
        installations.serving(team),
      ]);
      const { enterpriseId: enterprise } = bot;
      if (found) return speakerOf(found, { team, user, enterprise, whole: bot.teamId === null });
    } catch (error) {
      const fault = slackFault(error);
      if (!unseen.has(String(fault.detail.slack))) throw fault;
    }
    const identity = identityOf({ team, user });
    return { identity, name: user, email: null, standing: "external", languageTag: null };
  }

  function speaker(team: string, user: string): Promise<Speaker> {
    const place = `${team}/${user}`;
    const before = known.get(place);
    if (before) return before;
    const asked = ask(team, user);
    known.set(place, asked);
    asked.catch(() => {
      if (known.peek(place) === asked) known.delete(place);
    });
    return asked;
  }

  return {
    speaker,
    async names(team, users) {
      const found = await Promise.allSettled(
        users.slice(0, namesAtMost).map(async (user) => [user, (await speaker(team, user)).name] as const),
      );
      return new Map(found.flatMap((each) => (each.status === "fulfilled" ? [each.value] : [])));
    },
    changed(user) {
      for (const place of [...known.keys()]) if (place.endsWith(`/${user}`)) known.delete(place);
    },
  };
}

function speakerOf(
  found: User,
  at: {
    readonly team: string;
    readonly user: string;
    readonly enterprise: string | null;
    /** The organisation installed the app: any workspace may be named in a request, and only its own people are ours. */
    readonly whole: boolean;
  },
): Speaker {
  const home = found.team_id ?? at.team;
  const organisation = found.enterprise_user?.enterprise_id;
  const ofOurs = at.enterprise !== null && organisation === at.enterprise;
  const isOurs = ofOurs || (home === at.team && !at.whole);
  const standing = found.is_bot
    ? "bot"
    : found.is_stranger || !isOurs
      ? "external"
      : found.is_restricted || found.is_ultra_restricted
        ? "guest"
        : "member";
  const { profile } = found;
  const name = profile?.display_name || profile?.real_name || found.real_name || found.name || at.user;
  return {
    identity: identityOf({ team: isOurs ? at.team : home, user: at.user }),
    name: oneLine(name, 80),
    email: found.is_email_confirmed && profile?.email ? profile.email : null,
    standing,
    languageTag: found.locale ?? null,
  };
}
