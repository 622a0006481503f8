-- What happened: an outbox for subscribers and copies elsewhere, tombstones of what was deleted, and the history of what
-- changed. All are written by triggers in the transaction of the change itself, so that every writer is covered and
-- nothing is told that didn't happen (sql/outbox.sql, sql/history.sql). See docs/subscriptions.md and docs/writes.md.

-- The order of events is (xid, kind, key). It is final up to pg_snapshot_xmin(pg_current_snapshot()):
-- every transaction below has ended, so no event can come to stand below any more. Readers go that far
-- and no further; an identity column would number events in an order in which they don't become visible.
-- The key also says that a transaction tells of an object once, however often it touches it.
create table event (
  xid    xid8 not null default pg_current_xact_id(),
  -- As in `tombstone`; in this order, so that a claim comes after its article. A name is told as its actor's change.
  kind   smallint not null check (kind between 1 and 10),
  key    bigint not null,
  at     timestamptz not null default now(),
  action text not null default 'CREATED'
         check (action in ('CREATED', 'CHANGED', 'RESTORED', 'MERGED', 'RETRACTED', 'RETIRED', 'DELETED')),
  reason text,
  primary key (xid, kind, key)
);

-- The last event that was pruned: who resumes from before it has missed something.
create table event_pruned (
  single boolean primary key default true check (single),
  xid  xid8 not null default '0',
  kind smallint not null default 0,
  key  bigint not null default 0
);
insert into event_pruned default values;

-- What was deleted leaves a tombstone: when, by whom, why, and what it was, so that its id can say that it is
-- gone, copies elsewhere can follow, and the deletion can be taken back (service/exchange/tombstones.py).

create table tombstone (
  -- 1 an article, 2 an actor, 3 a claim, 4 a review, 5 a link between claims, 6 a relation between actors, 7 a name
  -- of an actor, 8 a source, 9 a merge candidate (dismissed, or gone with an actor), 10 a mention.
  kind       smallint not null check (kind between 1 and 10),
  key        bigint not null,
  at         timestamptz not null default now(),
  said_by    text not null check (said_by <> ''),
  reason     text check (reason <> ''),
  -- What was deleted with something else comes back with it.
  with_kind  smallint,
  with_key   bigint,
  -- The article that a claim stood in.
  article_id bigint,
  -- The other names that it was found by: an article's addresses, a source's domain, an actor's Wikidata item.
  known_as   text[] not null default '{}',
  -- The rows as lines of an export; null where those of `with_key` hold them.
  body       jsonb,
  primary key (kind, key),
  check ((with_kind is null) = (with_key is null))
);
create index tombstone_gone_with on tombstone (with_kind, with_key) where with_key is not null;
create index tombstone_known_as on tombstone using gin (known_as) where known_as <> '{}';
create index tombstone_of_article on tombstone (article_id, key) where kind = 3;
create index tombstone_of_link on tombstone ((body ->> 'from'), (body ->> 'to')) where kind = 5;

-- What each change changed, who made it and when: of articles, actors, claims and reviews.
create table history (
  -- 1 an article, 2 an actor, 3 a claim (as in `event`), 4 a review.
  kind      smallint not null check (kind between 1 and 4),
  key       bigint not null,
  -- The version that the change made. What changes without a new version, such as an actor's names as texts bring
  -- new ones, counts its entries of one version by `nth`.
  version   integer not null check (version > 0),
  nth       smallint not null default 0 check (nth >= 0),
  at        timestamptz not null default now(),
  said_by   text not null check (said_by <> ''),
  action    text not null
            check (action in ('CREATED', 'CHANGED', 'MERGED', 'SPLIT', 'RETIRED', 'REVIVED', 'RESTORED', 'IMPORTED')),
  -- By the fields' names in GraphQL, {"from": …, "to": …}. Of a body only the words that went, and where:
  -- {"from": words, "prefix": n, "suffix": n}. Of names and merged actors only those that went and came.
  changes   jsonb not null default '{}' check (jsonb_typeof(changes) = 'object'),
  -- Now and then the whole object as it was before the change, so that no version is far from one that is whole.
  was       jsonb,
  -- Which version the change was made from, so that versions of which nothing is known are told from those in between.
  made_from integer check (made_from > 0),
  primary key (kind, key, version, nth)
);
create index history_whole on history (kind, key, version, nth) where was is not null;

-- What the open transactions have touched, each object as it was before: one entry of the history each when they
-- commit, however often they touch it. Empty for everybody else, and nothing is lost with it in a crash.
create unlogged table changing (
  xid     xid8 not null default pg_current_xact_id(),
  kind    smallint not null,
  key     bigint not null,
  said_by text not null,
  before  jsonb not null,
  primary key (xid, kind, key)
);
