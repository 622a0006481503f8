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
  url               text check (url <> ''),
  title             text not null,
  body              text not null,
  language          text not null check (language ~ '^[a-z]{2,3}(-[a-z0-9]{2,8})*$'),
  authors           text[] not null default '{}',
  published_at      timestamptz,
  ingested_at       timestamptz not null default now(),
  updated_at        timestamptz not null default now(),
  -- What "newest first" means: the publication's date. An article without one is no newer than any other: it comes last
  -- where the newest come first. -infinity is below every date, so that one key still orders everything, and among the
  -- undated those that came last come first, by their ids.
  sort_at           timestamptz not null,
  version           integer not null default 1 check (version > 0),
  content_hash      text not null check (content_hash ~ '^[0-9a-f]{64}$'),
  source_id         bigint references source on delete restrict,
  translation_of_id bigint references article on delete set null,
  extractor         text not null,
  extractor_version text not null,
  notes             text[] not null default '{}',
  -- How much of the article its text is.
  completeness      text not null default 'FULL' check (completeness in ('FULL', 'SUMMARY', 'HEADLINE')),
  -- Whose article it is: an address tells (article_url), in its normal form (service/address.py); else the identifier
  -- that its feed gave it; else its text within its source. The same text elsewhere is another article.
  guid              text check (guid <> ''),
  -- What two ways of writing the guid have in common.
  guid_key          text check (guid_key <> ''),
  -- The digest of what came last, from a feed and from elsewhere: when it comes again, nothing is new.
  seen              jsonb not null default '{}' check (jsonb_typeof(seen) = 'object'),
  -- A retracted article stays, marked, and answers by its id and addresses; it and its claims are out of lists, counts,
  -- facets, search and links. See docs/writes.md.
  retracted_at      timestamptz,
  retracted_by      text check (retracted_by <> ''),
  retraction_reason text check (retraction_reason <> ''),
  constraint article_sort_at_follows_dates check (sort_at = coalesce(published_at, '-infinity')),
  constraint article_is_not_its_own_translation check (translation_of_id <> id),
  constraint article_guid_has_its_key check ((guid is null) = (guid_key is null)),
  constraint article_retraction_is_whole check (
    (retracted_at is null) = (retracted_by is null) and (retracted_at is null) = (retraction_reason is null)
  ),
  unique (id, sort_at)
);
-- The feed, and counts of all articles, read those that were not retracted.
create index article_newest on article (sort_at desc, id desc) where retracted_at is null;
create index article_retracted on article (retracted_at desc, id desc) where retracted_at is not null;
create index article_newest_by_language on article (language, sort_at desc, id desc);
create index article_newest_by_source on article (source_id, sort_at desc, id desc);
create index article_recently_ingested on article (ingested_at desc, id desc);
create index article_translations on article (translation_of_id, sort_at desc, id desc) where translation_of_id is not null;
create index article_by_guid on article (guid_key, source_id, id) where guid_key is not null;
-- The same text elsewhere, newest first.
create index article_by_content on article (content_hash, sort_at desc, id desc);
-- Type-ahead.
create index article_by_title on article (claimgraph.fold_title(title) text_pattern_ops, sort_at desc);

-- Every address under which an article was seen.
create table article_url (
  id         bigint generated always as identity primary key,
  article_id bigint not null references article on delete cascade,
  url        text not null check (url <> ''),
  key        text not null check (key <> ''),
  -- Whether the address tells this article. Items of a feed may share one that is none's alone.
  names      boolean not null,
  unique (article_id, url)
);
create unique index article_url_names_one on article_url (key) where names;
create index article_url_by_key on article_url (key, names desc, article_id);

create table actor (
  id             bigint generated always as identity primary key,
  kind           text not null check (kind in ('PERSON', 'ORGANIZATION', 'PRODUCT', 'PLACE', 'GROUP', 'UNKNOWN')),
  name           text not null check (name <> ''),
  sort_name      text not null generated always as (claimgraph.fold_name(name)) stored,
  description    text,
  wikidata_id    text unique check (wikidata_id ~ '^Q[1-9][0-9]*$'),
  external_ids   jsonb not null default '{}' check (jsonb_typeof(external_ids) = 'object'),
  mention_count  integer not null default 0 check (mention_count >= 0),
  version        integer not null default 1 check (version > 0),
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  -- A merged actor stays as a signpost, so that its id keeps answering; it always points at the end of the chain.
  merged_into_id bigint references actor constraint actor_is_not_merged_into_itself check (merged_into_id <> id),
  unique (id, kind)
);
create index actor_by_name on actor (sort_name, id) where merged_into_id is null;
create index actor_most_mentioned on actor (mention_count desc, id desc) where merged_into_id is null;
create index actor_by_kind on actor (kind, sort_name, id) where merged_into_id is null;
create index actor_merged_into on actor (merged_into_id) where merged_into_id is not null;

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
  initials text generated always as (claimgraph.initials(claimgraph.fold_name(name))) stored,
  foreign key (actor_id, kind) references actor (id, kind) on delete cascade on update cascade
);
create unique index actor_alias_once_per_actor on actor_alias (actor_id, claimgraph.indexable(name));
create unique index actor_alias_one_actor_per_name_and_kind on actor_alias (folded, kind) where not shared;
create index actor_alias_by_folded on actor_alias (folded, actor_id);
create index actor_alias_fuzzy on actor_alias using gin (folded gin_trgm_ops);
create index actor_alias_by_initials on actor_alias (initials) where initials is not null;
-- Type-ahead.
create index actor_alias_by_beginning on actor_alias (folded text_pattern_ops);

-- Merges, which can be undone.
create table actor_merge (
  id        bigint generated always as identity primary key,
  winner_id bigint not null references actor,
  loser_id  bigint not null references actor,
  said_by   text not null check (said_by <> ''),
  merged_at timestamptz not null default now(),
  undone_at timestamptz,
  -- What moved, as it was: enough to put it back.
  moved     jsonb not null,
  check (winner_id <> loser_id)
);
create index actor_merge_by_winner on actor_merge (winner_id, id);
create unique index actor_merge_once on actor_merge (loser_id) where undone_at is null;

-- Who might be who, where nobody can be sure.
create table actor_merge_candidate (
  id         bigint generated always as identity primary key,
  left_id    bigint not null references actor on delete cascade,
  right_id   bigint not null references actor on delete cascade,
  score      real not null check (score between 0 and 1),
  rule       text not null check (rule in ('SAME_NAME', 'ACRONYM', 'PART_OF_NAME', 'SIMILAR_NAME')),
  status     text not null default 'OPEN' check (status in ('OPEN', 'MERGED', 'DISMISSED')),
  created_at timestamptz not null default now(),
  check (left_id < right_id),
  unique (left_id, right_id)
);
create index actor_merge_candidate_best on actor_merge_candidate (score desc, id desc) where status = 'OPEN';
create index actor_merge_candidate_by_right on actor_merge_candidate (right_id);

create table mention (
  id         bigint generated always as identity primary key,
  article_id bigint not null references article on delete cascade,
  actor_id   bigint not null references actor on delete restrict,
  start_at   integer not null check (start_at >= 0),
  end_at     integer not null,
  quote      text not null,
  check (end_at > start_at),
  -- With the triggers of sql/checks.sql, a quote of the span's own length puts the span inside the body.
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
  -- Claims keep their identity: one whose words no longer stand in its article is retired, not deleted. It keeps its
  -- id, its reviews and its links, and is out of every list, count and search. See docs/writes.md.
  retired_at        timestamptz,
  -- The article's version in which a retired claim last stood, and the 32 code points around it there: its prefix and
  -- suffix (W3C TextQuoteSelector). Those of a claim that stands are read from its article.
  article_version   integer check (article_version > 0),
  prefix            text,
  suffix            text,
  -- Made or corrected by people: no extractor changes it.
  by_hand           boolean not null default false,
  -- What an extractor had read where people corrected it, so that its next reading is known for the same claim.
  read_quote        text,
  read_text         text,
  -- Its article was retracted.
  retracted         boolean not null default false,
  -- What is live is shown: a claim that stands, of an article that was not retracted.
  live              boolean not null generated always as (retired_at is null and not retracted) stored,
  check (end_at > start_at),
  constraint claim_quote_fills_span check (length(quote) = end_at - start_at),
  constraint claim_claimant_is_set_when_attributed check ((attribution = 'ACTOR') = (claimant_id is not null)),
  constraint claim_unnamed_source_only_when_unnamed check (unnamed_source is null or attribution = 'UNNAMED'),
  constraint claim_retired_tells_where check (
    (retired_at is null) = (article_version is null)
    and (retired_at is null) = (prefix is null)
    and (retired_at is null) = (suffix is null)
  ),
  constraint claim_read_when_corrected check (
    (read_quote is null) = (read_text is null) and (by_hand or read_quote is null)
  ),
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
-- A flag within an index keeps the order after it, and the index still serves the foreign keys; where nothing but
-- lists read one, it holds live claims only.
create index claim_in_text_order on claim (article_id, live, start_at, id);
create index claim_newest on claim (sort_at desc, id desc) where live;
create index claim_newest_by_modality on claim (modality, sort_at desc, id desc) where live;
create index claim_newest_by_claimant on claim (claimant_id, live, sort_at desc, id desc) where claimant_id is not null;
create index claim_newest_by_subject on claim (subject_id, live, sort_at desc, id desc) where subject_id is not null;

-- Every actor of a claim, one row each, with the roles it has: what Actor.claims(role:) walks.
create table claim_actor (
  claim_id    bigint not null references claim on delete cascade,
  actor_id    bigint not null references actor on delete restrict,
  is_subject  boolean not null,
  is_object   boolean not null,
  is_claimant boolean not null,
  sort_at     timestamptz not null,
  live        boolean not null default true,
  primary key (claim_id, actor_id),
  check (is_subject or is_object or is_claimant)
);
create index claim_actor_newest on claim_actor (actor_id, live, sort_at desc, claim_id desc);

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
  created_at  timestamptz not null default now(),
  version     integer not null default 1 check (version > 0),
  updated_at  timestamptz not null default now()
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
