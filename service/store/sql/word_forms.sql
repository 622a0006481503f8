-- What one word or phrase of a query becomes in a language's word forms. How words combine is in queries.sql.

-- How many texts a query matches, as the planner estimates it from the words' statistics: the one way to
-- know how common words are without counting. (EXPLAIN needs a volatile function.)
create or replace function claimgraph.estimate_matches(of_table text, config text, query tsquery) returns bigint
  language plpgsql volatile
as $$
declare
  plan json;
  texts real;
begin
  if query is null or numnode(query) = 0 then
    return 0;
  end if;
  execute format('explain (format json) select from claimgraph.%I s where s.config = %L and s.tsv @@ %L::tsquery',
                 of_table, config, query) into plan;
  if query::text ~ ':\*' then
    -- The planner takes the beginning of words for that of one text in 200, at the least, and what is being typed is two
    -- of them (claimgraph.beginning_query). Where it says no more than that, it knows of no common word that begins so,
    -- and the same without beginnings tells more.
    texts := (select c.reltuples from pg_class c where c.oid = format('claimgraph.%I', of_table)::regclass);
    if (plan -> 0 -> 'Plan' ->> 'Plan Rows')::bigint <= 0.0101 * texts then
      return claimgraph.estimate_matches(of_table, config, replace(query::text, ':*', '')::tsquery);
    end if;
  end if;
  return (plan -> 0 -> 'Plan' ->> 'Plan Rows')::bigint;
end
$$;

-- A lexeme as tsquery and tsvector write it.
create or replace function claimgraph.lexeme(value text) returns text
  language sql immutable strict parallel safe
  return '''' || replace(replace(value, '\', '\\'), '''', '''''') || '''';

-- The codes of a query's word, all of them; empty where it has none.
create or replace function claimgraph.codes_query(codes text[]) returns tsquery
  language sql immutable strict parallel safe
  return (select coalesce(string_agg(claimgraph.lexeme('+' || c), '&'), '') from unnest(codes) c)::tsquery;

-- Whether a word is one code and nothing beside it.
create or replace function claimgraph.is_code(value text, codes text[]) returns boolean
  language sql immutable strict parallel safe
  return cardinality(codes) = 1 and codes[1] in (
    lower(replace(regexp_replace(value, '[-\u2010-\u2015 ]', '', 'g'), '&', '_')), lower(replace(value, '.', ''))
  );

-- A word or phrase as typed: its parts in this order, and its codes. Empty for a stop word.
create or replace function claimgraph.text_query(config regconfig, value text) returns tsquery
  language plpgsql stable strict parallel safe
as $$
declare
  composed constant text := claimgraph.composed(claimgraph.visible(value));
  readable constant text := claimgraph.in_pairs(claimgraph.parts(composed), closing => false);
  codes constant text[] := claimgraph.codes(config, composed);
  words tsquery := phraseto_tsquery(config, readable);
begin
  if readable ~ claimgraph.unspaced_letter() then
    -- One letter alone is the beginning of a pair.
    words := regexp_replace(words::text, '''(' || claimgraph.unspaced_letter() || ')''(?!:)', '''\1'':*', 'g')::tsquery;
  end if;
  return case
    when claimgraph.is_code(composed, codes) then claimgraph.codes_query(codes)
    when cardinality(codes) > 0 then words && claimgraph.codes_query(codes)
    else words
  end;
end
$$;

-- A word that is being typed, as the beginning of other words: of stems, and of words as they are, since a stem may be
-- shorter than what was typed. Of several parts only the last is one. Null where nothing can follow.
create or replace function claimgraph.beginning_query(config regconfig, value text) returns tsquery
  language plpgsql stable strict parallel safe
as $$
declare
  -- A number that no text has, to be the last part until the phrase is made.
  unfinished constant text := '''70707070707070''';
  composed constant text := claimgraph.composed(claimgraph.visible(value));
  codes constant text[] := claimgraph.codes(config, composed);
  parts constant text := btrim(claimgraph.parts(composed));
  last_part text := substring(parts from '[^[:space:][:punct:]$^`~=]+$');
  phrase text;
begin
  if claimgraph.is_code(composed, codes) then
    return (claimgraph.lexeme('+' || codes[1]) || ':*')::tsquery;
  end if;
  if last_part is null or parts ~ (claimgraph.unspaced_letter() || '$') then
    return null;
  end if;
  phrase := phraseto_tsquery(config, left(parts, -length(last_part)) || btrim(unfinished, ''''));
  if strpos(phrase, unfinished) = 0 then
    return null;
  end if;
  -- Folded as the dictionaries do it; not by them, since a stop word may be the beginning of a word.
  last_part := lower(claimgraph.plain(last_part));
  return replace(
    phrase, unfinished, format('(%s:*|%s:*)', claimgraph.lexeme(last_part), claimgraph.lexeme('=' || last_part))
  )::tsquery && case when cardinality(codes) > 0 then claimgraph.codes_query(codes) else '' end;
end
$$;

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
-- words too common to be indexed. `alone`: the query is nothing but this. `common`: its words are too common, whatever
-- begins so. `estimate` is how many articles match, where that was found out on the way.
create or replace function claimgraph.typed_query(
  config text, for_texts boolean, atom claimgraph.search_atom, alone boolean,
  out words tsquery, out estimate bigint, out common boolean
)
  language plpgsql volatile
as $$
declare
  regconfig constant regconfig := ('claimgraph.' || config)::regconfig;
  beginning tsquery;
begin
  words := claimgraph.text_query(regconfig, atom.text);
  common := for_texts and numnode(words) = 0;
  if atom.kind <> 'BEGINNING' then
    return;
  end if;
  beginning := claimgraph.beginning_query(regconfig, atom.text);
  -- A stop word is the beginning of others only where nothing else is asked for.
  if beginning is null or common and not (alone and length(atom.text) >= 4) then
    return;
  end if;
  if for_texts then
    estimate := claimgraph.estimate_matches('article_search', config, words || beginning);
    if estimate > 1000 and not common then
      estimate := claimgraph.estimate_matches('article_search', config, words);
      if claimgraph.stands_somewhere(config, words, estimate) then
        -- Beginnings of common words would be too many; texts that have the word itself are enough.
        return;
      end if;
      estimate := null;
    end if;
  end if;
  words := words || beginning;
end
$$;

-- The form in which a word was typed, to rank texts that have it before those with other forms of its stem; and what is
-- no such text: a word that is its own stem stands in all of them, so the forms that begin with it are counted off.
-- Both are empty where a language has no forms, or for more than one word.
create or replace function claimgraph.typed_form(config regconfig, value text, out typed tsquery, out cousins tsquery)
  language plpgsql stable strict parallel safe
as $$
declare
  word constant text := lower(claimgraph.plain(claimgraph.parts(claimgraph.composed(claimgraph.visible(value)))));
begin
  typed := '';
  cousins := '';
  if config = 'claimgraph.cg_simple'::regconfig or word !~ '^[[:alpha:]]+$' then
    return;
  end if;
  typed := plainto_tsquery(config, word);
  if typed = claimgraph.lexeme(word)::tsquery then
    cousins := (claimgraph.lexeme('=' || word) || ':*')::tsquery;
  elsif numnode(typed) > 0 then
    typed := claimgraph.lexeme('=' || word)::tsquery;
  end if;
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
    cross join lateral (select claimgraph.text_query(('claimgraph.' || u.config)::regconfig, word) as words offset 0) w
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
