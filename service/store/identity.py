"""Whose article is it? The one order in which every writer decides.

1. Its address, in its normal form: the article that the address tells, unless both came from feeds of one source
   that say by their guids that they are two. Items of a feed that share an address are told apart by guid alone.
2. Its guid, within its source: an item whose address has changed.
3. Its text, within its source, where one of the two has neither address nor guid.

What none of these finds is a new article, even where its text equals another's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from service.address import address_key
from service.admission.moments import AHEAD
from service.document import Completeness
from service.store.addresses import ADDRESSES_MAX
from service.store.connect import Connection

STRENGTH: dict[Completeness, int] = {"HEADLINE": 1, "SUMMARY": 2, "FULL": 3}
"""A weaker text never replaces a stronger one."""
KEPT_NOTE = "A shorter text of this article, a summary or headline, came too; it did not replace this one."

_FIND = """
    select
      g.place,
      a.id,
      a.version,
      a.completeness,
      a.seen ->> g.slot is not distinct from g.digest as repeated,
      a.content_hash = g.content_hash as same_text,
      (a.content_hash, a.language, a.extractor, a.extractor_version)
        = (g.content_hash, g.language, g.extractor, g.extractor_version) as same_spans,
      -- What the caller leaves out is no change.
      a.completeness = g.completeness
        and (g.guid is null or a.guid is not null)
        and (g.source_id is null or a.source_id is not distinct from g.source_id)
        and (g.published_at is null or a.published_at is not distinct from g.published_at)
        and (g.authors = '{}' or a.authors = g.authors)
        -- What was to come when the article came in may be past now.
        and array_remove(array_remove(a.notes, $2), $4) = g.notes
        and known.url as same_metadata,
      -- What a weaker text may add: only what isn't there.
      (a.guid is null and g.guid is not null)
        or (a.source_id is null and g.source_id is not null)
        or (a.published_at is null and g.published_at is not null)
        or (a.authors = '{}' and g.authors <> '{}')
        or not known.url as adds,
      $2 = any (a.notes) as noted
    from json_to_recordset($1::text::json) as g (
      place integer, url text, key text, shared boolean, guid text, guid_key text, source_id bigint, content_hash text,
      language text, extractor text, extractor_version text, published_at timestamptz, authors text[], notes text[],
      completeness text, slot text, digest text
    )
    cross join lateral (
      select f.id
      from (
        select 1 as rule, u.article_id as id
        from article_url u
        join article o on o.id = u.article_id
        where u.key = g.key and u.names and not g.shared
          and (o.guid_key <> g.guid_key and o.source_id is not distinct from g.source_id) is not true
        union all
        select 2, o.id
        from article o
        where o.guid_key = g.guid_key and o.source_id is not distinct from g.source_id
        union all
        select 3, o.id
        from article o
        where o.content_hash = g.content_hash and o.source_id is not distinct from g.source_id
          and ((g.key is null and g.guid_key is null) or (o.url is null and o.guid_key is null))
      ) f
      order by f.rule, f.id
      limit 1
    ) f
    cross join lateral (select o.* from article o where o.id = f.id for no key update) a
    cross join lateral (
      select
        g.url is null
        or exists (select from article_url u where u.article_id = a.id and u.url = g.url)
        or (
          exists (select from article_url u where u.article_id = a.id and u.key = g.key)
          and (select count(*) from article_url u where u.article_id = a.id) >= $3
        ) as url
    ) known
"""

Verdict = Literal["unchanged", "seen", "adds", "replaces"]


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """The article that a document is stored as, and how the two compare."""

    place: int
    id: int
    version: int
    completeness: Completeness
    repeated: bool
    same_text: bool
    same_spans: bool
    same_metadata: bool
    adds: bool
    noted: bool

    def verdict(self, completeness: Completeness, *, unread: bool = False) -> Verdict:
        """What a document of this completeness does to the article.

        Nothing at all (`unchanged`) when it came before and nothing else did from there; nothing that shows
        (`seen`) when it says what is known; else it `adds` what is missing, if it is weaker, or `replaces`.
        A text that could not be read this time takes nothing away of what was found in it before.
        """
        if self.repeated:
            return "unchanged"
        if unread and self.same_text:
            return "adds" if self.adds else "seen"
        if STRENGTH[completeness] < STRENGTH[self.completeness]:
            return "adds" if self.adds or not (self.same_text or self.noted) else "seen"
        return "seen" if self.same_spans and self.same_metadata else "replaces"


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What a document's article is known by: its columns, and whether its address is other articles', too."""

    columns: dict[str, Any]
    shared: bool

    @property
    def key(self) -> str | None:
        """The normal form of its address."""
        return None if self.columns["url"] is None else address_key(self.columns["url"])

    @property
    def names(self) -> tuple[str, ...]:
        """What two writers of it have in common."""
        columns = self.columns
        return names_of(columns["url"], columns["source_id"], columns["content_hash"], columns["guid_key"])

    @property
    def slot(self) -> str:
        """Where it comes from, as far as that tells which texts follow one another."""
        return "page" if self.columns["guid"] is None else "feed"

    @property
    def seen(self) -> str:
        """The digest of what it says, by its slot, as JSON."""
        return msgspec.json.encode({self.slot: self._digest()}).decode()

    def asked(self, place: int) -> dict[str, Any]:
        """The row that is compared with what is stored."""
        row = {"place": place, "key": self.key, "shared": self.shared, "slot": self.slot, "digest": self._digest()}
        return row | self._told()

    def _told(self) -> dict[str, Any]:
        # Of title and body, the hash tells enough.
        said = {name: value for name, value in self.columns.items() if name not in ("title", "body")}
        return said | {"notes": [note for note in said["notes"] if note != AHEAD]}

    def _digest(self) -> str:
        return hashlib.sha256(msgspec.json.encode(self._told(), order="sorted")).hexdigest()[:32]


def names_of(url: str | None, source_id: int | None, digest: str, guid: str | None = None) -> tuple[str, ...]:
    """What an article is known by: two writers that have one of them in common must not decide at once.

    `digest` is the hash of its text, `guid` its identifier in normal form.
    """
    known_by = [f"content {source_id} {digest}"]
    if url is not None:
        known_by.append(f"url {address_key(url)}")
    if guid is not None:
        known_by.append(f"guid {source_id} {guid}")
    return tuple(known_by)


async def find_articles(connection: Connection, wanted: Sequence[Wanted]) -> dict[int, Known]:
    """The articles that are here already by their place in `wanted`, each locked."""
    given = msgspec.json.encode([article.asked(place) for place, article in enumerate(wanted)]).decode()
    rows = await connection.fetch(_FIND, given, KEPT_NOTE, ADDRESSES_MAX, AHEAD)
    return {row["place"]: Known(**row) for row in rows}
