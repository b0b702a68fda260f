-- Releases of the atlas that this instance published, oldest first; each is an official act.
create table atlas_release (
  id bigint generated always as identity primary key,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  rules integer not null,
  instruments integer not null,
  published_at timestamptz not null
);
