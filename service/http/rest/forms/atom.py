"""Atom (RFC 4287), a page of a list as a feed document; its pages are linked as RFC 5005 has it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

import msgspec

from service import __version__
from service.http.rest.forms.form import Describe, Form, Item, Listing
from service.http.rest.forms.uri import uri

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document can hold, not even escaped."""
_REPLACED = "\ufffd"
_RELATIONS = {"first": "first", "next": "next", "prev": "previous"}
_NEVER = "1970-01-01T00:00:00Z"
"""When a feed without entries changed: it has to say something, and the same each time."""
_TYPE = "application/atom+xml"
_ITEM = msgspec.json.Decoder(Item)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of a feed. Its `address` here is its id, for ever."""

    address: str
    title: str
    updated: str
    published: str | None = None
    page: str | None = None
    """The publisher's page; the entry's own address stands for it where there is none."""
    language: str | None = None
    authors: Sequence[str] = ()
    summary: str | None = None
    categories: Sequence[tuple[str, str]] = ()
    """Terms, each with the name of what it is a value of."""


class Feed:
    """Writes a list as a feed."""

    def __init__(self, listing: Listing, describe: Describe | None) -> None:
        if describe is None:
            raise TypeError("a feed needs to know what its entries are")
        self._listing = listing
        self._describe = describe
        self._updated = _NEVER

    def begin(self) -> bytes:
        """All of the feed's own that is known ahead of its entries."""
        listing = self._listing
        links = [("self", listing.address), *((_RELATIONS[name], address) for name, address in listing.pages.items())]
        lines = (
            '<?xml version="1.0" encoding="utf-8"?>',
            '<feed xmlns="http://www.w3.org/2005/Atom">',
            _element("id", listing.identity),
            _element("title", listing.title),
            _element("generator", "Claimgraph", version=__version__),
            # Whose word an entry is that names nobody.
            f"<author>{_element('name', 'Claimgraph')}</author>",
            *(_empty("link", rel=relation, type=_TYPE, href=uri(to)) for relation, to in links),
            "",
        )
        return "\n".join(lines).encode()

    def items(self, items: Sequence[msgspec.Raw]) -> bytes:
        """An entry for each item."""
        entries: list[Entry] = [self._describe(_ITEM.decode(item), self._listing.base) for item in items]
        self._updated = max((self._updated, *(entry.updated for entry in entries)))
        return "".join(map(_entry, entries)).encode()

    def end(self) -> bytes:
        """When the newest entry changed, and the feed's end; the order of a feed's elements means nothing."""
        return f"{_element('updated', self._updated)}\n</feed>\n".encode()


def _entry(entry: Entry) -> str:
    page = entry.page if entry.page and entry.page.startswith(("http://", "https://")) else entry.address
    parts = (
        _element("id", entry.address),
        _element("title", entry.title),
        _empty("link", rel="alternate", href=uri(page)),
        _empty("link", rel="related", type="application/json", href=uri(entry.address)),
        _element("published", entry.published) if entry.published else "",
        _element("updated", entry.updated),
        *(f"<author>{_element('name', name)}</author>" for name in entry.authors),
        *(_empty("category", term=term, label=f"{of}: {term}") for of, term in entry.categories),
        _element("summary", entry.summary) if entry.summary else "",
    )
    language = f" xml:lang={quoteattr(entry.language)}" if entry.language else ""
    return f"<entry{language}>\n  " + "\n  ".join(filter(None, parts)) + "\n</entry>\n"


def _element(name: str, text: str, **attributes: str) -> str:
    # A reader makes a line feed of a bare carriage return.
    return f"<{name}{_attributes(attributes)}>{escape(_legal(text), {chr(13): '&#13;'})}</{name}>"


def _empty(name: str, **attributes: str) -> str:
    return f"<{name}{_attributes(attributes)}/>"


def _attributes(attributes: dict[str, str]) -> str:
    return "".join(f" {name}={quoteattr(_legal(value))}" for name, value in attributes.items())


def _legal(text: str) -> str:
    """The text with a mark in place of each character that XML can't hold."""
    return _ILLEGAL.sub(_REPLACED, text)


ATOM = Form(name="atom", media_type=_TYPE, types=(_TYPE,), write=Feed)
