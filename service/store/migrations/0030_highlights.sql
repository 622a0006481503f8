-- Highlights say where they cut a text, and count in UTF-16 on request: another result and one argument more.
-- A new database has none yet.
drop function if exists claimgraph.highlights(text, bigint, text, tsquery, tsquery, text, bigint[]);
