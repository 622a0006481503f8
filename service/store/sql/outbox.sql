-- What happened, for subscribers and copies elsewhere: one row of `event` for each thing that a transaction brought,
-- changed or took away, written in that transaction by triggers, so that every writer is covered and nothing is told
-- that didn't happen. See docs/subscriptions.md.

-- Which database this is, for cursors: another server's transaction ids mean nothing here.
create or replace function claimgraph.event_lineage() returns bigint
  language sql stable
  return (
    select hashtextextended(c.system_identifier::text, d.oid::bigint)
    from pg_control_system() c, pg_database d
    where d.datname = current_database()
  );

-- A transaction tells of a thing once, with what came of it in the end.
create or replace function claimgraph.tell(of_kind smallint, keys bigint[], doing text) returns void language sql as $$
  insert into claimgraph.event as e (kind, key, action, reason)
  select distinct of_kind, k, doing, nullif(current_setting('claimgraph.reason', true), '') from unnest(keys) as k
  on conflict (xid, kind, key) do update
    set action = case when e.action = 'DELETED' then 'CHANGED' else excluded.action end, reason = excluded.reason
    where excluded.action <> 'CHANGED' and e.action <> excluded.action
$$;

-- New things. Another action than CREATED is told where the transaction says so: things that are restored.
create or replace function claimgraph.tell_of_rows() returns trigger language plpgsql as $$
declare
  ids bigint[] := array(select n.id from new_rows n);
begin
  if cardinality(ids) > 0 then
    perform claimgraph.tell(
      tg_argv[0]::smallint, ids, coalesce(nullif(current_setting('claimgraph.telling', true), ''), 'CREATED')
    );
    -- No payload, so that a transaction wakes each listener once.
    perform pg_notify('claimgraph_event', '');
  end if;
  return null;
end
$$;
create or replace trigger article_tells after insert on article
  referencing new table as new_rows for each statement execute function claimgraph.tell_of_rows('1');
create or replace trigger actor_tells after insert on actor
  referencing new table as new_rows for each statement execute function claimgraph.tell_of_rows('2');
create or replace trigger claim_tells after insert on claim
  referencing new table as new_rows for each statement execute function claimgraph.tell_of_rows('3');
create or replace trigger review_tells after insert on claim_review
  referencing new table as new_rows for each statement execute function claimgraph.tell_of_rows('4');
create or replace trigger link_tells after insert on claim_link
  referencing new table as new_rows for each statement execute function claimgraph.tell_of_rows('5');
create or replace trigger relation_tells after insert on actor_relation
  referencing new table as new_rows for each statement execute function claimgraph.tell_of_rows('6');
create or replace trigger source_tells after insert on source
  referencing new table as new_rows for each statement execute function claimgraph.tell_of_rows('8');
create or replace trigger candidate_tells after insert on actor_merge_candidate
  referencing new table as new_rows for each statement execute function claimgraph.tell_of_rows('9');

create or replace function claimgraph.tell_of_lost_rows() returns trigger language plpgsql as $$
declare
  ids bigint[] := array(select o.id from old_rows o);
begin
  if cardinality(ids) > 0 then
    perform claimgraph.tell(tg_argv[0]::smallint, ids, 'DELETED');
    perform pg_notify('claimgraph_event', '');
  end if;
  return null;
end
$$;
create or replace trigger article_tells_of_its_end after delete on article
  referencing old table as old_rows for each statement execute function claimgraph.tell_of_lost_rows('1');
create or replace trigger actor_tells_of_its_end after delete on actor
  referencing old table as old_rows for each statement execute function claimgraph.tell_of_lost_rows('2');
create or replace trigger claim_tells_of_its_end after delete on claim
  referencing old table as old_rows for each statement execute function claimgraph.tell_of_lost_rows('3');
create or replace trigger review_tells_of_its_end after delete on claim_review
  referencing old table as old_rows for each statement execute function claimgraph.tell_of_lost_rows('4');
create or replace trigger link_tells_of_its_end after delete on claim_link
  referencing old table as old_rows for each statement execute function claimgraph.tell_of_lost_rows('5');
create or replace trigger relation_tells_of_its_end after delete on actor_relation
  referencing old table as old_rows for each statement execute function claimgraph.tell_of_lost_rows('6');
create or replace trigger source_tells_of_its_end after delete on source
  referencing old table as old_rows for each statement execute function claimgraph.tell_of_lost_rows('8');
create or replace trigger candidate_tells_of_its_end after delete on actor_merge_candidate
  referencing old table as old_rows for each statement execute function claimgraph.tell_of_lost_rows('9');

-- Changes are told row by row: every ingest counts mentions on many actors, and a condition on a row
-- costs nothing where it doesn't hold, while transition tables would copy all of those rows.
create or replace function claimgraph.tell_of_row() returns trigger language plpgsql as $$
begin
  perform claimgraph.tell(tg_argv[0]::smallint, array[new.id], coalesce(tg_argv[1], 'CHANGED'));
  perform pg_notify('claimgraph_event', '');
  return null;
end
$$;
create or replace trigger article_tells_of_change after update of version on article
  for each row when (old.version is distinct from new.version) execute function claimgraph.tell_of_row('1');
create or replace trigger article_tells_of_retraction after update of retracted_at on article
  for each row when (old.retracted_at is null and new.retracted_at is not null)
  execute function claimgraph.tell_of_row('1', 'RETRACTED');
create or replace trigger actor_tells_of_change
  after update of name, kind, description, wikidata_id, merged_into_id, version on actor
  for each row when (
    (old.name, old.kind, old.description, old.wikidata_id, old.merged_into_id, old.version)
    is distinct from (new.name, new.kind, new.description, new.wikidata_id, new.merged_into_id, new.version)
  )
  execute function claimgraph.tell_of_row('2');
create or replace trigger actor_tells_of_merge after update of merged_into_id on actor
  for each row when (old.merged_into_id is null and new.merged_into_id is not null)
  execute function claimgraph.tell_of_row('2', 'MERGED');
create or replace trigger claim_tells_of_change after update of version, claimant_id, subject_id on claim
  for each row when (
    (old.version, old.claimant_id, old.subject_id) is distinct from (new.version, new.claimant_id, new.subject_id)
  )
  execute function claimgraph.tell_of_row('3');

-- A claim that stands again is told to subscribers like one that is found.
create or replace trigger claim_tells_of_revival after update of retired_at on claim
  for each row when (old.retired_at is not null and new.retired_at is null)
  execute function claimgraph.tell_of_row('3', 'RESTORED');
create or replace trigger claim_tells_of_retirement after update of retired_at on claim
  for each row when (old.retired_at is null and new.retired_at is not null)
  execute function claimgraph.tell_of_row('3', 'RETIRED');
create or replace trigger review_tells_of_change after update on claim_review
  for each row when (old is distinct from new) execute function claimgraph.tell_of_row('4');
create or replace trigger link_tells_of_change after update of score, said_by on claim_link
  for each row when ((old.score, old.said_by) is distinct from (new.score, new.said_by))
  execute function claimgraph.tell_of_row('5');
create or replace trigger relation_tells_of_change after update of claim_id on actor_relation
  for each row when (old.claim_id is distinct from new.claim_id)
  execute function claimgraph.tell_of_row('6');
create or replace trigger source_tells_of_change after update on source
  for each row when (old is distinct from new) execute function claimgraph.tell_of_row('8');
create or replace trigger candidate_tells_of_change after update of status on actor_merge_candidate
  for each row when (old.status <> new.status) execute function claimgraph.tell_of_row('9');

-- A name is a part of its actor.
create or replace function claimgraph.tell_of_new_names() returns trigger language plpgsql as $$
begin
  perform claimgraph.tell(2::smallint, array(select n.actor_id from new_rows n), 'CHANGED');
  perform pg_notify('claimgraph_event', '');
  return null;
end
$$;
create or replace trigger name_tells after insert on actor_alias
  referencing new table as new_rows for each statement execute function claimgraph.tell_of_new_names();

create or replace function claimgraph.tell_of_lost_names() returns trigger language plpgsql as $$
begin
  perform claimgraph.tell(2::smallint, array(select o.actor_id from old_rows o), 'CHANGED');
  perform pg_notify('claimgraph_event', '');
  return null;
end
$$;
create or replace trigger name_tells_of_its_end after delete on actor_alias
  referencing old table as old_rows for each statement execute function claimgraph.tell_of_lost_names();

-- The log as its readers see it.
create or replace view claimgraph.change as
  select
    e.xid, e.kind as number, e.key, e.at, e.action, e.reason,
    (array['ARTICLE', 'ACTOR', 'CLAIM', 'REVIEW', 'LINK', 'RELATION', 'ALIAS', 'SOURCE', 'MERGE_CANDIDATE', 'MENTION'])
      [e.kind] as kind,
    (array['art_', 'act_', 'clm_', 'rev_', 'lnk_', 'rel_', 'als_', 'src_', 'cnd_', 'men_'])[e.kind] || e.key as id
  from claimgraph.event e;

-- What happened after a place, as far as the order is final. Refuses a place from before what is kept, and one of
-- another database or of a time that this one was set back from.
create or replace function claimgraph.changes_after(
  of_lineage bigint, after_xid bigint, after_kind bigint, after_key bigint, size bigint
) returns table (
  lineage bigint, xid bigint, number bigint, key bigint, cursor text, kind text, id text, action text, at timestamptz,
  reason text
)
  language plpgsql stable rows 100
as $$
declare
  ours   bigint := claimgraph.event_lineage();
  pruned claimgraph.event_pruned;
begin
  if of_lineage is not null then
    select * into pruned from claimgraph.event_pruned;
    if of_lineage <> ours or after_xid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint then
      raise exception using errcode = 'CG002', message = 'the cursor is of another database';
    end if;
    if (after_xid::text::xid8, after_kind, after_key) < (pruned.xid, pruned.kind::bigint, pruned.key) then
      raise exception using errcode = 'CG001', message = 'what follows the cursor is not kept any more';
    end if;
  end if;
  return query
    select
      ours, c.xid::text::bigint, c.number::bigint, c.key,
      claimgraph.cursor('event', json_build_array(ours, c.xid::text::bigint, c.number, c.key)),
      c.kind, c.id, c.action, c.at, c.reason
    from claimgraph.change c
    where (c.xid, c.number, c.key)
        > (coalesce(after_xid, 0)::text::xid8, coalesce(after_kind, 0)::smallint, coalesce(after_key, 0))
      and c.xid < pg_snapshot_xmin(pg_current_snapshot())
    order by c.xid, c.number, c.key
    limit size;
end
$$;

-- Forget the oldest events that are older than `keep`, at most 10,000 of them; says how many it were.
create or replace function claimgraph.prune_events(keep interval) returns integer language plpgsql as $$
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
