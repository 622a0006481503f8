-- Texts as the full text search reads them.

-- The configuration's name for a BCP 47 tag: 'fr-CA' is 'cg_french', anything unknown 'cg_simple'.
create or replace function claimgraph.search_config(language text) returns text
  language sql stable parallel safe
  return coalesce(
    (select l.config from claimgraph.search_language l where l.code = split_part(lower(language), '-', 1)),
    'cg_simple'
  );

-- Typographic apostrophes and soft hyphens hide word ends from the parser ("l’entreprise"), and what
-- stands between < and > would be taken for markup and lost; each is replaced by one character, so that
-- offsets stay true.
create or replace function claimgraph.searchable(value text) returns text
  language sql immutable strict parallel safe
  return translate(value, E'\u2019\u02bc\u2018\u00ad\u00a0\u202f<>', '''''''     ');

-- The lead: 300 characters, and the rest of the word that stands there.
create or replace function claimgraph.lead(body text) returns text
  language sql immutable strict parallel safe
  return left(body, 300) || substring(substring(body from 301 for 100) from '^\S*');

-- One text from two: a gap between their words' positions, so that no phrase reaches from a title's end
-- into the body. `~` is no word of any parser; it only holds the gap open.
create or replace function claimgraph.beside(one tsvector, other tsvector) returns tsvector
  language sql immutable strict parallel safe
  return ts_delete(one || $$'~':5$$::tsvector || other, '~');
