-- What one word or phrase of a query becomes in a language's word forms. How words combine is in queries.sql.

-- How many texts a query matches, as the planner estimates it from the words' statistics: the one way to
-- know how common words are without counting. (EXPLAIN needs a volatile function.)
create or replace function claimgraph.estimate_matches(of_table text, config text, query tsquery) returns bigint
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

-- A word or phrase in one language's word forms; empty for a stop word.
create or replace function claimgraph.words_query(config regconfig, atom claimgraph.search_atom) returns tsquery
  language sql stable parallel safe
  return case (atom).kind
    when 'PHRASE' then phraseto_tsquery(config, claimgraph.searchable((atom).text))
    when 'BEGINNING' then
      plainto_tsquery(config, claimgraph.searchable((atom).text))
        || to_tsquery(config, quote_literal(claimgraph.plain((atom).text)) || ':*')
    else plainto_tsquery(config, claimgraph.searchable((atom).text))
  end;

-- Whether some text of the configuration has the words. Common ones are known by the planner's estimate, so
-- that the lookup is only made where it is short.
create or replace function claimgraph.stands_somewhere(config text, words tsquery, estimate bigint) returns boolean
  language plpgsql volatile
  -- By the words' index entries: going through the texts would be long where no text has the words.
  set enable_seqscan = off
  set enable_indexscan = off
  set plan_cache_mode = force_generic_plan
as $$
begin
  if numnode(words) = 0 or estimate > 1000 then
    return true;
  end if;
  return exists (
    select from claimgraph.article_search s
    -- The index is asked for the words alone: half of all texts are of the configuration.
    where s.tsv @@ words and s.config || '' = stands_somewhere.config
  );
end
$$;

-- One word, beginning or phrase as it was typed, as a query of one configuration's texts; empty where it holds only
-- words too common to be indexed. `estimate` is how many articles match, where that was found out on the way.
create or replace function claimgraph.typed_query(
  config text, for_texts boolean, atom claimgraph.search_atom, out words tsquery, out estimate bigint
)
  language plpgsql volatile
as $$
declare
  regconfig constant regconfig := ('claimgraph.' || config)::regconfig;
begin
  if atom.kind = 'BEGINNING' and for_texts then
    words := plainto_tsquery(regconfig, claimgraph.searchable(atom.text));
    estimate := claimgraph.estimate_matches('article_search', config, words);
    if claimgraph.stands_somewhere(config, words, estimate) then
      -- A word that some text has is no beginning of another, and beginnings of a common one would be too many.
      return;
    end if;
    estimate := null;
  end if;
  words := claimgraph.words_query(regconfig, atom);
end
$$;

-- The texts of the date that a word means: a year, or beside one a month or season; null for other words.
create or replace function claimgraph.date_query(word text, beside_year boolean) returns tsquery
  language sql stable parallel safe
  return case
    when word ~ '^(19|20)\d\d$' then format('''#y%s''', word)::tsquery
    when beside_year then (
      select string_agg(format('''#m%s''', lpad(m::text, 2, '0')), '|')::tsquery
      from claimgraph.date_word d cross join lateral unnest(d.months) m
      where d.folded = claimgraph.fold_name(word)
    )
  end;

-- The two words of titles nearest to one that no text has, in any language's forms; null where there are none.
create or replace function claimgraph.words_like(config text, word text) returns tsquery
  language plpgsql volatile
  set pg_trgm.similarity_threshold = 0.3
as $$
declare
  folded text := claimgraph.fold_name(word);
begin
  -- Short words have too many neighbours to be taken for slips.
  if length(folded) < 5 or exists (
    select from claimgraph.search_config_used u
    cross join lateral (
      select plainto_tsquery(('claimgraph.' || u.config)::regconfig, claimgraph.searchable(word)) as words offset 0
    ) w
    where claimgraph.stands_somewhere(
      u.config, w.words, claimgraph.estimate_matches('article_search', u.config, w.words))
  ) then
    return null;
  end if;
  return (
    select to_tsquery(('claimgraph.' || words_like.config)::regconfig, string_agg(quote_literal(x.word), '|'))
    from (
      select t.word, similarity(t.word, folded) as likeness
      from claimgraph.title_word t
      where t.word % folded and t.config = words_like.config
      group by t.word
      order by likeness desc, t.word
      limit 2
    ) x
  );
end
$$;
