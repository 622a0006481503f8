-- What a search finds: narrowed by its operators, explained, and ranked by age.

create or replace function claimgraph.search_narrowing(asked jsonb) returns claimgraph.search_narrowing
  language plpgsql stable
as $$
begin
  -- Most searches ask nothing of the kind.
  if jsonb_array_length((asked -> 'claimants') || (asked -> 'modalities') || (asked -> 'sources') || (asked -> 'languages')) = 0
    and coalesce(asked ->> 'after', asked ->> 'before') is null
  then
    return row(false, false, null, null, null, null, null, null)::claimgraph.search_narrowing;
  end if;
  return (
    with asked_for as (
      select
        case when jsonb_array_length(asked -> 'claimants') > 0 then array(
          select unnest(coalesce(claimgraph.actors_named(n), claimgraph.actors_like(n)))
          from jsonb_array_elements_text(asked -> 'claimants') n
        ) end as claimants,
        case when jsonb_array_length(asked -> 'modalities') > 0
          then array(select jsonb_array_elements_text(asked -> 'modalities')) end as modalities,
        case when jsonb_array_length(asked -> 'sources') > 0 then array(
          select s.id from claimgraph.source s, jsonb_array_elements_text(asked -> 'sources') n
          where s.domain = lower(n) or claimgraph.fold_name(s.name) = claimgraph.fold_name(n)
        ) end as sources,
        case when jsonb_array_length(asked -> 'languages') > 0
          then array(select jsonb_array_elements_text(asked -> 'languages')) end as languages,
        (asked ->> 'after')::timestamptz as after,
        (asked ->> 'before')::timestamptz as before
    )
    select row(
      sources is not null or languages is not null or coalesce(after, before) is not null,
      claimants is not null or modalities is not null,
      claimants, modalities, sources, languages, after, before
    )::claimgraph.search_narrowing
    from asked_for
  );
end
$$;

-- Why a search found nothing, or other than all its words.
create or replace function claimgraph.search_note(queries claimgraph.search_query[], asked jsonb, found bigint, others bigint)
  returns text
  language sql stable
as $$
  select case
    when jsonb_array_length(asked -> 'atoms') = 0 and bool_and(numnode(q.query) = 0) then
      'The query is empty; give at least one word.'
    when exists (
      select from jsonb_array_elements_text((asked -> 'actors') || (asked -> 'claimants')) n
      where claimgraph.actors_named(n) is null and claimgraph.actors_like(n) is null
    ) then 'No actor has the name that the query asks for.'
    when others > 0 and found = 0 then 'Nothing holds all the words; these hold some of them, or names much like them.'
    when others > 0 then
      format('%s held all the words; the others hold some of them, or names much like them.', found)
    when count(*) filter (where q.for_texts and numnode(q.query) = 0) > 0 then
      format('The query holds only words too common to search for (%s); add another word.',
        string_agg(initcap(substr(q.config, 4)), ', ' order by q.config) filter (where q.for_texts and numnode(q.query) = 0))
  end
  from unnest(queries) q
$$;

-- Why a found thing was found: its words, or an actor that the query names by another name, or nearly.
create or replace function claimgraph.matched_by(kind text, id bigint, literal tsquery, fuzzy boolean) returns text
  language sql stable parallel safe
  return case
    when exists (
      select from claimgraph.article_search s where matched_by.kind = 'Article' and s.article_id = id and s.tsv @@ literal
      union all
      select from claimgraph.claim_search s where matched_by.kind = 'Claim' and s.claim_id = id and s.tsv @@ literal
      union all
      select from claimgraph.actor_search s where matched_by.kind = 'Actor' and s.actor_id = id and s.tsv @@ literal
    ) then 'TEXT'
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
    from unnest(claimgraph.search_atoms(asked, fuzzy => true)) x
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
