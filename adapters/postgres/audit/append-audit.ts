import { type Kysely, sql } from "kysely";
import type { AuditEntry } from "#ports/audit.ts";
import type { Schema } from "../schema.ts";
import { storableJson } from "../storable.ts";

/** In the caller's transaction, as its last statement: the audit's head is locked until it ends. */
export async function appendAudit(db: Kysely<Schema>, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await sql`select audit_append(${storableJson(entries)}::jsonb)`.execute(db);
}
