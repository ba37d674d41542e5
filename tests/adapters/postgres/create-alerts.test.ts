import { pino } from "pino";
import { describe } from "vitest";
import { createAlerts } from "#adapters/postgres/create-alerts.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import { alertsContract } from "../../contracts/alerts.ts";
import { testDatabase } from "../../support/database.ts";

async function open() {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const db = stack.use(openDatabase({ url: database.url, log: pino({ level: "silent" }) }));
  return { alerts: createAlerts(db), [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

describe("alerts in Postgres", () => {
  alertsContract({ open });
});
