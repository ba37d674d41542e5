// Words said to alerts at the same time, and to alerts nobody can tell apart.

import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { createAlerts } from "#adapters/postgres/create-alerts.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import { createAlertBoard } from "#agents/alerts/board.ts";
import { anAlert } from "../../contracts/alerts.ts";
import { testDatabase } from "../../support/database.ts";

async function stage() {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const db = stack.use(openDatabase({ url: database.url, log: pino({ level: "silent" }) }));
  const alerts = createAlerts(db);
  const audit = createAudit(db);
  return {
    alerts,
    audit,
    board: createAlertBoard({ alerts, audit, clock: { now: () => new Date() } }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const olga = { id: "olga", name: "Olga" };

describe("people's words", () => {
  test("said at the same time are all kept, and all in the audit.", async () => {
    await using at = await stage();
    await at.alerts.commit([anAlert()], null);
    const said = await Promise.all(
      [1, 2, 3, 4, 5].map((n) => at.board.say(null, { kind: "note", by: olga, text: `note ${n}` }, "slack")),
    );
    expect(said.map(({ kind }) => kind)).toEqual(Array(5).fill("done"));
    const [alert] = await at.alerts.live();
    expect(alert?.notes.map(({ text }) => text).toSorted()).toEqual([1, 2, 3, 4, 5].map((n) => `note ${n}`));
    expect((await at.audit.read(0, 10)).map(({ verb }) => verb)).toEqual(Array(5).fill("alert.note"));
  });

  test("without an id mean the only open alert, and change nothing when there are several or none.", async () => {
    await using at = await stage();
    expect((await at.board.say(null, { kind: "mine", by: olga }, "slack")).kind).toBe("unknown");
    await at.alerts.commit([anAlert({ key: "a" })], null);
    expect((await at.board.say(null, { kind: "mine", by: olga }, "slack")).kind).toBe("done");
    await at.alerts.commit([anAlert({ key: "b", severity: "critical" })], null);
    const which = await at.board.say(null, { kind: "mine", by: olga }, "slack");
    expect(which).toMatchObject({ kind: "which", alerts: [{ key: "b" }, { key: "a" }] });
    expect((await at.audit.read(0, 10)).length).toBe(1);
  });

  test("to an alert that is over change nothing but a note.", async () => {
    await using at = await stage();
    const over = anAlert({ resolved: { at: anAlert().openedAt, how: "completed", into: null } });
    await at.alerts.commit([over], null);
    expect((await at.board.say(over.id.slice(0, 8), { kind: "mine", by: olga }, "slack")).kind).toBe(
      "resolved",
    );
    expect(
      (await at.board.say(over.id.slice(0, 8), { kind: "note", by: olga, text: "x" }, "slack")).kind,
    ).toBe("done");
  });
});
