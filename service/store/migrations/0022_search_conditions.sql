-- What operators ask of every text stands in the query's own row, where it costs least to look at; the rest beside it.
--   asks     the condition that all texts must meet; null where there is none. There is one at most: what stands
--            together is one condition, but for what must not be met
--   others   the other conditions; null where there are none
drop function if exists
  claimgraph.search_conditions(jsonb),
  claimgraph.search_queries(text, jsonb, text[], claimgraph.search_condition[]),
  claimgraph.looser_queries(text, jsonb, text[], claimgraph.search_condition[]),
  claimgraph.search_notes(claimgraph.search_query[], jsonb, claimgraph.search_condition[], bigint, bigint);
alter type claimgraph.search_query
  drop attribute narrowed, add attribute asks claimgraph.search_condition, add attribute others claimgraph.search_condition[];
