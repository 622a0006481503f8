-- What the root field `search` is compiled to: see service/query/search.py.

-- The configurations that some text uses, so that a search without a language tries these only.
create table search_config_used (config text primary key);

create function claimgraph.note_configs() returns trigger language plpgsql as $$
begin
  insert into search_config_used (config) select distinct n.config from new_rows n on conflict do nothing;
  return null;
end
$$;
create trigger article_search_configs after insert on article_search
  referencing new table as new_rows for each statement execute function claimgraph.note_configs();
insert into search_config_used (config) select distinct config from article_search;

-- A query as people type it on the web, in one language's word forms. `last_word` also matches as a
-- beginning; `head` is what stands before it, and `either` says that an "or" stands between them.
create function claimgraph.web_query(config regconfig, query text, head text, last_word text, either boolean)
  returns tsquery
  language sql stable parallel safe
as $$
  select case
    when last_word is null then whole
    when either then whole || front || prefix
    else whole || (front && prefix)
  end
  from (
    select
      websearch_to_tsquery(config, claimgraph.searchable(query)) as whole,
      websearch_to_tsquery(config, claimgraph.searchable(coalesce(head, ''))) as front,
      to_tsquery(config, coalesce(quote_literal(claimgraph.plain(last_word)) || ':*', '')) as prefix
  ) q
$$;

-- How many texts a query matches, as the planner estimates it from the words' statistics: the one way to
-- know how common words are without counting. (EXPLAIN needs a volatile function.)
create function claimgraph.estimate_matches(of_table text, config text, query tsquery) returns bigint
  language plpgsql volatile
as $$
declare
  plan json;
begin
  if query is null or numnode(query) = 0 then
    return 0;
  end if;
  execute format('explain (format json) select from claimgraph.%I s where s.config = %L and s.tsv @@ %L::tsquery',
                 of_table, config, query) into plan;
  return (plan -> 0 -> 'Plan' ->> 'Plan Rows')::bigint;
end
$$;

-- The query in every configuration that matters: the language's, or all that some text uses; with it, how
-- many articles and claims it may match. Names of actors belong to no language: they are searched by
-- cg_simple, which is there in any case.
create type claimgraph.config_query as (
  config text, for_texts boolean, for_names boolean, query tsquery, articles bigint, claims bigint
);

create function claimgraph.web_queries(language text, query text, head text, last_word text, either boolean)
  returns setof claimgraph.config_query
  language sql volatile
as $$
  with chosen as (
    select claimgraph.search_config(web_queries.language) as config where web_queries.language is not null
    union
    select u.config from claimgraph.search_config_used u where web_queries.language is null
  ),
  parsed as materialized (
    select
      c.config,
      c.config in (select chosen.config from chosen) as for_texts,
      c.config = 'cg_simple' as for_names,
      claimgraph.web_query(
        ('claimgraph.' || c.config)::regconfig, web_queries.query, head,
        -- A word that many texts have is no beginning of another, and its beginnings would be too many.
        case when claimgraph.estimate_matches(
          'article_search', c.config, to_tsquery(('claimgraph.' || c.config)::regconfig, quote_literal(last_word))
        ) <= 1000 then last_word end,
        either
      ) as query
    from (select chosen.config from chosen union select 'cg_simple') c
  )
  select
    p.config, p.for_texts, p.for_names, p.query,
    case when p.for_texts then claimgraph.estimate_matches('article_search', p.config, p.query) else 0 end,
    case when p.for_texts then claimgraph.estimate_matches('claim_search', p.config, p.query) else 0 end
  from parsed p
$$;

-- Why a search found nothing, or less than it could: stop words leave nothing to look for.
create function claimgraph.search_note(queries claimgraph.config_query[]) returns text
  language sql immutable parallel safe
as $$
  select case
    when bool_and(numnode(q.query) = 0) then 'The query is empty; give at least one word.'
    when count(*) filter (where q.for_texts and numnode(q.query) = 0) > 0 then
      format('The query holds only words too common to search for (%s); add another word.',
        string_agg(initcap(substr(q.config, 4)), ', ' order by q.config) filter (where q.for_texts and numnode(q.query) = 0))
  end
  from unnest(queries) q
$$;

-- Where a found thing matches, field by field.
create function claimgraph.highlights(kind text, id bigint, config text, query tsquery)
  returns table (field text, text text, start integer, ranges jsonb)
  language sql stable parallel safe
as $$
  with texts as (
    select 1 as place, 'title' as field, a.title as value from claimgraph.article a
    where highlights.kind = 'Article' and a.id = highlights.id
    union all
    select 2, 'body', a.body from claimgraph.article a where highlights.kind = 'Article' and a.id = highlights.id
    union all
    select 1, 'text', c.text from claimgraph.claim c where highlights.kind = 'Claim' and c.id = highlights.id
    union all
    select 2, 'quote', c.quote from claimgraph.claim c where highlights.kind = 'Claim' and c.id = highlights.id
    union all
    select row_number() over (order by l.name <> a.name, l.id)::integer, 'name', l.name
    from claimgraph.actor_alias l join claimgraph.actor a on a.id = l.actor_id
    where highlights.kind = 'Actor' and l.actor_id = highlights.id
    union all
    select 1000000, 'description', a.description from claimgraph.actor a
    where highlights.kind = 'Actor' and a.id = highlights.id and a.description is not null
  )
  select t.field, h.found ->> 'text', (h.found ->> 'start')::integer, h.found -> 'ranges'
  from texts t
  cross join lateral (
    select claimgraph.highlight(('claimgraph.' || config)::regconfig, t.value, query) as found
  ) h
  where h.found is not null
  order by t.place
$$;
