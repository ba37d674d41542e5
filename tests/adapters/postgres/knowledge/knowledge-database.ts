// The tables of knowledge, emptied for each test of a file.

import { sql } from "kysely";
import { pino } from "pino";
import { afterAll } from "vitest";
import { type Database, openDatabase } from "#adapters/postgres/open-database.ts";
import { type TestDatabase, testDatabase } from "../../../support/database.ts";

let shared: Promise<TestDatabase> | null = null;

afterAll(async () => {
  const database = await shared;
  await database?.[Symbol.asyncDispose]();
});

/** Migrated and empty. One test at a time. */
export async function knowledgeDatabase(): Promise<Database> {
  shared ??= testDatabase();
  const { url } = await shared;
  const db = openDatabase({ url, log: pino({ level: "silent" }) });
  await sql`truncate knowledge_source, knowledge_passage, knowledge_word, passage_vector, graph_edge,
    incident, incident_act, interaction, feedback, learned_entry, review, model_use restart identity`.execute(
    db.kysely,
  );
  await sql`update knowledge_size set passages = 0, words = 0`.execute(db.kysely);
  await sql`update mining_head set read_until = null`.execute(db.kysely);
  return db;
}
