import { createConversations } from "#adapters/postgres/create-conversations.ts";
import { createInbox } from "#adapters/postgres/create-inbox.ts";
import { createOutbox } from "#adapters/postgres/create-outbox.ts";
import { conversationsContract } from "../../contracts/conversations.ts";
import { cleanDatabase } from "./clean-database.ts";

conversationsContract({
  async open() {
    const db = await cleanDatabase();
    return {
      conversations: createConversations(db),
      inbox: createInbox(db),
      outbox: createOutbox(db),
      [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
    };
  },
});
