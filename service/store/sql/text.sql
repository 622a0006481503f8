-- Texts as the full text search reads them. Texts and queries pass the same functions, so that whatever is written in
-- several ways is found from any of them: `covid-19`, `covid 19` and `covid19` are all two words. Whoever changes what
-- these functions make of a text raises the version in sql/indexing.sql.

-- The configuration's name for a BCP 47 tag: 'fr-CA' is 'cg_french', anything unknown 'cg_simple'.
create or replace function claimgraph.search_config(language text) returns text
  language sql stable parallel safe
  return coalesce(
    (select l.config from claimgraph.search_language l where l.code = split_part(lower(language), '-', 1)),
    'cg_simple'
  );

-- Without soft hyphens, what has no width, and marks of direction and variation.
create or replace function claimgraph.visible(value text) returns text
  language sql immutable strict parallel safe
  return regexp_replace(
    value, '[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]+', '', 'g'
  );

-- Letters and digits as they are mostly written: full width, ligatures, subscripts, accents apart from their letters.
create or replace function claimgraph.composed(value text) returns text
  language sql immutable strict parallel safe
  return case
    when value ~ '[²³¹\u0300-\u036f\u1100-\u11ff\u2070-\u209c\u3300-\u33ff\ufb00-\uffef]' then normalize(value, NFKC)
    else value
  end;

-- No lookbehind in what follows: with as many matches as a text has letters, Postgres takes the square of its length.

-- Numbers in one spelling: 50,000 and 50.000 and 50 000 as 50000, 3,5 as 3.5. Of a version the first two numbers are
-- one word, the others words of their own, so that 3.11 finds 3.11.4; in a list each is one.
create or replace function claimgraph.numbers_alike(value text) returns text
  language plpgsql immutable strict parallel safe
as $$
begin
  if value !~ $r$\d[.,'’ \u00a0\u2009\u202f]\d$r$ then
    return value;
  end if;
  value := regexp_replace(
    value,
    $r$(^|[^\d.,])([1-9]\d{0,2})[.,'’ \u00a0\u2009\u202f](\d{3})(?:[.,'’ \u00a0\u2009\u202f](\d{3}))?$r$
      || $r$(?:[.,'’ \u00a0\u2009\u202f](\d{3}))?(?:[.,'’ \u00a0\u2009\u202f](\d{3}))?(?!\d)$r$,
    '\1\2\3\4\5\6', 'g'
  );
  if value ~ '\d[.,]\d+[.,]\d' then
    -- All separators but the last get a private-use character, which tells the last; the first dot is one again.
    value := regexp_replace(value, '(\d),(?=\d+,\d)', E'\\1\uE001', 'g');
    value := regexp_replace(value, '(\d)\.(?=\d+[.,]\d)', E'\\1\uE002', 'g');
    value := regexp_replace(value, E'([\uE001\uE002]\\d+)[.,](?=\\d)', '\1 ', 'g');
    value := regexp_replace(value, E'(^|[^\\d\uE002])(\\d+)\uE002', '\1\2.', 'g');
    value := translate(value, E'\uE001\uE002', '  ');
  end if;
  return regexp_replace(value, '(\d),(?=\d)', '\1.', 'g');
end
$$;

-- Words with nothing but spaces between them, the parser's own ideas of hosts, files, tags and hyphens out of the way:
-- `S.N.C.F.` is one word; `CVE-2024-31497`, `canlii.org/en`, `snake_case` and `iPhone15` are as many as they have parts.
create or replace function claimgraph.parts(value text) returns text
  language plpgsql immutable strict parallel safe
as $$
begin
  value := regexp_replace(claimgraph.numbers_alike(value), '\m([[:alpha:]])\.(?=[[:alpha:]]\M)', '\1', 'g');
  value := regexp_replace(
    value, '[-+_/\\<>:@&|«»ʼ\u2010-\u2027\u2030-\u205e\u2212\u3000-\u3004\u3008-\u3020]|\.(?!\d)', ' ', 'g'
  );
  value := regexp_replace(value, '(^|\D)\.', '\1 ', 'g');
  value := regexp_replace(value, '([[:alpha:]])(\d)', '\1 \2', 'g');
  return regexp_replace(value, '(\d)([[:alpha:]])', '\1 \2', 'g');
end
$$;

-- A letter of a script that is written without spaces between words, or nearly: Chinese, Japanese, Korean, Thai, Lao,
-- Khmer, Burmese; as a regular expression.
create or replace function claimgraph.unspaced_letter() returns text
  language sql immutable parallel safe
  return '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff'
    || '\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]';

-- Runs of such letters as pairs of neighbours, so that any piece of two letters or more is found as a phrase of pairs.
-- A text's runs end with their last letter alone (`closing`), so that any one letter begins a word of the text.
create or replace function claimgraph.in_pairs(value text, closing boolean) returns text
  language plpgsql immutable strict parallel safe
as $$
declare
  unspaced constant text := claimgraph.unspaced_letter();
begin
  if value !~ unspaced then
    return value;
  end if;
  return (
    select string_agg(
      case
        when x.letter !~ unspaced then
          case when x.before ~ unspaced then ' ' else '' end || x.letter || case when x.next ~ unspaced then ' ' else '' end
        when x.next ~ unspaced then x.letter || x.next || ' '
        when closing or x.before is null or x.before !~ unspaced then x.letter || ' '
        else ''
      end, '' order by x.place
    )
    from (
      select l.letter, l.place, lag(l.letter) over (order by l.place) as before, pg_catalog.lead(l.letter) over (order by l.place) as next
      -- Tone marks and the like: the parser would end a word there.
      from regexp_split_to_table(regexp_replace(value, '[\u0e47-\u0e4e\u0ec8-\u0ecd]+', '', 'g'), '')
        with ordinality l (letter, place)
    ) x
  );
end
$$;

-- What the parser is given of a text.
create or replace function claimgraph.searchable(value text) returns text
  language sql immutable strict parallel safe
  return claimgraph.in_pairs(claimgraph.parts(claimgraph.composed(claimgraph.visible(value))), closing => true);

-- What is more than its parts, which are single letters and stop words: C++, C#, .NET, AT&T, F-16, 5G, and abbreviations
-- that are spelled like stop words (U.S., WHO). Indexed as `+c++`, `+at_t`, `+f16`, which no parser makes of any text (and no
-- `&` or `|` stands in a query but its own).
create or replace function claimgraph.codes(config regconfig, value text) returns text[]
  language plpgsql stable strict parallel safe
as $$
declare
  matched text;
  code text;
  found text[] := '{}';
begin
  for matched in
    select distinct m[1]
    from regexp_matches(value,
      '([[:alnum:]]+(?:\+{1,2}|#)(?![[:alnum:]])'
      '|(?:^|[^[:alnum:].])\.[[:alpha:]]{2,5}\M'
      '|\m[[:alnum:]]{1,3}&[[:alnum:]]{1,3}\M|\m[[:upper:]]{1,2} & [[:upper:]]{1,2}\M'
      '|\m(?:[[:alpha:]][-\u2010-\u2015]?|[[:upper:]] )\d+(?![.,]?\d)|\m\d+[[:alpha:]]\M'
      '|\m[[:alpha:]]\.(?:[[:alpha:]]\.)+|\m(?:AI|EU|IT|UN|US|WHO)\M)', 'g') m
  loop
    if matched ~ '^[^[:alnum:]]' then
      code := lower(substring(matched from '\..*'));
    elsif matched ~ '^[[:alpha:]]+$' or matched ~ '\.$' then
      code := lower(replace(matched, '.', ''));
      -- The pronoun "us" is on no list of stop words, and is no country either.
      continue when code <> 'us' and numnode(plainto_tsquery(config, code)) > 0;
    else
      code := lower(replace(regexp_replace(matched, '[-\u2010-\u2015 ]', '', 'g'), '&', '_'));
    end if;
    -- Longer ones are no codes, and a text of nothing but codes is no text.
    continue when length(code) > 40 or code = any (found);
    found := found || code;
    exit when cardinality(found) = 1000;
  end loop;
  return found;
end
$$;

-- The configuration that leaves words as they are.
create or replace function claimgraph.forms_config(config regconfig) returns regconfig
  language sql stable strict parallel safe
  return (config::text || '_forms')::regconfig;

-- All that a text is found by: its words' stems; its words as they are where they are no stems, as `=publication`, in the
-- same places; its codes.
create or replace function claimgraph.text_words(config regconfig, value text) returns tsvector
  language plpgsql stable strict parallel safe
as $$
declare
  composed constant text := claimgraph.composed(claimgraph.visible(value));
  readable constant text := claimgraph.in_pairs(claimgraph.parts(composed), closing => true);
  codes constant text[] := claimgraph.codes(config, composed);
  words tsvector := to_tsvector(config, readable);
  stems constant text[] := tsvector_to_array(words);
  forms tsvector;
begin
  if config <> 'claimgraph.cg_simple'::regconfig then
    forms := ts_delete(to_tsvector(claimgraph.forms_config(config), readable), stems);
    -- A lexeme has at most 2,046 bytes, and all of a text's at most 1 MB; what is near that keeps its stems alone.
    if length(forms) > 0
      and pg_column_size(words) + pg_column_size(forms) < 900000
      and not exists (select from unnest(tsvector_to_array(forms)) f where octet_length(f) > 2000)
    then
      -- By their text, which is the one way to rename lexemes and to keep their places.
      words := (words::text || replace(' ' || forms::text, ' ''', ' ''='))::tsvector;
    end if;
  end if;
  if cardinality(codes) > 0 then
    words := (words::text || (select string_agg(format(' ''+%s'':1', c), '') from unnest(codes) c))::tsvector;
  end if;
  return words;
end
$$;

-- The lead: 300 characters, and the rest of the word that stands there.
create or replace function claimgraph.lead(body text) returns text
  language sql immutable strict parallel safe
  return left(body, 300) || substring(substring(body from 301 for 100) from '^\S*');

-- One text from two: a gap between their words' positions, so that no phrase reaches from a title's end
-- into the body. `~` is no word of any parser; it only holds the gap open.
create or replace function claimgraph.beside(one tsvector, other tsvector) returns tsvector
  language sql immutable strict parallel safe
  return ts_delete(one || $$'~':5$$::tsvector || other, '~');
