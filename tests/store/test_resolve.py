"""Which known actor a name means, and when nobody can tell."""

from __future__ import annotations

import hashlib
import itertools
from typing import Any

import pytest

from service.document import ActorDraft
from service.store.pool import Store
from service.store.resolve import is_acronym
from service.store.write import store_document
from tests.store.documents import about, actor

_titles = (f"Titre {number}" for number in itertools.count(1))


def named(name: str, kind: Any, *aliases: str) -> ActorDraft:
    return actor(name, kind, *aliases, mentions=())


async def put(store: Store, *actors: ActorDraft) -> None:
    async with store.connection() as connection:
        await store_document(connection, about(*actors, title=next(_titles)))


async def known(store: Store) -> list[tuple[str, str, int]]:
    async with store.connection() as connection:
        return [tuple(row) for row in await connection.fetch("select name, kind, mention_count from actor order by id")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (named("Élodie Durand", "PERSON"), named("ELODIE DURAND", "PERSON")),
        (named("Dall-E", "PRODUCT"), named("DALL·E", "PRODUCT")),
        (named("Sam Altman", "PERSON", "Altman"), named("Altman", "PERSON")),
        (named("European Central Bank", "ORGANIZATION", "ECB"), named("ECB", "ORGANIZATION")),
        (named("ECB", "ORGANIZATION"), named("European Central Bank", "ORGANIZATION", "ECB")),
        (named("European Central Bank", "ORGANIZATION"), named("BCE", "ORGANIZATION")),
        (named("Londres", "PLACE"), named("London", "PLACE")),
    ],
)
async def test_one_actor_under_two_names(fresh_store: Store, first: ActorDraft, second: ActorDraft) -> None:
    await put(fresh_store, first)
    await put(fresh_store, second)
    assert await known(fresh_store) == [(first.name, first.kind, 2)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (named("Ford", "PERSON"), named("Ford", "ORGANIZATION")),
        (named("Orange", "ORGANIZATION"), named("Orange Bank", "ORGANIZATION", "Orange")),
        (named("Sam Altman", "PERSON", "Altman"), named("Bob Altman", "PERSON", "Altman")),
        (named("Altman", "PERSON"), named("Sam Altman", "PERSON", "Altman")),
    ],
)
async def test_a_short_form_or_another_kind_merges_nobody(
    fresh_store: Store, first: ActorDraft, second: ActorDraft
) -> None:
    await put(fresh_store, first)
    await put(fresh_store, second)
    assert [row[0] for row in await known(fresh_store)] == [first.name, second.name]


async def test_a_name_that_two_have_makes_a_third_and_stays_with_it(fresh_store: Store) -> None:
    await put(fresh_store, named("Sam Altman", "PERSON", "Altman"), named("Bob Altman", "PERSON", "Altman"))
    await put(fresh_store, named("Altman", "PERSON"))
    await put(fresh_store, named("Altman", "PERSON"))
    assert await known(fresh_store) == [
        ("Sam Altman", "PERSON", 1),
        ("Bob Altman", "PERSON", 1),
        ("Altman", "PERSON", 2),
    ]


async def test_an_unknown_kind_is_learned_from_a_later_article(fresh_store: Store) -> None:
    await put(fresh_store, named("Kervanic", "UNKNOWN"))
    await put(fresh_store, named("Kervanic", "ORGANIZATION"))
    await put(fresh_store, named("Kervanic", "UNKNOWN"))
    assert await known(fresh_store) == [("Kervanic", "ORGANIZATION", 3)]


async def test_an_unknown_kind_that_two_kinds_could_be_stays_apart(fresh_store: Store) -> None:
    await put(fresh_store, named("Paris", "PERSON"))
    await put(fresh_store, named("Paris", "PLACE"))
    await put(fresh_store, named("Paris", "UNKNOWN"))
    await put(fresh_store, named("Paris", "UNKNOWN"))
    assert await known(fresh_store) == [("Paris", "PERSON", 1), ("Paris", "PLACE", 1), ("Paris", "UNKNOWN", 2)]


async def test_learning_a_kind_shares_a_name_that_the_kind_has_already(fresh_store: Store) -> None:
    await put(fresh_store, named("Mercure", "UNKNOWN", "Mercure SA"))
    await put(fresh_store, named("Groupe Mercure", "ORGANIZATION", "Mercure SA"))
    await put(fresh_store, named("Mercure", "ORGANIZATION"))
    assert await known(fresh_store) == [("Mercure", "ORGANIZATION", 2), ("Groupe Mercure", "ORGANIZATION", 1)]


async def test_many_new_actors_at_once_take_one_lock(fresh_store: Store) -> None:
    names = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(300)]
    await put(fresh_store, *(named(name, "ORGANIZATION") for name in names))
    assert len(await known(fresh_store)) == 300


@pytest.mark.parametrize(
    ("alias", "name", "answer"),
    [
        ("ECB", "European Central Bank", True),
        ("E.C.B.", "European Central Bank", True),
        ("BLS", "Bureau of Labor Statistics", True),
        ("X", "Xavier", False),
        ("Altman", "Sam Altman", False),
        ("BNP", "Banque de France", False),
    ],
)
def test_an_acronym_is_made_of_initials(alias: str, name: str, answer: bool) -> None:
    assert is_acronym(alias, name) is answer
