"""Checks of inputs: every problem is collected, with the path of its field, before any SQL runs."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from schema.ids import BadIdError, parse_id_of
from service.mutation.outcome import Code, Path, RefusedError, UserError
from service.store.check import has_words

T = TypeVar("T")

TITLE_MAX = 1_000
BODY_MAX = 1_000_000
NAME_MAX = 300
PROSE_MAX = 5_000
REASON_MAX = 1_000
KEY_MAX = 200
GUID_MAX = 2_000
URL_BYTES_MAX = 2_000
"""An index entry of Postgres holds 2,704 bytes."""
AUTHORS_MAX = 100
ALIASES_MAX = 100
OBJECTS_MAX = 100
CUES_MAX = 20

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE | re.ASCII)
_LANGUAGE_MAX = 35
_COUNTRY = re.compile(r"[A-Za-z]{2}", re.ASCII)
_DOMAIN = re.compile(r"(?=.{1,253}$)[^\s/:@?#]+(\.[^\s/:@?#]+)*", re.DOTALL)
_WIKIDATA = re.compile(r"Q[1-9][0-9]{0,14}", re.ASCII)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> bool:
    """Whether PostgreSQL, and UTF-8, can hold the text: no NUL, no half of a surrogate pair."""
    return _UNSTORABLE.search(text) is None


class Checks:
    """Collects the problems of one input. A check returns its value, whatever it is, so that all are made;
    `done` then raises."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._errors: list[UserError] = []

    def under(self, *names: str) -> Checks:
        """The same collection, for the fields of an object further in."""
        inner = Checks((*self.path, *names))
        inner._errors = self._errors
        return inner

    def refuse(self, name: str, message: str, code: Code = "BAD_USER_INPUT") -> None:
        """Note a problem with the field `name`."""
        self._errors.append(UserError((*self.path, name), code, message))

    def done(self) -> None:
        """Raise RefusedError if there were problems."""
        if self._errors:
            raise RefusedError(self._errors)

    def text(self, name: str, given: str, longest: int, *, blank: bool = False) -> str:
        """A text of at most `longest` characters that can be stored; blank only where it may be."""
        if len(given) > longest:
            self.refuse(name, f"`{name}` holds {len(given):,} characters; at most {longest:,} are taken.")
        found = _UNSTORABLE.search(given)
        if found is not None:
            what = "a NUL character" if found.group() == "\x00" else "half of a surrogate pair"
            self.refuse(name, f"`{name}` holds {what} at position {found.start():,}; leave it out.")
        elif not blank and not given.strip():
            self.refuse(name, f"`{name}` is empty; leave it out, or give it words.")
        return given

    def words(self, name: str, given: str, longest: int) -> str:
        """A text that holds a letter or a digit."""
        self.text(name, given, longest, blank=True)
        if not has_words(given):
            self.refuse(name, f"`{name}` holds no words; give the article's text.")
        return given

    def name(self, name: str, given: str) -> str:
        """A name of somebody, without the white space around it."""
        self.text(name, given, NAME_MAX)
        if given.strip() and not any(character.isalnum() for character in given):
            self.refuse(name, f"`{name}` holds no letter and no digit.")
        return given.strip()

    def url(self, name: str, given: str) -> str:
        """An http or https address."""
        given = given.strip()
        if not storable(given) or len(given.encode()) > URL_BYTES_MAX:
            self.refuse(name, f"`{name}` is longer than {URL_BYTES_MAX:,} bytes, or holds characters of no address.")
        elif not _is_url(given):
            self.refuse(name, f"`{name}` is no address such as https://example.org/article.")
        return given

    def domain(self, name: str, given: str) -> str:
        """A host name."""
        given = given.strip().lower()
        if not storable(given) or not _DOMAIN.fullmatch(given):
            self.refuse(name, f"`{name}` is no host name such as example.org.")
        return given

    def language(self, name: str, given: str) -> str:
        """A BCP 47 tag, lower case."""
        if len(given) > _LANGUAGE_MAX or not _LANGUAGE.fullmatch(given):
            self.refuse(name, f"`{name}` is no BCP 47 tag such as fr or en-GB.")
        return given.lower()

    def country(self, name: str, given: str) -> str:
        """Two letters."""
        if not _COUNTRY.fullmatch(given):
            self.refuse(name, f"`{name}` is no country code of two letters (ISO 3166-1), such as FR.")
        return given.upper()

    def wikidata_id(self, name: str, given: str) -> str:
        """A Wikidata item."""
        if not _WIKIDATA.fullmatch(given):
            self.refuse(name, f"`{name}` is no Wikidata item such as Q312.")
        return given

    def moment(self, name: str, given: datetime) -> datetime:
        """A point in time; without an offset it is taken as UTC."""
        try:
            moment = (given if given.tzinfo else given.replace(tzinfo=UTC)).astimezone(UTC)
        except (OverflowError, ValueError):
            self.refuse(name, f"`{name}` is outside the years 1 to 9999.")
            return given
        # The driver stores the first and the last moment that Python knows as infinite.
        if moment.replace(tzinfo=None) in (datetime.min, datetime.max):
            self.refuse(name, f"`{name}` is at the end of time; give the day on which it was.")
        return moment

    def id(self, name: str, given: str, type_name: str) -> int:
        """The row key of a global id; 0, which no row has, when it is none."""
        try:
            return parse_id_of(given, type_name)
        except BadIdError as error:
            self.refuse(name, f"`{name}`: {error}.")
            return 0

    def version(self, name: str, given: int) -> int:
        """A version as read."""
        if given < 1:
            self.refuse(name, f"`{name}` is {given}; versions count from 1.")
        return given

    def most(self, name: str, given: list[T], longest: int) -> list[T]:
        """A list of at most `longest`."""
        if len(given) > longest:
            self.refuse(name, f"`{name}` holds {len(given):,} values; at most {longest:,} are taken.")
        return given[:longest]

    def not_null(self, name: str, given: Any) -> None:
        """Refuse null where absence means to keep what is stored."""
        if given is None:
            self.refuse(name, f"`{name}` can't be null; leave it out to keep what is stored.")


def _is_url(text: str) -> bool:
    if any(character.isspace() or not character.isprintable() for character in text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
