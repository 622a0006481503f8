-- The history of articles, actors, claims and reviews: what each change changed, who made it and when, written in
-- the change's own transaction by triggers, so that every writer is covered. See docs/writes.md, "History".

-- Who writes: told once a transaction by whoever opens it, read by what is written down by triggers.
create or replace function claimgraph.caller() returns text
  language sql stable
  return coalesce(nullif(current_setting('claimgraph.caller', true), ''), 'system');

-- Who says so: of actors and claims the extractor, where one is at work; else the transaction's caller.
create or replace function claimgraph.sayer(of_kind smallint) returns text
  language sql stable
  return case
    when of_kind in (2, 3) then coalesce(nullif(current_setting('claimgraph.reader', true), ''), claimgraph.caller())
    else claimgraph.caller()
  end;

-- Lines of an export bring their history along.
create or replace function claimgraph.restoring() returns boolean
  language sql stable
  return coalesce(current_setting('claimgraph.restoring', true), '') <> '';

-- Whether this transaction made the object: then its first version has no history but that.
create or replace function claimgraph.is_new(of_kind smallint, of_key bigint) returns boolean
  language plpgsql stable as $$
begin
  case of_kind
  when 1 then
    return (select a.ingested_at = now() from claimgraph.article a where a.id = of_key);
  when 2 then
    return (select a.created_at = now() from claimgraph.actor a where a.id = of_key);
  when 3 then
    return (select c.created_at = now() from claimgraph.claim c where c.id = of_key);
  else
    return (select r.created_at = now() from claimgraph.claim_review r where r.id = of_key);
  end case;
end
$$;

-- Remember an object as it is, before this transaction changes it for the first time.
create or replace function claimgraph.note_before(of_kind smallint, of_key bigint) returns void language plpgsql as $$
begin
  if of_key is null or claimgraph.restoring() or coalesce(claimgraph.is_new(of_kind, of_key), true) then
    return;
  end if;
  if exists (select from claimgraph.changing c where (c.xid, c.kind, c.key) = (pg_current_xact_id(), of_kind, of_key)) then
    return;
  end if;
  insert into claimgraph.changing (kind, key, said_by, before)
  values (of_kind, of_key, claimgraph.sayer(of_kind), claimgraph.snapshot(of_kind, of_key));
end
$$;

create or replace function claimgraph.action_of(of_kind smallint, of_key bigint, changes jsonb) returns text
  language sql stable
  return case
    when current_setting('claimgraph.restored', true) = of_kind || '/' || of_key then 'RESTORED'
    when changes -> 'mergedInto' ->> 'to' is not null or changes -> 'mergedFrom' -> 'to' <> '[]' then 'MERGED'
    when changes -> 'mergedInto' ->> 'from' is not null or changes -> 'mergedFrom' -> 'from' <> '[]' then 'SPLIT'
    when changes -> 'retiredAt' ->> 'to' is not null then 'RETIRED'
    when changes -> 'retiredAt' ->> 'from' is not null then 'REVIVED'
    else 'CHANGED'
  end;

-- At the end of the transaction: what came of an object that it touched.
create or replace function claimgraph.settle_change() returns trigger language plpgsql as $$
declare
  apart    constant integer := 50;  -- Whole objects are kept at so many versions' distance.
  after    jsonb := claimgraph.snapshot(new.kind, new.key);
  made     integer := (after -> 'version')::integer;
  the_last integer := (new.before -> 'version')::integer;
  told     jsonb;
begin
  delete from claimgraph.changing c where (c.xid, c.kind, c.key) = (new.xid, new.kind, new.key);
  if after is null then
    return null;  -- It was deleted.
  end if;
  told := claimgraph.differences(new.before, after, new.said_by like 'extractor:%');
  -- Each version of an article is told, also one in which nothing differs.
  if told = '{}' and not (new.kind = 1 and made is distinct from the_last) then
    return null;
  end if;
  insert into claimgraph.history (kind, key, version, nth, said_by, action, changes, made_from, was)
  select
    new.kind, new.key, made, coalesce(max(h.nth) + 1, 0), new.said_by,
    claimgraph.action_of(new.kind, new.key, told), told, the_last,
    case when made / apart > the_last / apart then new.before end
  from claimgraph.history h
  where (h.kind, h.key, h.version) = (new.kind, new.key, made);
  return null;
end
$$;
drop trigger if exists changing_settles on changing;
create constraint trigger changing_settles after insert on changing
  deferrable initially deferred for each row execute function claimgraph.settle_change();

-- The beginnings: each article and review; actors and claims where somebody made them by hand, as of all others
-- their articles tell who found them.
create or replace function claimgraph.tell_of_making() returns trigger language plpgsql as $$
declare
  of_kind constant smallint := tg_argv[0];
begin
  if of_kind in (2, 3) and (claimgraph.restoring() or coalesce(current_setting('claimgraph.reader', true), '') <> '') then
    return null;
  end if;
  insert into claimgraph.history (kind, key, version, said_by, action)
  select of_kind, n.id, n.version, claimgraph.caller(),
    case when claimgraph.restoring() then 'IMPORTED' else 'CREATED' end
  from new_rows n
  -- One that was deleted and comes back under its id has a history.
  on conflict do nothing;
  return null;
end
$$;
create or replace trigger article_begins after insert on article
  referencing new table as new_rows for each statement execute function claimgraph.tell_of_making('1');
create or replace trigger actor_begins after insert on actor
  referencing new table as new_rows for each statement execute function claimgraph.tell_of_making('2');
create or replace trigger claim_begins after insert on claim
  referencing new table as new_rows for each statement execute function claimgraph.tell_of_making('3');
create or replace trigger review_begins after insert on claim_review
  referencing new table as new_rows for each statement execute function claimgraph.tell_of_making('4');

-- The changes. The conditions cost nothing where they don't hold: mentions are counted on many actors, and a
-- claim's date follows its article's.
create or replace function claimgraph.note_row() returns trigger language plpgsql as $$
begin
  perform claimgraph.note_before(tg_argv[0]::smallint, old.id);
  return new;
end
$$;
create or replace trigger article_changes before update on article
  for each row when (
    (old.version, old.title, old.body, old.language, old.url, old.authors, old.published_at, old.source_id,
     old.translation_of_id, old.extractor, old.extractor_version, old.notes)
    is distinct from
    (new.version, new.title, new.body, new.language, new.url, new.authors, new.published_at, new.source_id,
     new.translation_of_id, new.extractor, new.extractor_version, new.notes)
  )
  execute function claimgraph.note_row('1');
create or replace trigger review_changes before update on claim_review
  for each row execute function claimgraph.note_row('4');

-- A claim that is retired, or stands again, has changed. A merge moves the actor of many claims without a new
-- version of them; it stands in the actors' history.
create or replace trigger claim_changes before update on claim
  for each row when (
    (old.version, old.quote, old.text, old.modality, old.polarity, old.attribution, old.stance, old.unnamed_source,
     old.retired_at)
    is distinct from
    (new.version, new.quote, new.text, new.modality, new.polarity, new.attribution, new.stance, new.unnamed_source,
     new.retired_at)
  )
  execute function claimgraph.note_row('3');

-- A merge changes the winner, too.
create or replace function claimgraph.note_actor() returns trigger language plpgsql as $$
begin
  perform claimgraph.note_before(2::smallint, old.id);
  if old.merged_into_id is distinct from new.merged_into_id then
    perform claimgraph.note_before(2::smallint, old.merged_into_id);
    perform claimgraph.note_before(2::smallint, new.merged_into_id);
  end if;
  return new;
end
$$;
create or replace trigger actor_changes before update on actor
  for each row when (
    (old.version, old.kind, old.name, old.description, old.wikidata_id, old.external_ids, old.merged_into_id)
    is distinct from
    (new.version, new.kind, new.name, new.description, new.wikidata_id, new.external_ids, new.merged_into_id)
  )
  execute function claimgraph.note_actor();

create or replace function claimgraph.note_alias() returns trigger language plpgsql as $$
begin
  perform claimgraph.note_before(2::smallint, old.actor_id);
  if tg_op = 'DELETE' then
    return old;
  end if;
  perform claimgraph.note_before(2::smallint, new.actor_id);
  return new;
end
$$;
create or replace trigger alias_changes before update on actor_alias
  for each row when ((old.actor_id, old.name, old.language) is distinct from (new.actor_id, new.name, new.language))
  execute function claimgraph.note_alias();
create or replace trigger alias_goes before delete on actor_alias
  for each row execute function claimgraph.note_alias();

-- Texts bring names by the thousand, nearly all of new actors: those are told apart in one step.
create or replace function claimgraph.note_new_aliases() returns trigger language plpgsql as $$
declare
  touched bigint;
begin
  if claimgraph.restoring() then
    return null;
  end if;
  for touched in
    select distinct n.actor_id
    from new_rows n join claimgraph.actor a on a.id = n.actor_id
    where a.created_at <> now()
  loop
    insert into claimgraph.changing (kind, key, said_by, before)
    select 2, touched, claimgraph.sayer(2::smallint), s.state || jsonb_build_object('aliases', (
      select coalesce(jsonb_agg(jsonb_build_object('name', l.name, 'language', l.language) order by l.id), '[]')
      from claimgraph.actor_alias l
      where l.actor_id = touched and l.id not in (select n.id from new_rows n)
    ))
    from (select claimgraph.snapshot(2::smallint, touched) as state) s
    on conflict do nothing;
  end loop;
  return null;
end
$$;
create or replace trigger alias_comes after insert on actor_alias
  referencing new table as new_rows for each statement execute function claimgraph.note_new_aliases();

-- A claim's actors and cues are written after the claim itself, or else instead of others, which go first.
create or replace function claimgraph.note_claim() returns trigger language plpgsql as $$
begin
  perform claimgraph.note_before(3::smallint, old.claim_id);
  return case when tg_op = 'DELETE' then old else new end;
end
$$;
create or replace trigger claim_actor_changes before update on claim_actor
  for each row when (
    (old.actor_id, old.is_object) is distinct from (new.actor_id, new.is_object)
    and coalesce(current_setting('claimgraph.merging', true), '') = ''
  )
  execute function claimgraph.note_claim();
create or replace trigger claim_actor_goes before delete on claim_actor
  for each row when (coalesce(current_setting('claimgraph.merging', true), '') = '')
  execute function claimgraph.note_claim();
create or replace trigger claim_cue_changes before update on claim_cue
  for each row when ((old.kind, old.quote) is distinct from (new.kind, new.quote))
  execute function claimgraph.note_claim();
create or replace trigger claim_cue_goes before delete on claim_cue
  for each row execute function claimgraph.note_claim();
