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

-- Two claims that people say are not linked are not linked by a rule again.
create function claimgraph.keep_unlinked() returns trigger language plpgsql as $$
begin
  if exists (
    select from claimgraph.tombstone t
    where t.kind = 5 and t.with_key is null
      and ((t.body ->> 'from', t.body ->> 'to') = ('clm_' || new.from_id, 'clm_' || new.to_id)
        or (t.body ->> 'from', t.body ->> 'to') = ('clm_' || new.to_id, 'clm_' || new.from_id))
  ) then
    return null;
  end if;
  return new;
end
$$;
create trigger claim_link_stays_deleted before insert on claim_link
  for each row when (new.said_by like 'rule:%') execute function claimgraph.keep_unlinked();
