// Names of people and machines that the house knows: of everybody with an account, of owners in what is known, and of workstations.

import { sql } from "kysely";
import type { Database } from "../open-database.ts";

export async function readKnownNames({ kysely }: Pick<Database, "kysely">): Promise<{
  readonly people: readonly string[];
  readonly hosts: readonly string[];
}> {
  const [people, hosts] = await Promise.all([
    sql<{ name: string }>`
      select name from person
      union select distinct fix ->> 'owner' from knowledge_passage where fix ->> 'owner' <> ''`.execute(
      kysely,
    ),
    kysely.selectFrom("plan_workstation").select("name").execute(),
  ]);
  return {
    people: people.rows.flatMap(({ name }) => namesIn(name)),
    hosts: hosts.map(({ name }) => name),
  };
}

/** An owner may be written as "Ana Souza (finance), Rui": each of them is a name, and so is the whole. */
function namesIn(written: string): readonly string[] {
  const parts = written.split(/[,;/()]|\s(?:and|e|or|ou)\s/).map((part) => part.trim());
  return [written.trim(), ...parts].filter((name) => name.length > 2);
}
