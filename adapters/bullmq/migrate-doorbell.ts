import { runMigrations } from "bullmq";
import pg from "pg";
import { placeOf, postgresFault } from "./postgres-fault.ts";

/** The doorbell's tables are BullMQ's and live apart from ours. */
export const doorbellSchema = "resync_doorbell";

/**
 * Brings the doorbell's tables to the shape BullMQ needs, in one transaction; starters take turns. Part of our migrate
 * step: nothing else may change tables.
 */
export async function migrateDoorbell(databaseUrl: string): Promise<void> {
  const place = placeOf(databaseUrl);
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: "resync-doorbell-migrate",
    connectionTimeoutMillis: 5_000,
    query_timeout: 120_000,
  });
  client.on("error", () => {});
  try {
    await client.connect();
    await runMigrations(client, doorbellSchema);
  } catch (error) {
    throw postgresFault(error, place);
  } finally {
    await client.end().catch(() => {});
  }
}
