-- Whose article is it? An address tells, in its normal form (service/address.py); else the identifier that its
-- feed gave it; else its text within its source. The same text elsewhere is another article.
alter table article
  drop constraint article_url_key,
  drop constraint article_content_once_per_source,
  -- How much of the article its text is.
  add column completeness text not null default 'FULL' check (completeness in ('FULL', 'SUMMARY', 'HEADLINE')),
  add column guid text check (guid <> ''),
  -- What two ways of writing the guid have in common.
  add column guid_key text check (guid_key <> ''),
  -- The digest of what came last, from a feed and from elsewhere: when it comes again, nothing is new.
  add column seen jsonb not null default '{}' check (jsonb_typeof(seen) = 'object'),
  add constraint article_guid_has_its_key check ((guid is null) = (guid_key is null));
create index article_by_guid on article (guid_key, source_id, id) where guid_key is not null;
-- The same text elsewhere, newest first.
create index article_by_content on article (content_hash, sort_at desc, id desc);

update article
set completeness = 'SUMMARY'
where 'The text is the feed''s summary; the page behind it was not read.' = any (notes);

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
