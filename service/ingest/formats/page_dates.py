"""When a page says that its article was published, by its tags; never by its prose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

import lxml.html

from service.ingest.formats.dates import moment, unread_date

_META = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "article:published",
    "date", "dc.date.issued", "dc.date", "dcterms.issued", "dcterms.date", "dcterms.created", "dc.date.created",
    "pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "publication-date",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "article_date_original",
)  # fmt: skip
_CALLED = re.compile(
    r"(?:^|[\s_-])(?:date|dates?line|pub-?date|published|publish-?date|timestamp|datetime|date-?published)(?:$|[\s_-])",
    re.I,
)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)/(\d\d)/(\d\d)(?:/|$)")
_LONGEST = 120


def published(
    tree: lxml.html.HtmlElement, meta: Mapping[str, str], url: str | None
) -> tuple[datetime | None, tuple[str, ...]]:
    """The date of the page's tags, best first, and a note where one is there but can't be read exactly.

    The order is: `<meta>`, `itemprop="datePublished"`, the first `<time>` of the article, what is called a date
    beside it, and the day in the page's address.
    """
    said = [meta[name] for name in _META if name in meta]
    said += list(_itemprops(tree))
    said += list(_times(tree))
    found = next(filter(None, map(moment, said)), None)
    if found is not None:
        return found, ()
    notes = unread_date(said[0]) if said else ()
    # Of text that is only called a date, what can't be read is no date.
    found = next(filter(None, map(moment, _called_dates(tree))), None)
    day = _IN_ADDRESS.search(url or "")
    if found is None and day is not None:
        found = moment("-".join(day.groups()))
    return found, notes


def _itemprops(tree: lxml.html.HtmlElement) -> Iterator[str]:
    for element in tree.xpath("//*[@itemprop='datePublished']"):
        yield element.get("datetime") or element.get("content") or element.text_content()


def _times(tree: lxml.html.HtmlElement) -> Iterator[str]:
    """The first `<time>` of the article; where none is marked as one, the page's only one."""
    for within in (*tree.iter("article"), *tree.iter("main")):
        for element in within.iter("time"):
            yield element.get("datetime") or element.text_content()
            return
    all_ = list(tree.iter("time"))
    if len(all_) == 1:
        yield all_[0].get("datetime") or all_[0].text_content()


def _called_dates(tree: lxml.html.HtmlElement) -> Iterator[str]:
    for within in (*tree.iter("article"), *tree.iter("main"), tree):
        for element in within.iter("span", "div", "p", "li", "abbr", "em", "small"):
            if _CALLED.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
                text = " ".join(element.text_content().split())
                if text and len(text) <= _LONGEST:
                    yield text
        return
