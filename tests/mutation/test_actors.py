"""Actors by mutation: made, found again, changed, merged and split."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mutation.conftest import Mutate, Rows, errors

UPSERT = "created actor { id version kind name description wikidataId aliases { name language } }"
BAD = "BAD_USER_INPUT"
ALTMAN = {"name": "Sam Altman", "kind": "PERSON"}


async def made(mutate: Mutate, **given: Any) -> dict[str, Any]:
    payload = await mutate("upsertActor", UPSERT, **given)
    assert payload["userErrors"] == []
    actor: dict[str, Any] = payload["actor"]
    return actor


async def test_an_actor_is_made_and_found_again_by_name_and_kind(mutate: Mutate) -> None:
    payload = await mutate(
        "upsertActor", UPSERT, **ALTMAN, aliases=[{"name": "Altman"}, {"name": "Σαμ", "language": "el"}]
    )
    assert payload["created"] is True
    assert payload["actor"] == {
        "id": "act_1",
        "version": 1,
        "kind": "PERSON",
        "name": "Sam Altman",
        "description": None,
        "wikidataId": None,
        "aliases": [
            {"name": "Sam Altman", "language": None},
            {"name": "Altman", "language": None},
            {"name": "Σαμ", "language": "el"},
        ],
    }
    again = await mutate("upsertActor", UPSERT, name="SAM ALTMAN", kind="PERSON")
    assert (again["created"], again["actor"]) == (False, payload["actor"])


async def test_an_unknown_kind_is_learned_and_a_known_one_stays(mutate: Mutate) -> None:
    await made(mutate, name="Grok", kind="UNKNOWN")
    assert (await made(mutate, name="Grok", kind="PRODUCT"))["kind"] == "PRODUCT"
    assert (await made(mutate, name="Grok", kind="UNKNOWN"))["kind"] == "PRODUCT"


async def test_wikidata_finds_an_actor_names_it_or_tells_two_of_one_name_apart(mutate: Mutate) -> None:
    first = await made(mutate, **ALTMAN)
    named = await made(mutate, **ALTMAN, wikidataId="Q7407093")
    assert (named["id"], named["wikidataId"], named["version"]) == (first["id"], "Q7407093", 2)
    renamed = await made(mutate, wikidataId="Q7407093", name="Samuel Altman", description="PDG d'OpenAI")
    assert (renamed["id"], renamed["name"], renamed["version"]) == (first["id"], "Samuel Altman", 3)
    assert [alias["name"] for alias in renamed["aliases"]] == ["Samuel Altman", "Sam Altman"]
    other = await made(mutate, name="Samuel Altman", kind="PERSON", wikidataId="Q1")
    assert other["id"] != first["id"]
    unsure = await mutate("upsertActor", UPSERT, name="Samuel Altman", kind="PERSON")
    assert errors(unsure) == [("input.name", "CONFLICT")]
    assert "act_1, act_2" in unsure["userErrors"][0]["message"]


async def test_an_actor_is_changed_by_id_at_its_version(mutate: Mutate) -> None:
    actor = await made(mutate, **ALTMAN, description="x", wikidataId="Q1")
    changed = await made(mutate, id=actor["id"], version=1, description=None, wikidataId=None, kind="GROUP")
    assert (changed["version"], changed["description"], changed["wikidataId"], changed["kind"]) == (
        2,
        None,
        None,
        "GROUP",
    )
    same = await made(mutate, id=actor["id"], version=2, kind="GROUP", aliases=[{"name": "sam altman"}])
    assert same["version"] == 2
    more = await made(mutate, id=actor["id"], version=2, aliases=[{"name": "Altman"}])
    assert more["version"] == 3
    payload = await mutate("upsertActor", UPSERT, id=actor["id"], version=1, name="Sam Altman", kind="PERSON")
    assert errors(payload) == [("input.version", "CONFLICT"), ("input.kind", "CONFLICT")]
    assert payload["actor"] == more and payload["created"] is None


async def test_a_new_kind_meets_another_actor_of_that_name(mutate: Mutate, rows: Rows) -> None:
    await made(mutate, name="Orange", kind="ORGANIZATION")
    place = await made(mutate, name="Orange", kind="PLACE")
    changed = await made(mutate, id=place["id"], version=1, kind="ORGANIZATION")
    assert changed["kind"] == "ORGANIZATION"
    assert await rows("select shared from actor_alias") == [(True,), (True,)]
    assert await rows("select rule from actor_merge_candidate") == [("SAME_NAME",)]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, [("input.id", "BAD_USER_INPUT")]),
        ({"name": "A"}, [("input.id", "BAD_USER_INPUT")]),
        ({"wikidataId": "Q5"}, [("input.name", "BAD_USER_INPUT"), ("input.kind", "BAD_USER_INPUT")]),
        ({"wikidataId": "312"}, [("input.wikidataId", "BAD_USER_INPUT")]),
        ({"id": "act_1"}, [("input.version", "BAD_USER_INPUT")]),
        ({"id": "art_1", "version": 1}, [("input.id", "BAD_USER_INPUT")]),
        ({"id": "act_99", "version": 1}, [("input.id", "NOT_FOUND")]),
        ({"name": "…", "kind": "PERSON"}, [("input.name", "BAD_USER_INPUT")]),
        ({**ALTMAN, "aliases": [{"name": "\ud800x"}]}, [("input.aliases.0.name", "BAD_USER_INPUT")]),
        ({**ALTMAN, "aliases": [{"name": "x", "language": "?"}]}, [("input.aliases.0.language", "BAD_USER_INPUT")]),
        ({**ALTMAN, "description": "\0"}, [("input.description", "BAD_USER_INPUT")]),
    ],
)
async def test_bad_actors_are_refused(
    mutate: Mutate, rows: Rows, given: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    payload = await mutate("upsertActor", UPSERT, **given)
    assert errors(payload) == found and payload["actor"] is None
    assert await rows("select count(*) from actor") == [(0,)]


async def test_a_wikidata_item_of_another_actor_is_refused(mutate: Mutate) -> None:
    await made(mutate, **ALTMAN, wikidataId="Q1")
    other = await made(mutate, name="OpenAI", kind="ORGANIZATION")
    payload = await mutate("upsertActor", UPSERT, id=other["id"], version=1, wikidataId="Q1")
    assert errors(payload) == [("input.wikidataId", "CONFLICT")] and "act_1" in payload["userErrors"][0]["message"]


async def test_two_actors_become_one_and_two_again(mutate: Mutate, answer: Mutate) -> None:
    winner = await made(mutate, **ALTMAN)
    loser = await made(mutate, name="S. Altman", kind="PERSON", wikidataId="Q1")
    merge = {"winnerId": winner["id"], "loserId": loser["id"]}
    for _ in range(2):
        payload = await mutate(
            "mergeActors", "actor { id mergedFrom { id saidBy } aliases { name } }", caller="me", **merge
        )
        assert payload["userErrors"] == []
        assert payload["actor"]["mergedFrom"] == [{"id": loser["id"], "saidBy": "me"}]
    found = await answer("query($id: ID!) { actor(id: $id) { id } }", id=loser["id"])
    assert found["data"]["actor"]["id"] == winner["id"]
    assert (await made(mutate, wikidataId="Q1", description="x"))["id"] == winner["id"]

    payload = await mutate("splitActor", "actor { id name } former { id }", actorId=loser["id"])
    assert payload["actor"] == {"id": loser["id"], "name": "S. Altman"} and payload["former"] == {"id": winner["id"]}
    again = await mutate("splitActor", "actor { id }", actorId=loser["id"])
    assert errors(again) == [("input.actorId", "NOT_FOUND")]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"winnerId": "act_1", "loserId": "act_1"}, [("input.loserId", BAD)]),
        ({"winnerId": "act_1", "loserId": "act_9"}, [("input.loserId", "NOT_FOUND")]),
        ({"winnerId": "x", "loserId": "art_1"}, [("input.winnerId", BAD), ("input.loserId", BAD)]),
    ],
)
async def test_bad_merges_are_refused(mutate: Mutate, given: dict[str, Any], found: list[tuple[str, str]]) -> None:
    await made(mutate, **ALTMAN)
    payload = await mutate("mergeActors", "actor { id }", **given)
    assert errors(payload) == found and payload["actor"] is None
