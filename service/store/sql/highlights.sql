-- Where the words of a search stand in what it found: exact characters, at bounded cost, without parsing whole
-- fragments. A regular expression of how the query's words begin finds them in a few lines, and each word that it
-- finds is checked by itself with the words of the query. Where that marks nothing (a form that doesn't begin with
-- its stem, an exact phrase) ts_headline reads the text.

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

-- How a lexeme may be written in a text, as a regular expression that takes whole words: nearly every word starts with
-- its stem, and letters and digits may stand together. Numbers may be grouped; words of a few letters may have dots, codes spaces or hyphens.
create or replace function claimgraph.written(lexeme text) returns text
  language sql immutable strict parallel safe
as $$
  select case
    when word ~ '^\d{4,}$' then
      '\m[[:alpha:]]*' || regexp_replace(word, '(?<=\d)(?=(?:\d{3})+$)', $q$[.,'’ \u00a0\u2009\u202f]?$q$, 'g')
        || '[[:alnum:]]*'
    when word ~ '^\d+(\.\d+)?$' then '\m[[:alpha:]]*' || replace(word, '.', '[.,]') || '[[:alnum:]]*'
    when starts_with(lexeme, '+') then
      case when word ~ '^\w' then '\m' else '' end || (
        select string_agg(
          case when c.sign ~ '[[:alnum:]]' then c.sign when c.sign = '_' then '&' else '\' || c.sign end,
          '[- .\u2010-\u2015]?' order by c.place
        )
        from regexp_split_to_table(word, '') with ordinality c (sign, place)
      ) || case when word ~ '^[[:alpha:]]+$' then '\.?' else '' end || '(?![[:alnum:]])'
    when length(word) = 1 then '\m\d*' || claimgraph.accents_apart(word) || '(?![[:alpha:]])[[:alnum:]]*'
    else
      '\m\d*' || claimgraph.accents_apart(word) || '[[:alnum:]\u0300-\u036f]*'
      || case when word ~ '^[[:alpha:]]{2,5}$' then '|\m' || regexp_replace(word, '.', '\&\\.', 'g') else '' end
  end
  from (select ltrim(lexeme, '+') as word) w
$$;

-- How the words of a query stand in a text, as a regular expression without accents' differences. Null where no words
-- are asked for, but actors or dates.
create or replace function claimgraph.word_starts(query tsquery) returns text
  language sql immutable strict parallel safe
as $$
  select '(?:' || concat_ws('|',
    string_agg(distinct claimgraph.written(w.word), '|') filter (where w.word !~ claimgraph.unspaced_letter()),
    -- Pairs of letters follow each other, each with its last letter first in the next.
    '(?:' || string_agg(distinct w.word, '|') filter (where w.word ~ claimgraph.unspaced_letter()) || ')['
      || string_agg(distinct w.word, '') filter (where w.word ~ claimgraph.unspaced_letter()) || ']*'
  ) || ')'
  from (
    -- What must not stand there is left out by querytree. English stems end in i where the word has y.
    select distinct replace(regexp_replace(ltrim(m[1], '='), '(?<=^[^+].+)i$', ''), $q$''$q$, $q$'$q$) as word
    from regexp_matches(querytree(query), $q$'((?:[^']|'')+)'$q$, 'g') m
  ) w
  where w.word !~ '^[@#]'
  having count(*) > 0
$$;

-- Any of the words of a query, whatever else it asks of them.
create or replace function claimgraph.any_word(query tsquery) returns tsquery
  language sql immutable strict parallel safe
  return case when numnode(query) = 1 then query else regexp_replace(query::text, '<->|<\d+>|&', '|', 'g')::tsquery end;

-- Where invisible characters stand in a text: for each the number of visible ones before it.
create or replace function claimgraph.hidden_places(value text) returns integer[]
  language sql immutable strict parallel safe
as $$
  select array_agg(l.place - row_number order by l.place)
  from (
    select l.place, row_number() over (order by l.place)
    from regexp_split_to_table(value, '') with ordinality l (letter, place)
    where claimgraph.visible(l.letter) = ''
  ) l
$$;

-- The place in a text, from 0, of a visible character that is counted among the visible ones.
create or replace function claimgraph.place_in(hidden integer[], visible_place integer) returns integer
  language sql immutable parallel safe
  return visible_place + case
    when hidden is null then 0 else (select count(*)::integer from unnest(hidden) h (place) where h.place <= visible_place)
  end;

-- The words of a query in a few lines of text: `ranges` within `value`, null where none of them stands there.
-- Private-use characters mark what the expression finds and never leave here. What is invisible is looked past, and
-- counted in again.
create or replace function claimgraph.word_ranges(config regconfig, value text, words tsquery, starts text) returns jsonb
  language plpgsql stable strict parallel safe
as $$
declare
  -- An underscore is between words here, and part of one for the expression.
  seen_value constant text := claimgraph.visible(replace(value, '_', ' '));
  hidden constant integer[] := case when length(seen_value) <> length(value) then claimgraph.hidden_places(value) end;
  pieces constant text[] := string_to_array(
    regexp_replace(translate(seen_value, E'\uE000\uE001', '  '), starts, E'\uE000\\&\uE001', 'gi'), E'\uE000'
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
      -- Most words are their own stems' forms, which the parser alone tells sooner.
      if to_tsvector(config, word) @@ words or claimgraph.text_words(config, word) @@ words then
        right_ones := right_ones || word;
      end if;
    end if;
    if word = any (right_ones) then
      ranges := ranges || ',{"start":' || claimgraph.place_in(hidden, at)
        || ',"end":' || claimgraph.place_in(hidden, at + length(word) - 1) + 1 || '}';
    end if;
    at := at + length(pieces[k]) - 1;
  end loop;
  return case when ranges <> '' then ('[' || substr(ranges, 2) || ']')::jsonb end;
end
$$;

-- Where in a long text most of the words stand within a few lines, as a guess from how they begin: the place
-- of the first of them, from 0; null where none is seen.
create or replace function claimgraph.likely_place(value text, starts text) returns integer
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

-- A piece of a text, from `first` up to, not including, `behind`, widened to whole words: to the next space on either
-- side, if one is near; some languages have none.
create or replace function claimgraph.whole_words(value text, first integer, behind integer) returns jsonb
  language plpgsql immutable strict parallel safe
as $$
declare
  near constant integer := 40;
  room constant integer := least(first, near + 1);
  -- One cut out of the text, which may be long; the character too many tells whether it goes on.
  around constant text := substring(value from first - room + 1 for room + behind - first + near + 1);
  piece text := substring(around from room + 1 for behind - first);
  lead text := left(around, room);
  tail text := substring(around from room + behind - first + 1);
begin
  if piece !~ '^\S' or room > near and right(lead, near) !~ '\s' then
    lead := '';
  end if;
  if piece !~ '\S$' or length(tail) > near and left(tail, near) !~ '\s' then
    tail := '';
  end if;
  lead := substring(lead from '\S*$');
  piece := lead || piece || substring(tail from '^\S*');
  return jsonb_build_object(
    'start', first - length(lead) + length(substring(piece from '^\s*')),
    'text', regexp_replace(piece, '^\s+|\s+$', '', 'g')
  );
end
$$;

-- Where the words stand in one text: the fragment to show, where it starts, the words' places in it. Short texts
-- are shown whole, of long ones some two hundred characters where most of the words are near each other. With `hidden`,
-- words with invisible characters in them are looked for, too, in all of the text.
create or replace function claimgraph.highlight(
  config regconfig, value text, words tsquery, starts text, hidden boolean default false
) returns jsonb
  language plpgsql stable strict parallel safe
as $$
declare
  -- Behind so many characters nothing is indexed.
  indexed constant integer := 200300;
  start_at integer := 0;
  place integer;
  piece text := value;
  found jsonb;
  ranges jsonb;
begin
  if length(value) > 300 then
    if hidden then
      place := claimgraph.likely_place(claimgraph.visible(replace(left(value, indexed), '_', ' ')), starts);
      place := claimgraph.place_in(claimgraph.hidden_places(left(value, indexed)), place);
    else
      place := claimgraph.likely_place(replace(left(value, indexed), '_', ' '), starts);
    end if;
    if place is null then
      return null;
    end if;
    found := claimgraph.whole_words(value, greatest(place - 60, 0), place + 180);
    start_at := found -> 'start';
    piece := found ->> 'text';
  end if;
  ranges := claimgraph.word_ranges(config, piece, words, starts);
  return case when ranges is not null then
    jsonb_build_object('start', start_at, 'text', piece, 'ranges', ranges)
  end;
end
$$;

-- A piece of a text that matches. Private-use characters mark the words inside Postgres and never leave here.
-- Step by step in PL/pgSQL, because a query of its own for each text costs more than the parsing.
create or replace function claimgraph.highlight_piece(config regconfig, value text, query tsquery) returns jsonb
  language plpgsql stable parallel safe
as $$
declare
  -- Typographic apostrophes hide word ends from the parser ("l’entreprise"), and what stands between < and > would be
  -- taken for markup and lost; each is replaced by one character, so that offsets stay true.
  readable constant text := translate(value, E'\uE000\uE001\u2019\u02bc\u2018\u00ad\u00a0\u202f<>', '  ''''''     ');
  fragment constant text := ts_headline(config, readable, query,
    E'StartSel=\uE000, StopSel=\uE001, MinWords=12, MaxWords=30, ShortWord=2');
  words constant text := replace(replace(fragment, E'\uE000', ''), E'\uE001', '');
  pieces constant text[] := string_to_array(fragment, E'\uE000');
  start_at constant integer := strpos(readable, words) - 1;
  piece jsonb;
  at integer;
  ranges jsonb := '[]';
begin
  if cardinality(pieces) < 2 or start_at < 0 then
    return null;
  end if;
  -- The text's own characters, not the ones that were replaced for the parser, which knows parts of words, too.
  piece := claimgraph.whole_words(value, start_at, start_at + length(words));
  at := start_at - (piece -> 'start')::integer + length(pieces[1]);
  -- Each piece behind the first starts with a matched word, up to the closing mark.
  for k in 2 .. cardinality(pieces) loop
    ranges := ranges || jsonb_build_object('start', at, 'end', at + strpos(pieces[k], E'\uE001') - 1);
    at := at + length(pieces[k]) - 1;
  end loop;
  return piece || jsonb_build_object('ranges', ranges);
end
$$;

-- The same by ts_headline, which parses all that it is given: the text from its start, piece by piece, until a
-- match is seen.
create or replace function claimgraph.highlight_parsed(config regconfig, value text, query tsquery) returns jsonb
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

-- The first mention of one of some actors in an article, with a hundred characters to either side.
create or replace function claimgraph.highlight_actor(article bigint, actors bigint[]) returns jsonb
  language sql stable parallel safe
as $$
  select p.piece || jsonb_build_object('ranges', jsonb_build_array(jsonb_build_object(
    'start', m.start_at - (p.piece -> 'start')::integer,
    'end', m.end_at - (p.piece -> 'start')::integer
  )))
  from (
    select m.article_id, m.start_at, m.end_at from claimgraph.mention m
    where m.article_id = highlight_actor.article and m.actor_id = any (actors)
    order by m.start_at limit 1
  ) m
  join claimgraph.article a on a.id = m.article_id
  cross join lateral (
    select claimgraph.whole_words(a.body, greatest(m.start_at - 100, 0), m.end_at + 100) as piece offset 0
  ) p
$$;

-- The name of an actor that was written in the query, else the one in which most of the words stand, the main one
-- first; its main name as a whole, where the actor was asked for, but in other words.
create or replace function claimgraph.highlight_name(
  actor bigint, words tsquery, written tsquery, starts text, asked boolean
) returns jsonb
  language sql stable parallel safe
as $$
  select coalesce(
    (
      select n.found
      from (
        select claimgraph.highlight('claimgraph.cg_simple', l.name, words, starts) as found, l.name, l.id
        from claimgraph.actor_alias l
        where l.actor_id = a.id
      ) n
      where n.found is not null
      order by
        to_tsvector('claimgraph.cg_simple', n.name) @@ written desc,
        jsonb_array_length(n.found -> 'ranges') desc,
        n.name <> a.name,
        n.id
      limit 1
    ),
    case when asked then jsonb_build_object(
      'start', 0, 'text', a.name, 'ranges', jsonb_build_array(jsonb_build_object('start', 0, 'end', length(a.name)))
    ) end
  )
  from claimgraph.actor a
  where a.id = highlight_name.actor
$$;

-- Whether one text says what the other says: the case of letters and the signs at the ends apart.
create or replace function claimgraph.says_the_same(one text, other text) returns boolean
  language sql immutable strict parallel safe
as $$
  select strpos(o.plain, t.plain) > 0 or strpos(t.plain, o.plain) > 0
  from (select lower(regexp_replace(one, '^[^[:alnum:]]+|[^[:alnum:]]+$', '', 'g')) as plain) o
  cross join (select lower(regexp_replace(other, '^[^[:alnum:]]+|[^[:alnum:]]+$', '', 'g')) as plain) t
$$;

-- The UTF-16 code units of so many characters from a text's start: those beyond U+FFFF take two.
create or replace function claimgraph.utf16_units(value text, characters integer) returns integer
  language sql immutable strict parallel safe
  return characters + regexp_count(left(value, characters), '[\U00010000-\U0010FFFF]');

-- Ranges of code points of a text as ranges of its UTF-16 code units.
create or replace function claimgraph.utf16_ranges(value text, ranges jsonb) returns jsonb
  language sql immutable strict parallel safe
as $$
  select jsonb_agg(jsonb_build_object(
    'start', claimgraph.utf16_units(value, r."start"), 'end', claimgraph.utf16_units(value, r."end")
  ) order by r."start")
  from jsonb_to_recordset(ranges) r ("start" integer, "end" integer)
$$;

-- Whether an article's text, its title apart, has any of the words; its actors, indexed beside them, don't count.
create or replace function claimgraph.body_has(article bigint, words tsquery) returns boolean
  language sql stable strict parallel safe
  return exists (
    select from claimgraph.article_search s
    where s.article_id = body_has.article
      and ts_filter(s.tsv, '{b,c,d}') @@ regexp_replace(words::text, $q$'@\d+'$q$, $q$'@'$q$, 'g')::tsquery
  );

-- Where the words stand in a found thing, field by field; in an article that has them nowhere, where it first
-- mentions an actor that the query names. Of two texts of a claim that say the same, the one with most of the words.
-- `cut_before` and `cut_after` are whether the field goes on there; offsets are code points, or `in_utf16`.
create or replace function claimgraph.highlights(
  kind text, id bigint, config text, query tsquery, literal tsquery, ranked tsquery, starts text, actors bigint[],
  in_utf16 boolean
)
  returns table (field text, text text, start integer, ranges jsonb, cut_before boolean, cut_after boolean)
  language plpgsql stable parallel safe rows 2
as $$
declare
  regconfig constant regconfig := ('claimgraph.' || config)::regconfig;
  words constant tsquery := claimgraph.any_word(ranked);
  begins text := starts;
  fields text[];
  texts text[];
  pieces jsonb[] := '{}';
  found jsonb;
  said_less integer;
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
    -- The words of names are asked for apart from those of texts.
    begins := coalesce(starts, claimgraph.word_starts(query));
    select '{name,description}', array[null, a.description] into fields, texts
    from claimgraph.actor a where a.id = highlights.id;
  end if;
  for k in 1 .. coalesce(cardinality(fields), 0) loop
    if fields[k] = 'name' then
      found := claimgraph.highlight_name(id, words, literal, begins, id = any (actors));
      texts[k] := found ->> 'text';
    else
      found := claimgraph.highlight(regconfig, texts[k], words, begins);
      if found is null and begins is not null and (fields[k] <> 'body' or claimgraph.body_has(id, words)) then
        if claimgraph.visible(texts[k]) <> texts[k] then
          found := claimgraph.highlight(regconfig, texts[k], words, begins, hidden => true);
        end if;
        found := coalesce(found, claimgraph.highlight_parsed(regconfig, texts[k], query));
      end if;
      if found is null and fields[k] = 'body' and cardinality(actors) > 0 then
        found := claimgraph.highlight_actor(id, actors);
      end if;
    end if;
    pieces[k] := found;
  end loop;
  if kind = 'Claim' and num_nulls(pieces[1], pieces[2]) = 0 then
    if claimgraph.says_the_same(texts[1], texts[2]) then
      said_less := case when jsonb_array_length(pieces[2] -> 'ranges') > jsonb_array_length(pieces[1] -> 'ranges') then 1 else 2 end;
      pieces[said_less] := null;
    end if;
  end if;
  for k in 1 .. coalesce(cardinality(fields), 0) loop
    if pieces[k] is not null then
      field := fields[k];
      text := pieces[k] ->> 'text';
      start := pieces[k] -> 'start';
      ranges := pieces[k] -> 'ranges';
      cut_before := left(texts[k], least(start, 100)) ~ '\S';
      cut_after := substring(texts[k] from start + length(text) + 1 for 100) ~ '\S';
      if in_utf16 then
        ranges := claimgraph.utf16_ranges(text, ranges);
        start := claimgraph.utf16_units(texts[k], start);
      end if;
      return next;
    end if;
  end loop;
end
$$;
