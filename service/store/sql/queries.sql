-- What a search asks for, in every language's word forms, with the actors that it names: see
-- service/search/page.py, and service/search/words.py for how a query is read.

-- The words of a query, those that together name an actor taken as one. Longer names win; a name inside a
-- longer one is not looked at. With `fuzzy`, words that are nearly a name count as one too.
create or replace function claimgraph.search_atoms(asked jsonb, fuzzy boolean) returns claimgraph.search_atom[]
  language plpgsql stable
  set pg_trgm.similarity_threshold = 0.42
  -- Its plan is the same for every query, and dearer to make than to run.
  set plan_cache_mode = force_generic_plan
as $$
declare
  span record;
  taken integer[] := '{}';
  atoms claimgraph.search_atom[] := '{}';
begin
  for span in
    with spans as materialized (
      select s.first, s.last, s.text, claimgraph.fold_name(s.text) as folded
      from jsonb_to_recordset(asked -> 'spans') s (first integer, last integer, text text)
      -- "who" asks a question; "WHO" is a name.
      where s.first < s.last or s.text <> lower(s.text)
        or (numnode(plainto_tsquery('claimgraph.cg_english', s.text)) > 0
          and numnode(plainto_tsquery('claimgraph.cg_french', s.text)) > 0)
    ),
    known as materialized (
      select s.first, s.last, other.folded
      from spans s
      cross join lateral (select k.grp from claimgraph.known_name k where k.folded = s.folded offset 0) k
      join claimgraph.known_name other on other.grp = k.grp and other.folded <> s.folded
    ),
    named as (
      select n.first, n.last, (array_agg(n.id order by n.mention_count desc, n.id))[1:20] as ids
      from (
        select distinct w.first, w.last, a.id, a.mention_count
        from (select s.first, s.last, s.folded from spans s union all select k.first, k.last, k.folded from known k) w
        -- Few words and many names: each is looked up, however many the planner takes the words for.
        cross join lateral (select l.actor_id from claimgraph.actor_alias l where l.folded = w.folded offset 0) l
        cross join lateral (
          select x.id, x.mention_count from claimgraph.actor x where x.id = l.actor_id and x.merged_into_id is null offset 0
        ) a
      ) n
      group by n.first, n.last
    ),
    exact as materialized (
      select s.first, s.last, s.text, n.ids, false as fuzzy,
        coalesce((select array_agg(distinct k.folded) from known k where (k.first, k.last) = (s.first, s.last)), '{}') as names
      from spans s left join named n using (first, last)
      where n.ids is not null or exists (select from known k where (k.first, k.last) = (s.first, s.last))
    ),
    nearly as (
      select s.first, s.last, s.text, array_agg(n.id) as ids
      from spans s
      cross join lateral (
        select a.id
        from claimgraph.actor_alias l join claimgraph.actor a on a.id = l.actor_id
        where l.folded % s.folded and a.merged_into_id is null
        group by a.id
        order by max(similarity(l.folded, s.folded)) desc, a.mention_count desc, a.id
        limit 3
      ) n
      -- Short words have too many neighbours to be taken for typos.
      where search_atoms.fuzzy and s.last - s.first < 3 and length(s.folded) >= 4
        and not exists (select from exact e where e.first <= s.last and e.last >= s.first)
      group by s.first, s.last, s.text
    )
    select u.*
    from (
      select e.* from exact e
      union all
      select n.first, n.last, n.text, n.ids, true, '{}'::text[] from nearly n
    ) u
    order by u.fuzzy, u.last - u.first desc, u.first
  loop
    if not taken && array(select generate_series(span.first, span.last)) then
      taken := taken || array(select generate_series(span.first, span.last));
      atoms := atoms || (
        select row(a."group", a.place, span.text,
          -- A name at the query's end may still be in the making.
          (select case when l.kind = 'BEGINNING' and span.first = span.last then 'BEGINNING' else 'WORD' end
           from jsonb_to_recordset(asked -> 'atoms') l (place integer, kind text) where l.place = span.last),
          false, span.ids, span.names, span.fuzzy)::claimgraph.search_atom
        from jsonb_to_recordset(asked -> 'atoms') a ("group" integer, place integer)
        where a.place = span.first
      );
    end if;
  end loop;
  return array(
    select u.x
    from (
      select row(a."group", a.place, a.text, a.kind, a.negated, null::bigint[], '{}'::text[], false)::claimgraph.search_atom as x
      from jsonb_to_recordset(asked -> 'atoms') a ("group" integer, place integer, text text, kind text, negated boolean)
      where a.place <> all (taken)
      union all
      select t from unnest(atoms) t
    ) u
    order by (u.x).place
  );
end
$$;

-- The texts of some actors.
create or replace function claimgraph.actors_query(ids bigint[]) returns tsquery
  language sql immutable strict parallel safe
  return (select string_agg(format('''@%s''', u.id), '|') from unnest(ids) u (id))::tsquery;

-- The configurations to search: the language's, or all that some text uses.
create or replace function claimgraph.search_configs(language text, kinds text[]) returns table (config text, for_texts boolean)
  language sql stable
as $$
  with chosen as (
    select claimgraph.search_config(search_configs.language) as config where search_configs.language is not null
    union
    select u.config from claimgraph.search_config_used u where search_configs.language is null
  )
  select c.config, true from chosen c
  union all
  -- Names belong to no language: they are searched by cg_simple, which is there in any case.
  select 'cg_simple', false
  where ('ACTOR' = any (kinds) or not exists (select from chosen))
    and not exists (select from chosen c where c.config = 'cg_simple')
$$;

-- One configuration's query from the words and the operators. `loose`: any of the words instead of all.
create or replace function claimgraph.search_query(
  config text, for_texts boolean, asked jsonb, kinds text[], atoms claimgraph.search_atom[], loose boolean
) returns claimgraph.search_query
  language plpgsql volatile
as $$
declare
  found claimgraph.search_query;
  regconfig regconfig := ('claimgraph.' || config)::regconfig;
  atom claimgraph.search_atom;
  words tsquery;
  dated tsquery;
  nearly tsquery;
  before tsquery;
  previous claimgraph.search_atom;
  either tsquery;
  group_query tsquery;
  group_literal tsquery;
  current_group integer := -1;
  pairs tsquery[] := '{}';
  common tsquery := '';
  named text;
  ids bigint[];
  estimated tsquery;
  estimate bigint;
  estimated_at bigint;
begin
  found.config := config;
  found.for_texts := for_texts;
  found.for_names := config = 'cg_simple';
  found.query := '';
  found.literal := '';
  found.ranked := '';
  found.terms := '{}';
  found.weights := '{}';
  found.actors := '{}';
  found.fuzzy := false;
  found.without := '';
  foreach atom in array atoms loop
    if atom.grp <> current_group then
      if current_group >= 0 then
        found.query := found.query || group_query;
        found.literal := found.literal || group_literal;
      end if;
      current_group := atom.grp;
      group_query := '';
      group_literal := '';
      before := '';
    end if;
    select t.words, t.estimate into words, estimate from claimgraph.typed_query(config, for_texts, atom) t;
    if estimate is not null then
      estimated := words;
      estimated_at := estimate;
    end if;
    -- A month beside a year is a date and not a word: "March" is also the stem of « marchés ».
    dated := case when atom.kind <> 'PHRASE' then claimgraph.date_query(atom.text, exists (
      select from unnest(atoms) a where abs(a.place - atom.place) = 1 and a.text ~ '^(19|20)\d\d$'
    )) end;
    if dated is not null then
      words := case when atom.text ~ '^\d' then words || dated else dated end;
    end if;
    if atom.negated then
      if numnode(words) > 0 then
        group_query := group_query && !!words;
        group_literal := group_literal && !!words;
        found.without := found.without || words;
      end if;
      continue;
    end if;
    either := case when atom.ids is null then words else words || claimgraph.actors_query(atom.ids) end;
    -- A text may hold another well-known name of it and not have been read so.
    foreach named in array atom.names loop
      either := either || phraseto_tsquery(regconfig, named);
    end loop;
    nearly := null;
    if loose and for_texts and atom.ids is null and atom.kind <> 'PHRASE' and numnode(words) > 0 then
      nearly := claimgraph.words_like(config, atom.text);
      either := either || coalesce(nearly, '');
    end if;
    if loose then
      -- Words in very many texts would hide the rarer ones; they only help to rank, unless all are such.
      if claimgraph.estimate_matches('article_search', config, either) > 1000 then
        common := common || either;
      else
        group_query := group_query || either;
      end if;
      group_literal := group_literal || words;
    else
      group_query := group_query && either;
      group_literal := group_literal && words;
    end if;
    found.terms := found.terms || either;
    found.weights := found.weights
      || case when atom.ids is not null then 1.2 when nearly is not null then 0.5 else 1.0 end::real;
    found.ranked := found.ranked || either;
    if atom.ids is not null then
      found.actors := found.actors || atom.ids;
      found.fuzzy := found.fuzzy or atom.fuzzy;
    end if;
    if numnode(before) > 0 and numnode(words) > 0 then
      pairs := pairs || tsquery_phrase(before, words);
    else
      pairs := pairs || ''::tsquery;
    end if;
    before := words;
  end loop;
  if current_group >= 0 then
    found.query := found.query || group_query;
    found.literal := found.literal || group_literal;
  end if;
  if loose and numnode(found.query) = 0 then
    found.query := common;
  end if;
  if loose and numnode(found.without) > 0 and numnode(found.query) > 0 then
    found.query := found.query && !!found.without;
  end if;
  found.naming := case jsonb_array_length((asked -> 'actors') || (asked -> 'claimants'))
    when 0 then loose or cardinality(found.terms) = 1
    else cardinality(atoms) = 0
  end;
  if cardinality(found.terms) > 1 then
    found.terms := found.terms || pairs;
    found.weights := found.weights || array_fill(0.4::real, array[cardinality(pairs)]);
  end if;
  for named in
    select value from jsonb_array_elements_text((asked -> 'actors') || (asked -> 'claimants'))
  loop
    -- An actor that nobody knows: nothing can match.
    ids := coalesce(claimgraph.actors_named(named), claimgraph.actors_like(named), '{0}');
    found.query := found.query && claimgraph.actors_query(ids);
    found.ranked := found.ranked || claimgraph.actors_query(ids);
    if cardinality(found.terms) = 0 then
      found.terms := array[claimgraph.actors_query(ids)];
      found.weights := '{1}';
    end if;
    found.actors := found.actors || ids;
  end loop;
  for named in
    select value from jsonb_array_elements_text(asked -> 'without_actors')
  loop
    ids := coalesce(claimgraph.actors_named(named), '{0}');
    if numnode(found.query) > 0 then
      found.query := found.query && !!claimgraph.actors_query(ids);
    end if;
  end loop;
  if not for_texts then
    found.articles := 0;
    found.claims := 0;
    return found;
  end if;
  -- Estimates cost as much as a short lookup: none is made that nobody reads, and none twice.
  found.articles := case
    when 'ARTICLE' <> all (kinds) then 0
    when found.query = estimated then estimated_at
    else claimgraph.estimate_matches('article_search', config, found.query)
  end;
  found.claims := case
    when 'CLAIM' <> all (kinds) then 0
    else claimgraph.estimate_matches('claim_search', config, found.query)
  end;
  found.starts := claimgraph.word_starts(found.query);
  return found;
end
$$;

-- The query in every configuration that matters: the language's, or all that some text uses.
create or replace function claimgraph.search_queries(language text, asked jsonb, kinds text[]) returns setof claimgraph.search_query
  language sql volatile rows 4
as $$
  select q.*
  from (select claimgraph.search_atoms(asked, fuzzy => false) as atoms offset 0) a
  cross join claimgraph.search_configs(search_queries.language, kinds) c
  cross join lateral claimgraph.search_query(c.config, c.for_texts, asked, kinds, a.atoms, loose => false) q
$$;

-- The second try, where all words together find too little: any of the words, with words that are nearly
-- an actor's name taken for it. Words in very many texts are left to the ranking, unless all are such.
create or replace function claimgraph.looser_queries(language text, asked jsonb, kinds text[]) returns setof claimgraph.search_query
  language sql volatile rows 4
as $$
  select q.*
  from (select claimgraph.search_atoms(asked, fuzzy => true) as atoms offset 0) a
  cross join claimgraph.search_configs(looser_queries.language, kinds) c
  cross join lateral claimgraph.search_query(c.config, c.for_texts, asked, kinds, a.atoms, loose => true) q
  -- Exact phrases stay wanted.
  where not exists (select from unnest(a.atoms) x where x.kind = 'PHRASE' and not x.negated)
$$;
