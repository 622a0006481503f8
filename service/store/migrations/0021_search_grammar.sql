-- Queries are trees: what their operators ask of a text may hold for the whole search, or for one of its alternatives.

-- These are made anew, with other arguments or another result, in sql/.
drop function if exists
  claimgraph.search_narrowing(jsonb), claimgraph.search_note(claimgraph.search_query[], jsonb, bigint, bigint),
  claimgraph.search_atoms(jsonb, boolean),
  claimgraph.search_query(text, boolean, jsonb, text[], claimgraph.search_atom[], boolean),
  claimgraph.search_queries(text, jsonb, text[]), claimgraph.looser_queries(text, jsonb, text[]),
  claimgraph.matched_by(text, bigint, tsquery, boolean);
drop type claimgraph.search_narrowing;

-- What operators that stand together ask of an article or claim, their names looked up; null where nothing is asked.
--   place     its number in the query's tree
--   whole     whether it holds for the whole search; else texts are looked through for the lexeme `#o<place>`, which
--             they are given for as long as they are looked at
--   negated   whether it must not be met
create type claimgraph.search_condition as (
  place integer, whole boolean, negated boolean, of_articles boolean, of_claims boolean, claimants bigint[],
  modalities text[], sources bigint[], languages text[], after timestamptz, before timestamptz
);

-- More of how a query is asked of the texts of one configuration.
--   wide      whether the words' index can't tell the matches, so that texts are gone through, newest first
--   narrowed  whether a condition holds for the whole search
--   exact     what a text must match together with the conditions that it meets, where these aren't whole
--   operated  whether a text may match without any of the query's words
--   common    the words that are too common to be searched for: their places
alter type claimgraph.search_query
  add attribute wide boolean, add attribute narrowed boolean, add attribute exact tsquery,
  add attribute operated boolean, add attribute common integer[];
