-- Actors by their names, and by other names of the same well-known thing.

-- The other names, folded, of what is well known by this one; empty where it isn't.
create or replace function claimgraph.known_names(name text) returns text[]
  language sql stable strict parallel safe
as $$
  select coalesce(array_agg(distinct o.folded), '{}')
  from claimgraph.known_name k join claimgraph.known_name o using (grp)
  where k.folded = claimgraph.fold_name(known_names.name) and o.folded <> k.folded
$$;

-- Actors by a name of theirs, or by another name of the same well-known thing, whatever its case and accents; of
-- many, the most mentioned.
create or replace function claimgraph.actors_named(name text) returns bigint[]
  language sql stable strict parallel safe
as $$
  select array_agg(x.id order by x.mention_count desc, x.id)
  from (
    select distinct a.id, a.mention_count
    from claimgraph.actor_alias l join claimgraph.actor a on a.id = l.actor_id
    where l.folded = any (claimgraph.known_names(actors_named.name) || claimgraph.fold_name(actors_named.name))
      and a.merged_into_id is null
    order by a.mention_count desc, a.id
    limit 20
  ) x
$$;

-- Actors whose name is spelled nearly so. Short words have too many neighbours to be taken for typos.
create or replace function claimgraph.actors_like(name text) returns bigint[]
  language sql stable strict parallel safe
  set pg_trgm.similarity_threshold = 0.42
as $$
  select array_agg(x.id order by x.likeness desc, x.mention_count desc, x.id)
  from (
    select a.id, a.mention_count, max(similarity(l.folded, claimgraph.fold_name(actors_like.name))) as likeness
    from claimgraph.actor_alias l join claimgraph.actor a on a.id = l.actor_id
    where l.folded % claimgraph.fold_name(actors_like.name) and a.merged_into_id is null
      and length(claimgraph.fold_name(actors_like.name)) >= 4
    group by a.id
    order by likeness desc, a.mention_count desc, a.id
    limit 3
  ) x
$$;
