-- Buckets of four weeks instead of one: going through a corpus of years, a word in one text of ten to twenty
-- is looked up a dozen times instead of fifty, and even millions of texts leave each bucket small enough.

create or replace function claimgraph.bucket(moment timestamptz) returns integer
  language sql immutable strict parallel safe
  return floor(extract(epoch from moment) / 2419200)::integer;

-- Generated columns are computed anew where what they are made of is set.
update article_search set sort_at = sort_at;
update claim_search set sort_at = sort_at;
