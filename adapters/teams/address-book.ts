// Where each conversation is served, as its latest message said. Kept in the database, so that Resync can write to it also
// after a restart; asked of it once.

import { LRUCache } from "lru-cache";
import { Fault } from "#core/fault.ts";
import type { TeamsConversation, TeamsConversations } from "#ports/teams-conversations.ts";
import { type Activity, tenantOf } from "./activity.ts";
import type { Address } from "./connector.ts";
import { baseOf, kindOf } from "./place.ts";

export interface Place extends Address {
  readonly conversationKind: TeamsConversation["kind"];
  readonly bot: TeamsConversation["bot"];
  readonly tenantId: string | null;
}

export interface AddressBook {
  /** Notes where an authenticated activity came from. `new`: nothing ever came from there. */
  note(activity: Activity): Promise<"new" | "known">;
  keep(conversation: TeamsConversation): Promise<"new" | "known">;
  /** Fault `not_found`, retryable, while nobody ever wrote to us from there. */
  placeOf(thread: string): Promise<Place>;
  /** Any place of the tenant: where conversations are begun. null: nobody has ever written to us. */
  anywhere(): Promise<TeamsConversation | null>;
  personalWith(aadObjectId: string): Promise<TeamsConversation | null>;
  forget(conversationId: string): Promise<void>;
}

export function createAddressBook(conversations: TeamsConversations): AddressBook {
  const known = new LRUCache<string, TeamsConversation>({ max: 10_000 });

  async function keep(conversation: TeamsConversation): Promise<"new" | "known"> {
    const before = known.get(conversation.id);
    if (before && JSON.stringify(before) === JSON.stringify(conversation)) return "known";
    const kept = await conversations.keep(conversation);
    known.set(conversation.id, conversation);
    return kept;
  }

  async function find(id: string): Promise<TeamsConversation | null> {
    const found = known.get(id) ?? (await conversations.find(id));
    if (found) known.set(id, found);
    return found;
  }

  return {
    keep,
    note: (activity) => keep(conversationIn(activity)),
    async placeOf(thread) {
      const id = baseOf(thread);
      const found = await find(id);
      if (found) return placeIn(found, thread);
      // A channel of a team that has the app is served where its other conversations are.
      const other = kindOf({ id }) === "channel" ? await conversations.latest() : null;
      if (other) return { ...placeIn(other, thread), conversationKind: "channel" };
      // An alert may be older than the app in its channel: it waits for that, and is not lost.
      throw new Fault(
        "not_found",
        `Teams has not yet said where "${id}" is served. Add the app Resync there, and mention it once.`,
        { retryable: true, detail: { retryAfterMs: 10_000 } },
      );
    },
    anywhere: () => conversations.latest(),
    personalWith: (aadObjectId) => conversations.personalWith(aadObjectId.toLowerCase()),
    async forget(conversationId) {
      known.delete(baseOf(conversationId));
      await conversations.forget(baseOf(conversationId));
    },
  };
}

function placeIn({ kind, serviceUrl, bot, tenantId }: TeamsConversation, thread: string): Place {
  return { serviceUrl, conversation: thread, conversationKind: kind, bot, tenantId };
}

function conversationIn(activity: Activity): TeamsConversation {
  const { conversation, recipient, from, serviceUrl } = activity;
  const kind = kindOf(conversation);
  return {
    id: baseOf(conversation.id),
    kind,
    serviceUrl,
    tenantId: tenantOf(activity),
    bot: { id: recipient.id, name: recipient.name ?? "Resync" },
    aadObjectId: kind === "personal" ? (from.aadObjectId?.toLowerCase() ?? null) : null,
    userId: kind === "personal" ? from.id : null,
  };
}
