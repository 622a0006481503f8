-- Each text's place in time as entries of the words' own index: its language with its four weeks, and with its year
-- of thirteen times four. "This word, in these weeks" is then one lookup of two entries; before, the entry of all the
-- language's texts was gone through as well. Words in some thousands of texts are looked up year by year.

create function claimgraph.slot(config text, weeks integer, number integer) returns text
  language sql immutable strict parallel safe
  return config || ' ' || weeks::text || ' ' || number::text;

create function claimgraph.slots(config text, moment timestamptz) returns text[]
  language sql immutable strict parallel safe
  return array[
    claimgraph.slot(config, 4, claimgraph.bucket(moment)), claimgraph.slot(config, 52, claimgraph.bucket(moment) / 13)
  ];

drop index article_search_tsv, claim_search_tsv;
alter table article_search
  drop column bucket,
  add column slots text[] not null generated always as (claimgraph.slots(config, sort_at)) stored;
alter table claim_search
  drop column bucket,
  add column slots text[] not null generated always as (claimgraph.slots(config, sort_at)) stored;
create index article_search_words on article_search using gin (slots, tsv);
create index claim_search_words on claim_search using gin (slots, tsv);
analyze article_search, claim_search;
