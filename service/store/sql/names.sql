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

-- A part of a name, folded as names are; null, which nothing holds, for a text of punctuation alone.
create or replace function claimgraph.name_part(value text) returns text
  language sql immutable strict parallel safe
  return case when value = '' then '' else nullif(claimgraph.fold_name(value), '') end;

-- Actors of whose names this is a part, in whole words: "Musk" of Elon Musk's; of many, the most mentioned.
create or replace function claimgraph.actors_with_word(name text) returns bigint[]
  language sql stable strict parallel safe
as $$
  select array_agg(x.id order by x.mention_count desc, x.id)
  from (
    select distinct a.id, a.mention_count
    from claimgraph.actor_alias l join claimgraph.actor a on a.id = l.actor_id
    where l.folded like '%' || nullif(claimgraph.fold_name(actors_with_word.name), '') || '%'
      -- The same again, as words: an index finds the first alone.
      and ' ' || l.folded || ' ' like '% ' || claimgraph.fold_name(actors_with_word.name) || ' %'
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

-- Persons with this family name who are mentioned no less often than those who have it as a name: a text that says "Musk"
-- alone makes no other Musk of the one whom readers mean.
create or replace function claimgraph.actors_by_family_name(name text, beside bigint[]) returns bigint[]
  language sql stable strict parallel safe
as $$
  select array_agg(x.id order by x.mention_count desc, x.id)
  from (
    select distinct a.id, a.mention_count
    from claimgraph.actor_alias l join claimgraph.actor a on a.id = l.actor_id
    where l.folded like '% ' || nullif(claimgraph.fold_name(actors_by_family_name.name), '')
      and a.kind = 'PERSON' and a.merged_into_id is null
      and a.id <> all (beside)
      and a.mention_count >= (select max(b.mention_count) from claimgraph.actor b where b.id = any (beside))
    order by a.mention_count desc, a.id
    limit 20
  ) x
$$;

-- The actors that a name means, wherever one is asked for: those who have it, with persons known by it as well; else those
-- with it among the words of a name, the most mentioned first; else, `nearly`, those whose name is spelled much like it.
-- Null for nobody.
create or replace function claimgraph.actors_meant(name text, nearly boolean default true) returns bigint[]
  language sql stable strict parallel safe
as $$
  select coalesce(
    n.ids || claimgraph.actors_by_family_name(actors_meant.name, n.ids),
    claimgraph.actors_with_word(actors_meant.name),
    case when nearly then claimgraph.actors_like(actors_meant.name) end
  )
  from (select claimgraph.actors_named(actors_meant.name) as ids offset 0) n
$$;
