-- What a search finds: explained, and ranked by age.

-- What a search was not searched for as it stands, and why it found nothing, or other than all its words: notes as JSON
-- (`SearchNote`), those on the whole search first, then in the order of the query. `found` have all the words, `others`
-- some.
create or replace function claimgraph.search_notes(
  queries claimgraph.search_query[], asked jsonb, found bigint, others bigint
) returns jsonb
  language sql stable
as $$
  with conditions as (
    select c.* from unnest(claimgraph.search_conditions(asked)) c
  ),
  atoms as (
    select a.* from jsonb_to_recordset(asked -> 'atoms') a (
      place integer, kind text, text text, start integer, "end" integer, "of" integer, field text, negated boolean
    )
  ),
  on_the_whole as (
    select
      case
        when not exists (select from atoms) and jsonb_array_length(asked -> 'conditions') = 0 then 'EMPTY'
        when search_notes.others > 0 then 'SOME_WORDS'
        when not bool_or(q.wide or numnode(q.query) > 0) filter (where q.for_texts) then 'EMPTY'
      end as code,
      exists (select from atoms) as has_words
    from unnest(queries) q
  ),
  notes as (
    select 0 as rank, 0 as start, jsonb_build_object(
      'code', w.code,
      'message', case
        when w.code = 'SOME_WORDS' and found = 0
          then 'Nothing holds all the words; these hold some of them, or names much like them.'
        when w.code = 'SOME_WORDS'
          then format('%s held all the words; the others hold some of them, or names much like them.', found)
        when w.has_words then 'The query holds only words too common to search for; add another word.'
        else 'The query is empty; give at least one word.'
      end,
      'takenAs', case w.code when 'EMPTY' then 'NOTHING' else 'WORDS' end
    ) as note
    from on_the_whole w where w.code is not null
    union all
    select 1, (n ->> 'start')::integer, n - 'taken_as' || jsonb_build_object('takenAs', n -> 'taken_as')
    from jsonb_array_elements(asked -> 'notes') n
    union all
    select 1, a.start, jsonb_build_object(
      'code', 'UNKNOWN_NAME',
      'message', format('No %s has the name `%s` (position %s); it was taken as words.',
        case a.field when 'sources' then 'source' else 'actor' end, a.text, a.start),
      'text', a.text, 'start', a.start, 'end', a."end", 'takenAs', 'WORDS'
    )
    from atoms a
    where case a.kind
      when 'ACTOR' then claimgraph.actors_meant(a.text, nearly => not a.negated) is null
      when 'INSTEAD' then not exists (
        select from conditions c
        where c.place = a."of" and case a.field when 'claimants' then c.claimants else c.sources end is not null
      )
    end
    union all
    select 1, a.start, jsonb_build_object(
      'code', 'STOP_WORD',
      'message', format('`%s` (position %s) is too common to search for (%s).', a.text, a.start, c.languages),
      'text', a.text, 'start', a.start, 'end', a."end", 'takenAs', 'NOTHING'
    )
    from atoms a
    join (
      select p.place, string_agg(initcap(substr(q.config, 4)), ', ' order by q.config) as languages
      from unnest(queries) q cross join unnest(q.common) p (place)
      group by p.place
    ) c using (place)
  )
  select coalesce(jsonb_agg(n.note order by n.rank, n.start, n.note), '[]') from notes n
$$;

-- The notes of a search as one text, its common words in one sentence a language; null where there are none.
create or replace function claimgraph.search_note(notes jsonb) returns text
  language sql immutable strict parallel safe
  return (
    select string_agg(s.sentence, ' ' order by s.place)
    from (
      select n.place, n.note ->> 'message' as sentence
      from jsonb_array_elements(notes) with ordinality n (note, place)
      where n.note ->> 'code' <> 'STOP_WORD'
      union all
      select 1000, format('Too common to search for (%s): %s.', w.languages, string_agg(distinct w.word, ', '))
      from (
        select n.note ->> 'text' as word, substring(n.note ->> 'message' from '\(([^()]*)\)\.$') as languages
        from jsonb_array_elements(notes) n (note)
        where n.note ->> 'code' = 'STOP_WORD'
      ) w
      group by w.languages
    ) s
  );

-- Why a found thing was found: its words, or an actor that the query names by another name, or nearly; or operators
-- alone.
create or replace function claimgraph.matched_by(
  kind text, id bigint, literal tsquery, fuzzy boolean, operated boolean
) returns text
  language sql stable parallel safe
  return case
    when exists (
      select from claimgraph.article_search s where matched_by.kind = 'Article' and s.article_id = id and s.tsv @@ literal
      union all
      select from claimgraph.claim_search s where matched_by.kind = 'Claim' and s.claim_id = id and s.tsv @@ literal
      union all
      select from claimgraph.actor_search s where matched_by.kind = 'Actor' and s.actor_id = id and s.tsv @@ literal
    ) then 'TEXT'
    when operated then 'OPERATOR'
    when fuzzy then 'FUZZY'
    else 'ALIAS'
  end;

-- The query again, with names in place of what is nearly a name; the likeliest first.
create or replace function claimgraph.search_suggestions(asked jsonb, query text) returns setof text
  language sql stable
as $$
  select replace(query, s.text, s.name)
  from (
    select x.text, x.place, l.name, similarity(l.folded, claimgraph.fold_name(x.text)) as likeness
    from unnest(claimgraph.search_atoms(asked, '{}', fuzzy => true)) x
    join claimgraph.actor_alias l on l.actor_id = any (x.ids)
    where x.fuzzy and lower(l.name) <> lower(x.text)
    order by likeness desc, l.name
    limit 3
  ) s
  order by s.likeness desc, s.name
$$;

-- A date to come counts as today's, whatever it is, so that a wrong one wins nothing; a text without a date counts as
-- one that is a half-life old. Days are whole, so that cursors hold from one page to the next.
create or replace function claimgraph.search_today() returns float8
  language sql stable parallel safe
  return date_part('epoch', date_trunc('day', now(), 'UTC')) + 86400;

-- The older a text, the less it counts: half as much for every half-life. Counted from a fixed day, so that
-- the order of results and their cursors stay true while time passes; 0 means that age doesn't matter. A date to
-- come counts as today's.
create or replace function claimgraph.search_decay(moment timestamptz, half_life_days integer, today float8) returns real
  -- STABLE, as date_part is said to be, so that the planner can fold it into the query; `today` stands here once, so
  -- that it may be a subquery, which is run once.
  language sql stable parallel safe
  return case
    when half_life_days > 0 then power(
      2::float8,
      least(
        greatest(
          (least(nullif(date_part('epoch', moment), '-infinity'), today) - 1577836800) / 86400 / half_life_days
            - (moment = '-infinity')::integer,
          -20
        ),
        20
      )
    )::real
    else 1::real
  end;
