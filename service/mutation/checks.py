"""Checks of inputs: every problem is collected, with the path of its field, before any SQL runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from schema.ids import BadIdError, parse_id_of
from service.admission import values
from service.admission.fields import Place, admitted, spelled
from service.mutation.outcome import Code, Path, RefusedError, UserError

T = TypeVar("T")

_WIKIDATA = re.compile(r"Q[1-9][0-9]{0,14}", re.ASCII)


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

    def tell(self, place: Place, problem: str) -> None:
        """Note a problem with a field further in, as the rules of what is let in tell it."""
        path = (*self.path, *map(str, place))
        self._errors.append(UserError(path, "BAD_USER_INPUT", f"`{spelled(place)}` {problem}"))

    def value(self, name: str, given: T, rule: Callable[[T], T]) -> T:
        """A value by its rule; as it was given, where it breaks it."""
        found: T | None = admitted(rule, given, (name,), self.tell)
        return given if found is None else found

    def text(self, name: str, given: str, longest: int, *, blank: bool = False) -> str:
        """A text of at most `longest` characters that can be stored; blank only where it may be."""
        return self.value(name, given, partial(values.text, longest=longest, blank=blank))

    def name(self, name: str, given: str) -> str:
        """A name of somebody, on one line."""
        return self.value(name, given, values.name)

    def language(self, name: str, given: str) -> str:
        """A BCP 47 tag, lower case."""
        return self.value(name, given, values.language)

    def wikidata_id(self, name: str, given: str) -> str:
        """A Wikidata item."""
        if not _WIKIDATA.fullmatch(given):
            self.refuse(name, f"`{name}` is no Wikidata item such as Q312.")
        return given

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
