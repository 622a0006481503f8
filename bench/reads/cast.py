"""The sources and actors of the synthetic corpus."""

from __future__ import annotations

import math
import random
from itertools import accumulate

import msgspec

from bench.reads.dice import dice

SOURCES = 60
_KINDS = ("PERSON", "ORGANIZATION", "PERSON", "PLACE", "ORGANIZATION", "PERSON", "PRODUCT", "GROUP")
_GIVEN = (
    "Alba",
    "Anton",
    "Bruno",
    "Clara",
    "Dara",
    "Edgar",
    "Elena",
    "Félix",
    "Gaëlle",
    "Hugo",
    "Inès",
    "Irina",
    "Jonas",
    "Karim",
    "Léa",
    "Lucas",
    "Maëlle",
    "Marco",
    "Nadia",
    "Noémie",
    "Oscar",
    "Paula",
    "Quentin",
    "Rosa",
    "Samir",
    "Sofia",
    "Théo",
    "Ursula",
    "Victor",
    "Yanis",
    "Zoé",
)
_SYLLABLES = (
    "Bar",
    "Cal",
    "Del",
    "Fer",
    "Gar",
    "Hal",
    "Jar",
    "Kel",
    "Lam",
    "Mar",
    "Nor",
    "Par",
    "Quel",
    "Rav",
    "Sar",
    "Tal",
    "Var",
    "Wel",
    "Zar",
    "Mon",
    "Bel",
    "Cor",
    "Dor",
)
_TAILS = (
    "den",
    "dot",
    "fel",
    "gard",
    "lin",
    "mont",
    "nay",
    "ric",
    "rou",
    "sac",
    "son",
    "tain",
    "teau",
    "val",
    "vel",
    "vier",
    "wick",
    "zac",
    "zell",
)
_SORTS = {
    "ORGANIZATION": ("Groupe {}", "{} Industries", "Banque {}", "{} Holding"),
    "PLACE": ("{}-sur-Mer", "{}ville", "Saint-{}"),
    "PRODUCT": ("{} One", "{} Max"),
    "GROUP": ("Collectif {}", "Front {}"),
}


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A publisher."""

    id: int
    name: str
    domain: str
    country: str
    language: str


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody or something that articles mention; `short` is the name of later mentions."""

    id: int
    kind: str
    name: str
    short: str


def sources() -> list[Source]:
    """The publishers, half of them French."""
    found = []
    for at in range(1, SOURCES + 1):
        french = at % 2 == 1
        place = _surname(dice(f"source {at}"))
        found.append(
            Source(
                id=at,
                name=f"Le Journal de {place} {at}" if french else f"The {place} Post {at}",
                domain=f"source{at}.example",
                country="FR" if french else "GB",
                language="fr" if french else "en",
            )
        )
    return found


def actor_count(articles: int) -> int:
    """So many actors has a corpus of so many articles: new ones come ever slower (Heaps' law)."""
    return max(40, round(4_000 * math.pow(articles / 10_000, 0.7)))


def actors(count: int) -> list[Actor]:
    """The actors, most popular first; names are unique among those of a kind."""
    chance = dice("actors")
    taken: set[tuple[str, str]] = set()
    found: list[Actor] = []
    while len(found) < count:
        kind = _KINDS[len(found) % len(_KINDS)]
        surname = _surname(chance) + chance.choice(("", "", chance.choice(_TAILS)))
        if kind == "PERSON":
            name, short = f"{chance.choice(_GIVEN)} {surname}", surname
        else:
            name = short = chance.choice(_SORTS[kind]).format(surname)
        if (kind, name.lower()) not in taken:
            taken.add((kind, name.lower()))
            found.append(Actor(id=len(found) + 1, kind=kind, name=name, short=short))
    return found


def popularity(count: int) -> list[float]:
    """Running sums of the actors' weights, Zipf-Mandelbrot: a few are in many articles, most in few."""
    return list(accumulate(1 / (rank + 20) for rank in range(1, count + 1)))


def _surname(chance: random.Random) -> str:
    return chance.choice(_SYLLABLES) + chance.choice(_TAILS) + chance.choice(("", "", "e", "is", "y", "o"))
