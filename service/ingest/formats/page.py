"""What every format is read into: a text with what its file says of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urljoin, urlsplit

import msgspec

from service.address import address_key, guid_key, is_home_page, names_part
from service.document import Completeness, SourceDraft

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_HOST = re.compile(r"[a-z0-9_.-]+(:\d+)?")


class Unreadable(Exception):  # noqa: N818 - read as a word: `raise Unreadable("it is empty")`
    """Nothing can be made of the file; the message goes on after the file's name."""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """A schema.org ClaimReview: the claim in the checker's words, who is said to have made it, and the rating.

    `claimed_by_kind` is PERSON or ORGANIZATION where the markup says which, else UNKNOWN; `notes` tell what of it
    can't be read.
    """

    claim: str
    rating: str
    reviewer: str
    url: str | None = None
    reviewed_at: datetime | None = None
    claimed_by: str | None = None
    claimed_by_kind: str = "UNKNOWN"
    claimed_at: datetime | None = None
    appearances: tuple[str, ...] = ()
    value: float | None = None
    best: float | None = None
    worst: float | None = None
    notes: tuple[str, ...] = ()


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """An article before it is normalized; what the file doesn't say is None.

    `shared_url` says that other items of the file have the address, too, so that only the guid tells this one.
    """

    body: str
    title: str | None = None
    language: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    source: SourceDraft | None = None
    guid: str | None = None
    completeness: Completeness = "FULL"
    shared_url: bool = False
    verdicts: tuple[Verdict, ...] = ()
    notes: tuple[str, ...] = ()


def language_tag(text: str | None) -> str | None:
    """A BCP 47 tag as it is stored, None for what is no tag ("French")."""
    tag = (text or "").strip().lower().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) and tag not in ("und", "mul", "x-default") else None


def web_address(text: str | None, base: str | None = None) -> str | None:
    """An absolute http(s) address, None for any other text; a relative one is on the page whose address is `base`.

    A fragment stays only where it names a part of the page that is an article by itself.
    """
    address = (text or "").strip()
    if base is not None and address:
        try:
            address = urljoin(base, address)
        except ValueError:
            return None
    if not address.lower().startswith(("http://", "https://")) or len(address) > 2000 or not address.isprintable():
        return None
    page, _, fragment = address.partition("#")
    return (address if names_part(fragment) else page) if host_of(address) else None


def believed(*addresses: str | None, doubted: str | None = None) -> tuple[str | None, tuple[str, ...]]:
    """The first of the addresses that an article is said to have which can be one's, and a note on any before it.

    A home page is no article's address: pages that are put together carelessly name it as their canonical one.
    Nor is one whose normal form is `doubted`, which all pages of the batch have.
    """
    notes: list[str] = []
    for address in addresses:
        if address is None:
            continue
        if is_home_page(address):
            notes.append(f"The address {address} is a home page, not this article's; it was not believed.")
        elif address_key(address) == doubted:
            notes.append(f"The address {address} is that of every page read with this one; it was not believed.")
        else:
            return address, tuple(notes)
    return None, tuple(dict.fromkeys(notes))


def told_apart(pages: Sequence[Page]) -> list[Page]:
    """The articles of one file, those marked that share an address but are told apart by guid or by fragment."""
    sharing: dict[str, list[Page]] = {}
    for page in pages:
        if page.url is not None:
            sharing.setdefault(address_key(page.url), []).append(page)
    shared = {key for key, some in sharing.items() if len({guid_key(page.guid or "") for page in some}) > 1}
    return [
        msgspec.structs.replace(page, shared_url=True)
        if page.guid is not None and page.url is not None and address_key(page.url) in shared
        else page
        for page in pages
    ]


def host_of(url: str | None) -> str | None:
    """The host that names a site, without `www.`."""
    try:
        host = (urlsplit(url or "").netloc).rpartition("@")[2].lower()
    except ValueError:
        return None
    return host.removeprefix("www.") if _HOST.fullmatch(host) else None


def words(text: str | None) -> str | None:
    """One line, its spaces made plain, without what no database stores; None for nothing."""
    return " ".join(_UNSTORABLE.sub("\ufffd", text or "").split()) or None


def source_of(name: str | None, url: str | None, language: str | None = None) -> SourceDraft | None:
    """The publisher, by its name and its site; None where neither is known."""
    domain = host_of(url)
    called = words(name) or domain
    return SourceDraft(name=called, domain=domain, language=language) if called else None
