-- A name that a text spells in capitals for pages is legal, and longer than an index's entry may be (2,704 bytes).
-- What indexes hold of a name is bounded: its beginning, and for the rest a digest, so that other long names stay
-- other names. The name itself is stored and shown as it is.

create function claimgraph.indexable(value text) returns text
  language sql immutable strict parallel safe
  return case when octet_length(value) <= 2400 then value else left(value, 250) || ' ' || md5(value) end;

create or replace function claimgraph.fold_name(value text) returns text
  language sql immutable strict parallel safe
  return claimgraph.indexable(
    btrim(regexp_replace(lower(claimgraph.plain(value)), '[[:space:][:punct:]‐‑‒–—]+', ' ', 'g'))
  );

alter table actor_alias drop constraint actor_alias_actor_id_name_key;
create unique index actor_alias_once_per_actor on actor_alias (actor_id, claimgraph.indexable(name));
