// Two databases stand for the two worlds: the template's clone, migrated by a role that may make the audit another
// role's; and one migrated by the very role that uses it, which owns everything and can therefore be the attacker.

import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { databaseRights } from "#adapters/postgres/database-rights.ts";
import { migrate } from "#adapters/postgres/migrate.ts";
import { type Database, openDatabase } from "#adapters/postgres/open-database.ts";
import { auditContract, entry } from "../../contracts/audit.ts";
import { testDatabase } from "../../support/database.ts";

const log = pino({ level: "silent" });

async function open(owned: boolean) {
  await using opening = new AsyncDisposableStack();
  const { url } = opening.use(await testDatabase({ empty: owned }));
  if (owned) await migrate({ url, log });
  const db = opening.use(openDatabase({ url, log }));
  const parts = opening.move();
  return { db, audit: createAudit(db), [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

auditContract({ open: () => open(false) });

const forbidden = [
  "update audit.entry set payload = '{}'",
  "delete from audit.entry",
  "delete from audit.entry where false",
  "truncate audit.entry",
  "delete from audit.head",
  "truncate audit.head",
];
/** What an owner may, and nobody else. */
const ownersOnly = [
  "insert into audit.entry select 9, payload, previous, hash from audit.entry",
  "update audit.head set seq = seq + 1",
  "alter table audit.entry disable trigger all",
  "drop trigger append_only on audit.entry",
  "drop table audit.entry",
  "drop schema audit cascade",
  "alter schema audit rename to gone",
  "create or replace function audit.append(entries jsonb) returns void language sql as ''",
  "set role resync_audit",
];

async function refusal(db: Database, statement: string): Promise<string> {
  return db.pool.query(statement).then(
    () => "allowed",
    (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : String(error)),
  );
}

// Against a server of one's own (DATABASE_URL) the migrating role decides which world the template is.
const separate = await (async () => {
  await using opened = await open(false);
  return !(await databaseRights(opened.db)).ownsAudit;
})();

describe.runIf(separate)("Where the audit belongs to a role of its own", () => {
  test("the program's role is denied every way to change or remove what is there.", async () => {
    await using opened = await open(false);
    await opened.audit.append([entry("job:1")]);
    // Who is not the owner grants nothing; Postgres only warns.
    await opened.db.pool.query("grant all on audit.entry, audit.head to current_user");
    for (const statement of [...forbidden, ...ownersOnly])
      expect([statement, await refusal(opened.db, statement)]).toEqual([statement, "42501"]);
    expect(await opened.audit.verify()).toMatchObject({ kind: "whole", entries: 1 });
  });
});

describe("Where the program's role owns everything", () => {
  test("its own rights to change entries are gone, and the scan is told that it is the owner.", async () => {
    await using opened = await open(true);
    await opened.audit.append([entry("job:1")]);
    expect((await databaseRights(opened.db)).ownsAudit).toBe(true);
    for (const statement of forbidden)
      expect([statement, await refusal(opened.db, statement)]).toEqual([statement, "42501"]);
  });

  test("it can grant them to itself again, and then the triggers still refuse.", async () => {
    await using opened = await open(true);
    await opened.audit.append([entry("job:1"), entry("job:2")]);
    await opened.db.pool.query("grant all on audit.entry, audit.head to current_user");
    for (const statement of [...forbidden, "update audit.head set seq = 1"])
      await expect(opened.db.pool.query(statement)).rejects.toThrow(/append-only/);
    expect(await opened.audit.verify()).toMatchObject({ kind: "whole", entries: 2 });
  });

  test("Control: once it drops the triggers it can change everything.", async () => {
    await using opened = await attacked();
    for (const statement of forbidden) expect(await refusal(opened.db, statement)).toBe("allowed");
  });
});

/** Five entries, and every protection taken away. */
async function attacked() {
  const opened = await open(true);
  await opened.audit.append([1, 2, 3, 4, 5].map((number) => entry(`job:${number}`)));
  await opened.db.pool.query("grant all on audit.entry, audit.head to current_user");
  await opened.db.pool.query("alter table audit.entry disable trigger all");
  await opened.db.pool.query("alter table audit.head disable trigger all");
  return opened;
}

/** Hashes entries anew from this number on, as an attacker who knows how would. */
const recompute = (from: number, to: number) => `do $$
  declare chain bytea; line record;
  begin
    select hash into chain from audit.entry where seq = ${from - 1};
    chain := coalesce(chain, decode(repeat('00', 32), 'hex'));
    for line in select seq, payload from audit.entry where seq between ${from} and ${to} order by seq loop
      update audit.entry set previous = chain, hash = sha256(chain || convert_to(payload, 'UTF8')) where seq = line.seq;
      chain := sha256(chain || convert_to(line.payload, 'UTF8'));
    end loop;
  end $$`;
const edit = (seq: number) =>
  `update audit.entry set payload = replace(payload, '"Ana"', '"Eve"') where seq = ${seq}`;
const rehead =
  "update audit.head set (seq, hash) = (select seq, hash from audit.entry order by seq desc limit 1)";

describe("Verifying finds the first number that does not hold", () => {
  const attacks: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    ["an edited entry", [edit(3)], 3, /edited/],
    [
      "an edited entry that is no JSON any more",
      ["update audit.entry set payload = 'x' where seq = 2"],
      2,
      /edited/,
    ],
    [
      "an edited entry with its own hash made anew",
      [edit(3), recompute(3, 3)],
      3,
      /edited and its hash recomputed/,
    ],
    ["the first entry made anew", [edit(1), recompute(1, 1)], 1, /recomputed/],
    ["a deleted entry", ["delete from audit.entry where seq = 2"], 2, /deleted/],
    ["the first entry deleted", ["delete from audit.entry where seq = 1"], 1, /deleted/],
    [
      "two entries exchanged",
      [
        `update audit.entry set seq = -2 where seq = 2`,
        `update audit.entry set seq = 2 where seq = 4`,
        `update audit.entry set seq = 4 where seq = -2`,
      ],
      2,
      /reordered/,
    ],
    [
      "two entries exchanged and hashed anew",
      [
        `update audit.entry set seq = -2 where seq = 2`,
        `update audit.entry set seq = 2 where seq = 4`,
        `update audit.entry set seq = 4 where seq = -2`,
        recompute(1, 5),
        rehead,
      ],
      2,
      /reordered/,
    ],
    ["a recomputed chain under the old head", [edit(3), recompute(3, 5)], 5, /recomputed/],
    ["a tail that was cut", ["delete from audit.entry where seq > 3"], 4, /tail was cut: the head counts 5/],
    ["everything cut", ["truncate audit.entry"], 1, /tail was cut/],
    [
      "an entry slipped in after the head",
      [
        "insert into audit.entry select 6, replace(payload, '\"seq\" : 5', '\"seq\" : 6'), hash, hash from audit.entry where seq = 5",
        recompute(6, 6),
      ],
      6,
      /other means/,
    ],
    ["a number Resync never gives", ["update audit.entry set seq = 0 where seq = 1"], 0, /never gives/],
    ["a missing head", ["delete from audit.head"], 5, /head of the audit is missing/],
  ];
  test.each(attacks)("%s.", async (_name, statements, seq, why) => {
    await using opened = await attacked();
    for (const statement of statements) await opened.db.pool.query(statement);
    expect(await opened.audit.verify()).toEqual({ kind: "broken", seq, why: expect.stringMatching(why) });
  });

  test("Who rewrites everything, head included, is found only by a mark that was kept elsewhere.", async () => {
    await using opened = await attacked();
    const mark = await opened.audit.verify();
    if (mark.kind !== "whole") throw new Error("the untouched chain must hold");
    for (const statement of [edit(3), recompute(3, 5), rehead]) await opened.db.pool.query(statement);
    expect(await opened.audit.verify()).toMatchObject({ kind: "whole" });
    expect(await opened.audit.verify({ seq: mark.entries, hash: mark.head })).toMatchObject({
      kind: "broken",
      seq: 5,
    });
  });

  test("A chain of several pages is walked to its end.", async () => {
    await using opened = await open(true);
    await opened.audit.append(Array.from({ length: 2_500 }, (_, i) => entry(`job:${i}`)));
    expect(await opened.audit.verify()).toMatchObject({ kind: "whole", entries: 2_500 });
    await opened.db.pool.query(
      "grant all on audit.entry to current_user; alter table audit.entry disable trigger all",
    );
    await opened.db.pool.query(edit(2_001));
    expect(await opened.audit.verify()).toMatchObject({ kind: "broken", seq: 2_001 });
  });
});

test("An entry and what it tells of are one transaction: rolled back together, no number is lost.", async () => {
  await using opened = await open(false);
  await opened.db.kysely
    .transaction()
    .execute(async (db) => {
      await createAudit({ kysely: db }).append([entry("job:never")]);
      throw new Error("no");
    })
    .catch(() => {});
  await opened.audit.append([entry("job:1")]);
  expect((await opened.audit.read(0, 10)).map(({ seq, subject }) => [seq, subject])).toEqual([[1, "job:1"]]);
});
