"""JSON Feed 1.0 and 1.1 (jsonfeed.org): one page an item, from what the feed itself carries."""

from __future__ import annotations

from typing import Any

from service.admission.values import has_words
from service.ingest.formats.bylines import names_of_all
from service.ingest.formats.dates import moment, unread_date
from service.ingest.formats.feed import item_text
from service.ingest.formats.nodes import Node, line_of, text_of, things_of
from service.ingest.formats.page import Page, Unreadable, believed, language_tag, source_of, told_apart, web_address
from service.normalize.failures import fault_of

_VERSION = "jsonfeed.org/version/"


def is_jsonfeed(value: Any) -> bool:
    """Whether a JSON value is a feed, as its `version` says."""
    return isinstance(value, dict) and _VERSION in str(value.get("version")) and "items" in value


def read_jsonfeed(feed: Node) -> list[Page | str]:
    """The items of a feed; a sentence stands for each that has no text. Raises Unreadable when it has no items."""
    items = [item for item in feed["items"] if isinstance(item, dict)] if isinstance(feed["items"], list) else []
    if not items:
        raise Unreadable("the feed has no items")
    read = [_item(item, feed) for item in items]
    pages = iter(told_apart([page for page in read if isinstance(page, Page)]))
    return [next(pages) if isinstance(page, Page) else page for page in read]


def _item(item: Node, feed: Node) -> Page | str:
    """The item's page; a sentence for one that can't be read, which costs no other."""
    try:
        return _page(item, feed)
    except Exception as error:  # noqa: BLE001 - logged by fault_of
        told = line_of(item, "title") or line_of(item, "url") or line_of(item, "id")
        return f"the item {told!r} can't be read: {fault_of(error, title=told)}"


def _page(item: Node, feed: Node) -> Page | str:
    home = web_address(text_of(feed, "home_page_url"))
    base = home or web_address(text_of(feed, "feed_url"))
    guid, title = line_of(item, "id"), line_of(item, "title")
    # What an item links to elsewhere (external_url) is another's article.
    url, doubts = believed(web_address(text_of(item, "url"), base), web_address(guid))
    contents = [held for name in ("content_html", "content_text") if (held := text_of(item, name))]
    text = item_text(contents, text_of(item, "summary") or "", title if url or guid else None)
    if not has_words(text.body):
        return f"the item {title or url or guid or ''!r} has no text"
    date = text_of(item, "date_published") or text_of(item, "date_modified")
    language = language_tag(text_of(feed, "language"))
    return Page(
        body=text.body,
        title=title,
        language=language_tag(text_of(item, "language")) or language,
        url=url,
        authors=_authors(item) or _authors(feed),
        published_at=moment(date),
        guid=guid or url,
        completeness=text.completeness,
        source=source_of(line_of(feed, "title"), base or url, language),
        notes=(*text.notes, *doubts, *unread_date(date)),
    )


def _authors(thing: Node) -> tuple[str, ...]:
    """The names of `authors`, as version 1.1 has them, or of `author`."""
    named = [author for name in ("authors", "author") for author in things_of(thing, name)]
    return names_of_all(name for author in named if (name := line_of(author, "name")))
