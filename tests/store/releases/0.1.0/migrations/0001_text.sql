-- Extensions, one text search configuration per language, and the functions whose values are stored: generated columns
-- and expression indexes are made of them, so they stand with the tables. Whoever changes one makes those values anew,
-- in the same migration. All other functions, views and triggers are in service/store/sql/.
--
-- Everything of ours lives in the schema `claimgraph`, so that a shared database stays tidy; the
-- migration runner has put it first on the search path, and the extensions' schemas after it.

create extension if not exists pg_trgm;
create extension if not exists unaccent;
create extension if not exists btree_gin;

-- unaccent() is only STABLE because its rules file could change; an index needs IMMUTABLE.
-- The dictionary is named with its schema, which differs between installations.
do $$
declare
  extension_schema text := (
    select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'unaccent'
  );
begin
  execute format($f$
    create function claimgraph.plain(value text) returns text
      language sql immutable strict parallel safe
      return %1$I.unaccent('%1$I.unaccent'::regdictionary, value)
  $f$, extension_schema);
end
$$;

-- What indexes hold of a name is bounded, as an index's entry is (2,704 bytes) and a name need not be: its beginning,
-- and for the rest a digest, so that other long names stay other names. The name itself is stored and shown as it is.
create function claimgraph.indexable(value text) returns text
  language sql immutable strict parallel safe
  return case when octet_length(value) <= 2400 then value else left(value, 250) || ' ' || md5(value) end;

-- The key under which two spellings are one name: no accents, no case, no punctuation, one space.
-- Accents go first: lower() knows only ASCII where the database's locale is C.
create function claimgraph.fold_name(value text) returns text
  language sql immutable strict parallel safe
  return claimgraph.indexable(
    btrim(regexp_replace(lower(claimgraph.plain(value)), '[[:space:][:punct:]‐‑‒–—]+', ' ', 'g'))
  );

-- "banque centrale europeenne" is "bce": the first letters of the words that carry meaning, if several.
create function claimgraph.initials(folded text) returns text
  language sql immutable strict parallel safe
as $$
  select case when count(*) > 1 then string_agg(left(word, 1), '' order by place) end
  from regexp_split_to_table(folded, ' ') with ordinality as w (word, place)
  where word not in ('', 'a', 'and', 'at', 'd', 'da', 'de', 'del', 'der', 'des', 'di', 'du', 'en', 'et', 'for', 'in',
                     'l', 'la', 'le', 'les', 'of', 'on', 'pour', 'sur', 'the', 'und', 'y')
$$;

-- A title as type-ahead looks for it.
create function claimgraph.fold_title(title text) returns text
  language sql immutable strict parallel safe
  return left(claimgraph.fold_name(title), 200);

-- Where a text stands in time, as a number that grows with its place in the order of dates: four weeks, but that all
-- before 1600 are one and all from 2100 on, so that a wrong date doesn't make the way through the others long; and
-- below them the undated, 4,096 keys together, so that a corpus without dates falls into small pieces too.
create function claimgraph.bucket(moment timestamptz, key bigint) returns integer
  language sql immutable strict parallel safe
  return case
    when moment = '-infinity' then -2000000000 + (key / 4096)::integer
    else least(greatest(floor(extract(epoch from moment) / 2419200)::integer, -4827), 1695)
  end;

-- Each text's place in time as entries of the words' own index: its language with its four weeks, and with its year
-- of thirteen times four. "This word, in these weeks" is then one lookup of two entries. Words in some thousands of
-- texts are looked up year by year.
create function claimgraph.slot(config text, weeks integer, number integer) returns text
  language sql immutable strict parallel safe
  return config || ' ' || weeks::text || ' ' || number::text;

create function claimgraph.slots(config text, moment timestamptz, key bigint) returns text[]
  language sql immutable strict parallel safe
  return array[
    claimgraph.slot(config, 4, claimgraph.bucket(moment, key)),
    claimgraph.slot(config, 52, claimgraph.bucket(moment, key) / 13)
  ];

-- BCP 47 primary subtags and the stemmer that Postgres ships for them. Which of these exist depends
-- on the server's version; every other language gets `cg_simple`.
create table search_language (
  code    text primary key check (code ~ '^[a-z]{2,3}$'),
  config  text not null,
  stemmed boolean not null
);
comment on table search_language is 'Text search configuration per language; languages that are not listed use cg_simple.';

create text search configuration cg_simple (copy = pg_catalog.simple);

do $$
declare
  shipped record;
  extension_schema text := (
    select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'unaccent'
  );
begin
  execute format(
    'alter text search configuration cg_simple alter mapping for hword, hword_part, word with %I.unaccent, simple',
    extension_schema
  );
  for shipped in
    select known.code, known.name
    from (values
      ('ar', 'arabic'), ('hy', 'armenian'), ('eu', 'basque'), ('ca', 'catalan'), ('da', 'danish'),
      ('nl', 'dutch'), ('en', 'english'), ('et', 'estonian'), ('fi', 'finnish'), ('fr', 'french'),
      ('de', 'german'), ('el', 'greek'), ('hi', 'hindi'), ('hu', 'hungarian'), ('id', 'indonesian'),
      ('ga', 'irish'), ('it', 'italian'), ('lt', 'lithuanian'), ('ne', 'nepali'), ('no', 'norwegian'),
      ('nb', 'norwegian'), ('nn', 'norwegian'), ('pl', 'polish'), ('pt', 'portuguese'), ('ro', 'romanian'),
      ('ru', 'russian'), ('sr', 'serbian'), ('es', 'spanish'), ('sv', 'swedish'), ('ta', 'tamil'),
      ('tr', 'turkish'), ('yi', 'yiddish')
    ) as known (code, name)
    join pg_ts_config c on c.cfgname = known.name and c.cfgnamespace = 'pg_catalog'::regnamespace
  loop
    if not exists (
      select from pg_ts_config
      where cfgname = 'cg_' || shipped.name and cfgnamespace = 'claimgraph'::regnamespace
    ) then
      execute format('create text search configuration cg_%s (copy = pg_catalog.%I)', shipped.name, shipped.name);
      -- unaccent is a filtering dictionary: it hands the bare letters on to the stemmer.
      execute format(
        'alter text search configuration cg_%s alter mapping for hword, hword_part, word with %I.unaccent, %I',
        shipped.name, extension_schema, shipped.name || '_stem'
      );
    end if;
    insert into search_language (code, config, stemmed) values (shipped.code, 'cg_' || shipped.name, true);
  end loop;
end
$$;
