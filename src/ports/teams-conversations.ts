// How conversations of Teams are written to without being asked: it has no address but what came with an earlier message,
// and that address may change with every one. Implemented by adapters/postgres.

export interface TeamsConversation {
  /** Without the `;messageid=` of a thread: a channel is one conversation here. */
  readonly id: string;
  readonly kind: "personal" | "group" | "channel";
  /** Proven by a token: nothing is ever sent to another. */
  readonly serviceUrl: string;
  readonly tenantId: string | null;
  /** The bot as this conversation calls it. */
  readonly bot: { readonly id: string; readonly name: string };
  /** Whom a personal conversation is with, by their Entra id in lower case; null elsewhere. */
  readonly aadObjectId: string | null;
  /** The same person as Teams calls them in messages and cards, `29:…`; null elsewhere. */
  readonly userId: string | null;
}

export interface TeamsConversations {
  /** Keeps it as it is now; `new` for whoever brings it first, also when several do so at once. */
  keep(conversation: TeamsConversation): Promise<"new" | "known">;
  find(id: string): Promise<TeamsConversation | null>;
  /** The personal conversation with somebody, the one heard of last. */
  personalWith(aadObjectId: string): Promise<TeamsConversation | null>;
  /** The one heard of last: its service URL serves the whole tenant. */
  latest(): Promise<TeamsConversation | null>;
  /** The app was removed from it. */
  forget(id: string): Promise<void>;
}
