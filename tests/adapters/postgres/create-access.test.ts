import { createAccess } from "#adapters/postgres/create-access.ts";
import { accessContract } from "../../contracts/access.ts";
import { cleanDatabase } from "./clean-database.ts";

accessContract({
  async open() {
    const db = await cleanDatabase();
    return { access: createAccess(db), [Symbol.asyncDispose]: () => db[Symbol.asyncDispose]() };
  },
});
