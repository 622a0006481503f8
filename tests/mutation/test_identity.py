"""An article changes by every way there is; its claims keep their ids, and those that go keep answering."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from tests.mutation.conftest import Mutate, Rows, errors
from tests.mutation.test_http import client  # noqa: F401  # a fixture

FIRST = "Acme sued Bolt in Riverton on Monday."
SECOND = "Cog Industries bought Nails Limited."
URL = "https://example.org/a"
CHANGES = "claimChanges { kept moved changed new retired }"
ONE = """
query($id: ID!) {
  claim(id: $id) {
    id version text quote retiredAt articleVersion prefix suffix
    reviews { nodes { reviewer claim { id } } } related { nodes { id } } article { id version }
  }
}
"""


def changes(**counts: int) -> dict[str, int]:
    return {"kept": 0, "moved": 0, "changed": 0, "new": 0, "retired": 0} | counts


async def article(mutate: Mutate, body: str, **given: Any) -> dict[str, Any]:
    payload = await mutate(
        "ingestArticle",
        f"status {CHANGES} article {{ id version claims {{ nodes {{ id quote version start }} }} }}",
        **({"body": body, "url": URL, "title": "T", "language": "en"} | given),
    )
    assert payload["userErrors"] == []
    return payload


def by_quote(payload: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {claim["quote"]: claim for claim in payload["article"]["claims"]["nodes"]}


@pytest.fixture
async def first(mutate: Mutate) -> dict[str, Any]:
    """An article with two claims."""
    payload = await article(mutate, f"{FIRST} {SECOND}")
    assert payload["claimChanges"] == changes(new=2)
    return payload


async def test_an_update_keeps_what_stands_and_tells_the_counts(first: dict[str, Any], mutate: Mutate) -> None:
    before = by_quote(first)
    payload = await mutate(
        "updateArticle",
        f"{CHANGES} article {{ claims {{ nodes {{ id quote version start }} }} }}",
        id=first["article"]["id"],
        version=1,
        body=f"{FIRST} Nobody was told. {SECOND}",
    )
    after = by_quote(payload)
    assert {quote: claim["id"] for quote, claim in before.items()} == {quote: after[quote]["id"] for quote in before}
    assert {claim["version"] for claim in after.values()} == {1}
    counted = payload["claimChanges"]
    assert (counted["kept"], counted["moved"], counted["retired"]) == (1, 1, 0)
    retitled = await mutate(
        "updateArticle", f"{CHANGES} article {{ version }}", id=first["article"]["id"], version=2, title="Other"
    )
    assert (retitled["claimChanges"], retitled["article"]["version"]) == (None, 3)
    again = await article(mutate, f"{FIRST} Nobody was told. {SECOND}", title="Other")
    assert (again["status"], again["claimChanges"]) == ("UNCHANGED", None)


async def test_a_retired_claim_answers_by_its_id_and_is_in_no_list(
    first: dict[str, Any], mutate: Mutate, answer: Mutate
) -> None:
    gone = by_quote(first)[SECOND]["id"]
    stays = by_quote(first)[FIRST]["id"]
    await mutate("reviewClaim", "review { id }", claimId=gone, reviewer="Checkers", rating="False")
    await mutate("linkClaims", "kind", fromId=gone, toId=stays, kind="SUPPORTS")

    payload = await article(mutate, FIRST)
    assert payload["claimChanges"] == changes(kept=1, retired=1)
    told = (await answer(ONE, id=gone))["data"]["claim"]
    assert told["retiredAt"] is not None and told["article"]["version"] == 2
    assert (told["articleVersion"], told["prefix"], told["suffix"]) == (1, f"{FIRST} "[-32:], "")
    assert told["reviews"]["nodes"] == [{"reviewer": "Checkers", "claim": {"id": gone}}]
    assert told["related"]["nodes"] == [{"id": stays}]
    lists = await answer(
        """
        { claims { totalCount nodes { id } facets { modality { count } } }
          article(id: "art_1") { claims { totalCount nodes { id } } }
          search(query: "Cog bought", types: [CLAIM]) { totalCount }
          found: claims(search: "Nails Limited") { totalCount }
          claimStats(groupBy: MODALITY) { count }
          actors(filter: {name: "Cog"}) { nodes {
            claims { totalCount nodes { id } } timeline { claims asSubject } } } }
        """
    )
    data = lists["data"]
    assert data["claims"] == {"totalCount": 1, "nodes": [{"id": stays}], "facets": {"modality": [{"count": 1}]}}
    assert data["article"]["claims"] == {"totalCount": 1, "nodes": [{"id": stays}]}
    assert (data["search"]["totalCount"], data["found"]["totalCount"]) == (0, 0)
    assert data["claimStats"] == [{"count": 1}]
    assert all(actor["claims"] == {"totalCount": 0, "nodes": []} for actor in data["actors"]["nodes"])
    assert all(point["claims"] == 0 for actor in data["actors"]["nodes"] for point in actor["timeline"])
    live = (await answer(ONE, id=stays))["data"]["claim"]
    assert (live["retiredAt"], live["articleVersion"], live["prefix"], live["suffix"]) == (None, 2, "", "")
    assert live["related"]["nodes"] == []

    back = await article(mutate, f"{FIRST} {SECOND}")
    assert back["claimChanges"] == changes(kept=1, new=1)
    assert by_quote(back)[SECOND]["id"] == gone
    assert (await answer(ONE, id=stays))["data"]["claim"]["related"]["nodes"] == [{"id": gone}]


async def test_people_may_say_where_a_retired_claim_stands_now(
    first: dict[str, Any], mutate: Mutate, answer: Mutate
) -> None:
    gone = by_quote(first)[SECOND]["id"]
    await article(mutate, f"{FIRST} Nails Limited is no more.")
    version = (await answer(ONE, id=gone))["data"]["claim"]["version"]
    refused = await mutate("upsertClaim", "claim { id }", id=gone, version=version, text="Cog took Nails over.")
    assert errors(refused) == [("input.quote", "BAD_USER_INPUT")] and "retired" in refused["userErrors"][0]["message"]
    told = await mutate(
        "upsertClaim", "claim { id quote retiredAt cues { quote } }", id=gone, version=version, quote="Nails Limited"
    )
    assert told["claim"] == {"id": gone, "quote": "Nails Limited", "retiredAt": None, "cues": []}


async def test_a_correction_stays_and_a_deleted_claim_is_not_read_again(first: dict[str, Any], mutate: Mutate) -> None:
    fixed, deleted = (by_quote(first)[quote]["id"] for quote in (FIRST, SECOND))
    await mutate("upsertClaim", "claim { id }", id=fixed, version=1, text="Acme went to court.", modality="REPORTED")
    await mutate("deleteClaim", "deletedClaimId", id=deleted, reason="no claim at all")
    payload = await article(mutate, f"So it goes on. {FIRST} {SECOND}")
    after = by_quote(payload)
    assert (after[FIRST]["id"], after[FIRST]["version"]) == (fixed, 2)
    assert SECOND not in after
    assert payload["claimChanges"]["retired"] == 0


async def test_the_same_key_answers_with_the_same_counts(first: dict[str, Any], mutate: Mutate) -> None:
    given = {"id": first["article"]["id"], "version": 1, "body": FIRST, "clientMutationId": "once"}
    one = await mutate("updateArticle", f"{CHANGES} article {{ version }}", **given)
    other = await mutate("updateArticle", f"{CHANGES} article {{ version }}", **given)
    assert one == other and one["claimChanges"] == changes(kept=1, retired=1)


async def test_rest_tells_the_same(client: httpx.AsyncClient) -> None:  # noqa: F811
    given = {"body": f"{FIRST} {SECOND}", "title": "T", "language": "en", "url": URL}
    made = await client.post("/v1/articles", json=given)
    assert made.headers["claim-changes"] == "kept=0, moved=0, changed=0, new=2, retired=0"
    claims = (await client.get("/v1/claims")).json()["nodes"]
    gone = next(claim["id"] for claim in claims if claim["quote"] == SECOND)
    await client.post(f"/v1/claims/{gone}/reviews", json={"reviewer": "Checkers", "rating": "False"})
    changed = await client.patch("/v1/articles/art_1", json={"body": FIRST}, headers={"if-match": '"1"'})
    assert changed.headers["claim-changes"] == "kept=1, moved=0, changed=0, new=0, retired=1"
    told = (await client.get(f"/v1/claims/{gone}")).json()
    assert told["retiredAt"] is not None and told["articleVersion"] == 1 and told["prefix"] == f"{FIRST} "[-32:]
    assert (await client.get(f"/v1/claims/{gone}/reviews")).json()["nodes"][0]["reviewer"] == "Checkers"
    assert [claim["quote"] for claim in (await client.get("/v1/claims")).json()["nodes"]] == [FIRST]
    retitled = await client.patch("/v1/articles/art_1", json={"title": "U"}, headers={"if-match": '"2"'})
    assert "claim-changes" not in retitled.headers


async def test_changes_that_race_lose_nothing(first: dict[str, Any], mutate: Mutate, rows: Rows) -> None:
    gone = by_quote(first)[SECOND]["id"]
    await asyncio.gather(
        *(
            mutate("reviewClaim", "review { id }", claimId=gone, reviewer=f"R{number}", rating="False")
            for number in range(4)
        ),
        article(mutate, FIRST),
        article(mutate, f"{FIRST} {SECOND} Nothing else."),
    )
    assert await rows("select count(distinct reviewer), count(distinct claim_id) from claim_review") == [(4, 1)]
