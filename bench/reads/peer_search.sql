-- Text search as the peers have it: the words' index, ts_rank over every match, ts_headline for the page.
-- PostGraphile serves the functions as a root field and a computed column; the resolvers call them too.

create function claimgraph.search_articles(query text, found integer) returns setof claimgraph.article
  language sql stable parallel safe
  set search_path from current
as $$
  select a.*
  from (
    select s.article_id, ts_rank(s.tsv, q.words) as score
    from (select distinct config from search_config_used) c
    cross join lateral (select websearch_to_tsquery(c.config::regconfig, claimgraph.searchable(query)) as words) q
    join article_search s on s.config = c.config and s.tsv @@ q.words
    order by score desc, s.article_id desc
    limit found
  ) best
  join article a on a.id = best.article_id
  order by best.score desc, a.id desc
$$;

create function claimgraph.article_headline(article claimgraph.article, query text) returns text
  language sql stable parallel safe
  set search_path from current
as $$
  select ts_headline(
    -- Without apostrophes and angle brackets that the parser stumbles over, and nothing dearer.
    c.config::regconfig, translate(article.body, E'\u2019<>', '''  '),
    websearch_to_tsquery(c.config::regconfig, claimgraph.searchable(query)),
    'StartSel=<b>, StopSel=</b>, MinWords=12, MaxWords=30, ShortWord=2'
  )
  from (select claimgraph.search_config(article.language) as config) c
$$;
