-- Extensions, name folding and one text search configuration per language.
-- Everything of ours lives in the schema `claimgraph`, so that a shared database stays tidy; the
-- migration runner has put it first on the search path, and the extensions' schemas behind it.

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

-- The key under which two spellings are one name: no accents, no case, no punctuation, one space.
-- Accents go first: lower() knows only ASCII where the database's locale is C.
create function claimgraph.fold_name(value text) returns text
  language sql immutable strict parallel safe
  return btrim(regexp_replace(lower(claimgraph.plain(value)), '[[:space:][:punct:]‐‑‒–—]+', ' ', 'g'));

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

-- The configuration's name for a BCP 47 tag: 'fr-CA' is 'cg_french', anything unknown 'cg_simple'.
create function claimgraph.search_config(language text) returns text
  language sql stable parallel safe
  return coalesce(
    (select l.config from claimgraph.search_language l where l.code = split_part(lower(language), '-', 1)),
    'cg_simple'
  );

-- Typographic apostrophes and soft hyphens hide word ends from the parser ("l’entreprise"), and what
-- stands between < and > would be taken for markup and lost; each is replaced by one character, so that
-- offsets stay true.
create function claimgraph.searchable(value text) returns text
  language sql immutable strict parallel safe
  return translate(value, E'\u2019\u02bc\u2018\u00ad\u00a0\u202f<>', '''''''     ');
