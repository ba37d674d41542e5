// Who did what, when, from where: append-only and chained by hashes. Entries are written in the transaction they tell of.

import type { Who } from "#core/job/job.ts";
import type { Json } from "#core/workflow/workflow.ts";

export const auditVerbs = [
  "job.start",
  "job.cancel",
  "job.retry",
  "job.pause",
  "job.resume",
  "job.refused", // somebody tried to start or steer who may not
  "checkpoint.approve",
  "checkpoint.reject",
  "checkpoint.change",
  "checkpoint.expire",
  "checkpoint.reopen",
  "checkpoint.delegate",
  "checkpoint.break_glass",
  "checkpoint.review",
  "checkpoint.resolve", // an unknown outcome
  "checkpoint.refused", // somebody tried who may not, or too late
  "access.refused", // somebody tried what their role does not allow at all
  "alert.mine",
  "alert.snooze",
  "alert.note",
  "hwa.change", // a changing call left for HWA
  "knowledge.upload",
  "knowledge.remove",
  "knowledge.change", // a learned entry was reworded
  "knowledge.approve", // a source, an entry or a doubted answer
  "knowledge.reject",
  "knowledge.withdraw", // not quoted until somebody has looked at it
  "knowledge.cause", // somebody told the real cause of an incident
  "knowledge.fix", // … and what fixed it
  "knowledge.erase", // a person's data
  "person.create",
  "person.roles",
  "person.name", // an account told the name of somebody known by their address alone
  "person.link",
  "person.unlink",
  "person.link_code", // an account nobody knows was shown a code by which somebody may make it theirs
  "person.disable",
  "person.enable",
  "group.change",
  "right.change",
  "token.issue",
  "token.revoke",
  "session.link", // a one-time sign-in link was given
  "session.open", // … and used
  "worker.start",
  "worker.stop",
] as const;
export type AuditVerb = (typeof auditVerbs)[number];

export interface AuditEntry {
  readonly verb: AuditVerb;
  readonly who: Who;
  /** `api`, `terminal`, `slack`, `cli`, `resync` (expiry), … */
  readonly surface: string;
  /** What it was done to: `job:<id>`, `checkpoint:<id>`, `person:<id>`, … */
  readonly subject: string;
  readonly data: { readonly [key: string]: Json };
}

/** Who makes a change, and from where. */
export type By = Pick<AuditEntry, "who" | "surface">;

/** What Resync does on its own account: at its start, or because time passed. */
export const byResync: By = { who: { id: "resync", name: "Resync" }, surface: "resync" };

export interface AuditRecord extends AuditEntry {
  readonly seq: number;
  readonly at: Date;
  /** Hex SHA-256 of the one before, and of this one with it. */
  readonly previous: string;
  readonly hash: string;
}

export type AuditVerdict =
  | { readonly kind: "whole"; readonly entries: number; readonly head: string }
  /** The first number at which the chain does not hold, and why. */
  | { readonly kind: "broken"; readonly seq: number; readonly why: string };

/** An entry's number and hash as somebody noted them elsewhere. */
export interface AuditMark {
  readonly seq: number;
  readonly hash: string;
}

export interface Audit {
  /** One transaction; for what is not part of a job's transition. */
  append(entries: readonly AuditEntry[]): Promise<void>;
  /** Oldest first, after a number. */
  read(after: number, limit: number): Promise<readonly AuditRecord[]>;
  /**
   * Every entry, its chain, and the head. Whoever owns the whole database could rewrite all of it, head included; only a
   * mark that was kept elsewhere shows that.
   */
  verify(mark?: AuditMark): Promise<AuditVerdict>;
  /**
   * Every entry as a line of JSON. Without its last two members (`previous`, `hash`) a line is exactly the text whose
   * UTF-8, after the 32 bytes of `previous`, SHA-256 makes `hash` of.
   */
  lines(): AsyncIterable<string>;
}
