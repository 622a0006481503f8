-- One record for each actor: who might be who, where nobody can be sure. See docs/links.md.

-- The actor that answers for an id.
create or replace function claimgraph.living_actor(id bigint) returns bigint
  language sql stable strict parallel safe
  return (select coalesce(a.merged_into_id, a.id) from claimgraph.actor a where a.id = living_actor.id);

-- The actors that answer for ids, each once, the least mentioned first; 0 before all for an id that nobody has.
create or replace function claimgraph.living_actors(ids bigint[]) returns bigint[]
  language sql stable strict parallel safe
as $$
  select array_agg(x.id order by x.mention_count nulls first, x.id)
  from (
    select distinct coalesce(a.merged_into_id, a.id, 0) as id, l.mention_count
    from unnest(ids) g (id)
    left join claimgraph.actor a on a.id = g.id
    left join claimgraph.actor l on l.id = coalesce(a.merged_into_id, a.id)
  ) x
$$;

create or replace function claimgraph.newest_articles(actor bigint) returns bigint[]
  language sql stable strict parallel safe
  return array(
    select x.article_id from claimgraph.article_actor x where x.actor_id = actor order by x.sort_at desc limit 50
  );

-- How much company two actors share: actors that stand beside both, as a share of the smaller circle.
-- The newest 50 articles of each tell enough; who stand in the same ones have the same company, if any.
create or replace function claimgraph.shared_company(one bigint, other bigint) returns real
  language plpgsql stable strict parallel safe
as $$
declare
  of_one constant bigint[] := claimgraph.newest_articles(one);
  of_other constant bigint[] := claimgraph.newest_articles(other);
begin
  if of_one = of_other then
    return exists (
      select from claimgraph.article_actor c where c.article_id = any (of_one) and c.actor_id not in (one, other)
    )::integer;
  end if;
  return (
    with company as (
      select v.side, c.actor_id
      from (values (1, of_one), (2, of_other)) as v (side, articles)
      join claimgraph.article_actor c on c.article_id = any (v.articles) and c.actor_id not in (one, other)
      group by v.side, c.actor_id
    )
    select coalesce(
      count(*) filter (where sides = 2)::real
        / nullif(least(sum(left_side), sum(right_side)), 0),
      0
    )::real
    from (
      select count(*) as sides, count(*) filter (where side = 1) as left_side, count(*) filter (where side = 2) as right_side
      from company group by actor_id
    ) s
  );
end
$$;

-- Who might be who. A rule gives the name's part of the score and shared company the rest; nothing is
-- merged here. Persons, places and organisations are not compared across kinds, except with UNKNOWN.
-- Each name is compared with the few nearest others of each rule, so that the work grows with the new
-- names and not with their square.
create or replace function claimgraph.find_merge_candidates(ids bigint[]) returns integer
  language sql volatile
  set pg_trgm.similarity_threshold = 0.6
as $$
  with new_alias as (
    select l.actor_id, l.kind, l.folded, l.initials
    from claimgraph.actor_alias l join claimgraph.actor a on a.id = l.actor_id and a.merged_into_id is null
    where l.actor_id = any (ids) and length(l.folded) > 1
  ),
  pair as (
    select n.actor_id as one, near.actor_id as other, near.named, near.rule
    from new_alias n
    cross join lateral (
      (
        select o.actor_id, 0.7::real as named, 'SAME_NAME' as rule
        from claimgraph.actor_alias o
        where o.folded = n.folded and o.actor_id <> n.actor_id and (o.kind = n.kind or 'UNKNOWN' in (n.kind, o.kind))
        order by o.actor_id
        limit 5
      )
      union all
      (
        select o.actor_id, 0.5, 'ACRONYM'
        from claimgraph.actor_alias o
        where o.initials = n.folded and o.actor_id <> n.actor_id
          and length(n.folded) between 2 and 8 and 'PERSON' not in (n.kind, o.kind)
        order by o.actor_id
        limit 5
      )
      union all
      (
        select o.actor_id, 0.5, 'ACRONYM'
        from claimgraph.actor_alias o
        where o.folded = n.initials and o.actor_id <> n.actor_id
          and length(n.initials) between 2 and 8 and 'PERSON' not in (n.kind, o.kind)
        order by o.actor_id
        limit 5
      )
      union all
      -- "Altman", known as "Sam Altman" elsewhere.
      (
        select o.actor_id, 0.4, 'PART_OF_NAME'
        from claimgraph.actor_alias o
        where o.folded like '% ' || n.folded and o.actor_id <> n.actor_id and o.kind = n.kind
          and n.kind = 'PERSON' and n.folded !~ ' ' and length(n.folded) > 2
        limit 5
      )
      union all
      (
        select o.actor_id, 0.4, 'PART_OF_NAME'
        from claimgraph.actor_alias o
        where o.folded = substring(n.folded from '[^ ]+$') and o.actor_id <> n.actor_id and o.kind = n.kind
          and n.kind = 'PERSON' and n.folded ~ ' '
        order by o.actor_id
        limit 5
      )
      union all
      (
        select o.actor_id, (0.8 * similarity(n.folded, o.folded))::real, 'SIMILAR_NAME'
        from (
          -- Some of the alike are enough: a thousand near-equal names are no thousand questions.
          select x.actor_id, x.folded from claimgraph.actor_alias x
          where x.folded % n.folded and x.folded <> n.folded and x.actor_id <> n.actor_id
            and (x.kind = n.kind or 'UNKNOWN' in (n.kind, x.kind)) and length(n.folded) > 4
          limit 20
        ) o
        order by similarity(n.folded, o.folded) desc, o.actor_id
        limit 5
      )
    ) near
  ),
  best as (
    select distinct on (left_id, right_id) left_id, right_id, named, rule
    from (
      select least(p.one, p.other) as left_id, greatest(p.one, p.other) as right_id, p.named, p.rule
      from pair p join claimgraph.actor a on a.id = p.other and a.merged_into_id is null
    ) p
    order by left_id, right_id, named desc, rule
  ),
  stored as (
    insert into claimgraph.actor_merge_candidate as c (left_id, right_id, score, rule)
    select left_id, right_id, least(1, named + 0.3 * claimgraph.shared_company(left_id, right_id)), rule
    from best
    order by left_id, right_id
    on conflict (left_id, right_id) do update set score = excluded.score, rule = excluded.rule
      where c.status = 'OPEN' and (c.score, c.rule) is distinct from (excluded.score, excluded.rule)
    returning 1
  )
  select count(*)::integer from stored
$$;
