-- Articles, actors, claims and reviews as they are, as they were in a version, and what differs between the two.

-- Columns by the names of their fields: published_at is publishedAt.
create or replace function claimgraph.as_fields(columns jsonb) returns jsonb
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

-- Of an article's new columns, history tells those that are for people.
-- An object as it is: every field that a change may change, columns of later migrations too. What is counted or
-- follows from other fields is left out. Null when there is none.
create or replace function claimgraph.snapshot(of_kind smallint, of_key bigint) returns jsonb
  language plpgsql stable set timezone to 'UTC' as $$
begin
  case of_kind
  when 1 then
    return (
      select
        claimgraph.as_fields(
          to_jsonb(a)
          - '{id,sort_at,content_hash,ingested_at,updated_at,source_id,translation_of_id}'::text[]
          - '{guid_key,seen}'::text[]
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
          - '{live,prefix,suffix,by_hand,read_quote,read_text,sentence_start,sentence_end}'::text[]
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

-- How many code points two texts have in common at their beginnings, by halves.
create or replace function claimgraph.common_start(one text, other text) returns integer
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

create or replace function claimgraph.common_end(one text, other text) returns integer
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
create or replace function claimgraph.words_gone(before text, after text) returns jsonb
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
create or replace function claimgraph.lacking(list jsonb, other jsonb) returns jsonb
  language sql immutable parallel safe
  return (
    select coalesce(jsonb_agg(e.value order by e.place), '[]')
    from jsonb_array_elements(list) with ordinality as e (value, place)
    where e.value not in (select jsonb_array_elements(other))
  );

-- Cues, amounts and dates without the places where they stand.
create or replace function claimgraph.without_places(list jsonb) returns jsonb
  language sql immutable parallel safe
  return (
    select coalesce(jsonb_agg(e.value - '{start,end}'::text[] order by e.place), '[]')
    from jsonb_array_elements(list) with ordinality as e (value, place)
  );

-- What differs between two snapshots, as `history.changes` has it. To an extractor a claim whose words stand
-- elsewhere in a new text is the same claim: its places follow from the text, and are no change.
create or replace function claimgraph.differences(before jsonb, after jsonb, by_extractor boolean) returns jsonb
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

-- What a change takes back: the snapshot before it from the one after it.
create or replace function claimgraph.undone(after jsonb, changes jsonb) returns jsonb
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
create or replace function claimgraph.as_of(of_kind smallint, of_key bigint, of_version integer, of_nth integer default 32767)
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
