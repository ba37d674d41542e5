import { pino } from "pino";
import { createInbox } from "#adapters/postgres/create-inbox.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import { inboxContract } from "../../contracts/inbox.ts";
import { testDatabase } from "../../support/database.ts";

inboxContract({
  async open() {
    await using undo = new AsyncDisposableStack();
    const { url } = undo.use(await testDatabase());
    const db = undo.use(openDatabase({ url, log: pino({ level: "silent" }) }));
    const owned = undo.move();
    return { inbox: createInbox(db), [Symbol.asyncDispose]: () => owned.disposeAsync() };
  },
});
