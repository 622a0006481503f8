-- What a search asks for, in every language's word forms, with the actors that it names: see
-- service/search/page.py, and service/search/asked.py for the tree that a query is.

-- What operators ask, their names looked up. Where nobody has any of a condition's names, it asks for nobody: its
-- names are looked for as phrases instead (`INSTEAD`, below).
create or replace function claimgraph.search_conditions(asked jsonb) returns claimgraph.search_condition[]
  language plpgsql stable
as $$
begin
  -- Most searches ask nothing of the kind.
  if jsonb_array_length(asked -> 'conditions') = 0 then
    return '{}';
  end if;
  return array(
    select row(
      c.place, c.whole, c.negated,
      c.sources is not null or c.languages is not null or coalesce(c.after, c.before) is not null,
      c.claimants is not null or c.modalities is not null,
      c.claimants, c.modalities, c.sources, c.languages, c.after, c.before
    )::claimgraph.search_condition
    from (
      select a.place, a.whole, a.negated,
        (select array_agg(distinct x.id)
         from unnest(a.claimants) n
         cross join unnest(claimgraph.actors_meant(n)) x (id)) as claimants,
        nullif(a.modalities, '{}') as modalities,
        (select array_agg(s.id)
         from claimgraph.source s, unnest(a.sources) n
         where s.domain = lower(n) or claimgraph.fold_name(s.name) = claimgraph.fold_name(n)) as sources,
        nullif(a.languages, '{}') as languages,
        a.after, a.before
      from jsonb_to_recordset(asked -> 'conditions') a (
        place integer, whole boolean, negated boolean, claimants text[], modalities text[], sources text[],
        languages text[], after timestamptz, before timestamptz
      )
    ) c
    where coalesce(c.claimants, c.sources) is not null or coalesce(c.modalities, c.languages) is not null
      or coalesce(c.after, c.before) is not null
  );
end
$$;

-- The words of a query, those that together name an actor taken as one. Longer names win; a name inside a
-- longer one is not looked at. With `fuzzy`, words that are nearly a name count as one too. An operator that names
-- nobody is the phrase that it holds.
create or replace function claimgraph.search_atoms(
  asked jsonb, conditions claimgraph.search_condition[], fuzzy boolean
) returns claimgraph.search_atom[]
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
        -- A word keeps the signs that names are looked up without: .NET, U.S.
        select row(a."group", a.place, case when span.first = span.last then a.text else span.text end,
          -- A name at the query's end may still be in the making.
          (select case when l.kind = 'BEGINNING' and span.first = span.last then 'BEGINNING' else 'WORD' end
           from jsonb_to_recordset(asked -> 'atoms') l (place integer, kind text) where l.place = span.last),
          false, span.ids, span.names, span.fuzzy)::claimgraph.search_atom
        from jsonb_to_recordset(asked -> 'atoms') a ("group" integer, place integer, text text)
        where a.place = span.first
      );
    end if;
  end loop;
  return array(
    select u.x
    from (
      select row(
        a."group", a.place, a.text,
        case when a.kind = 'INSTEAD' or (a.kind = 'ACTOR' and o.ids is null) then 'PHRASE' else a.kind end,
        a.negated, o.ids, '{}'::text[], false
      )::claimgraph.search_atom as x
      from jsonb_to_recordset(asked -> 'atoms') a (
        "group" integer, place integer, text text, kind text, negated boolean, "of" integer, field text
      )
      cross join lateral (
        -- Whoever is left out is left out by name, and nobody else.
        select case when a.kind = 'ACTOR' then claimgraph.actors_meant(a.text, nearly => not a.negated) end as ids
      ) o
      where a.place <> all (taken)
        and (a.kind <> 'INSTEAD' or not exists (
          select from unnest(conditions) c
          where c.place = a."of"
            and case a.field when 'claimants' then c.claimants else c.sources end is not null
        ))
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

-- A query's tree with a query in place of each of its leaves, by their numbers. Leaves that say nothing are empty;
-- `#any` is what anything matches and `#none` what nothing does, and the whole is one of them where it is no matter what
-- a text holds.
create or replace function claimgraph.joined(tree jsonb, leaves tsquery[]) returns tsquery
  language plpgsql immutable strict parallel safe
as $$
declare
  anything constant tsquery := $q$'#any'$q$;
  nothing constant tsquery := $q$'#none'$q$;
  found tsquery := '';
  is_any boolean := false;
  is_none boolean := false;
  part jsonb;
  joined tsquery;
begin
  if jsonb_typeof(tree) = 'number' then
    return leaves[tree::integer + 1];
  end if;
  for place in 1 .. jsonb_array_length(tree) - 1 loop
    part := tree -> place;
    joined := case jsonb_typeof(part)
      when 'number' then leaves[part::integer + 1]
      else claimgraph.joined(part, leaves)
    end;
    case tree ->> 0
      when 'not' then
        found := !!joined;
      when 'and' then
        if joined = nothing then
          return nothing;
        elsif joined = anything then
          is_any := true;
        else
          found := found && joined;
        end if;
      else
        if joined = anything then
          return anything;
        elsif joined = nothing then
          is_none := true;
        else
          found := found || joined;
        end if;
    end case;
  end loop;
  return case
    when numnode(found) > 0 then found
    when is_any then anything
    when is_none then nothing
    else found
  end;
end
$$;

-- Whether the words' index can find what matches: not where a text matches for what it lacks.
create or replace function claimgraph.is_indexed(query tsquery) returns boolean
  language sql immutable strict parallel safe
  return querytree(query) not in ('', 'T');

-- Whether all texts of a configuration are of some languages, or none is (false); null where some may be.
create or replace function claimgraph.all_of_language(config text, languages text[]) returns boolean
  language sql stable strict parallel safe
  return (
    select case
      when not exists (
        select from unnest(languages) t (tag)
        where claimgraph.search_config(t.tag) = all_of_language.config
      ) then false
      when all_of_language.config <> 'cg_simple' and not exists (
        select from claimgraph.search_language l
        where l.config = all_of_language.config and l.code <> all (languages)
      ) then true
    end
  );

-- One configuration's query from the words and the operators. `loose`: any of the words instead of all.
create or replace function claimgraph.search_query(
  config text, for_texts boolean, asked jsonb, kinds text[], atoms claimgraph.search_atom[],
  conditions claimgraph.search_condition[], loose boolean
) returns claimgraph.search_query
  language plpgsql volatile
as $$
declare
  anything constant tsquery := $q$'#any'$q$;
  nothing constant tsquery := $q$'#none'$q$;
  found claimgraph.search_query;
  regconfig regconfig := ('claimgraph.' || config)::regconfig;
  atom claimgraph.search_atom;
  condition claimgraph.search_condition;
  size constant integer := jsonb_array_length(asked -> 'atoms') + jsonb_array_length(asked -> 'conditions');
  -- What stands for each leaf of the tree: in the query, in words alone, and beside the conditions that are met.
  queries tsquery[] := array_fill(''::tsquery, array[size]);
  literals tsquery[] := array_fill(''::tsquery, array[size]);
  exacts tsquery[];
  words tsquery;
  form record;
  dated tsquery;
  nearly tsquery;
  before tsquery := '';
  before_group integer;
  either tsquery;
  any_word tsquery := '';
  rare_word tsquery := '';
  wanted tsquery := '';
  pairs tsquery[] := '{}';
  named text;
  names integer := 0;
  has_whole boolean := false;
  has_mixed boolean := false;
  is_mixed boolean := false;
  never boolean := false;
  always boolean;
  of_language boolean;
  operators tsquery := '';
  estimated tsquery;
  estimate bigint;
  estimated_at bigint;
  is_common boolean;
begin
  found.config := config;
  found.for_texts := for_texts;
  found.for_names := config = 'cg_simple';
  found.ranked := '';
  found.terms := '{}';
  found.weights := '{}';
  found.typed := '{}';
  found.cousins := '{}';
  found.actors := '{}';
  found.fuzzy := false;
  found.without := '';
  found.common := '{}';
  foreach atom in array atoms loop
    if atom.kind = 'ACTOR' then
      either := claimgraph.actors_query(atom.ids);
      queries[atom.place + 1] := either;
      if atom.negated then
        wanted := wanted && !!either;
      else
        wanted := wanted && either;
        operators := operators || either;
        names := names + 1;
        found.actors := found.actors || atom.ids;
      end if;
      continue;
    end if;
    select t.words, t.estimate, t.common into words, estimate, is_common
    from claimgraph.typed_query(config, for_texts, atom, alone => cardinality(atoms) = 1) t;
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
    if is_common and dated is null and atom.ids is null then
      found.common := found.common || atom.place;
    end if;
    literals[atom.place + 1] := words;
    if atom.negated then
      queries[atom.place + 1] := words;
      found.without := found.without || words;
      continue;
    end if;
    either := case when atom.ids is null then words else words || claimgraph.actors_query(atom.ids) end;
    -- A text may hold another well-known name of it and not have been read so.
    foreach named in array atom.names loop
      -- Folded, abbreviations have lost their dots and capitals, which tell the US from us.
      either := either || claimgraph.text_query(regconfig, case
        when named ~ '^\w( \w)+$' then replace(named, ' ', '.') || '.'
        when named ~ '^\w{2,4}$' then upper(named)
        else named
      end);
    end loop;
    nearly := null;
    if loose and for_texts and atom.ids is null and atom.kind <> 'PHRASE' and numnode(words) > 0 then
      nearly := claimgraph.words_like(config, atom.text);
      either := either || coalesce(nearly, '');
    end if;
    queries[atom.place + 1] := either;
    -- Words in very many texts would hide the rarer ones; they only help to rank, unless all are such.
    if loose and claimgraph.estimate_matches('article_search', config, either) <= 1000 then
      rare_word := rare_word || either;
    end if;
    any_word := any_word || words;
    found.terms := found.terms || either;
    found.weights := found.weights
      || case when atom.ids is not null then 1.2 when nearly is not null then 0.5 else 1.0 end::real;
    form := claimgraph.typed_form(regconfig, case when for_texts and atom.kind <> 'PHRASE' then atom.text else '' end);
    found.typed := found.typed || form.typed;
    found.cousins := found.cousins || form.cousins;
    found.ranked := found.ranked || either;
    if atom.ids is not null then
      found.actors := found.actors || atom.ids;
      found.fuzzy := found.fuzzy or atom.fuzzy;
    end if;
    if atom.grp = before_group and numnode(before) > 0 and numnode(words) > 0 then
      pairs := pairs || tsquery_phrase(before, words);
    else
      pairs := pairs || ''::tsquery;
    end if;
    before := words;
    before_group := atom.grp;
  end loop;
  exacts := queries;
  foreach condition in array conditions loop
    has_whole := has_whole or condition.whole;
    is_mixed := is_mixed or not condition.whole;
    -- Texts are indexed with the actors of their claims; what else a condition asks, only the text's own row tells.
    either := anything;
    if condition.claimants is not null and not condition.negated then
      either := claimgraph.actors_query(condition.claimants);
      wanted := wanted && either;
      operators := operators || either;
      names := names + 1;
      found.actors := found.actors || condition.claimants;
    end if;
    -- In most configurations all texts are of the languages that are asked for, or none is.
    of_language := claimgraph.all_of_language(config, condition.languages);
    if of_language then
      condition.languages := null;
      condition.of_articles := coalesce(condition.after, condition.before) is not null or condition.sources is not null;
    end if;
    always := case
      when of_language is false then condition.negated
      when not condition.of_articles and not condition.of_claims then not condition.negated
    end;
    if always is not null then
      either := case when always then anything else nothing end;
      never := never or (condition.whole and not always);
      exacts[condition.place + 1] := either;
    elsif condition.whole then
      exacts[condition.place + 1] := anything;
      if condition.negated or (found.asks).place is not null then
        found.others := found.others || condition;
      else
        found.asks := condition;
      end if;
    else
      exacts[condition.place + 1] := format($q$'#o%s'$q$, condition.place);
      found.others := found.others || condition;
      has_mixed := true;
    end if;
    queries[condition.place + 1] := either;
  end loop;
  -- Actors are in no language and of no source: they neither meet that nor don't.
  found.for_names := found.for_names and not has_whole;
  if loose then
    -- Operators hold for the whole of a search that is loosened.
    found.query := case when numnode(rare_word) > 0 then rare_word else found.ranked end;
    if never then
      found.query := '';
    elsif numnode(found.query) > 0 then
      found.query := found.query && !!found.without && wanted;
    end if;
    found.literal := any_word;
    found.wide := false;
  else
    found.query := claimgraph.joined(asked -> 'tree', queries);
    -- What only lacks words has none to be found by.
    found.literal := case
      when cardinality(found.terms) > 0 then claimgraph.joined(asked -> 'tree', literals) else ''
    end;
    if has_mixed then
      found.exact := nullif(claimgraph.joined(asked -> 'tree', exacts), anything);
    end if;
    found.wide := found.query = anything or (numnode(found.query) > 0 and not claimgraph.is_indexed(found.query));
    if found.query in (anything, nothing) then
      found.query := '';
    end if;
  end if;
  found.operated := is_mixed or cardinality(found.terms) + cardinality(found.actors) = 0;
  found.naming := case
    when is_mixed then false
    when names = 0 then loose or cardinality(found.terms) = 1
    else cardinality(found.terms) = 0
  end;
  -- A beginning holds it already; every language has as many parts then, so that their ranks are alike.
  if cardinality(found.terms) = 1 and numnode(found.cousins[1]) = 0 and found.ranked::text !~ ':\*' then
    found.ranked := found.ranked || found.typed[1];
  end if;
  if cardinality(found.terms) > 1 then
    found.terms := found.terms || pairs;
    found.weights := found.weights || array_fill(0.4::real, array[cardinality(pairs)]);
  end if;
  -- Who is asked for by an operator alone is no matter of more or less.
  if numnode(found.ranked) > 0 then
    found.ranked := found.ranked || operators;
  end if;
  if not for_texts then
    found.articles := 0;
    found.claims := 0;
    return found;
  end if;
  -- Estimates cost as much as a short lookup: none is made that nobody reads, and none twice.
  found.articles := case
    when 'ARTICLE' <> all (kinds) then 0
    when found.wide then claimgraph.estimate_wide('article_search', config, found.query)
    when found.query = estimated then estimated_at
    else claimgraph.estimate_matches('article_search', config, found.query)
  end;
  found.claims := case
    when 'CLAIM' <> all (kinds) then 0
    when found.wide then claimgraph.estimate_wide('claim_search', config, found.query)
    else claimgraph.estimate_matches('claim_search', config, found.query)
  end;
  found.starts := claimgraph.word_starts(found.query);
  return found;
end
$$;

-- How many texts may match what the words' index can't tell. More than the first thousand where the configuration has
-- so many, since they are not all looked at then.
create or replace function claimgraph.estimate_wide(of_table text, config text, query tsquery) returns bigint
  language plpgsql volatile
as $$
declare
  plan json;
  texts bigint;
begin
  execute format('explain (format json) select from claimgraph.%I s where s.config = %L', of_table, config) into plan;
  texts := (plan -> 0 -> 'Plan' ->> 'Plan Rows')::bigint;
  return case
    when numnode(query) = 0 then texts
    else greatest(claimgraph.estimate_matches(of_table, config, query), least(texts, 1001))
  end;
end
$$;

-- Whether an article, or a claim of it, meets what operators ask. The text's row is read by the caller: this runs for
-- every text that is looked at, and only claims are looked up.
create or replace function claimgraph.meets(
  asked claimgraph.search_condition, article bigint, claim bigint, language text, source bigint, published timestamptz
) returns boolean
  language plpgsql stable
as $$
declare
  tag text;
  is_of_language boolean := asked.languages is null;
begin
  foreach tag in array coalesce(asked.languages, '{}') loop
    is_of_language := is_of_language or language = tag or starts_with(language, tag || '-');
  end loop;
  if is_of_language is not true
    or (asked.sources is not null and (source = any (asked.sources)) is not true)
    or (asked.after is not null and (published >= asked.after) is not true)
    or (asked.before is not null and (published < asked.before) is not true)
  then
    return false;
  end if;
  return asked.of_claims is not true or exists (
    select from claimgraph.claim x
    where x.article_id = article and (claim is null or x.id = claim) and x.live
      and (asked.claimants is null or x.claimant_id = any (asked.claimants))
      and (asked.modalities is null or x.modality = any (asked.modalities))
  );
end
$$;

-- Whether a text meets the conditions that must not be met, or are alternatives: each of those that it meets is a
-- lexeme of the text while it is matched.
create or replace function claimgraph.meets_others(
  others claimgraph.search_condition[], exact tsquery, words tsvector,
  article bigint, claim bigint, language text, source bigint, published timestamptz
) returns boolean
  language plpgsql stable
as $$
declare
  condition claimgraph.search_condition;
  met text := '';
begin
  foreach condition in array others loop
    if claimgraph.meets(condition, article, claim, language, source, published) <> condition.negated then
      met := met || ' #o' || condition.place;
    elsif condition.whole then
      return false;
    end if;
  end loop;
  return exact is null or (words || met::tsvector) @@ exact;
end
$$;

-- The query in every configuration that matters: the language's, or all that some text uses.
create or replace function claimgraph.search_queries(language text, asked jsonb, kinds text[]) returns setof claimgraph.search_query
  language sql volatile rows 4
as $$
  select q.*
  from (select claimgraph.search_conditions(asked) as conditions offset 0) n
  cross join lateral (select claimgraph.search_atoms(asked, n.conditions, fuzzy => false) as atoms offset 0) a
  cross join claimgraph.search_configs(search_queries.language, kinds) c
  cross join lateral
    claimgraph.search_query(c.config, c.for_texts, asked, kinds, a.atoms, n.conditions, loose => false) q
$$;

-- The second try, where all words together find too little: any of the words, with words that are nearly
-- an actor's name taken for it. Words in very many texts are left to the ranking, unless all are such.
create or replace function claimgraph.looser_queries(language text, asked jsonb, kinds text[]) returns setof claimgraph.search_query
  language sql volatile rows 4
as $$
  select q.*
  from (select claimgraph.search_conditions(asked) as conditions offset 0) n
  cross join lateral (select claimgraph.search_atoms(asked, n.conditions, fuzzy => true) as atoms offset 0) a
  cross join claimgraph.search_configs(looser_queries.language, kinds) c
  cross join lateral
    claimgraph.search_query(c.config, c.for_texts, asked, kinds, a.atoms, n.conditions, loose => true) q
  -- What was written to be meant so is: AND, operators among alternatives, exact phrases.
  where not (asked -> 'strict')::boolean
    and not exists (select from unnest(a.atoms) x where x.kind = 'PHRASE' and not x.negated)
    and exists (select from unnest(a.atoms) x where x.kind in ('WORD', 'BEGINNING') and not x.negated)
$$;
