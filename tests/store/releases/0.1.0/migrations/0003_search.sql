-- Full-text search: one narrow table a kind of thing, so that ranking reads tsvectors and never the
-- wide rows they came from. Triggers keep them true (sql/indexing.sql), whoever writes.
--
-- A search must cost about the same however common its words are (service/search/page.py says how), so each text also
-- has its place in time as `slots`: the GIN index answers "this word, in these weeks" by itself, and a search can go
-- from the newest weeks to older ones and stop when it has seen enough.

create table article_search (
  article_id bigint primary key references article on delete cascade,
  config     text not null,
  sort_at    timestamptz not null,
  tsv        tsvector not null,
  slots      text[] not null generated always as (claimgraph.slots(config, sort_at, article_id)) stored
);
create index article_search_words on article_search using gin (slots, tsv);
create index article_search_newest on article_search (config, sort_at desc, article_id desc);

create table claim_search (
  claim_id bigint primary key references claim on delete cascade,
  config   text not null,
  sort_at  timestamptz not null,
  tsv      tsvector not null,
  slots    text[] not null generated always as (claimgraph.slots(config, sort_at, claim_id)) stored
);
create index claim_search_words on claim_search using gin (slots, tsv);
create index claim_search_newest on claim_search (config, sort_at desc, claim_id desc);

-- How common a word is decides how a search goes; the default keeps too few words for that. And ranking reads every
-- candidate's tsvector, so it stays beside its row instead of in a TOAST table: a page that is read anyway, in place
-- of three more.
alter table article_search alter column tsv set statistics 300, alter column tsv set storage main;
alter table claim_search alter column tsv set statistics 300, alter column tsv set storage main;

create table actor_search (
  actor_id bigint primary key references actor on delete cascade,
  tsv      tsvector not null
);
create index actor_search_tsv on actor_search using gin (tsv);

-- The configurations that some text uses, so that a search without a language tries these only.
create table search_config_used (config text primary key);

-- The words of titles, by their language, to be found by what is nearly one. A word may stand here twice
-- where two transactions brought it at once; waiting for each other would cost more.
create table title_word (config text not null, word text not null);
create index title_word_word on title_word (word, config);
create index title_word_nearly on title_word using gin (word gin_trgm_ops);

-- Months and seasons of the year, folded, in French and English.
create table date_word (folded text primary key, months integer[] not null);
insert into date_word (folded, months)
select w.word, d.months
from (values
  (array[1], 'january jan janvier'), (array[2], 'february feb fevrier'), (array[3], 'march mars'),
  (array[4], 'april apr avril'), (array[5], 'may mai'), (array[6], 'june jun juin'),
  (array[7], 'july jul juillet'), (array[8], 'august aug aout'), (array[9], 'september sept sep septembre'),
  (array[10], 'october oct octobre'), (array[11], 'november nov novembre'), (array[12], 'december dec decembre'),
  (array[3, 4, 5], 'spring printemps'), (array[6, 7, 8], 'summer ete'), (array[9, 10, 11], 'autumn automne'),
  (array[12, 1, 2], 'winter hiver')
) as d (months, words)
cross join lateral regexp_split_to_table(d.words, ' ') as w (word);

-- One word, phrase or name of a query. `ids` are the actors it names, `names` what they are called elsewhere.
create type claimgraph.search_atom as (
  grp integer, place integer, text text, kind text, negated boolean, ids bigint[], names text[], fuzzy boolean
);

-- How a query is asked of the texts of one configuration.
--   query     what must match: words, or the actors that they name
--   literal   the same by words alone, to tell why something was found
--   terms     word by word, in the same places for every configuration, then neighbouring pairs: for scores
--   ranked    any of the terms
--   actors    the actors that it names; `fuzzy` where one only nearly
--   without   what none of them may have
--   naming    whether those actors themselves are asked for: a name alone, or any of several words
--   articles, claims   how many of them it matches, estimated; 0 for kinds that aren't looked for
--   starts    how its words begin, to find where they stand in a text: see sql/highlights.sql
create type claimgraph.search_query as (
  config text, for_texts boolean, for_names boolean, query tsquery, literal tsquery, ranked tsquery,
  terms tsquery[], weights real[], actors bigint[], without tsquery, fuzzy boolean, naming boolean, articles bigint, claims bigint,
  starts text
);

-- What the operators ask of articles and claims, their names looked up; null where nothing is asked.
create type claimgraph.search_narrowing as (
  of_articles boolean, of_claims boolean, claimants bigint[], modalities text[], sources bigint[], languages text[],
  after timestamptz, before timestamptz
);
