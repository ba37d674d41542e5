import { sql } from "kysely";
import { pino } from "pino";
import { afterAll, describe } from "vitest";
import { createTeamsConversations } from "#adapters/postgres/create-teams-conversations.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import { chatPlatformContract } from "../../contracts/chat-platform.ts";
import { testDatabase } from "../../support/database.ts";
import { teamsRig } from "./rig.ts";

const stack = new AsyncDisposableStack();
const opened = (async () => {
  const database = stack.use(await testDatabase());
  return stack.use(openDatabase({ url: database.url, log: pino({ level: "silent" }) }));
})();
afterAll(() => stack.disposeAsync());

describe("Teams", () => {
  chatPlatformContract(
    teamsRig(async () => {
      const db = await opened;
      await sql`truncate teams_conversation`.execute(db.kysely);
      return createTeamsConversations(db);
    }),
  );
});
