// Walks the audit's chain from its first entry to its head and names the first number at which it does not hold.
//
// An entry holds when its number follows, its text carries that number, `previous` is the hash of the entry before it
// and `hash` is that of `previous` and the text. When `previous` differs although the entry is whole in itself, the
// one before it is what was changed and hashed anew. After the last entry the head must agree in number and hash.

import { createHash } from "node:crypto";
import type { Kysely } from "kysely";
import type { AuditMark, AuditVerdict } from "#ports/audit.ts";
import type { Schema } from "../schema.ts";
import { type AuditRow, auditPages } from "./audit-pages.ts";

const start = Buffer.alloc(32);

export async function verifyAudit(db: Kysely<Schema>, mark?: AuditMark): Promise<AuditVerdict> {
  let last: Pick<AuditRow, "seq" | "hash"> = { seq: 0, hash: start };
  for await (const page of auditPages(db))
    for (const row of page) {
      const broken = wrongIn(row, last) ?? (mark?.seq === row.seq ? unlike(mark, row.hash) : null);
      if (broken) return broken;
      last = row;
    }
  // Entries and head are committed together: a head read after the entries is as far as they are, or farther.
  const head = await db.selectFrom("audit.head").select(["seq", "hash"]).executeTakeFirst();
  if (!head)
    return {
      kind: "broken",
      seq: last.seq,
      why: "The head of the audit is missing, so nobody can tell whether this is all.",
    };
  if (head.seq > last.seq) {
    const since = await db
      .selectFrom("audit.entry")
      .select("seq")
      .where("seq", ">", last.seq)
      .limit(1)
      .execute();
    // It grew while we read: what came since is looked at with everything else.
    if (since.length > 0) return verifyAudit(db, mark);
    return {
      kind: "broken",
      seq: last.seq + 1,
      why: `The tail was cut: the head counts ${head.seq} entries, and the last one there is has number ${last.seq}.`,
    };
  }
  if (head.seq < last.seq)
    return {
      kind: "broken",
      seq: head.seq + 1,
      why: `The head counts ${head.seq} entries: this one and any after it were put there by other means than Resync's.`,
    };
  if (!head.hash.equals(last.hash))
    return {
      kind: "broken",
      seq: last.seq,
      why: "The head knows another hash of the last entry: this entry, or one before it and all since, was recomputed.",
    };
  if (mark && mark.seq > last.seq)
    return {
      kind: "broken",
      seq: last.seq + 1,
      why: `The tail was cut and the head set back: the mark you kept is of entry ${mark.seq}.`,
    };
  return { kind: "whole", entries: last.seq, head: last.hash.toString("hex") };
}

function wrongIn(
  row: AuditRow,
  before: { readonly seq: number; readonly hash: Buffer },
): AuditVerdict | null {
  const seq = before.seq + 1;
  const broken = (why: string, at = seq): AuditVerdict => ({ kind: "broken", seq: at, why });
  if (row.seq < seq) return broken(`An entry has the number ${row.seq}, which Resync never gives.`, row.seq);
  if (row.seq > seq) return broken(`Entry ${seq} was deleted: entry ${row.seq} follows on ${before.seq}.`);
  const told = numberIn(row.payload);
  if (told !== null && told !== seq)
    return broken(`Entries were reordered: the text here is that of entry ${told}.`);
  const whole = hashOf(row.previous, row.payload).equals(row.hash);
  if (!whole) return broken("The entry was edited: its text does not have its hash.");
  if (row.previous.equals(before.hash)) return null;
  return before.seq === 0
    ? broken("The first entry does not begin the chain: it was recomputed.")
    : broken(
        `The entry was edited and its hash recomputed: entry ${seq} follows on another one.`,
        before.seq,
      );
}

function unlike(mark: AuditMark, hash: Buffer): AuditVerdict | null {
  if (hash.toString("hex") === mark.hash.toLowerCase()) return null;
  return {
    kind: "broken",
    seq: mark.seq,
    why: "Its hash is not the one you kept: this entry, or one before it and all since, was recomputed.",
  };
}

function numberIn(payload: string): number | null {
  try {
    const parsed: unknown = JSON.parse(payload);
    const seq = typeof parsed === "object" && parsed !== null && "seq" in parsed ? parsed.seq : null;
    return typeof seq === "number" ? seq : null;
  } catch {
    return null;
  }
}

function hashOf(previous: Buffer, payload: string): Buffer {
  return createHash("sha256").update(previous).update(payload, "utf8").digest();
}
