// Conversations that a test needs no database for: the adapter reads and writes few of them, and their port has tests of its own.

import type { TeamsConversation, TeamsConversations } from "#ports/teams-conversations.ts";

export function conversationsInMemory(): TeamsConversations & {
  readonly all: ReadonlyMap<string, TeamsConversation>;
} {
  const all = new Map<string, TeamsConversation>();
  return {
    all,
    async keep(conversation) {
      const kept = all.has(conversation.id) ? "known" : "new";
      all.delete(conversation.id);
      all.set(conversation.id, conversation);
      return kept;
    },
    find: async (id) => all.get(id) ?? null,
    personalWith: async (aad) => [...all.values()].findLast(({ aadObjectId }) => aadObjectId === aad) ?? null,
    latest: async () => [...all.values()].at(-1) ?? null,
    async forget(id) {
      all.delete(id);
    },
  };
}
