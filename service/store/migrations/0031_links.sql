-- One function links the claims of articles, however many: claimgraph.link_articles.
drop function if exists claimgraph.link_some_claims(bigint, bigint[]);
drop function if exists claimgraph.link_claims(bigint, bigint);
drop function if exists claimgraph.link_new_claims(bigint[]);
