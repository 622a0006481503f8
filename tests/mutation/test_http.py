"""Writes over HTTP: the GraphQL endpoint's rules for mutations, and the REST twin."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from service.http.app import create_app
from service.query.subscription import Place, encode_place
from service.settings import Settings
from service.store.pool import Store
from tests.conftest import authorization

BODY = "Sam Altman pourrait revenir chez OpenAI, selon Microsoft."
MAKE = 'mutation { upsertActor(input: {name: "OpenAI", kind: ORGANIZATION}) { created actor { id } } }'


@pytest.fixture
async def client(fresh_database: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service over a database of the test's own."""
    app = create_app(Settings(), fresh_database)
    started, ended = asyncio.Event(), asyncio.Event()

    async def run() -> None:
        # Opened and closed by one task, which a fixture's two halves are not.
        async with app.lifespan():
            started.set()
            await ended.wait()

    running = asyncio.create_task(run())
    await started.wait()
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://test", headers=await authorization(fresh_database, "write")
    ) as client:
        yield client
    ended.set()
    await running


async def test_a_mutation_is_posted_never_got(client: httpx.AsyncClient) -> None:
    got = await client.get("/graphql", params={"query": MAKE}, headers={"accept": "application/json"})
    assert (got.status_code, got.headers["allow"]) == (405, "POST")
    assert got.json()["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"
    posted = await client.post("/graphql", json={"query": MAKE}, headers={"idempotency-key": "k"})
    again = await client.post("/graphql", json={"query": MAKE}, headers={"idempotency-key": "k"})
    assert posted.json()["data"] == again.json()["data"] == {"upsertActor": {"created": True, "actor": {"id": "act_1"}}}
    too_long = await client.post("/graphql", json={"query": MAKE}, headers={"idempotency-key": "k" * 201})
    assert too_long.status_code == 400


async def test_an_article_is_made_changed_and_deleted(client: httpx.AsyncClient) -> None:
    given = {"body": BODY, "title": "T", "language": "fr", "url": "https://example.org/a"}
    made = await client.post("/v1/articles", json=given)
    assert (made.status_code, made.headers["location"]) == (201, "/v1/articles/art_1")
    assert made.headers["etag"].startswith('"1-')
    again = await client.post("/v1/articles", json=given)
    assert again.status_code == 200 and again.json() == made.json()
    read = await client.get(made.headers["location"])
    assert (read.json(), read.headers["etag"]) == (made.json(), made.headers["etag"])

    missing = await client.patch("/v1/articles/art_1", json={"title": "U"})
    assert (missing.status_code, missing.json()["code"]) == (428, "PRECONDITION_REQUIRED")
    changed = await client.patch("/v1/articles/art_1", json={"title": "U", "url": None}, headers={"if-match": '"1"'})
    assert changed.status_code == 200 and changed.headers["etag"].startswith('"2-')
    assert "claim-changes" in made.headers and "claim-changes" not in changed.headers, "nothing was read anew"
    assert (changed.json()["title"], changed.json()["url"], changed.json()["body"]) == ("U", None, BODY)
    stale = await client.patch("/v1/articles/art_1", json={"title": "V"}, headers={"if-match": '"1"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "CONFLICT")
    assert [error["argument"] for error in stale.json()["errors"]] == ["version", "title"]

    assert (await client.delete("/v1/articles/art_1", headers={"if-match": '"1"'})).status_code == 412
    gone = await client.delete("/v1/articles/art_1", headers={"if-match": '"2"'})
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await client.delete("/v1/articles/art_1")).status_code == 410


async def test_actors_and_claims_have_twins_too(client: httpx.AsyncClient) -> None:
    for name in ("OpenAI", "Open AI"):
        made = await client.post("/v1/actors", json={"name": name, "kind": "ORGANIZATION"})
        assert made.status_code == 201
    changed = await client.patch("/v1/actors/act_1", json={"wikidataId": "Q1"}, headers={"if-match": '"1"'})
    assert changed.json()["wikidataId"] == "Q1" and changed.headers["etag"].startswith('"2-')
    taken = await client.patch("/v1/actors/act_2", json={"wikidataId": "Q1"}, headers={"if-match": '"1"'})
    assert (taken.status_code, taken.json()["errors"][0]["argument"]) == (409, "wikidataId")
    merged = await client.post("/v1/actors/act_1/merge", json={"loserId": "act_2"})
    assert merged.status_code == 200 and len(merged.json()["aliases"]) == 2
    assert (await client.post("/v1/actors/act_2/split")).json()["name"] == "Open AI"
    assert (await client.post("/v1/actors/act_2/split")).status_code == 404

    await client.post("/v1/articles", json={"body": BODY, "language": "fr"})
    claim: dict[str, Any] = {"articleId": "art_1", "quote": "revenir", "text": "Il revient", "modality": "POSSIBLE"}
    made = await client.post("/v1/claims", json=claim | {"polarity": "POSITIVE"})
    address = made.headers["location"]
    assert made.status_code == 201 and (await client.get(address)).json() == made.json()
    other = await client.post("/v1/claims", json=claim | {"polarity": "POSITIVE", "text": "Il vient"})
    changed = await client.patch(address, json={"polarity": "NEGATIVE"}, headers={"if-match": made.headers["etag"]})
    assert changed.json()["factuality"] == "PS_MINUS"
    link = {"toId": other.json()["id"], "kind": "CONTRADICTS"}
    linked = await client.post(f"{address}/links", json=link)
    assert linked.json() == link | {"fromId": made.json()["id"], "score": 1.0}
    review = await client.post(f"{address}/reviews", json={"reviewer": "AFP", "rating": "Faux"})
    assert review.status_code == 200 and review.json()["rating"] == "Faux"
    assert (await client.post("/v1/claims/clm_99/reviews", json={"reviewer": "A", "rating": "B"})).status_code == 404


async def test_if_match_takes_what_rfc_9110_gives_it(client: httpx.AsyncClient) -> None:
    made = await client.post("/v1/articles", json={"body": BODY, "title": "T", "language": "fr"})
    address = made.headers["location"]
    tag = (await client.get(address)).headers["etag"]

    async def change(title: str, *given: str, **more: str) -> httpx.Response:
        headers = [*(("if-match", line) for line in given), *(("if-none-match", line) for line in more.values())]
        return await client.patch(address, json={"title": title}, headers=headers)

    for foreign in ("zzz", "1", '"zzz"', '"1', f"W/{tag}", 'W/"1"', '"1-zzz"', '"0"', '"-1"', '"1" x', '"zzz", W/"1"'):
        refused = await change("V", foreign)
        assert (refused.status_code, refused.json()["code"]) == (412, "PRECONDITION_FAILED"), foreign
    assert (await change("V", '"9"')).json()["code"] == "CONFLICT"
    for version, given in enumerate((tag, '"zzz", "2"', '"7", "3"', "*", ', "5" ,W/"x",'), start=1):
        changed = await change(f"T{version}", given)
        assert changed.status_code == 200, given
        assert changed.headers["etag"].startswith(f'"{version + 1}-')
        assert changed.headers["etag"] == (await client.get(address)).headers["etag"]
    assert (await change("V", '"7"', '"6"')).status_code == 200, "a list may come in several lines"
    for known in ("*", '"7"', 'W/"7"'):
        assert (await change("W", '"7"', known=known)).status_code == 412
    assert (await change("W", '"7"', known='"6"')).status_code == 200
    for given in ("*", '"zzz"', '"8", "9"'):
        assert (await client.patch("/v1/articles/art_99", json={}, headers={"if-match": given})).status_code == 404
    assert (await client.delete(address, headers={"if-match": '"zzz"'})).status_code == 412
    assert (await client.delete(address, headers={"if-none-match": "*"})).status_code == 412
    assert (await client.delete(address, headers={"if-match": "*"})).status_code == 204
    assert (await client.delete(address, headers={"if-match": "*"})).status_code == 410


async def test_a_tag_is_of_all_that_an_answer_holds(client: httpx.AsyncClient) -> None:
    await client.post("/v1/articles", json={"body": BODY, "language": "fr"})
    actor = (await client.get("/v1/actors", params={"name": "sam altman"})).json()["nodes"][0]
    address = f"/v1/actors/{actor['id']}"
    before = await client.get(address)
    await client.post("/v1/articles", json={"body": f"{BODY} Sam Altman se tait.", "language": "fr"})
    after = await client.get(address, headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200 and after.json()["mentionCount"] > before.json()["mentionCount"]
    assert after.json()["version"] == before.json()["version"]
    changed = await client.patch(address, json={"description": "D"}, headers={"if-match": before.headers["etag"]})
    assert changed.status_code == 200, "a count that grew stands against no change"


async def test_a_change_of_any_version_may_be_sent_twice(client: httpx.AsyncClient) -> None:
    made = await client.post("/v1/articles", json={"body": BODY, "title": "T", "language": "fr"})
    for given in ("*", '"2", "1"', '"9", "3"'):
        headers = {"if-match": given, "idempotency-key": f"any {given}"}
        first, again = [
            await client.patch(made.headers["location"], json={"title": given}, headers=headers) for _ in range(2)
        ]
        assert first.status_code == again.status_code == 200 and first.json() == again.json()


async def test_patches_are_merge_patches(client: httpx.AsyncClient) -> None:
    given = {"body": BODY, "title": "T", "language": "fr", "url": "https://example.org/a"}
    made = await client.post("/v1/articles", json=given)
    headers = {"if-match": made.headers["etag"], "content-type": "application/merge-patch+json; charset=utf-8"}
    changed = await client.patch(made.headers["location"], content='{"title":"U","url":null}', headers=headers)
    assert (changed.status_code, changed.json()["title"], changed.json()["url"]) == (200, "U", None)
    assert changed.json()["body"] == BODY, "what is absent stays"
    headers["content-type"] = "application/json-patch+json"
    refused = await client.patch(made.headers["location"], content='{"title":"V"}', headers=headers)
    both = "application/json, application/merge-patch+json"
    assert (refused.status_code, refused.headers["accept-patch"]) == (415, both)
    assert (await client.options(made.headers["location"])).headers["accept-patch"] == both
    headers["content-type"] = "application/merge-patch+json"
    assert (await client.post("/v1/articles", content='{"body":"x"}', headers=headers)).status_code == 415


async def test_a_key_makes_any_write_one_to_send_twice(client: httpx.AsyncClient) -> None:
    key = {"idempotency-key": "k"}
    made = await client.post("/v1/actors", json={"name": "A", "kind": "PERSON"}, headers=key)
    again = await client.post("/v1/actors", json={"name": "A", "kind": "PERSON"}, headers=key)
    assert (made.status_code, again.status_code) == (201, 201) and again.json() == made.json()
    reused = await client.post("/v1/actors", json={"name": "B", "kind": "PERSON"}, headers=key)
    assert (reused.status_code, reused.json()["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")


@pytest.mark.parametrize(
    ("path", "content", "media_type", "status"),
    [
        ("/v1/articles", "{", "application/json", 400),
        ("/v1/articles", "", "application/json", 400),
        ("/v1/articles", "null", "application/json", 400),
        ("/v1/articles", '{"title": "T"}', "application/json", 400),
        ("/v1/articles", '{"body": "x", "nothing": 1}', "application/json", 400),
        ("/v1/articles", '{"body": "a\\u0000b"}', "application/json", 400),
        ("/v1/articles", '{"body": "\\ud800"}', "application/json", 400),
        ("/v1/articles", '{"body": "x", "url": "nowhere"}', "application/json", 400),
        ("/v1/articles", '{"body": "x"}', "text/plain", 415),
        ("/v1/articles", '{"body": "' + "x" * 1_000_000 + '"}', "application/json", 413),
        ("/v1/claims/act_1/links", '{"toId": "clm_1", "kind": "REPEATS"}', "application/json", 400),
    ],
)
async def test_bad_writes_are_problems(
    client: httpx.AsyncClient, path: str, content: str, media_type: str, status: int
) -> None:
    answer = await client.post(path, content=content, headers={"content-type": media_type})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json" and answer.json()["status"] == status


async def test_what_was_deleted_is_gone_and_can_be_restored(client: httpx.AsyncClient) -> None:
    await client.post("/v1/articles", json={"body": BODY, "title": "T", "language": "fr", "url": "https://a.example/a"})
    gone = await client.delete("/v1/articles/art_1", params={"reason": "A hoax"}, headers={"if-match": '"1"'})
    assert gone.status_code == 204
    for path in ("/v1/articles/art_1", "/v1/claims/clm_1", "/v1/articles/art_1/actors"):
        found = await client.get(path)
        assert (found.status_code, found.headers["content-type"]) == (410, "application/problem+json")
        told = found.json()
        assert (told["code"], told["deletedBy"], told["reason"]) == ("GONE", "tests", "A hoax")
        assert told["deletedAt"].startswith("20")
    again = await client.delete("/v1/articles/art_1")
    assert (again.status_code, again.json()["code"], again.json()["reason"]) == (410, "GONE", "A hoax")
    # A version of what is gone can't be met.
    conditional = await client.delete("/v1/articles/art_1", headers={"if-match": '"1"'})
    assert (conditional.status_code, conditional.json()["code"]) == (412, "GONE")
    assert (await client.get("/v1/articles/art_9")).status_code == 404
    back = await client.post("/v1/restore", json={"id": "art_1"})
    assert (back.status_code, back.json()) == (200, {"id": "art_1"})
    assert (await client.get("/v1/articles/art_1")).status_code == 200


async def test_each_kind_of_thing_is_deleted_by_its_own_address(client: httpx.AsyncClient) -> None:
    for number in (10, 13):
        body = f"Acme Corp invested {number} billion dollars in Beta Labs."
        await client.post("/v1/articles", json={"body": body, "title": str(number), "language": "en"})
    review = (await client.post("/v1/claims/clm_1/reviews", json={"reviewer": "Desk", "rating": "False"})).json()
    assert review["claim"]["id"] == "clm_1"
    (edge,) = (await client.get("/v1/claims/clm_1/related")).json()["edges"]
    link = (await client.get(f"/v1/claim-links/{edge['id']}")).json()
    assert [link.pop(name) for name in ("id", "kind", "score")] == [edge["id"], edge["kind"], edge["score"]]
    assert {link["from"]["id"], link["to"]["id"]} == {"clm_1", "clm_2"}
    narrow = await client.get(f"/v1/claim-links/{edge['id']}", params={"fields": "kind,from.id"})
    assert narrow.json() == {"kind": edge["kind"], "from": {"id": link["from"]["id"]}}
    assert (await client.get("/v1/claim-links/lnk_99")).status_code == 404
    assert (await client.get("/v1/claim-links/clm_1")).status_code == 400
    await client.post("/v1/actors", json={"name": "Jane Stone", "kind": "PERSON", "aliases": [{"name": "J. S."}]})
    actor = (await client.get("/v1/actors", params={"name": "Stone"})).json()["nodes"][0]
    paths = {
        "reviews": review["id"],
        "claim-links": edge["id"],
        "aliases": actor["aliases"][1]["id"],
        "claims": "clm_2",
        "actors": actor["id"],
    }
    for kind, id_ in paths.items():
        gone = await client.delete(f"/v1/{kind}/{id_}", params={"reason": "Wrong"})
        assert gone.status_code == 204, gone.text
        assert (await client.delete(f"/v1/{kind}/{id_}")).status_code == 410
        if kind != "aliases":
            read = await client.get(f"/v1/{kind}/{id_}")
            assert (read.status_code, read.json()["reason"]) == (410, "Wrong"), kind
    held = await client.delete("/v1/actors/act_1")
    assert (held.status_code, held.json()["code"]) == (409, "CONFLICT")
    for kind, id_ in reversed(paths.items()):
        assert (await client.post("/v1/restore", json={"id": id_})).status_code == 200, kind


async def test_two_actors_that_are_two(client: httpx.AsyncClient) -> None:
    for name in ("Jane Stone", "Jane Stones"):
        await client.post("/v1/actors", json={"name": name, "kind": "PERSON"})
    dismissed = await client.post("/v1/actor-merge-candidates/cnd_1/dismiss", json={"reason": "Mother and daughter"})
    assert (dismissed.status_code, dismissed.json()["status"]) == (200, "DISMISSED")
    assert (await client.get("/v1/actor-merge-candidates")).json()["nodes"] == []


async def test_deletions_need_a_key_that_writes(client: httpx.AsyncClient) -> None:
    for path in ("/v1/claims/clm_1", "/v1/sources/src_1", "/v1/claim-links/lnk_1"):
        assert (await client.delete(path, headers={"authorization": ""})).status_code == 401
    assert (await client.post("/v1/restore", json={"id": "art_1"}, headers={"authorization": ""})).status_code == 401


async def test_versions_and_history_are_read_and_put_back_by_rest(client: httpx.AsyncClient) -> None:
    await client.post("/v1/articles", json={"body": BODY, "title": "Premier", "language": "fr"})
    await client.patch("/v1/articles/art_1", json={"title": "Second"}, headers={"if-match": '"1"'})
    versions = await client.get("/v1/articles/art_1/versions", params={"count": "true"})
    assert versions.json()["totalCount"] == 2
    assert [(node["version"], node["title"], node["changed"]) for node in versions.json()["nodes"]] == [
        (2, "Second", ["title"]),
        (1, "Premier", []),
    ]

    asked = {"toVersion": 1}
    blind = await client.post("/v1/articles/art_1/restore-version", json=asked)
    stale = await client.post("/v1/articles/art_1/restore-version", json=asked, headers={"if-match": '"1"'})
    unknown = await client.post(
        "/v1/articles/art_1/restore-version", json={"toVersion": 9}, headers={"if-match": '"2"'}
    )
    assert (blind.status_code, stale.status_code, unknown.status_code) == (428, 412, 400)
    assert unknown.json()["errors"][0]["argument"] == "toVersion"
    back = await client.post("/v1/articles/art_1/restore-version", json=asked, headers={"if-match": '"2"'})
    assert (back.status_code, back.json()["title"], back.json()["version"]) == (200, "Premier", 3)
    assert "not-restored" not in back.headers


async def test_actors_claims_and_reviews_have_their_history_by_rest(client: httpx.AsyncClient) -> None:
    await client.post("/v1/articles", json={"body": BODY, "title": "T", "language": "fr"})
    claim = (await client.get("/v1/claims")).json()["nodes"][0]["id"]
    actor = (await client.post("/v1/actors", json={"name": "Lea", "kind": "PERSON"})).json()["id"]
    await client.patch(f"/v1/actors/{actor}", json={"name": "Lea Martin"}, headers={"if-match": '"1"'})
    await client.patch(f"/v1/claims/{claim}", json={"text": "Autre"}, headers={"if-match": '"1"'})
    said = {"reviewer": "AFP", "url": "https://afp.example/1"}
    await client.post(f"/v1/claims/{claim}/reviews", json={**said, "rating": "Faux"})
    review = (await client.post(f"/v1/claims/{claim}/reviews", json={**said, "rating": "Vrai"})).json()
    assert review["version"] == 2
    read = await client.get(f"/v1/reviews/{review['id']}")
    assert (read.json(), read.headers["etag"][:3]) == (review, '"2-')

    for place, field, left in (
        (f"/v1/actors/{actor}", "name", "aliases"),
        (f"/v1/claims/{claim}", "text", None),
        (f"/v1/reviews/{review['id']}", "rating", None),
    ):
        newest = (await client.get(f"{place}/history")).json()["nodes"][0]
        assert (newest["version"], newest["by"]) == (2, "tests")
        was = {change["field"]: change["from"] for change in newest["fields"]}[field]
        back = await client.post(f"{place}/restore-version", json={"toVersion": 1}, headers={"if-match": '"2"'})
        assert (back.status_code, back.json()[field], back.json()["version"]) == (200, was, 3), back.text
        assert back.headers.get("not-restored") == left
    assert (await client.get("/v1/reviews/rev_9/history")).status_code == 404


async def test_an_article_is_retracted_and_that_taken_back(client: httpx.AsyncClient) -> None:
    await client.post("/v1/articles", json={"body": BODY, "title": "T", "language": "fr"})
    assert (await client.post("/v1/articles/art_1/retract", json={})).status_code == 400
    stale = await client.post("/v1/articles/art_1/retract", json={"reason": "A hoax"}, headers={"if-match": '"7"'})
    assert stale.status_code == 412
    retracted = await client.post("/v1/articles/art_1/retract", json={"reason": "A hoax"}, headers={"if-match": '"1"'})
    assert (retracted.status_code, retracted.json()["version"]) == (200, 2)
    told = retracted.json()["retraction"]
    assert (told["by"], told["reason"]) == ("tests", "A hoax")
    assert (await client.get("/v1/articles")).json()["nodes"] == []
    assert (await client.get("/v1/claims")).json()["nodes"] == []
    assert (await client.get("/v1/articles/art_1")).json()["retraction"] == told
    changes = (await client.get("/v1/changes")).json()["nodes"]
    assert ("art_1", "RETRACTED", "A hoax") in {
        (change["id"], change["action"], change["reason"]) for change in changes
    }
    back = await client.post("/v1/articles/art_1/unretract", headers={"if-match": '"2"'})
    assert (back.status_code, back.json()["retraction"]) == (200, None)
    assert [article["id"] for article in (await client.get("/v1/articles")).json()["nodes"]] == ["art_1"]
    assert (await client.post("/v1/articles/art_9/retract", json={"reason": "A hoax"})).status_code == 404


async def test_sources_and_relations_are_deleted_and_restored(client: httpx.AsyncClient, fresh_store: Store) -> None:
    source = {"name": "Le Journal"}
    await client.post("/v1/articles", json={"body": BODY, "title": "T", "language": "fr", "source": source})
    async with fresh_store.connection() as connection:
        await connection.execute(
            "insert into actor_relation (subject_id, predicate, object_id) values (1, 'INVESTED_IN', 2)"
        )
    relation = (await client.get("/v1/relations/rel_1")).json()
    assert (relation["subject"]["id"], relation["predicate"], relation["object"]["id"]) == (
        "act_1",
        "INVESTED_IN",
        "act_2",
    )
    assert (await client.get("/v1/relations/rel_9")).status_code == 404
    held = await client.delete("/v1/sources/src_1")
    assert (held.status_code, held.json()["code"]) == (409, "CONFLICT")
    await client.delete("/v1/articles/art_1")
    for path in ("/v1/sources/src_1", "/v1/relations/rel_1"):
        assert (await client.delete(path, params={"reason": "Wrong"})).status_code == 204
        again = await client.delete(path)
        assert (again.status_code, again.json()["reason"]) == (410, "Wrong")
        assert (await client.get(path)).status_code == 410
        assert (await client.post("/v1/restore", json={"id": path.rpartition("/")[2]})).status_code == 200
    assert [found["name"] for found in (await client.get("/v1/sources")).json()["nodes"]] == ["Le Journal"]


async def test_a_dismissed_candidate_comes_back(client: httpx.AsyncClient) -> None:
    for name in ("Jane Stone", "Jane Stones"):
        await client.post("/v1/actors", json={"name": name, "kind": "PERSON"})
    await client.post("/v1/actor-merge-candidates/cnd_1/dismiss", json={"reason": "Mother and daughter"})
    assert (await client.post("/v1/restore", json={"id": "cnd_1"})).status_code == 200
    assert [found["id"] for found in (await client.get("/v1/actor-merge-candidates")).json()["nodes"]] == ["cnd_1"]


async def test_changes_are_listed_from_cursor_to_cursor(client: httpx.AsyncClient, fresh_store: Store) -> None:
    begin = (await client.get("/v1/changes", params={"first": 0})).json()["pageInfo"]["endCursor"]
    for name in ("Jane Stone", "John Smith", "Sam Altman"):
        await client.post("/v1/actors", json={"name": name, "kind": "PERSON"})
    found, cursor, more = [], begin, True
    while more:
        page = (await client.get("/v1/changes", params={"first": 2, "after": cursor})).json()
        found += [(change["id"], change["kind"], change["action"]) for change in page["nodes"]]
        cursor, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert found == [(f"act_{number}", "ACTOR", "CREATED") for number in (1, 2, 3)]
    empty = (await client.get("/v1/changes", params={"after": cursor})).json()
    assert (empty["nodes"], empty["pageInfo"]["endCursor"]) == ([], cursor)
    for given, status in (({"first": -1}, 400), ({"first": 101}, 400), ({"after": "nonsense"}, 400)):
        refused = await client.get("/v1/changes", params=given)
        assert (refused.status_code, refused.headers["content-type"]) == (status, "application/problem+json")
    async with fresh_store.connection() as connection:
        lineage = await connection.fetchval("select claimgraph.event_lineage()")
        await connection.execute("update event set at = now() - interval '9 days'")
        await connection.fetchval("select claimgraph.prune_events(interval '1 day')")
    expired = await client.get("/v1/changes", params={"after": begin})
    assert (expired.status_code, expired.json()["code"]) == (410, "CURSOR_EXPIRED")
    unknown = await client.get("/v1/changes", params={"after": encode_place(lineage + 1, Place(1, 2, 1))})
    assert (unknown.status_code, unknown.json()["code"]) == (410, "CURSOR_UNKNOWN")
