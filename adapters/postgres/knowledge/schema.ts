// The tables of migrations/0010-knowledge.ts as Kysely sees them.

import type { ColumnType, Generated, GeneratedAlways } from "kysely";
import type { Entry } from "#core/knowledge/entry.ts";
import type { Fix } from "#core/knowledge/passage.ts";
import type { Origin, SourceKind, Standing } from "#core/knowledge/source.ts";

type Json<T = unknown> = ColumnType<T, string, string>;
type Timestamp = Generated<Date>;

export interface KnowledgeSchema {
  knowledge_source: {
    id: string;
    kind: SourceKind;
    origin: Origin;
    name: string;
    title: string;
    standing: Standing;
    digest: string | null;
    reading: Generated<number>;
    problem: string | null;
    notes: Generated<string[]>;
    missing: Generated<boolean>;
    added_by: string | null;
    added_at: Timestamp;
    changed_at: Timestamp;
  };
  knowledge_passage: {
    id: string;
    source_id: string;
    number: number;
    place: string;
    cite: string;
    heading: string | null;
    body: string;
    fix: Json<Fix | null> | null;
    dated: Date | null;
    digest: string;
    job: string | null;
    code: string | null;
    /** A tsvector. */
    words: ColumnType<string, string, string>;
    length: number;
    quotable: Generated<boolean>;
  };
  knowledge_word: { word: string; passages: number };
  knowledge_size: { single: Generated<boolean>; passages: number; words: number };
  passage_vector: {
    passage_id: string;
    model: string;
    dimensions: number;
    vector: Buffer;
    made_at: Timestamp;
  };
  graph_edge: {
    source: string;
    from_kind: string;
    from_name: string;
    kind: string;
    to_kind: string;
    to_name: string;
    count: Generated<number>;
    first_seen: Date;
    last_seen: Date;
  };
  incident: {
    id: string;
    job: string;
    stream: string;
    workstation: string;
    job_id: string;
    run_id: string | null;
    broke_at: Date;
    return_code: number | null;
    error_code: string | null;
    cause: string | null;
    signature: string | null;
    how: string | null;
    well_at: Date | null;
    by_people: Generated<string[]>;
    runbook: string | null;
    task_id: string | null;
    real_cause: string | null;
    cause_by: string | null;
    cause_at: Date | null;
  };
  incident_act: {
    incident_id: string;
    at: Date;
    text: string;
    seen: boolean;
    person_id: string | null;
  };
  interaction: {
    id: string;
    number: GeneratedAlways<number>;
    at: Timestamp;
    conversation_id: string;
    platform: string;
    thread: string;
    person_id: string | null;
    locale: string;
    question: string;
    answer: string;
    intent: string;
    confidence: number;
    slots: Json<Readonly<Record<string, unknown>>>;
    agent: string;
    tools: Json;
    sources: Json;
    passages: Generated<string[]>;
    incident_id: string | null;
    mood: string;
    elapsed_ms: number;
    model: Json | null;
    doubt: number | null;
    doubt_reasons: string[] | null;
    judged_by: string | null;
    judged_at: Date | null;
  };
  feedback: {
    interaction_id: string;
    person_id: string;
    at: Timestamp;
    rating: number | null;
    comment: string | null;
  };
  learned_entry: {
    id: string;
    pattern_key: string;
    pattern: Json<Entry["pattern"]>;
    state: Entry["state"];
    fix: Json<Entry["fix"]>;
    evidence: Json;
    runbook: string | null;
    created: Timestamp;
    decided_by: string | null;
    decided_at: Date | null;
    reason: string | null;
    drafted: Json<Entry["fix"]> | null;
  };
  review: {
    id: string;
    kind: string;
    subject: string;
    title: string;
    reasons: string[];
    weight: number;
    opened_at: Timestamp;
    verdict: "approved" | "rejected" | null;
    decided_by: string | null;
    decided_at: Date | null;
    reason: string | null;
  };
  mining_head: { single: Generated<boolean>; read_until: Date | null };
  model_use: { day: string; person_id: string; tokens: Generated<number> };
}
