import { pino } from "pino";
import { createAccess } from "#adapters/postgres/create-access.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import { accessContract } from "../../contracts/access.ts";
import { testDatabase } from "../../support/database.ts";

accessContract({
  async open() {
    await using undo = new AsyncDisposableStack();
    const { url } = undo.use(await testDatabase());
    const db = undo.use(openDatabase({ url, log: pino({ level: "silent" }) }));
    const owned = undo.move();
    return { access: createAccess(db), [Symbol.asyncDispose]: () => owned.disposeAsync() };
  },
});
