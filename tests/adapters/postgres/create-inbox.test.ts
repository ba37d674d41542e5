import { createInbox } from "#adapters/postgres/create-inbox.ts";
import { inboxContract } from "../../contracts/inbox.ts";
import { cleanDatabase } from "./clean-database.ts";

inboxContract({
  async open() {
    const db = await cleanDatabase();
    return { inbox: createInbox(db), [Symbol.asyncDispose]: () => db[Symbol.asyncDispose]() };
  },
});
