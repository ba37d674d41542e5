// A process without platforms finds what one with platforms left behind.

import pg from "pg";
import { expect, test } from "vitest";
import { eventually, testApp } from "../support/app.ts";
import { testDatabase } from "../support/database.ts";

test("a worker alone that answers what Slack's process left in the inbox leaves the answer in the outbox", async () => {
  await using database = await testDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query(
      `insert into inbox (platform, id, thread, conversation_id, person, text, at, taken_at, details)
       values ('slack', 'Ev1', 'T1/C1/17.1', 'c-1', '{"id":"slack:T1/U1","name":"Ana","roles":["viewer"]}', 'help', now(),
         now() - interval '10 minutes', '{"speaker":"U1"}')`,
    );
    await using _worker = await testApp({ env: { RESYNC_ROLES: "worker" }, databaseUrl: database.url });
    const kept = await eventually(async () => {
      const { rows } = await client.query("select thread, payload from outbox where platform = 'slack'");
      return rows[0] ?? null;
    }, "the answer on its way");
    expect(kept).toMatchObject({ thread: "T1/C1/17.1", payload: { speaker: "U1", reply: { locale: "en" } } });
  } finally {
    await client.end();
  }
}, 40_000);
