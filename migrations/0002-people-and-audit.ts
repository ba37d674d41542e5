// People with roles, groups and identities; who may start what; and the audit, which only grows.
//
// Rights have an epoch: a number that every change of them raises in its own transaction, whoever makes it. Whoever
// decided by rights of one epoch can make sure, under a lock on that row, that they still hold.
//
// The audit is a schema of its own, so that it can belong to somebody else: where the server has a role
// "resync_audit" and the migrating session is a member of it, that role owns schema, tables and function, and the
// program's role may read and append and nothing else. Where it has none (a DATABASE_URL whose role owns everything),
// the owner's own rights to change entries are revoked and triggers refuse, which an owner can undo; the security
// scan says so. Either way the chain of hashes shows what was done.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of people) await sql.raw(statement).execute(db);
  const { rows } = await sql<{ me: string; separate: boolean }>`
    select quote_ident(current_user) as me, coalesce(
      (select pg_has_role(session_user, oid, 'MEMBER') from pg_roles where rolname = 'resync_audit'), false
    ) as separate`.execute(db);
  const [{ me, separate } = { me: "current_user", separate: false }] = rows;
  for (const statement of separate ? separateAudit(me) : ownAudit(me)) await sql.raw(statement).execute(db);
  for (const statement of auditForAll) await sql.raw(statement).execute(db);
}

const people = [
  "alter table person add column roles text[] not null default '{}', add column disabled_at timestamptz",
  // Until now roles lived on tokens alone.
  `update person set roles = coalesce((
    select array_agg(distinct role) from access_token, unnest(access_token.roles) role
    where person_id = person.id and revoked_at is null and (expires_at is null or expires_at > now())
  ), '{}')`,
  // How a platform calls a person: slack:TEAM/USER, teams:AADOBJECTID, email:name@company.com.
  `create table identity (
    identity text primary key,
    person_id text not null references person (id) on delete cascade,
    linked_at timestamptz not null default now()
  )`,
  "create index identity_by_person on identity (person_id)",
  // Groups besides the built-in ones, which are roles; a group exists while it has members.
  `create table person_group (
    person_id text not null references person (id) on delete cascade,
    group_name text not null,
    since timestamptz not null default now(),
    primary key (person_id, group_name)
  )`,
  `create table start_rule (
    id text primary key,
    workflow text not null,
    who text[] not null,
    inputs jsonb not null default '{}',
    created_at timestamptz not null default now()
  )`,
  `create table rights_epoch (
    single boolean primary key default true check (single),
    epoch bigint not null default 1
  )`,
  "insert into rights_epoch default values",
  `create function raise_rights_epoch() returns trigger language plpgsql as $$
  begin
    update rights_epoch set epoch = epoch + 1;
    return null;
  end $$`,
  ...["person", "identity", "person_group", "start_rule"].flatMap((table) => [
    `create trigger rights_change after insert or delete on ${table}
      for each row execute function raise_rights_epoch()`,
    // A row written again as it was changes nobody's rights.
    `create trigger rights_update after update on ${table}
      for each row when (old.* is distinct from new.*) execute function raise_rights_epoch()`,
    `create trigger rights_gone after truncate on ${table}
      for each statement execute function raise_rights_epoch()`,
  ]),
];

function separateAudit(me: string): readonly string[] {
  return [
    "set local role none",
    "create schema audit authorization resync_audit",
    "set local role resync_audit",
    ...audit,
    `grant usage on schema audit to ${me}`,
    `grant select on audit.entry, audit.head to ${me}`,
    `grant execute on function audit.append(jsonb) to ${me}`,
    `set local role ${me}`,
  ];
}

function ownAudit(me: string): readonly string[] {
  return [
    "create schema audit",
    ...audit,
    `revoke update, delete, truncate on audit.entry from ${me}`,
    `revoke delete, truncate on audit.head from ${me}`,
  ];
}

const audit = [
  // `payload` is the entry as one line of JSON: { seq, at, verb, who: { id, name }, surface, subject, data }. It is kept
  // as text because its bytes are what is hashed: hash = SHA-256 (previous, then payload in UTF-8).
  `create table audit.entry (
    seq bigint primary key,
    payload text not null,
    previous bytea not null,
    hash bytea not null
  )`,
  // The last entry. Its lock is what keeps numbers without gap; before the first entry the hash is 32 zero bytes.
  `create table audit.head (
    single boolean primary key default true check (single),
    seq bigint not null,
    hash bytea not null
  )`,
  `insert into audit.head (seq, hash) values (0, decode(repeat('00', 32), 'hex'))`,
  `create function audit.refuse() returns trigger language plpgsql as $$
  begin
    raise exception 'The audit is append-only: % on audit.% is refused.', lower(tg_op), tg_table_name
      using errcode = 'insufficient_privilege';
  end $$`,
  `create trigger append_only before update or delete or truncate on audit.entry
    for each statement execute function audit.refuse()`,
  `create trigger append_only before delete or truncate on audit.head
    for each statement execute function audit.refuse()`,
  `create function audit.refuse_backwards() returns trigger language plpgsql as $$
  begin
    if new.seq <= old.seq then
      raise exception 'The audit is append-only: its head does not go back from % to %.', old.seq, new.seq
        using errcode = 'insufficient_privilege';
    end if;
    return new;
  end $$`,
  `create trigger only_forward before update on audit.head
    for each row execute function audit.refuse_backwards()`,
  // Also for sessions that replay changes, where ordinary triggers are silent.
  "alter table audit.entry enable always trigger append_only",
  "alter table audit.head enable always trigger append_only",
  "alter table audit.head enable always trigger only_forward",
  // entries: [{ verb, who: { id, name }, surface, subject, data }]. Takes the head's lock until the transaction ends:
  // call it last, after every other lock.
  `create function audit.append(entries jsonb) returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
  declare
    number bigint;
    chain bytea;
    next_hash bytea;
    item jsonb;
    line text;
  begin
    if jsonb_array_length(entries) = 0 then return; end if;
    select head.seq, head.hash into strict number, chain from audit.head for update;
    for item in select value from jsonb_array_elements(entries) loop
      if item ->> 'verb' is null or item -> 'who' ->> 'id' is null or item -> 'who' ->> 'name' is null
        or item ->> 'surface' is null or item ->> 'subject' is null
      then
        raise exception 'An audit entry needs verb, who, surface and subject.' using errcode = 'not_null_violation';
      end if;
      number := number + 1;
      line := json_build_object(
        'seq', number,
        'at', to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'verb', item ->> 'verb',
        'who', json_build_object('id', item -> 'who' ->> 'id', 'name', item -> 'who' ->> 'name'),
        'surface', item ->> 'surface',
        'subject', item ->> 'subject',
        'data', coalesce(item -> 'data', '{}'::jsonb)
      )::text;
      next_hash := sha256(chain || convert_to(line, 'UTF8'));
      insert into audit.entry (seq, payload, previous, hash) values (number, line, chain, next_hash);
      chain := next_hash;
    end loop;
    update audit.head set seq = number, hash = chain;
  end $$`,
  "revoke all on function audit.append(jsonb) from public",
];

const auditForAll = [
  // What the rest of our SQL calls.
  `create function audit_append(entries jsonb) returns void language sql as $$
    select audit.append(entries)
  $$`,
  // For people with a SQL prompt; the program reads audit.entry.
  `create view audit as
    select seq, (line ->> 'at')::timestamptz as at, line ->> 'verb' as verb, line -> 'who' ->> 'id' as who_id,
      line -> 'who' ->> 'name' as who_name, line ->> 'surface' as surface, line ->> 'subject' as subject,
      line -> 'data' as data, previous, hash
    from (select *, payload::jsonb as line from audit.entry) entry`,
];
