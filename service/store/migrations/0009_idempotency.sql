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
