-- What happened, for subscribers: one row for each object that a transaction brought or changed, written
-- in that transaction by triggers, so that every writer is covered and nothing is told that didn't happen.
-- See docs/subscriptions.md.

-- The order of events is (xid, kind, key). It is final up to pg_snapshot_xmin(pg_current_snapshot()):
-- every transaction below has ended, so no event can come to stand below any more. Readers go that far
-- and no further; an identity column would number events in an order in which they don't become visible.
-- The key also says that a transaction tells of an object once, however often it touches it.
create table event (
  xid  xid8 not null default pg_current_xact_id(),
  -- 1 an article, 2 an actor, 3 a claim; in this order, so that a claim comes after its article.
  kind smallint not null check (kind between 1 and 3),
  key  bigint not null,
  at   timestamptz not null default now(),
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

-- Which database this is, for cursors: another server's transaction ids mean nothing here.
create function claimgraph.event_lineage() returns bigint
  language sql stable
  return (
    select hashtextextended(c.system_identifier::text, d.oid::bigint)
    from pg_control_system() c, pg_database d
    where d.datname = current_database()
  );

create function claimgraph.tell_of_rows() returns trigger language plpgsql as $$
begin
  insert into claimgraph.event (kind, key) select tg_argv[0]::smallint, n.id from new_rows n on conflict do nothing;
  if found then
    -- No payload, so that a transaction wakes each listener once.
    perform pg_notify('claimgraph_event', '');
  end if;
  return null;
end
$$;
create trigger article_tells after insert on article
  referencing new table as new_rows for each statement execute function claimgraph.tell_of_rows('1');
create trigger actor_tells after insert on actor
  referencing new table as new_rows for each statement execute function claimgraph.tell_of_rows('2');
create trigger claim_tells after insert on claim
  referencing new table as new_rows for each statement execute function claimgraph.tell_of_rows('3');

-- Changes are told row by row: every ingest counts mentions on many actors, and a condition on a row
-- costs nothing where it doesn't hold, while transition tables would copy all of those rows.
create function claimgraph.tell_of_row() returns trigger language plpgsql as $$
begin
  insert into claimgraph.event (kind, key) values (tg_argv[0]::smallint, new.id) on conflict do nothing;
  perform pg_notify('claimgraph_event', '');
  return null;
end
$$;
create trigger article_tells_of_change after update of version on article
  for each row when (old.version is distinct from new.version) execute function claimgraph.tell_of_row('1');
create trigger actor_tells_of_change
  after update of name, kind, description, wikidata_id, merged_into_id, version on actor
  for each row when (
    (old.name, old.kind, old.description, old.wikidata_id, old.merged_into_id, old.version)
    is distinct from (new.name, new.kind, new.description, new.wikidata_id, new.merged_into_id, new.version)
  )
  execute function claimgraph.tell_of_row('2');

-- Forget the oldest events that are older than `keep`, at most 10,000 of them; says how many it were.
create function claimgraph.prune_events(keep interval) returns integer language plpgsql as $$
declare
  ended    xid8 := pg_snapshot_xmin(pg_current_snapshot());
  kept     xid8;
  mark     record;
  foreign_ integer;
  gone     integer;
begin
  if not pg_try_advisory_xact_lock(x'636c61696d670004'::bigint) then
    return 0;  -- Somebody else is at it.
  end if;
  -- A transaction of the future is another server's, from before a dump and restore; its events would
  -- stand in the way of ours until the numbers catch up. Its cursors are refused by their lineage.
  delete from claimgraph.event e where e.xid >= pg_snapshot_xmax(pg_current_snapshot());
  get diagnostics foreign_ = row_count;
  -- Whole transactions go, from the oldest up to the first that holds something young enough.
  select e.xid into kept from claimgraph.event e where e.at >= now() - keep order by e.xid limit 1;
  select last.xid, last.kind, last.key into mark
  from (
    select e.xid, e.kind, e.key from claimgraph.event e
    where e.xid < least(coalesce(kept, ended), ended)
    order by e.xid, e.kind, e.key
    limit 10000
  ) last
  order by last.xid desc, last.kind desc, last.key desc
  limit 1;
  if not found then
    return foreign_;
  end if;
  delete from claimgraph.event e where (e.xid, e.kind, e.key) <= (mark.xid, mark.kind, mark.key);
  get diagnostics gone = row_count;
  update claimgraph.event_pruned set xid = mark.xid, kind = mark.kind, key = mark.key;
  return foreign_ + gone;
end
$$;
