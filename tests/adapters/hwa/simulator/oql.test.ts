import { expect, it } from "vitest";
import { parseOql } from "#adapters/hwa/simulator/query/oql-parse.ts";
import { runningSimulator } from "./running-simulator.ts";

const start: readonly (readonly [string, string, number])[] = [
  ["job", "name = 'FINANCE_PAYROLL'", 1],
  ["job", "name = 'finance_payroll'", 0],
  ["job", "name IN ['FINANCE_PAYROLL', 'CRITICAL_JOB', 'NO_SUCH']", 2],
  ["job", "name LIKE 'FINA@PAYROLL'", 2],
  ["job", "name LIKE 'FINAL_BATCH_PAYROL?'", 1],
  ["job", "jobruns.commonStatus IN ['ERROR','BLOCKED']", 10],
  ["job", "jobruns.commonStatus NOT IN ['ERROR','BLOCKED']", 235],
  ["job", "jobruns.commonStatus != 'SUCCESSFUL'", 55],
  ["job", "jobOptions.critical = true", 1],
  ["job", "jobOptions.critical = true and (name = 'X' OR name = 'CRITICAL_JOB')", 1],
  ["job", "name = 'CRITICAL_JOB' OR name = 'FINANCE_PAYROLL' AND priority = 99", 1],
  ["job", "jobruns.elapsedTime >= 'PT20M' AND name = 'CRITICAL_JOB'", 1],
  ["job", "jobruns.timeInfo.actualEndTime = null AND jobruns.commonStatus = 'SUCCESSFUL'", 0],
  ["job", "workstation = '/FIN_WS' AND name = 'CRITICAL_JOB'", 1],
  ["job", "folder = '/FINANCE' AND name = 'CRITICAL_JOB'", 1],
  ["job", "jobruns.returnCode = 12", 1],
  ["job", "ORDER BY name DESC", 245],
  ["job", "name = 'INVOICE_PROCESSING' ORDER BY key.name ASC", 1],
  ["jobstream", "commonStatus = 'RUNNING' AND name = 'MONTH_END_CLOSE'", 1],
  ["workstation", "jobmanUp = false", 3],
  ["resource", "quantity > 2", 1],
];

it("answers the guide's kinds of query, and agrees with itself whether an index helps or not", async () => {
  await using simulated = await runningSimulator();
  for (const [kind, oql, count] of start) {
    const { status, json } = await simulated.list(kind, oql);
    expect([oql, status, json.count]).toEqual([oql, 200, count]);
    const { json: doubled } = await simulated.list(
      kind,
      oql.startsWith("ORDER") ? oql : oql.replace(/^(.*?)( ORDER|$)/, "($1) OR name LIKE ''$2"),
    );
    expect([oql, doubled.count]).toEqual([oql, count]);
  }
});

it.each([
  "key.name = 'X'",
  "name = X",
  "name = 'X",
  "name 'X'",
  "name IN []",
  "name IN 'X'",
  "name LIKE 5",
  "(name = 'X'",
  "name = 'X' AND",
  "name = 'X' name = 'Y'",
  "ORDER name",
  "nosuchfield = 1",
  "priority = 'high'",
  "schedTime >= 'yesterday'",
  "jobruns.elapsedTime > 'long'",
  "name = 'X'; DROP TABLE job",
])("refuses %s with OQL_FILTER_SYNTAX_ERROR", async (oql) => {
  await using simulated = await runningSimulator();
  const { status, json } = await simulated.list("job", oql);
  expect(status).toBe(400);
  expect(json.messages[0]).toContain("OQL_FILTER_SYNTAX_ERROR");
});

it("binds AND tighter than OR and reads doubled quotes as one", () => {
  expect(parseOql("a = 1 OR b = 'it''s' AND c IN [true, null]").where).toEqual({
    kind: "or",
    parts: [
      { kind: "compare", field: "a", operator: "=", value: 1 },
      {
        kind: "and",
        parts: [
          { kind: "compare", field: "b", operator: "=", value: "it's" },
          { kind: "in", field: "c", values: [true, null], negated: false },
        ],
      },
    ],
  });
});
