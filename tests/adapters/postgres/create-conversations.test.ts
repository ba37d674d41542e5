import { pino } from "pino";
import { createConversations } from "#adapters/postgres/create-conversations.ts";
import { createInbox } from "#adapters/postgres/create-inbox.ts";
import { createOutbox } from "#adapters/postgres/create-outbox.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import { conversationsContract } from "../../contracts/conversations.ts";
import { testDatabase } from "../../support/database.ts";

conversationsContract({
  async open() {
    await using undo = new AsyncDisposableStack();
    const { url } = undo.use(await testDatabase());
    const db = undo.use(openDatabase({ url, log: pino({ level: "silent" }) }));
    const owned = undo.move();
    return {
      conversations: createConversations(db),
      inbox: createInbox(db),
      outbox: createOutbox(db),
      [Symbol.asyncDispose]: () => owned.disposeAsync(),
    };
  },
});
