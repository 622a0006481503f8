"""What caches may do with an answer to a GET, and which copy of it a caller has (RFC 9110, 8.8.3 and 13; RFC 9111).

An answer's `ETag` is a hash of its bytes, so that it changes whenever they do. That of a record begins with
the record's version, `"3-8f14…"`: changes ask for the version alone, since the counts and the names of others
that an answer also holds are not what a change would overwrite.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Literal

import msgspec

_VARY = "Accept, Authorization"
NO_STORE = {"cache-control": "no-store", "vary": _VARY}
"""The headers of an error: the next try may go well."""
COMPRESSED = ".gz"
"""What ends the tag of an answer that is sent compressed: other bytes have another tag."""
UNSENT = "claimgraph.unsent"
"""Where the scope of a request that is answered with 304 holds the type and the length of what was not sent."""

_DIGEST_BYTES = 15
_NEXT = re.compile(r'[\t ,]*(W/)?"([\x21\x23-\x7e\x80-\xff]*)"[\t ]*(?:,[\t ,]*|$)')
_OURS = re.compile(rf"([1-9][0-9]{{0,8}})(?:-[0-9a-f]{{{2 * _DIGEST_BYTES}}}(?:{re.escape(COMPRESSED)})?)?", re.ASCII)


class Tags(msgspec.Struct, frozen=True, kw_only=True):
    """The entity tags of an `If-Match` or `If-None-Match` header, without their quotes."""

    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    anything: bool = False
    """Whether the header is `*`: any current answer."""

    def versions(self, *, weak: bool = False) -> tuple[int, ...]:
        """The versions that the strong tags of records name, each once, and with `weak` the weak ones, too.

        Tags of other origin name none.
        """
        found = (_OURS.fullmatch(tag) for tag in (*self.strong, *(self.weak if weak else ())))
        return tuple(dict.fromkeys(int(match[1]) for match in found if match is not None))

    def allow(self, tag: str) -> bool:
        """Whether `If-Match` holds for an answer with this tag: strong comparison, and of records by version."""
        version = _OURS.fullmatch(tag)
        return (
            self.anything
            or _plain(tag) in map(_plain, self.strong)
            or (version is not None and int(version[1]) in self.versions())
        )

    def know(self, tag: str) -> bool:
        """Whether `If-None-Match` names the answer with this tag: weak comparison."""
        return self.anything or _plain(tag) in map(_plain, (*self.strong, *self.weak))


def tags_of(lines: Iterable[str]) -> Tags | None:
    """The tags of a header given in so many lines, None without any. One that is no list of tags matches nothing."""
    text = ",".join(lines).strip("\t ")
    if not text:
        return None
    if text == "*":
        return Tags(anything=True)
    found: list[re.Match[str]] = []
    while (place := found[-1].end() if found else 0) < len(text):
        match = _NEXT.match(text, place)
        if match is None:
            return Tags()
        found.append(match)
    return Tags(
        strong=tuple(match[2] for match in found if match[1] is None),
        weak=tuple(match[2] for match in found if match[1] is not None),
    )


def entity_tag(body: bytes, media_type: str, version: int | None = None) -> str:
    """The tag of an answer, without quotes: a hash of its bytes and type, after the version of its record."""
    digest = hashlib.blake2b(body, digest_size=_DIGEST_BYTES, person=media_type.encode()[-16:]).hexdigest()
    return digest if version is None else f"{version}-{digest}"


def caching_headers(tag: str, *, shared: bool, max_age_s: int) -> dict[str, str]:
    """`ETag`, `Cache-Control` and `Vary` of an answer; `shared` when it may be kept for other callers."""
    keep = f"max-age={max_age_s}" if max_age_s else "no-cache"
    return {
        "etag": f'"{tag}"',
        "cache-control": f"{'public' if shared else 'private'}, {keep}",
        "vary": _VARY,
    }


def unmet(tag: str, if_match: Iterable[str], if_none_match: Iterable[str]) -> Literal[304, 412] | None:
    """The status of a GET whose preconditions don't hold for the answer with `tag`; None where they do.

    In the order of RFC 9110, 13.2.2. There are no dates of change here, so headers that compare them are ignored.
    """
    match = tags_of(if_match)
    if match is not None and not match.allow(tag):
        return 412
    none_match = tags_of(if_none_match)
    return 304 if none_match is not None and none_match.know(tag) else None


def _plain(tag: str) -> str:
    return tag.removesuffix(COMPRESSED)
