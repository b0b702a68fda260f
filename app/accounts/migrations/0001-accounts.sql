-- Accounts and how they prove themselves. No row holds a secret in clear: passwords by argon2id, tokens and recovery codes by
-- SHA-256, TOTP secrets encrypted with a key of the instance.
create table account (
  id uuid primary key default gen_random_uuid(),
  email text not null,
  name text not null,
  language text,
  password_hash text,
  created_at timestamptz not null default now(),
  disabled_at timestamptz
);
create unique index account_email on account (lower(email));

create table account_role (
  account_id uuid not null references account (id) on delete cascade,
  role text not null,
  granted_by uuid references account (id) on delete set null,
  granted_at timestamptz not null default now(),
  primary key (account_id, role)
);

create table session (
  token_hash bytea primary key,
  id uuid not null unique default gen_random_uuid(),
  account_id uuid not null references account (id) on delete cascade,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  -- Null until a second factor is given, when the account has one.
  complete_at timestamptz,
  -- password, passkey, oidc:<provider>, link
  method text not null,
  client text not null
);
create index session_account on session (account_id);
create index session_expires on session (expires_at);

create table one_time_link (
  token_hash bytea primary key,
  purpose text not null check (purpose in ('first-administrator', 'invitation', 'recovery')),
  account_id uuid references account (id) on delete cascade,
  email text,
  roles text[] not null default '{}',
  -- A recovery link may also take away a lost second factor.
  removes_second_factor boolean not null default false,
  created_at timestamptz not null default now(),
  created_by uuid references account (id) on delete set null,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table totp (
  account_id uuid primary key references account (id) on delete cascade,
  secret bytea not null,
  confirmed_at timestamptz,
  -- Step of the last accepted code: a code is accepted once.
  last_step bigint
);

create table recovery_code (
  account_id uuid not null references account (id) on delete cascade,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (account_id, code_hash)
);

create table passkey (
  credential_id text primary key,
  account_id uuid not null references account (id) on delete cascade,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null default '{}',
  name text not null,
  created_at timestamptz not null default now(),
  used_at timestamptz
);
create index passkey_account on passkey (account_id);

-- A challenge is answered once: passkey ceremonies and OpenID Connect sign-ins under way.
create table challenge (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('passkey-registration', 'passkey-sign-in', 'oidc')),
  value jsonb not null,
  account_id uuid references account (id) on delete cascade,
  expires_at timestamptz not null
);

create table identity (
  provider text not null,
  subject text not null,
  account_id uuid not null references account (id) on delete cascade,
  linked_at timestamptz not null default now(),
  primary key (provider, subject)
);
