"""The rule of each field: a function that gives the value as it is stored, or raises WrongValueError."""

from __future__ import annotations

import math
import re
from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from schema.limits import (
    BODY_MAX,
    DOMAIN_MAX,
    GUID_MAX,
    LANGUAGE_MAX,
    NAME_MAX,
    PROSE_MAX,
    TITLE_MAX,
    URL_BYTES_MAX,
    YEAR_FIRST,
    YEAR_LAST,
)
from schema.moments import HOW, in_utc, read_moment

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE | re.ASCII)
_COUNTRY = re.compile(r"[A-Za-z]{2}", re.ASCII)
_DOMAIN = re.compile(rf"(?=.{{1,{DOMAIN_MAX}}}$)[^\s/:@?#]+(\.[^\s/:@?#]+)*", re.DOTALL)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class WrongValueError(Exception):
    """A value that can't be taken. The message is the rest of a sentence that begins with the field's name."""


def storable(text: str) -> bool:
    """Whether PostgreSQL, and UTF-8, can hold the text: no NUL, no half of a surrogate pair."""
    return _UNSTORABLE.search(text) is None


def has_words(given: str) -> bool:
    """Whether the text holds anything to read: a letter or a digit of any script."""
    return any(map(str.isalnum, given))


def text(given: str, longest: int, *, blank: bool = False) -> str:
    """A text of at most `longest` characters that can be stored; blank only where it may be."""
    if len(given) > longest:
        raise WrongValueError(f"holds {len(given):,} characters; at most {longest:,} are taken.")
    found = _UNSTORABLE.search(given)
    if found is not None:
        what = "a NUL character" if found.group() == "\x00" else "half of a surrogate pair"
        raise WrongValueError(f"holds {what} at position {found.start():,}; leave it out.")
    if not blank and not given.strip():
        raise WrongValueError("is empty; leave it out, or give it words.")
    return given


def title(given: str) -> str:
    """A headline: one line, its spaces made plain."""
    return " ".join(text(given, TITLE_MAX).split())


def body(given: str) -> str:
    """An article's text, character for character. It has words: a letter or a digit, in whatever script."""
    text(given, BODY_MAX, blank=True)
    if not has_words(given):
        raise WrongValueError("holds no words; give the article's text.")
    return given


def name(given: str) -> str:
    """A name of somebody: one line, without the white space around it."""
    text(given, NAME_MAX)
    if not has_words(given):
        raise WrongValueError("holds no letter and no digit.")
    return " ".join(given.split())


def saying(given: str) -> str:
    """Some words, such as a fact-checker's rating, without the white space around them."""
    return text(given, NAME_MAX).strip()


def statement(given: str) -> str:
    """A claim in somebody's words: one line."""
    return " ".join(text(given, PROSE_MAX).split())


def number(given: Any) -> float:
    """A number of a rating."""
    if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given):
        raise WrongValueError("is no number.")
    return float(given)


def guid(given: str) -> str:
    """An item's identifier in its feed, without the white space around it."""
    return text(given, GUID_MAX).strip()


def url(given: str) -> str:
    """An absolute http or https address."""
    given = given.strip()
    if not storable(given) or len(given.encode()) > URL_BYTES_MAX:
        raise WrongValueError(f"is longer than {URL_BYTES_MAX:,} bytes, or holds characters of no address.")
    if not _is_url(given):
        raise WrongValueError("is no address such as https://example.org/article.")
    return given


def domain(given: str) -> str:
    """A host name, in lower case."""
    given = given.strip().lower()
    if not storable(given) or not _DOMAIN.fullmatch(given):
        raise WrongValueError("is no host name such as example.org.")
    return given


def language(given: str) -> str:
    """A BCP 47 tag, in lower case."""
    if len(given) > LANGUAGE_MAX or not _LANGUAGE.fullmatch(given):
        raise WrongValueError("is no BCP 47 tag such as fr or en-GB.")
    return given.lower()


def country(given: str) -> str:
    """Two letters, in upper case."""
    if not _COUNTRY.fullmatch(given):
        raise WrongValueError("is no country code of two letters (ISO 3166-1), such as FR.")
    return given.upper()


def moment(given: Any) -> datetime:
    """A date, or a date and time, as text or read already, in UTC; without an offset it is taken as UTC."""
    found = read_moment(given) if isinstance(given, str) else given
    if not isinstance(found, datetime):
        raise WrongValueError(f"is no date; {HOW}.")
    # A zone may carry it out of the calendar; then its year is out of bounds as it stands.
    with suppress(OverflowError, ValueError):
        found = in_utc(found)
    if not YEAR_FIRST <= found.year <= YEAR_LAST:
        raise WrongValueError(f"is of the year {found.year}; dates of the years {YEAR_FIRST} to {YEAR_LAST} are taken.")
    return found


def _is_url(given: str) -> bool:
    if any(character.isspace() or not character.isprintable() for character in given):
        return False
    try:
        parts = urlsplit(given)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
