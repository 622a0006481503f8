-- The data model. Spans are [start, end) in Unicode code points of article.body, with their quote
-- (W3C Web Annotation TextPositionSelector and TextQuoteSelector).

create table source (
  id         bigint generated always as identity primary key,
  name       text not null check (name <> ''),
  domain     text unique check (domain = lower(domain) and domain <> ''),
  country    text check (country ~ '^[A-Z]{2}$'),
  language   text check (language ~ '^[a-z]{2,3}(-[a-z0-9]{2,8})*$'),
  created_at timestamptz not null default now()
);
-- Sources without a domain are told apart by name.
create unique index source_name_without_domain on source (claimgraph.fold_name(name)) where domain is null;
create index source_by_name on source (name, id);

create table article (
  id                bigint generated always as identity primary key,
  url               text unique check (url <> ''),
  title             text not null,
  body              text not null,
  language          text not null check (language ~ '^[a-z]{2,3}(-[a-z0-9]{2,8})*$'),
  authors           text[] not null default '{}',
  published_at      timestamptz,
  ingested_at       timestamptz not null default now(),
  updated_at        timestamptz not null default now(),
  -- What "newest first" means: the publication's date, or the day we got it when it has none.
  sort_at           timestamptz not null,
  version           integer not null default 1 check (version > 0),
  content_hash      text not null check (content_hash ~ '^[0-9a-f]{64}$'),
  source_id         bigint references source on delete restrict,
  translation_of_id bigint references article on delete set null,
  extractor         text not null,
  extractor_version text not null,
  notes             text[] not null default '{}',
  constraint article_sort_at_follows_dates check (sort_at = coalesce(published_at, ingested_at)),
  constraint article_is_not_its_own_translation check (translation_of_id <> id),
  constraint article_content_once_per_source unique nulls not distinct (source_id, content_hash),
  unique (id, sort_at)
);
create index article_newest on article (sort_at desc, id desc);
create index article_newest_by_language on article (language, sort_at desc, id desc);
create index article_newest_by_source on article (source_id, sort_at desc, id desc);
create index article_recently_ingested on article (ingested_at desc, id desc);
create index article_translations on article (translation_of_id, sort_at desc, id desc) where translation_of_id is not null;

create table actor (
  id            bigint generated always as identity primary key,
  kind          text not null check (kind in ('PERSON', 'ORGANIZATION', 'PRODUCT', 'PLACE', 'GROUP', 'UNKNOWN')),
  name          text not null check (name <> ''),
  sort_name     text not null generated always as (claimgraph.fold_name(name)) stored,
  description   text,
  wikidata_id   text unique check (wikidata_id ~ '^Q[1-9][0-9]*$'),
  external_ids  jsonb not null default '{}' check (jsonb_typeof(external_ids) = 'object'),
  mention_count integer not null default 0 check (mention_count >= 0),
  version       integer not null default 1 check (version > 0),
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  unique (id, kind)
);
create index actor_by_name on actor (sort_name, id);
create index actor_most_mentioned on actor (mention_count desc, id desc);
create index actor_by_kind on actor (kind, sort_name, id);

create table actor_alias (
  id       bigint generated always as identity primary key,
  actor_id bigint not null,
  -- The actor's kind again: one name may be a person's and a firm's, but only one person's.
  kind     text not null,
  name     text not null check (name <> ''),
  folded   text not null generated always as (claimgraph.fold_name(name)) stored,
  language text check (language ~ '^[a-z]{2,3}(-[a-z0-9]{2,8})*$'),
  -- Set where two actors of one kind really share a name; nothing resolves by such an alias alone.
  shared   boolean not null default false,
  foreign key (actor_id, kind) references actor (id, kind) on delete cascade on update cascade,
  unique (actor_id, name)
);
create unique index actor_alias_one_actor_per_name_and_kind on actor_alias (folded, kind) where not shared;
create index actor_alias_by_folded on actor_alias (folded, actor_id);
create index actor_alias_fuzzy on actor_alias using gin (folded gin_trgm_ops);

create table mention (
  id         bigint generated always as identity primary key,
  article_id bigint not null references article on delete cascade,
  actor_id   bigint not null references actor on delete restrict,
  start_at   integer not null check (start_at >= 0),
  end_at     integer not null,
  quote      text not null,
  check (end_at > start_at),
  -- With the trigger below, a quote of the span's own length puts the span inside the body.
  constraint mention_quote_fills_span check (length(quote) = end_at - start_at),
  unique (article_id, start_at, end_at, actor_id)
);
create index mention_in_text_order on mention (article_id, start_at, id);
create index mention_by_actor on mention (actor_id, id desc);
create index mention_by_article_and_actor on mention (article_id, actor_id, start_at, id);

-- Who appears in which article and how often: the mentions counted, for the edges between the two.
create table article_actor (
  article_id    bigint not null,
  actor_id      bigint not null references actor on delete restrict,
  mention_count integer not null check (mention_count > 0),
  sort_at       timestamptz not null,
  primary key (article_id, actor_id),
  foreign key (article_id, sort_at) references article (id, sort_at) on delete cascade on update cascade
);
create index article_actor_most_mentioned on article_actor (article_id, mention_count desc, actor_id);
create index article_actor_newest on article_actor (actor_id, sort_at desc, article_id desc);

create table claim (
  id                bigint generated always as identity primary key,
  article_id        bigint not null,
  sort_at           timestamptz not null,
  start_at          integer not null check (start_at >= 0),
  end_at            integer not null,
  quote             text not null,
  text              text not null check (text <> ''),
  modality          text not null
                    check (modality in ('ASSERTED', 'REPORTED', 'PROBABLE', 'POSSIBLE', 'CONDITIONAL', 'PREDICTED')),
  polarity          text not null check (polarity in ('POSITIVE', 'NEGATIVE')),
  factuality        text not null
                    check (factuality in
                      ('CT_PLUS', 'CT_MINUS', 'PR_PLUS', 'PR_MINUS', 'PS_PLUS', 'PS_MINUS', 'UNDERSPECIFIED')),
  attribution       text not null check (attribution in ('ACTOR', 'ARTICLE', 'UNNAMED')),
  claimant_id       bigint references actor on delete restrict,
  subject_id        bigint references actor on delete restrict,
  unnamed_source    text,
  amounts           jsonb not null default '[]' check (jsonb_typeof(amounts) = 'array'),
  dates             jsonb not null default '[]' check (jsonb_typeof(dates) = 'array'),
  extractor         text not null,
  extractor_version text not null,
  version           integer not null default 1 check (version > 0),
  created_at        timestamptz not null default now(),
  updated_at        timestamptz not null default now(),
  check (end_at > start_at),
  constraint claim_quote_fills_span check (length(quote) = end_at - start_at),
  constraint claim_claimant_is_set_when_attributed check ((attribution = 'ACTOR') = (claimant_id is not null)),
  constraint claim_unnamed_source_only_when_unnamed check (unnamed_source is null or attribution = 'UNNAMED'),
  -- FactBank's value follows from modality and polarity by one table; this is that table.
  constraint claim_factuality_follows check (
    factuality = case modality
      when 'ASSERTED' then 'CT' when 'PROBABLE' then 'PR' when 'PREDICTED' then 'PR' when 'POSSIBLE' then 'PS'
      else 'UNDERSPECIFIED'
    end || case
      when modality in ('REPORTED', 'CONDITIONAL') then ''
      when polarity = 'POSITIVE' then '_PLUS'
      else '_MINUS'
    end
  ),
  foreign key (article_id, sort_at) references article (id, sort_at) on delete cascade on update cascade
);
create index claim_in_text_order on claim (article_id, start_at, id);
create index claim_newest on claim (sort_at desc, id desc);
create index claim_newest_by_modality on claim (modality, sort_at desc, id desc);
create index claim_newest_by_claimant on claim (claimant_id, sort_at desc, id desc) where claimant_id is not null;
create index claim_newest_by_subject on claim (subject_id, sort_at desc, id desc) where subject_id is not null;

-- Every actor of a claim, one row each, with the roles it has: what Actor.claims(role:) walks.
create table claim_actor (
  claim_id    bigint not null references claim on delete cascade,
  actor_id    bigint not null references actor on delete restrict,
  is_subject  boolean not null,
  is_object   boolean not null,
  is_claimant boolean not null,
  sort_at     timestamptz not null,
  primary key (claim_id, actor_id),
  check (is_subject or is_object or is_claimant)
);
create index claim_actor_newest on claim_actor (actor_id, sort_at desc, claim_id desc);

create table claim_cue (
  claim_id bigint not null references claim on delete cascade,
  ordinal  smallint not null,
  kind     text not null check (kind in ('MODALITY', 'NEGATION', 'ATTRIBUTION')),
  start_at integer not null check (start_at >= 0),
  end_at   integer not null,
  quote    text not null,
  primary key (claim_id, ordinal),
  check (end_at > start_at),
  constraint claim_cue_quote_fills_span check (length(quote) = end_at - start_at)
);

create table claim_link (
  id         bigint generated always as identity primary key,
  from_id    bigint not null references claim on delete cascade,
  to_id      bigint not null references claim on delete cascade,
  kind       text not null check (kind in ('REPEATS', 'SUPPORTS', 'CONTRADICTS')),
  score      real not null check (score between 0 and 1),
  -- Who says so: a rule's name, or the key of the person or service that linked them.
  said_by    text not null check (said_by <> ''),
  created_at timestamptz not null default now(),
  check (from_id <> to_id),
  unique (from_id, to_id, kind)
);
create index claim_link_from on claim_link (from_id, score desc, id);
create index claim_link_to on claim_link (to_id, score desc, id);

create table claim_review (
  id          bigint generated always as identity primary key,
  claim_id    bigint not null references claim on delete cascade,
  reviewer    text not null check (reviewer <> ''),
  rating      text not null check (rating <> ''),
  url         text unique check (url <> ''),
  reviewed_at timestamptz,
  created_at  timestamptz not null default now()
);
create index claim_review_by_claim on claim_review (claim_id, id);

create table actor_relation (
  id         bigint generated always as identity primary key,
  subject_id bigint not null references actor on delete cascade,
  predicate  text not null check (predicate ~ '^[A-Z][A-Z_]*$'),
  object_id  bigint not null references actor on delete cascade,
  claim_id   bigint references claim on delete set null,
  created_at timestamptz not null default now(),
  check (subject_id <> object_id),
  unique (subject_id, predicate, object_id)
);
create index actor_relation_by_object on actor_relation (object_id, id);

-- Quotes are true. A CHECK can't see another table, so one trigger a statement compares every new
-- span with the body it points into; set-based, so that a COPY of a million mentions is one join.
-- Trigger functions keep the search path of this migration, for writers such as psql that have another.
create function claimgraph.check_quotes() returns trigger language plpgsql
  set search_path from current as $$
declare
  wrong record;
begin
  select n.article_id, n.start_at, n.end_at, n.quote into wrong
  from new_rows n join article a on a.id = n.article_id
  where substring(a.body from n.start_at + 1 for n.end_at - n.start_at) is distinct from n.quote
  limit 1;
  if found then
    raise exception using
      errcode = 'check_violation',
      constraint = tg_table_name || '_quote_equals_body',
      message = format('%s [%s, %s) of article %s does not read %L', tg_table_name, wrong.start_at, wrong.end_at,
                       wrong.article_id, left(wrong.quote, 80));
  end if;
  return null;
end
$$;
create trigger mention_quotes_on_insert after insert on mention
  referencing new table as new_rows for each statement execute function claimgraph.check_quotes();
create trigger mention_quotes_on_update after update on mention
  referencing new table as new_rows for each statement execute function claimgraph.check_quotes();
create trigger claim_quotes_on_insert after insert on claim
  referencing new table as new_rows for each statement execute function claimgraph.check_quotes();
create trigger claim_quotes_on_update after update on claim
  referencing new table as new_rows for each statement execute function claimgraph.check_quotes();

-- Cues are pieces of the article too, reached through their claim.
create function claimgraph.check_cue_quotes() returns trigger language plpgsql
  set search_path from current as $$
declare
  wrong record;
begin
  select c.article_id, n.start_at, n.end_at, n.quote into wrong
  from new_rows n join claim c on c.id = n.claim_id join article a on a.id = c.article_id
  where substring(a.body from n.start_at + 1 for n.end_at - n.start_at) is distinct from n.quote
  limit 1;
  if found then
    raise exception using
      errcode = 'check_violation',
      constraint = 'claim_cue_quote_equals_body',
      message = format('claim_cue [%s, %s) of article %s does not read %L', wrong.start_at, wrong.end_at,
                       wrong.article_id, left(wrong.quote, 80));
  end if;
  return null;
end
$$;
create trigger claim_cue_quotes_on_insert after insert on claim_cue
  referencing new table as new_rows for each statement execute function claimgraph.check_cue_quotes();
create trigger claim_cue_quotes_on_update after update on claim_cue
  referencing new table as new_rows for each statement execute function claimgraph.check_cue_quotes();

-- A body may change only while every span into it still reads as quoted.
create function claimgraph.check_body_keeps_quotes() returns trigger language plpgsql
  set search_path from current as $$
declare
  wrong record;
begin
  select s.start_at, s.end_at, s.quote into wrong
  from (
    select start_at, end_at, quote from mention where article_id = new.id
    union all
    select start_at, end_at, quote from claim where article_id = new.id
    union all
    select cue.start_at, cue.end_at, cue.quote from claim c join claim_cue cue on cue.claim_id = c.id
    where c.article_id = new.id
  ) s
  where substring(new.body from s.start_at + 1 for s.end_at - s.start_at) is distinct from s.quote
  limit 1;
  if found then
    raise exception using
      errcode = 'check_violation',
      constraint = 'article_body_keeps_quotes',
      message = format('the new body of article %s no longer reads %L at [%s, %s)', new.id, left(wrong.quote, 80),
                       wrong.start_at, wrong.end_at);
  end if;
  return null;
end
$$;
-- Deferred, so that one transaction may replace the body and the spans in either order.
create constraint trigger article_body_keeps_quotes after update of body on article
  deferrable initially deferred for each row when (old.body is distinct from new.body)
  execute function claimgraph.check_body_keeps_quotes();
