// What alerts are looked for by, as columns of their own: looking for what changed, every second in every process, must cost
// the same however many alerts are remembered.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // `change`: the number of its last change. `live`: open, or somebody is still to be told of it. `told_by`: the messages
  // that tell of several alerts and of this one among them.
  `alter table alert
    add column change bigint not null default 0,
    add column live boolean not null default false,
    add column told_by text[] not null default '{}'`,
  `update alert set
    change = coalesce((state->>'change')::bigint, 0),
    live = resolved_at is null or state->'places' @> '[{"held": true}]',
    told_by = array(select distinct place->>'digest' from jsonb_array_elements(state->'places') as place
      where place->>'digest' is not null)
  where kind <> 'mark'`,
  // Calls are messages of their own from now on; those made before are made once more where nobody took the alert.
  `update alert set state = jsonb_set(state, '{escalations}', '[]') where kind <> 'mark'`,
  "drop index alert_by_time",
  "create index alert_live on alert (opened_at, id) where live",
  "create index alert_by_change on alert (change)",
  "create index alert_by_key on alert (key, opened_at desc) where resolved_at is not null",
  'create index alert_by_id on alert (id collate "C")',
  "create index alert_told_by on alert using gin (told_by) where told_by <> '{}'",
  "create index alert_resolved on alert (resolved_at) where resolved_at is not null",
];
