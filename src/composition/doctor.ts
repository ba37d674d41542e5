// `npm run doctor`: what must hold of every job, and the audit's chain, looked at in the database as it is.

import type { Logger } from "pino";
import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { databaseRights } from "#adapters/postgres/database-rights.ts";
import { checkInvariants } from "#adapters/postgres/jobs/invariants.ts";
import { openDatabase, waitForDatabase } from "#adapters/postgres/open-database.ts";

const shownFindings = 10;

/** True when everything holds. */
export async function examine(url: string, log: Logger, print: (line: string) => void): Promise<boolean> {
  await waitForDatabase({ url, log, withinMs: 3_000 });
  await using db = openDatabase({ url, log, max: 2, statementMs: 120_000 });
  let whole = true;
  for (const { id, title, holds, findings, cure } of await checkInvariants(db)) {
    print(`${holds ? "✅" : "❌"} ${id} ${title}`);
    if (holds) continue;
    whole = false;
    for (const finding of findings.slice(0, shownFindings)) print(`     ${finding}`);
    if (findings.length > shownFindings) print(`     … and ${findings.length - shownFindings} more`);
    print(`     What to do: ${cure}`);
  }
  const verdict = await createAudit(db).verify();
  if (verdict.kind === "whole")
    print(`✅ The audit's chain is whole: ${verdict.entries} entries, head ${verdict.head.slice(0, 16)}.`);
  else {
    whole = false;
    print(`❌ The audit's chain breaks at entry ${verdict.seq}: ${verdict.why}`);
    print(
      "     What to do: keep a copy of the database as it is, compare with the last export of the audit, and find out who could write there.",
    );
  }
  const { ownsAudit, role } = await databaseRights(db);
  if (ownsAudit)
    print(
      `⚠️  The role "${role}" owns the audit it writes, so it could undo what protects it. Hand the audit to a role nobody logs in as: the security scan prints how.`,
    );
  return whole;
}
