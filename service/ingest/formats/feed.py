"""RSS and Atom from a file: one page an item, from what the feed itself carries. Nothing is fetched."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

import feedparser

from service.admission.values import has_words
from service.document import Completeness
from service.ingest.formats.bylines import names_of_all
from service.ingest.formats.captions import without_captions
from service.ingest.formats.dates import moment, unread_date
from service.ingest.formats.encoding import decode_markup
from service.ingest.formats.fragment import plain, unescaped
from service.ingest.formats.page import (
    Page,
    Unreadable,
    believed,
    language_tag,
    source_of,
    told_apart,
    web_address,
    words,
)
from service.ingest.formats.walls import Uncovered, without_walls
from service.normalize.failures import fault_of

_ENTITY = re.compile(r"<!\s*ENTITY", re.I)
_DECLARATION = re.compile(r"^\s*<\?xml.*?\?>", re.S)
_TITLE_LONGEST = 300
_FULL: Completeness = "FULL"
_SUMMARY: Completeness = "SUMMARY"
_HEADLINE: Completeness = "HEADLINE"
_NOTES: dict[Completeness, tuple[str, ...]] = {
    "SUMMARY": ("The text is the feed's summary; the page it links to was not read.",),
    "HEADLINE": ("The feed has the headline only; the page it links to was not read.",),
}
_CUT = re.compile(
    r"(?:\u2026|\.\.\.|\[[^\]]{0,5}\]"
    r"|\b(?:read|view) (?:more|on|the (?:full|whole) (?:story|article)|full (?:story|article))"
    r"|\bcontinue reading[^\n]{0,200}|\blire (?:la suite|l['’]article)[^\n]{0,200}|\ben savoir plus)"
    r"[\s.!»>›→…\]]*\Z",
    re.I,
)
"""How a text ends that goes on elsewhere."""


def read_feed(raw: bytes, language: str | None = None) -> list[Page | str]:
    """The items of a feed; a sentence stands for each that has no text.

    Raises Unreadable when it is no feed, has no item, or declares entities: bombs and reads of other
    files are made of those, and no feed needs them.
    """
    text = decode_markup(raw, language).lstrip("\ufeff")
    if _ENTITY.search(text):
        raise Unreadable("it declares XML entities, which is refused; write the characters themselves")
    # Decoded already; the parser must not believe another encoding.
    text = '<?xml version="1.0" encoding="utf-8"?>' + without_captions(_DECLARATION.sub("", text))
    try:
        parsed = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")), resolve_relative_uris=False, sanitize_html=False
        )
    except Exception as error:  # noqa: BLE001 - logged by fault_of
        # The parser forgives much, and trips over some of the rest.
        raise Unreadable(f"its markup is broken beyond reading: {fault_of(error)}") from None
    if not parsed.get("version") and not parsed.entries:
        raise Unreadable("it is XML, but neither RSS nor Atom")
    if not parsed.entries:
        raise Unreadable("the feed has no items")
    read = [_item(entry, parsed.feed) for entry in parsed.entries]
    pages = iter(told_apart([page for page in read if isinstance(page, Page)]))
    return [next(pages) if isinstance(page, Page) else page for page in read]


def _item(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> Page | str:
    """The item's page; a sentence for one that can't be read, which costs no other."""
    try:
        return _page(entry, feed)
    except Exception as error:  # noqa: BLE001 - logged by fault_of
        told = words(str(entry.get("title") or entry.get("link") or entry.get("id") or ""))
        return f"the item {told!r} can't be read: {fault_of(error, title=told)}"


def _page(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> Page | str:
    guid = words(entry.get("id"))
    site = entry.get("source") or feed
    home = web_address(site.get("href")) or web_address(site.get("link"))
    base = (entry.get("title_detail") or {}).get("base") or home
    # A guid that is no permanent link may still look like an address (RSS 2.0, `isPermaLink`).
    url, doubts = believed(web_address(entry.get("link"), base), web_address(guid) if entry.get("guidislink") else None)
    title = words(plain(entry.get("title") or ""))
    date = _date(entry)
    contents = [part.get("value") or "" for part in entry.get("content") or ()]
    text = item_text(contents, entry.get("summary") or "", title if url or guid else None)
    if not has_words(text.body):
        return f"the item {title or url or ''!r} has no text"
    own = language_tag(_language(entry)) or language_tag(feed.get("language"))
    return Page(
        body=text.body,
        title=title[:_TITLE_LONGEST] if title else None,
        language=own,
        url=url,
        authors=_authors(entry),
        published_at=moment(date),
        # Readers of feeds take the link for the identifier where an item has none.
        guid=guid or url,
        completeness=text.completeness,
        source=source_of(
            words(site.get("title") or feed.get("title")), home or url, language_tag(feed.get("language"))
        ),
        notes=(*text.notes, *doubts, *unread_date(date)),
    )


def item_text(contents: Sequence[str], summary: str, title: str | None) -> Uncovered:
    """The fullest text that an item carries; its title, where that tells which item it is, when it has no other.

    A content that is plainly cut is no more than a summary.
    """
    content, short = plain(max(contents, key=len, default="")), plain(summary)
    if len(content) >= len(short) and has_words(content):
        cut = without_walls(content)
        ends = cut.completeness == "FULL" and _CUT.search(content) is None
        body, completeness = cut.body, _FULL if ends else _SUMMARY
    else:
        cut = without_walls(short)
        body, completeness = cut.body, _SUMMARY
    if not has_words(body) and title is not None and has_words(title):
        body, completeness = title, _HEADLINE
    return Uncovered(body=body, completeness=completeness, notes=(*cut.notes, *_NOTES.get(completeness, ())))


def _language(entry: Mapping[str, Any]) -> str | None:
    details = [*(entry.get("content") or ()), entry.get("summary_detail") or {}]
    return next((part["language"] for part in details if part.get("language")), None)


def _authors(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Names; RSS writes "name@example.org (Name)" where Atom has the name alone."""
    found = [author.get("name") or "" for author in entry.get("authors") or ()]
    # The parser tells a mail address from the name behind it by itself, and cuts some in two.
    if "@" in (last := entry.get("author") or ""):
        found[-1:] = [last]
    return names_of_all(map(unescaped, found))


def _date(entry: Mapping[str, Any]) -> str | None:
    """The item's date as it is written: of its publication, else of its last change."""
    return next((str(entry[name]) for name in ("published", "created", "updated") if entry.get(name)), None)
