-- Words inside words, and words as they are written beside their stems: see sql/text.sql.

-- Beside each stemming configuration one that leaves words as they are, without the language's stop words: a text keeps
-- `publication` beside its stem `public`.
do $$
declare
  stemming record;
  stop_words text;
  extension_schema text := (
    select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'unaccent'
  );
begin
  for stemming in
    select distinct l.config, substr(l.config, 4) as language
    from search_language l where l.stemmed order by l.config
  loop
    stop_words := (
      select substring(d.dictinitoption from 'stopwords = ''?(\w+)')
      from pg_ts_dict d
      where d.dictname = stemming.language || '_stem' and d.dictnamespace = 'pg_catalog'::regnamespace
    );
    execute format(
      'create text search dictionary %I (template = pg_catalog.simple%s)',
      stemming.config || '_forms', ', stopwords = ' || quote_ident(stop_words)
    );
    execute format('create text search configuration %I (copy = pg_catalog.simple)', stemming.config || '_forms');
    execute format('alter text search configuration %1$I alter mapping for asciiword with %1$I', stemming.config || '_forms');
    execute format(
      'alter text search configuration %1$I alter mapping for word with %2$I.unaccent, %1$I',
      stemming.config || '_forms', extension_schema
    );
  end loop;
end
$$;

-- With what version of the functions in sql/text.sql and sql/indexing.sql the texts were indexed: where it is an earlier
-- one, they are indexed anew (claimgraph.index_anew).
create table search_indexed (version integer not null);
insert into search_indexed (version) values (1);

-- For each word of `terms`, in its place, the form in which it was typed, as a text keeps it, and the other forms of its
-- stem that begin so, which don't count as it: see claimgraph.typed_form.
alter type claimgraph.search_query add attribute typed tsquery[];
alter type claimgraph.search_query add attribute cousins tsquery[];

-- Two transactions that bring the first texts of two languages, in another order each, would stop each other.
alter table search_config_used drop constraint search_config_used_pkey;

-- Of other arguments now, or gone.
drop function if exists claimgraph.typed_query(text, boolean, claimgraph.search_atom);
drop function if exists claimgraph.words_query(regconfig, claimgraph.search_atom);
drop function if exists claimgraph.highlight(regconfig, text, tsquery, text);
