-- The history of articles, actors, claims and reviews: what each change changed, who made it and when, written in
-- the change's own transaction by triggers, so that every writer is covered. See docs/writes.md, "History".

alter table claim_review
  add column version    integer not null default 1 check (version > 0),
  add column updated_at timestamptz not null default now();
update claim_review set updated_at = created_at;

create table history (
  -- 1 an article, 2 an actor, 3 a claim (as in `event`), 4 a review.
  kind    smallint not null check (kind between 1 and 4),
  key     bigint not null,
  -- The version that the change made. What changes without a new version, such as an actor's names as texts bring
  -- new ones, counts its entries of one version by `nth`.
  version integer not null check (version > 0),
  nth     smallint not null default 0 check (nth >= 0),
  at      timestamptz not null default now(),
  said_by text not null check (said_by <> ''),
  action  text not null
          check (action in ('CREATED', 'CHANGED', 'MERGED', 'SPLIT', 'RETIRED', 'REVIVED', 'RESTORED', 'IMPORTED')),
  -- By the fields' names in GraphQL, {"from": …, "to": …}. Of a body only the words that went, and where:
  -- {"from": words, "prefix": n, "suffix": n}. Of names and merged actors only those that went and came.
  changes jsonb not null default '{}' check (jsonb_typeof(changes) = 'object'),
  -- Now and then the whole object as it was before the change, so that no version is far from one that is whole.
  was     jsonb,
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

-- Who says so: of actors and claims the extractor, where one is at work; else the transaction's caller.
create function claimgraph.sayer(of_kind smallint) returns text
  language sql stable
  return case
    when of_kind in (2, 3) then coalesce(nullif(current_setting('claimgraph.reader', true), ''), claimgraph.caller())
    else claimgraph.caller()
  end;

-- Lines of an export bring their history along.
create function claimgraph.restoring() returns boolean
  language sql stable
  return coalesce(current_setting('claimgraph.restoring', true), '') <> '';

-- Columns by the names of their fields: published_at is publishedAt.
create function claimgraph.as_fields(columns jsonb) returns jsonb
  language sql immutable
  return (
    select jsonb_object_agg(
      (
        select string_agg(case when p.place = 1 then p.part else initcap(p.part) end, '' order by p.place)
        from string_to_table(c.key, '_') with ordinality as p (part, place)
      ),
      c.value
    )
    from jsonb_each(columns) c
  );

-- An object as it is: every field that a change may change, columns of later migrations too. What is counted or
-- follows from other fields is left out. Null when there is none.
create function claimgraph.snapshot(of_kind smallint, of_key bigint) returns jsonb
  language plpgsql stable set timezone to 'UTC' as $$
begin
  case of_kind
  when 1 then
    return (
      select
        claimgraph.as_fields(
          to_jsonb(a)
          - '{id,sort_at,content_hash,ingested_at,updated_at,source_id,translation_of_id}'::text[]
        ) || jsonb_build_object('source', 'src_' || a.source_id, 'translationOf', 'art_' || a.translation_of_id)
      from claimgraph.article a
      where a.id = of_key
    );
  when 2 then
    return (
      select
        claimgraph.as_fields(
          to_jsonb(a) - '{id,sort_name,mention_count,created_at,updated_at,merged_into_id}'::text[]
        ) || jsonb_build_object(
          'aliases', (
            select coalesce(jsonb_agg(jsonb_build_object('name', l.name, 'language', l.language) order by l.id), '[]')
            from claimgraph.actor_alias l
            where l.actor_id = a.id
          ),
          'mergedInto', 'act_' || a.merged_into_id,
          'mergedFrom', (
            select coalesce(jsonb_agg('act_' || m.id order by m.id), '[]')
            from claimgraph.actor m
            where m.merged_into_id = a.id
          )
        )
      from claimgraph.actor a
      where a.id = of_key
    );
  when 3 then
    return (
      select
        claimgraph.as_fields(
          to_jsonb(c)
          - '{id,article_id,sort_at,start_at,end_at,claimant_id,subject_id,created_at,updated_at}'::text[]
          - '{live,prefix,suffix,by_hand,read_quote,read_text}'::text[]
        ) || jsonb_build_object(
          'start', c.start_at,
          'end', c.end_at,
          'claimant', 'act_' || c.claimant_id,
          'subject', 'act_' || c.subject_id,
          'objects', (
            select coalesce(jsonb_agg('act_' || r.actor_id order by r.actor_id), '[]')
            from claimgraph.claim_actor r
            where r.claim_id = c.id and r.is_object
          ),
          'cues', (
            select coalesce(jsonb_agg(
              jsonb_build_object('kind', q.kind, 'start', q.start_at, 'end', q.end_at, 'quote', q.quote)
              order by q.ordinal
            ), '[]')
            from claimgraph.claim_cue q
            where q.claim_id = c.id
          )
        )
      from claimgraph.claim c
      where c.id = of_key
    );
  else
    return (
      select
        claimgraph.as_fields(to_jsonb(r) - '{id,claim_id,created_at,updated_at}'::text[])
        || jsonb_build_object('claim', 'clm_' || r.claim_id)
      from claimgraph.claim_review r
      where r.id = of_key
    );
  end case;
end
$$;

-- Whether this transaction made the object: then its first version has no history but that.
create function claimgraph.is_new(of_kind smallint, of_key bigint) returns boolean
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
create function claimgraph.note_before(of_kind smallint, of_key bigint) returns void language plpgsql as $$
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

-- How many code points two texts have in common at their beginnings, by halves.
create function claimgraph.common_start(one text, other text) returns integer
  language plpgsql immutable strict parallel safe as $$
declare
  same   integer := 0;
  beyond integer := least(length(one), length(other)) + 1;
  middle integer;
begin
  while beyond - same > 1 loop
    middle := (same + beyond) / 2;
    if left(one, middle) = left(other, middle) then
      same := middle;
    else
      beyond := middle;
    end if;
  end loop;
  return same;
end
$$;

create function claimgraph.common_end(one text, other text) returns integer
  language plpgsql immutable strict parallel safe as $$
declare
  same   integer := 0;
  beyond integer := least(length(one), length(other)) + 1;
  middle integer;
begin
  while beyond - same > 1 loop
    middle := (same + beyond) / 2;
    if right(one, middle) = right(other, middle) then
      same := middle;
    else
      beyond := middle;
    end if;
  end loop;
  return same;
end
$$;

-- The words of a body that a change took away, and how much of it stays on either side.
create function claimgraph.words_gone(before text, after text) returns jsonb
  language plpgsql immutable strict parallel safe as $$
declare
  prefix integer := claimgraph.common_start(before, after);
  suffix integer := claimgraph.common_end(substr(before, prefix + 1), substr(after, prefix + 1));
begin
  return jsonb_build_object(
    'from', substr(before, prefix + 1, length(before) - prefix - suffix), 'prefix', prefix, 'suffix', suffix
  );
end
$$;

-- The elements of a list that another one lacks.
create function claimgraph.lacking(list jsonb, other jsonb) returns jsonb
  language sql immutable parallel safe
  return (
    select coalesce(jsonb_agg(e.value order by e.place), '[]')
    from jsonb_array_elements(list) with ordinality as e (value, place)
    where e.value not in (select jsonb_array_elements(other))
  );

-- Cues, amounts and dates without the places where they stand.
create function claimgraph.without_places(list jsonb) returns jsonb
  language sql immutable parallel safe
  return (
    select coalesce(jsonb_agg(e.value - '{start,end}'::text[] order by e.place), '[]')
    from jsonb_array_elements(list) with ordinality as e (value, place)
  );

-- What differs between two snapshots, as `history.changes` has it. To an extractor a claim whose words stand
-- elsewhere in a new text is the same claim: its places follow from the text, and are no change.
create function claimgraph.differences(before jsonb, after jsonb, by_extractor boolean) returns jsonb
  language sql immutable
  return (
    select coalesce(jsonb_object_agg(d.field, d.change), '{}')
    from (
      select
        f.field,
        case
          when f.field = 'body' then claimgraph.words_gone(before ->> 'body', after ->> 'body')
          when f.field in ('aliases', 'mergedFrom') then jsonb_build_object(
            'from', claimgraph.lacking(f.was, f.becomes), 'to', claimgraph.lacking(f.becomes, f.was)
          )
          else jsonb_build_object('from', f.was, 'to', f.becomes)
        end as change
      from (
        select
          k.field,
          coalesce(before -> k.field, 'null') as was,
          coalesce(after -> k.field, 'null') as becomes
        from (select jsonb_object_keys(before) union select jsonb_object_keys(after)) as k (field)
        where k.field <> 'version'
      ) f
      where f.was <> f.becomes
        and not (by_extractor and f.field in ('start', 'end'))
        and not (
          by_extractor and f.field in ('cues', 'amounts', 'dates')
          and claimgraph.without_places(f.was) = claimgraph.without_places(f.becomes)
        )
    ) d
    where d.change <> '{"from": [], "to": []}'
  );

create function claimgraph.action_of(changes jsonb) returns text
  language sql stable
  return case
    when coalesce(current_setting('claimgraph.action', true), '') <> '' then current_setting('claimgraph.action', true)
    when changes -> 'mergedInto' ->> 'to' is not null or changes -> 'mergedFrom' -> 'to' <> '[]' then 'MERGED'
    when changes -> 'mergedInto' ->> 'from' is not null or changes -> 'mergedFrom' -> 'from' <> '[]' then 'SPLIT'
    when changes -> 'retiredAt' ->> 'to' is not null then 'RETIRED'
    when changes -> 'retiredAt' ->> 'from' is not null then 'REVIVED'
    else 'CHANGED'
  end;

-- At the end of the transaction: what came of an object that it touched.
create function claimgraph.settle_change() returns trigger language plpgsql as $$
declare
  apart   constant integer := 50;  -- Whole objects are kept at so many versions' distance.
  after   jsonb := claimgraph.snapshot(new.kind, new.key);
  made    integer := (after -> 'version')::integer;
  told    jsonb;
begin
  delete from claimgraph.changing c where (c.xid, c.kind, c.key) = (new.xid, new.kind, new.key);
  if after is null then
    return null;  -- It was deleted.
  end if;
  told := claimgraph.differences(new.before, after, new.said_by like 'extractor:%');
  -- Each version of an article is told, also one in which nothing differs.
  if told = '{}' and not (new.kind = 1 and made is distinct from (new.before -> 'version')::integer) then
    return null;
  end if;
  insert into claimgraph.history (kind, key, version, nth, said_by, action, changes, was)
  select
    new.kind, new.key, made, coalesce(max(h.nth) + 1, 0), new.said_by, claimgraph.action_of(told), told,
    case when made / apart > (new.before -> 'version')::integer / apart then new.before end
  from claimgraph.history h
  where (h.kind, h.key, h.version) = (new.kind, new.key, made);
  return null;
end
$$;
create constraint trigger changing_settles after insert on changing
  deferrable initially deferred for each row execute function claimgraph.settle_change();

-- What a change takes back: the snapshot before it from the one after it.
create function claimgraph.undone(after jsonb, changes jsonb) returns jsonb
  language sql immutable
  return after || (
    select coalesce(jsonb_object_agg(
      c.key,
      case
        when c.key = 'body' then to_jsonb(
          left(after ->> 'body', (c.value -> 'prefix')::integer)
          || (c.value ->> 'from')
          || right(after ->> 'body', (c.value -> 'suffix')::integer)
        )
        when c.key in ('aliases', 'mergedFrom') then
          claimgraph.lacking(after -> c.key, c.value -> 'to') || (c.value -> 'from')
        else c.value -> 'from'
      end
    ), '{}')
    from jsonb_each(changes) c
  );

-- An object as it was in a version: back from the nearest later one that is whole, which today's is.
create function claimgraph.as_of(of_kind smallint, of_key bigint, of_version integer, of_nth integer default 32767)
  returns jsonb language plpgsql stable cost 10000 as $$
declare
  whole   record;
  state   jsonb;
  step_by jsonb;
begin
  select h.version, h.nth, h.was into whole
  from claimgraph.history h
  where h.kind = of_kind and h.key = of_key and (h.version, h.nth) > (of_version, of_nth) and h.was is not null
  order by h.version, h.nth
  limit 1;
  state := coalesce(whole.was, claimgraph.snapshot(of_kind, of_key));
  for step_by in
    select h.changes
    from claimgraph.history h
    where h.kind = of_kind and h.key = of_key and (h.version, h.nth) > (of_version, of_nth)
      and (whole.version is null or (h.version, h.nth) < (whole.version, whole.nth))
    order by h.version desc, h.nth desc
  loop
    state := claimgraph.undone(state, step_by);
  end loop;
  return state || jsonb_build_object('version', of_version);
end
$$;

-- The beginnings: each article and review; actors and claims where somebody made them by hand, as of all others
-- their articles tell who found them.
create function claimgraph.tell_of_making() returns trigger language plpgsql as $$
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
create trigger article_begins after insert on article
  referencing new table as new_rows for each statement execute function claimgraph.tell_of_making('1');
create trigger actor_begins after insert on actor
  referencing new table as new_rows for each statement execute function claimgraph.tell_of_making('2');
create trigger claim_begins after insert on claim
  referencing new table as new_rows for each statement execute function claimgraph.tell_of_making('3');
create trigger review_begins after insert on claim_review
  referencing new table as new_rows for each statement execute function claimgraph.tell_of_making('4');

-- What is here already begins with the version that it has.
insert into history (kind, key, version, at, said_by, action)
select 1, a.id, a.version, a.updated_at, 'system', 'IMPORTED' from article a;
insert into history (kind, key, version, at, said_by, action)
select 4, r.id, r.version, r.updated_at, 'system', 'IMPORTED' from claim_review r;

-- The changes. The conditions cost nothing where they don't hold: mentions are counted on many actors, and a
-- claim's date follows its article's.
create function claimgraph.note_row() returns trigger language plpgsql as $$
begin
  perform claimgraph.note_before(tg_argv[0]::smallint, old.id);
  return new;
end
$$;
create trigger article_changes before update on article
  for each row when (
    (old.version, old.title, old.body, old.language, old.url, old.authors, old.published_at, old.source_id,
     old.translation_of_id, old.extractor, old.extractor_version, old.notes)
    is distinct from
    (new.version, new.title, new.body, new.language, new.url, new.authors, new.published_at, new.source_id,
     new.translation_of_id, new.extractor, new.extractor_version, new.notes)
  )
  execute function claimgraph.note_row('1');
create trigger review_changes before update on claim_review
  for each row execute function claimgraph.note_row('4');

-- A merge changes the winner, too.
create function claimgraph.note_actor() returns trigger language plpgsql as $$
begin
  perform claimgraph.note_before(2::smallint, old.id);
  if old.merged_into_id is distinct from new.merged_into_id then
    perform claimgraph.note_before(2::smallint, old.merged_into_id);
    perform claimgraph.note_before(2::smallint, new.merged_into_id);
  end if;
  return new;
end
$$;
create trigger actor_changes before update on actor
  for each row when (
    (old.version, old.kind, old.name, old.description, old.wikidata_id, old.external_ids, old.merged_into_id)
    is distinct from
    (new.version, new.kind, new.name, new.description, new.wikidata_id, new.external_ids, new.merged_into_id)
  )
  execute function claimgraph.note_actor();

create function claimgraph.note_alias() returns trigger language plpgsql as $$
begin
  perform claimgraph.note_before(2::smallint, old.actor_id);
  if tg_op = 'DELETE' then
    return old;
  end if;
  perform claimgraph.note_before(2::smallint, new.actor_id);
  return new;
end
$$;
create trigger alias_changes before update on actor_alias
  for each row when ((old.actor_id, old.name, old.language) is distinct from (new.actor_id, new.name, new.language))
  execute function claimgraph.note_alias();
create trigger alias_goes before delete on actor_alias
  for each row execute function claimgraph.note_alias();

-- Texts bring names by the thousand, nearly all of new actors: those are told apart in one step.
create function claimgraph.note_new_aliases() returns trigger language plpgsql as $$
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
create trigger alias_comes after insert on actor_alias
  referencing new table as new_rows for each statement execute function claimgraph.note_new_aliases();

-- A merge moves the actor of many claims without a new version of them; it stands in the actors' history.
create trigger claim_changes before update on claim
  for each row when (
    (old.version, old.quote, old.text, old.modality, old.polarity, old.attribution, old.unnamed_source)
    is distinct from
    (new.version, new.quote, new.text, new.modality, new.polarity, new.attribution, new.unnamed_source)
  )
  execute function claimgraph.note_row('3');

-- A claim's actors and cues are written after the claim itself, or else instead of others, which go first.
create function claimgraph.note_claim() returns trigger language plpgsql as $$
begin
  perform claimgraph.note_before(3::smallint, old.claim_id);
  return case when tg_op = 'DELETE' then old else new end;
end
$$;
create trigger claim_actor_changes before update on claim_actor
  for each row when (
    (old.actor_id, old.is_object) is distinct from (new.actor_id, new.is_object)
    and coalesce(current_setting('claimgraph.merging', true), '') = ''
  )
  execute function claimgraph.note_claim();
create trigger claim_actor_goes before delete on claim_actor
  for each row when (coalesce(current_setting('claimgraph.merging', true), '') = '')
  execute function claimgraph.note_claim();
create trigger claim_cue_changes before update on claim_cue
  for each row when ((old.kind, old.quote) is distinct from (new.kind, new.quote))
  execute function claimgraph.note_claim();
create trigger claim_cue_goes before delete on claim_cue
  for each row execute function claimgraph.note_claim();
