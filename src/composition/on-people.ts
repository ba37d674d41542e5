import type { Logger } from "pino";
import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { createConversations } from "#adapters/postgres/create-conversations.ts";
import { createGraph } from "#adapters/postgres/knowledge/create-graph.ts";
import { createIncidents } from "#adapters/postgres/knowledge/create-incidents.ts";
import { createInteractions } from "#adapters/postgres/knowledge/create-interactions.ts";
import { createLearnedEntries } from "#adapters/postgres/knowledge/create-learned-entries.ts";
import { openDatabase, waitForDatabase } from "#adapters/postgres/open-database.ts";
import { createPeople } from "#adapters/postgres/people/create-people.ts";
import { createPersonErasure } from "#knowledge/interactions/erase-person.ts";
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
  const audit = createAudit(db);
  const erasure = createPersonErasure({
    interactions: createInteractions(db),
    conversations: createConversations(db),
    incidents: createIncidents(db),
    entries: createLearnedEntries(db),
    graph: createGraph(db),
    audit,
  });
  await peopleCommand(args, { people: createPeople(db), erasure, audit, print });
}
