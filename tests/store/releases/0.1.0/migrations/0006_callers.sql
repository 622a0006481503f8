-- Who may call, which documents are trusted, and which writes were asked for before.

-- A key is shown once, when it is made; only its hash is kept. SHA-256 without salt or stretching is
-- right here: the secret has 256 random bits, so there is nothing to guess from the hash.
create table api_key (
  id                  bigint generated always as identity primary key,
  -- Who writes with it, as provenance tells it. Two keys may share a name while one replaces the other.
  name                text not null check (char_length(name) between 1 and 100),
  -- The part that lists and logs show; the secret stands behind it.
  prefix              text not null unique check (prefix ~ '^[a-z2-7]{8}$'),
  digest              bytea not null check (octet_length(digest) = 32),
  scopes              text[] not null check (cardinality(scopes) > 0 and scopes <@ array['read', 'write', 'admin']),
  -- Null: as the settings say; 0: no limit.
  requests_per_minute integer check (requests_per_minute >= 0),
  created_at          timestamptz not null default now(),
  expires_at          timestamptz,
  -- Written at most once a minute, so that reading with a key does not become writing.
  last_used_at        timestamptz,
  revoked_at          timestamptz
);

-- Documents that clients send by id: the operations that a front end was built with.
create table trusted_document (
  id            text primary key check (char_length(id) between 1 and 200),
  name          text,
  body          text not null,
  registered_at timestamptz not null default now()
);

-- Writes that a caller may send twice: its key, what was asked, and what came of it. A row is written in
-- the transaction of the write itself, so that either both are there or neither.
create table idempotency_key (
  caller       text not null,
  key          text not null,
  -- SHA-256 of the mutation's name and input: the same key with another request is a mistake.
  request_hash text not null check (request_hash ~ '^[0-9a-f]{64}$'),
  -- Null only inside the transaction that writes it: the rows and values that the payload is made of.
  outcome      jsonb,
  created_at   timestamptz not null default now(),
  primary key (caller, key)
);
-- Old keys are pruned from this end.
create index idempotency_key_oldest on idempotency_key (created_at);
