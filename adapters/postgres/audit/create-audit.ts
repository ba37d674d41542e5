// The audit in Postgres: appended by the database's own function, read and verified here.

import { Fault } from "#core/fault.ts";
import type { Audit, AuditEntry, AuditRecord } from "#ports/audit.ts";
import type { Database } from "../open-database.ts";
import { appendAudit } from "./append-audit.ts";
import { type AuditRow, auditPages } from "./audit-pages.ts";
import { verifyAudit } from "./verify-audit.ts";

export function createAudit({ kysely }: Pick<Database, "kysely">): Audit {
  return {
    append: (entries) => appendAudit(kysely, entries),

    async read(after, limit) {
      const rows = await kysely
        .selectFrom("audit.entry")
        .selectAll()
        .where("seq", ">", after)
        .orderBy("seq")
        .limit(limit)
        .execute();
      return rows.map(recordOf);
    },

    verify: (mark) => verifyAudit(kysely, mark),

    async *lines() {
      for await (const page of auditPages(kysely)) for (const row of page) yield lineOf(row);
    },
  };
}

function recordOf(row: AuditRow): AuditRecord {
  const { at, verb, who, surface, subject, data } = entryIn(row);
  return {
    seq: row.seq,
    at: new Date(at),
    verb,
    who,
    surface,
    subject,
    data,
    previous: row.previous.toString("hex"),
    hash: row.hash.toString("hex"),
  };
}

function entryIn({ seq, payload }: AuditRow): AuditEntry & { readonly at: string } {
  try {
    return JSON.parse(payload) as AuditEntry & { readonly at: string };
  } catch (cause) {
    throw new Fault(
      "internal",
      `Entry ${seq} of the audit is no JSON, so somebody changed it behind Resync's back. Run "npm run people -- audit verify".`,
      { cause },
    );
  }
}

function lineOf({ payload, previous, hash }: AuditRow): string {
  const chained = `,"previous":"${previous.toString("hex")}","hash":"${hash.toString("hex")}"}\n`;
  return `${payload.slice(0, -1)}${chained}`;
}
