import type { Logger } from "pino";
import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { openDatabase, waitForDatabase } from "#adapters/postgres/open-database.ts";
import { createPeople } from "#adapters/postgres/people/create-people.ts";
import { peopleCommand } from "../commands/people.ts";

/** `npm run people -- …`, on this database. */
export async function onPeople(
  url: string,
  log: Logger,
  args: readonly string[],
  print: (line: string) => void,
): Promise<void> {
  await waitForDatabase({ url, log, withinMs: 3_000 });
  await using db = openDatabase({ url, log, max: 2 });
  await peopleCommand(args, { people: createPeople(db), audit: createAudit(db), print });
}
