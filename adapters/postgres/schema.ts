// The tables as Kysely sees them; what they mean is told in migrations/.

import type { ColumnType, Generated, GeneratedAlways } from "kysely";
import type { KnowledgeSchema } from "./knowledge/schema.ts";

type Json<T = unknown> = ColumnType<T, string, string>;
/** Set by the database unless told otherwise. */
type Timestamp = Generated<Date>;

export interface Schema extends KnowledgeSchema {
  person: {
    id: string;
    name: string;
    created_at: Timestamp;
    roles: Generated<string[]>;
    disabled_at: Date | null;
  };
  identity: { identity: string; person_id: string; linked_at: Timestamp };
  person_group: { person_id: string; group_name: string; since: Timestamp };
  start_rule: {
    id: string;
    workflow: string;
    who: string[];
    inputs: Json<Readonly<Record<string, string>>>;
    created_at: Timestamp;
  };
  rights_epoch: { single: Generated<boolean>; epoch: Generated<number> };
  /** Append-only: written by `audit_append` alone. */
  "audit.entry": { seq: number; payload: string; previous: Buffer; hash: Buffer };
  "audit.head": { single: Generated<boolean>; seq: number; hash: Buffer };
  access_token: {
    id: string;
    hash: Buffer;
    label: string;
    person_id: string;
    roles: string[];
    created_at: Timestamp;
    expires_at: Date | null;
    last_used_at: Date | null;
    revoked_at: Date | null;
  };
  conversation: {
    id: string;
    platform: string;
    thread: string;
    owner_id: string;
    started_at: Timestamp;
    updated_at: Timestamp;
    bound_agent: string | null;
    last_intent: string | null;
    last_slots: Json;
    awaiting: Json | null;
    locale: string | null;
  };
  message: {
    number: GeneratedAlways<number>;
    id: string;
    conversation_id: string;
    platform: string;
    event_id: string;
    role: "person" | "resync";
    person_id: string | null;
    text: string;
    answer: Json | null;
    at: Timestamp;
  };
  inbox: {
    platform: string;
    id: string;
    thread: string;
    conversation_id: string;
    person: Json;
    text: string;
    locale: string | null;
    at: Date;
    details: Json;
    received_at: Timestamp;
    taken_at: Timestamp;
    tries: Generated<number>;
    answered_at: Date | null;
    abandoned_at: Date | null;
    reason: string | null;
  };
  notice: {
    platform: string;
    thread: string;
    key: string;
    payload: Json;
    important: boolean;
    version: Generated<number>;
    shown: Generated<number>;
    ref: string | null;
    tries: Generated<number>;
    due_at: Timestamp;
    undeliverable_at: Date | null;
    reason: string | null;
    stands: Json | null;
    replaced_at: Date | null;
    created_at: Timestamp;
    updated_at: Timestamp;
  };
  alert: {
    id: string;
    key: string;
    kind: string;
    state: Json;
    change: Generated<number>;
    live: Generated<boolean>;
    told_by: Generated<string[]>;
    opened_at: Timestamp;
    updated_at: Timestamp;
    resolved_at: Date | null;
  };
  link_code: {
    hash: Buffer;
    identity: string;
    name: string;
    asked: Json;
    created_at: Timestamp;
    expires_at: Date;
    used_at: Date | null;
    used_for: string | null;
    replaced_at: Date | null;
    shown_to: string | null;
    shown_for: string | null;
  };
  link_try: { person_id: string; message: string; at: Timestamp };
  unlinked_identity: { identity: string; at: Timestamp };
  sign_in_link: {
    hash: Buffer;
    person_id: string;
    roles: string[];
    surface: string;
    created_at: Timestamp;
    expires_at: Date;
    used_at: Date | null;
  };
  slack_installation: {
    key: string;
    team_id: string | null;
    enterprise_id: string | null;
    sealed: Buffer;
    installed_at: Timestamp;
    updated_at: Timestamp;
  };
  teams_conversation: { id: string; reference: Json; seen_at: Timestamp };
  outbox: {
    number: GeneratedAlways<number>;
    id: string;
    platform: string;
    thread: string;
    payload: Json;
    tries: Generated<number>;
    created_at: Timestamp;
    due_at: Timestamp;
    sent_at: Date | null;
    undeliverable_at: Date | null;
    reason: string | null;
  };
  plan_head: {
    single: Generated<boolean>;
    read_at: Date | null;
    engine: string | null;
    total_jobs: number | null;
    counts_by_status: Json | null;
    seq: Generated<number>;
  };
  // Jobs and what belongs to them are read and written in SQL of their own (jobs/); Kysely knows what it asks for.
  workflow_version: {
    digest: string;
    id: string;
    version: number;
    source: string;
    definition: Json;
    kept_at: Timestamp;
  };
  plan_job: PlanJobRow;
  plan_workstation: { name: string; linked: boolean; agent_up: boolean };
  plan_event: {
    seq: number;
    at: Date;
    kind: "job" | "workstation";
    name: string;
    before: Json | null;
    after: Json | null;
  };
}

export interface PlanJobRow {
  id: string;
  name: string;
  stream: string;
  workstation: string;
  internal: string;
  common: string;
  substatus: string | null;
  canceled: boolean;
  run_id: string | null;
  return_code: number | null;
  started_at: Date | null;
  ended_at: Date | null;
  estimated_ms: number | null;
  late: boolean;
  critical: boolean;
  scheduled_at: Date | null;
}
