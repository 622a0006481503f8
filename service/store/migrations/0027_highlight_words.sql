-- Highlights without parsing whole fragments: a regular expression of how the query's words begin finds them in a
-- few lines, and each word that it finds is checked by itself with the words of the query. Where that marks
-- nothing (a form that doesn't begin with its stem, an exact phrase) ts_headline reads the text as before.

drop function claimgraph.highlights(text, bigint, text, tsquery, text, bigint[]);
drop function claimgraph.highlight(regconfig, text, tsquery, text);

-- The word as a regular expression that takes its letters with any accents, and oe and ae as ligatures.
create or replace function claimgraph.accents_apart(word text) returns text
  language sql immutable strict parallel safe
as $$
  select replace(replace(
    string_agg(
      case l.letter
        when 'a' then '[aàâäáãå]' when 'c' then '[cç]' when 'e' then '[eéèêë]' when 'i' then '[iîïíì]' when 'n' then '[nñ]'
        when 'o' then '[oôöóòõ]' when 'u' then '[uùûüú]' when 'y' then '[yÿý]'
        else regexp_replace(l.letter, '[^[:alnum:]]', '\\\&')
      end,
      '' order by l.place
    ),
    '[oôöóòõ][eéèêë]', '(?:[oôöóòõ][eéèêë]|œ)'), '[aàâäáãå][eéèêë]', '(?:[aàâäáãå][eéèêë]|æ)')
  from regexp_split_to_table(word, '') with ordinality l (letter, place)
$$;

-- Any of the words of a query, whatever else it asks of them.
create function claimgraph.any_word(query tsquery) returns tsquery
  language sql immutable strict parallel safe
  return case when numnode(query) = 1 then query else regexp_replace(query::text, '<->|<\d+>|&', '|', 'g')::tsquery end;

-- The words of a query in a few lines of text: `ranges` within `value`, null where none of them stands there.
-- Private-use characters mark what the expression finds and never leave here.
create function claimgraph.word_ranges(config regconfig, value text, words tsquery, starts text) returns jsonb
  language plpgsql stable strict parallel safe
as $$
declare
  pieces constant text[] := string_to_array(
    regexp_replace(translate(value, E'\uE000\uE001', '  '), starts || '\w*', E'\uE000\\&\uE001', 'gi'), E'\uE000'
  );
  at integer := length(pieces[1]);
  word text;
  seen text[] := '{}';
  right_ones text[] := '{}';
  ranges text := '';
begin
  -- Each piece behind the first starts with a word that was found, up to the closing mark.
  for k in 2 .. cardinality(pieces) loop
    word := split_part(pieces[k], E'\uE001', 1);
    if word <> all (seen) then
      seen := seen || word;
      if to_tsvector(config, word) @@ words then
        right_ones := right_ones || word;
      end if;
    end if;
    if word = any (right_ones) then
      ranges := ranges || ',{"start":' || at || ',"end":' || at + length(word) || '}';
    end if;
    at := at + length(pieces[k]) - 1;
  end loop;
  return case when ranges <> '' then ('[' || substr(ranges, 2) || ']')::jsonb end;
end
$$;

-- Where the words stand in one text: the fragment to show, where it starts, the words' places in it. Short texts
-- are shown whole, of long ones some two hundred characters where most of the words are near each other.
create function claimgraph.highlight(config regconfig, value text, words tsquery, starts text) returns jsonb
  language plpgsql stable strict parallel safe
as $$
declare
  -- Behind so many characters nothing is indexed.
  indexed constant integer := 200300;
  start_at integer := 0;
  place integer;
  piece text := value;
  ranges jsonb;
begin
  if length(value) > 300 then
    place := claimgraph.likely_place(left(value, indexed), starts);
    if place is null then
      return null;
    end if;
    start_at := greatest(place - 60, 0);
    piece := substring(value from start_at + 1 for 240);
    if start_at > 0 then
      -- From the start of a word to the end of one.
      start_at := start_at + length(substring(piece from '^\S*\s*'));
      piece := regexp_replace(piece, '^\S*\s*', '');
    end if;
    if start_at + length(piece) < length(value) then
      piece := regexp_replace(piece, '\s*\S*$', '');
    end if;
  end if;
  ranges := claimgraph.word_ranges(config, piece, words, starts);
  return case when ranges is not null then
    jsonb_build_object('start', start_at, 'text', piece, 'ranges', ranges)
  end;
end
$$;

-- The same by ts_headline, which parses all that it is given: the text from its start, piece by piece, until a
-- match is seen.
create function claimgraph.highlight_parsed(config regconfig, value text, query tsquery) returns jsonb
  language plpgsql stable strict parallel safe
as $$
declare
  indexed constant integer := 200300;
  piece_length constant integer := 20000;
  overlap constant integer := 300;
  start_at integer := 0;
  found jsonb;
begin
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

-- Whether an article's text, its title apart, has any of the words; its actors, indexed beside them, don't count.
create function claimgraph.body_has(article bigint, words tsquery) returns boolean
  language sql stable strict parallel safe
  return exists (
    select from claimgraph.article_search s
    where s.article_id = body_has.article
      and ts_filter(s.tsv, '{b,c,d}') @@ regexp_replace(words::text, $q$'@\d+'$q$, $q$'@'$q$, 'g')::tsquery
  );

-- Where the words stand in a found thing, field by field; in an article that has them nowhere, where it first
-- mentions an actor that the query names.
create function claimgraph.highlights(
  kind text, id bigint, config text, query tsquery, ranked tsquery, starts text, actors bigint[]
)
  returns table (field text, text text, start integer, ranges jsonb)
  language plpgsql stable parallel safe rows 2
as $$
declare
  regconfig constant regconfig := ('claimgraph.' || config)::regconfig;
  words constant tsquery := claimgraph.any_word(ranked);
  fields text[];
  texts text[];
  found jsonb;
begin
  if kind = 'Article' then
    -- Most titles match nothing, which their words in the index tell sooner than a parser.
    select '{title,body}', array[case when ts_filter(s.tsv, '{a}') @@ words then a.title end, a.body]
    into fields, texts
    from claimgraph.article a join claimgraph.article_search s on s.article_id = a.id
    where a.id = highlights.id;
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
  for k in 1 .. coalesce(cardinality(fields), 0) loop
    found := claimgraph.highlight(regconfig, texts[k], words, starts);
    if found is null and starts is not null and (fields[k] <> 'body' or claimgraph.body_has(id, words)) then
      found := claimgraph.highlight_parsed(regconfig, texts[k], query);
    end if;
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
