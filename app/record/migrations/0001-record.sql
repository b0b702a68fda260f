-- The record: a log of official acts that only grows. Entries are written in the transaction of the act they tell of.

-- One row, locked by whoever appends: indices have no gaps and follow the order of commit.
-- frontier: roots of the maximal complete subtrees, largest first, 32 bytes each (RFC 6962), all that appending needs.
create table record_head (
  single boolean primary key default true check (single),
  size bigint not null check (size >= 0),
  frontier bytea not null
);
insert into record_head (size, frontier) values (0, '');

-- body: canonical JSON (RFC 8785), at most 65,535 bytes; leaf: SHA-256(0x00 || body).
create table record_entry (
  index bigint primary key check (index >= 0),
  kind text not null,
  at timestamptz not null,
  body bytea not null check (octet_length(body) <= 65535),
  leaf bytea not null check (octet_length(leaf) = 32)
);
create index record_entry_kind on record_entry (kind, index);
create index record_entry_at on record_entry (at);

-- Contents too large for an entry, by their SHA-256; the entry names it.
create table record_document (
  digest bytea primary key check (digest = sha256(body)),
  body bytea not null
);

-- What opens the commitments of an entry. Deleting a row erases the value and leaves the log whole.
create table record_secret (
  index bigint not null references record_entry (index),
  path text not null,
  salt bytea not null check (octet_length(salt) = 32),
  value jsonb not null,
  primary key (index, path)
);

-- Keys of the log, oldest first: `vkey` signs the checkpoints of sizes from_size to to_size (both included; null = still).
create table record_key (
  id bigint generated always as identity primary key,
  vkey text not null unique,
  from_size bigint not null,
  to_size bigint
);

-- Every checkpoint that was ever signed. note: the signed note without cosignatures.
create table record_checkpoint (
  size bigint primary key,
  note text not null,
  at timestamptz not null
);

create table record_cosignature (
  size bigint not null references record_checkpoint (size),
  witness text not null,
  line text not null,
  at timestamptz not null,
  primary key (size, witness)
);

create function record_only_grows() returns trigger language plpgsql as $$
begin
  raise exception 'the record only grows: % of % is refused', tg_op, tg_table_name using errcode = 'integrity_constraint_violation';
end $$;
create trigger record_entry_only_grows before update or delete or truncate on record_entry for each statement execute function record_only_grows();
create trigger record_document_only_grows before update or delete or truncate on record_document for each statement execute function record_only_grows();
create trigger record_checkpoint_only_grows before update or delete or truncate on record_checkpoint for each statement execute function record_only_grows();
