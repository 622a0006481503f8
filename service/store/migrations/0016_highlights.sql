-- Where the words of a search stand in what it found: exact characters, at bounded cost.

drop function claimgraph.highlights(text, bigint, text, tsquery);
drop function claimgraph.highlight(regconfig, text, tsquery);

-- The word as a regular expression that takes its letters with any accents.
create function claimgraph.accents_apart(word text) returns text
  language sql immutable strict parallel safe
as $$
  select string_agg(
    case l.letter
      when 'a' then '[aàâäáãå]' when 'c' then '[cç]' when 'e' then '[eéèêë]' when 'i' then '[iîïíì]' when 'n' then '[nñ]'
      when 'o' then '[oôöóòõ]' when 'u' then '[uùûüú]' when 'y' then '[yÿý]'
      else regexp_replace(l.letter, '[^[:alnum:]]', '\\\&')
    end,
    '' order by l.place
  )
  from regexp_split_to_table(word, '') with ordinality l (letter, place)
$$;

-- How the words of a query begin, as a regular expression without accents' differences: nearly every word
-- starts with its stem. Null where no words are asked for, but actors or dates.
create function claimgraph.word_starts(query tsquery) returns text
  language sql immutable strict parallel safe
as $$
  select '\m(?:' || string_agg(distinct claimgraph.accents_apart(w.word), '|') || ')'
  from (
    -- What must not stand there is left out by querytree. English stems end in i where the word has y.
    select replace(regexp_replace(m[1], '(?<=..)i$', ''), $q$''$q$, $q$'$q$) as word
    from regexp_matches(querytree(query), $q$'((?:[^']|'')+)'$q$, 'g') m
  ) w
  where w.word !~ '^[@#]'
$$;

-- A piece of a text that matches. Private-use characters mark the words inside Postgres and never leave here.
-- Step by step in PL/pgSQL, because a query of its own for each text costs more than the parsing.
create function claimgraph.highlight_piece(config regconfig, value text, query tsquery) returns jsonb
  language plpgsql stable parallel safe
as $$
declare
  readable constant text := claimgraph.searchable(replace(replace(value, E'\uE000', ' '), E'\uE001', ' '));
  fragment constant text := ts_headline(config, readable, query,
    E'StartSel=\uE000, StopSel=\uE001, MinWords=12, MaxWords=30, ShortWord=2');
  words constant text := replace(replace(fragment, E'\uE000', ''), E'\uE001', '');
  pieces constant text[] := string_to_array(fragment, E'\uE000');
  start_at constant integer := strpos(readable, words) - 1;
  at integer := length(pieces[1]);
  ranges jsonb := '[]';
begin
  if cardinality(pieces) < 2 or start_at < 0 then
    return null;
  end if;
  -- Each piece behind the first starts with a matched word, up to the closing mark.
  for k in 2 .. cardinality(pieces) loop
    ranges := ranges || jsonb_build_object('start', at, 'end', at + strpos(pieces[k], E'\uE001') - 1);
    at := at + length(pieces[k]) - 1;
  end loop;
  return jsonb_build_object(
    'start', start_at,
    -- The text's own characters, not the ones that were replaced for the parser.
    'text', substring(value from start_at + 1 for length(words)),
    'ranges', ranges
  );
end
$$;

-- Where in a long text most of the words stand within a few lines, as a guess from how they begin: the place
-- of the first of them, from 0; null where none is seen.
create function claimgraph.likely_place(value text, starts text) returns integer
  language plpgsql immutable strict parallel safe
as $$
begin
  if strpos(starts, '|') = 0 then
    return nullif(regexp_instr(value, starts, 1, 1, 0, 'i'), 0) - 1;
  end if;
  return (
    with hits as (
      select p.place, lower(left(p.piece, 4)) as word, sum(length(p.piece)) over (order by p.place) - length(p.piece) as start_at
      from unnest(string_to_array(regexp_replace(value, starts, E'\uE000\\&', 'gi'), E'\uE000'))
        with ordinality p (piece, place)
      -- Before the first hit there is a piece, too; a few dozen hits are enough to choose from.
      limit 50
    )
    select h.start_at
    from hits h
    where h.place > 1
    order by (
      select count(distinct n.word) from hits n where n.place >= h.place and n.start_at <= h.start_at + 250
    ) desc, h.start_at
    limit 1
  );
end
$$;

-- ts_headline parses all that it is given, so it is given a few lines: first those where the words likely
-- stand, and if that was a wrong guess, the text from its start, piece by piece, until a match is seen.
create function claimgraph.highlight(config regconfig, value text, query tsquery, starts text) returns jsonb
  language plpgsql stable parallel safe
as $$
declare
  -- Behind so many characters nothing is indexed.
  indexed constant integer := 200300;
  piece_length constant integer := 20000;
  overlap constant integer := 300;
  start_at integer := 0;
  place integer;
  piece text;
  found jsonb;
begin
  if starts is null or value is null then
    return null;
  end if;
  if length(value) > 600 then
    place := claimgraph.likely_place(left(value, indexed), starts);
    if place is not null then
      start_at := greatest(place - 60, 0);
      piece := substring(value from start_at + 1 for 300);
      if start_at > 0 then
        -- From the start of a word to the end of one.
        start_at := start_at + length(substring(piece from '^\S*\s*'));
        piece := regexp_replace(piece, '^\S*\s*', '');
      end if;
      if start_at + length(piece) < length(value) then
        piece := regexp_replace(piece, '\S*$', '');
      end if;
      found := claimgraph.highlight_piece(config, piece, query);
      if found is not null then
        return jsonb_set(found, '{start}', to_jsonb((found ->> 'start')::integer + start_at));
      end if;
      start_at := 0;
    end if;
  end if;
  while start_at = 0 or start_at < least(length(value), indexed) loop
    found := claimgraph.highlight_piece(config, substring(value from start_at + 1 for piece_length + overlap), query);
    if found is not null then
      return jsonb_set(found, '{start}', to_jsonb((found ->> 'start')::integer + start_at));
    end if;
    start_at := start_at + piece_length;
  end loop;
  return null;
end
$$;

-- The first mention of one of some actors in an article, with a hundred characters to either side, from the
-- start of a word to the end of one.
create function claimgraph.highlight_actor(article bigint, actors bigint[]) returns jsonb
  language sql stable parallel safe
as $$
  select jsonb_build_object(
    'start', p.start_at,
    'text', substring(a.body from p.start_at + 1 for p.end_at - p.start_at),
    'ranges', jsonb_build_array(jsonb_build_object('start', m.start_at - p.start_at, 'end', m.end_at - p.start_at))
  )
  from (
    select m.article_id, m.start_at, m.end_at from claimgraph.mention m
    where m.article_id = highlight_actor.article and m.actor_id = any (actors)
    order by m.start_at limit 1
  ) m
  join claimgraph.article a on a.id = m.article_id
  cross join lateral (
    select
      case when m.start_at <= 100 then 0
        else m.start_at - length(coalesce(substring(substring(a.body from m.start_at - 99 for 100) from '\s(.*)$'), ''))
      end as start_at,
      m.end_at + length(case
        when length(a.body) <= m.end_at + 100 then substring(a.body from m.end_at + 1)
        else coalesce(substring(substring(a.body from m.end_at + 1 for 100) from '^(.*)\s'), '')
      end) as end_at
  ) p
$$;

-- Where the words stand in a found thing, field by field; in an article that has them nowhere, where it first
-- mentions an actor that the query names.
create function claimgraph.highlights(kind text, id bigint, config text, query tsquery, starts text, actors bigint[])
  returns table (field text, text text, start integer, ranges jsonb)
  language plpgsql stable parallel safe rows 2
as $$
declare
  regconfig constant regconfig := ('claimgraph.' || config)::regconfig;
  fields text[];
  texts text[];
  found jsonb;
begin
  if kind = 'Article' then
    select '{title,body}', array[a.title, a.body] into fields, texts
    from claimgraph.article a where a.id = highlights.id;
  elsif kind = 'Claim' then
    select '{text,quote}', array[c.text, c.quote] into fields, texts
    from claimgraph.claim c where c.id = highlights.id;
  else
    select
      array_agg('name'::text order by l.name <> a.name, l.id) || 'description'::text,
      array_agg(l.name order by l.name <> a.name, l.id) || a.description
    into fields, texts
    from claimgraph.actor a join claimgraph.actor_alias l on l.actor_id = a.id
    where a.id = highlights.id
    group by a.id;
  end if;
  -- Most titles match nothing, which their words in the index tell sooner than a parser.
  if kind = 'Article' and not exists (
    select from claimgraph.article_search s where s.article_id = highlights.id and ts_filter(s.tsv, '{a}') @@ query
  ) then
    texts[1] := null;
  end if;
  for k in 1 .. coalesce(cardinality(fields), 0) loop
    found := claimgraph.highlight(regconfig, texts[k], query, starts);
    if found is null and fields[k] = 'body' and cardinality(actors) > 0 then
      found := claimgraph.highlight_actor(id, actors);
    end if;
    if found is not null then
      field := fields[k];
      text := found ->> 'text';
      start := found -> 'start';
      ranges := found -> 'ranges';
      return next;
    end if;
  end loop;
end
$$;
