"""Small closed sets of words that the rules ask for, read from `lang/<language>/rules/<room>.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Container, Iterator, Sequence
from functools import cache
from importlib import resources
from itertools import compress
from typing import Any


def wordset(path: str, language: str | None = None) -> frozenset[str]:
    """The words of the list at `path` ("names.kinds.held": room, module, list), an underscore in them read as a blank.

    They are those of every language together, or of `language` alone. Bind the set to a module's constant: it is
    made once, when the rule is loaded. KeyError when no language has such a list.
    """
    return frozenset(word.replace("_", " ") for text in _lists(path, language) for word in text.split())


def wordmap(path: str, language: str | None = None) -> dict[str, str]:
    """The same of a list that says something of each word: "him=he her=she"."""
    return dict(pair.replace("_", " ").split("=") for text in _lists(path, language) for pair in text.split())


def phrasemap(path: str, language: str | None = None) -> dict[str, tuple[str, ...]]:
    """The same of a table that has several words or phrases for one."""
    found: dict[str, tuple[str, ...]] = {}
    for table in _lists(path, language):
        for key, value in table.items():
            found[key] = (*found.get(key, ()), *value)
    return found


def places_of(words: Sequence[str], known: Container[str]) -> list[int]:
    """At which tokens one of the known words stands; no quicker way through a whole text is known in Python."""
    return list(compress(range(len(words)), map(known.__contains__, words)))


def _lists(path: str, language: str | None) -> Iterator[Any]:
    """What the languages say under `path`, as it stands in their files."""
    room, *keys = path.split(".")
    found = False
    for folder in (language,) if language else _languages():
        value: Any = _rules(folder, room)
        for key in keys:
            value = value.get(key, {})
        if value:
            found = True
            yield value
    if not found:
        raise KeyError(f"{path}: no list of this name in lang/{language or '*'}/rules/{room}.toml")


@cache
def _languages() -> tuple[str, ...]:
    """The folders of `lang`; `common` has the words that belong to no single language."""
    folder = resources.files("service.normalize") / "lang"
    return tuple(sorted(entry.name for entry in folder.iterdir() if (entry / "rules").is_dir()))


@cache
def _rules(language: str, room: str) -> dict[str, Any]:
    file = resources.files("service.normalize") / "lang" / language / "rules" / f"{room}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def kept(text: str) -> list[str]:
    """The words of a list; a trailing underscore marks one that is set aside."""
    return [word for word in text.split() if not word.endswith("_")]
