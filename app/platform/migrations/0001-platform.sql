-- Settings that an administrator changes while Comity runs (name of the instance, contact). Value is JSON, checked by the command.
create table setting (
  key text primary key,
  value jsonb not null,
  changed_at timestamptz not null default now(),
  changed_by text
);

-- One row for every command: who asked for what, and what became of it. Rows are never changed.
create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  request_id text not null,
  command text not null,
  actor_kind text not null,
  actor_id text,
  outcome text not null check (outcome in ('done', 'denied', 'failed')),
  input jsonb not null,
  detail text
);
create index audit_at on audit (at);
create index audit_actor on audit (actor_id, at) where actor_id is not null;
create index audit_command on audit (command, at);

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail is append-only' using errcode = 'integrity_constraint_violation';
end $$;
create trigger audit_append_only before update or delete or truncate on audit for each statement execute function audit_is_append_only();

-- What must leave the database exactly once a transaction is committed: official acts for the record, mail.
create table outbox (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  kind text not null,
  payload jsonb not null,
  delivered_at timestamptz
);
create index outbox_waiting on outbox (kind, id) where delivered_at is null;

-- Live events (server-sent events), kept for a day so that a client that lost its connection catches up.
create table event (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  topic text not null,
  data jsonb not null
);
create index event_at on event (at);

-- Counters of the rate limiter, shared by all nodes. Losing them in a crash is harmless, hence unlogged.
create unlogged table rate_limit (
  key text not null,
  period bigint not null,
  count integer not null,
  ends_at timestamptz not null,
  primary key (key, period)
);
create index rate_limit_ends_at on rate_limit (ends_at);
