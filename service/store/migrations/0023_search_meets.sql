-- Made anew in sql/, with what a text's row holds as arguments.
drop function if exists
  claimgraph.meets(claimgraph.search_condition, bigint, bigint),
  claimgraph.meets_others(claimgraph.search_condition[], tsquery, tsvector, bigint, bigint);
